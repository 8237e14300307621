using System.Security.Cryptography;

namespace ArboDossier.Sealing.Tests;

public sealed class KeyFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-custody-").FullName;

    private string KeyFile => Path.Combine(_directory, "keys", "zone.key");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_new_key_file_is_for_its_owner_only_and_is_never_written_over()
    {
        KeyFileCustody.Create(KeyFile);
        File.GetUnixFileMode(KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(KeyFile)!).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var key = File.ReadAllBytes(KeyFile);
        key.Should().HaveCount(32).And.Contain(b => b != 0);
        FluentActions.Invoking(() => KeyFileCustody.Create(KeyFile)).Should().Throw<IOException>();
        File.ReadAllBytes(KeyFile).Should().Equal(key);
    }

    [Fact]
    public void A_key_file_that_anybody_else_may_touch_is_refused()
    {
        KeyFileCustody.Create(KeyFile);
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        foreach (var extra in (UnixFileMode[])
            [UnixFileMode.GroupRead, UnixFileMode.GroupWrite, UnixFileMode.OtherRead, UnixFileMode.OtherWrite, UnixFileMode.OtherExecute, UnixFileMode.GroupExecute, UnixFileMode.SetUser])
        {
            File.SetUnixFileMode(KeyFile, Owner | extra);
            FluentActions.Invoking(() => KeyFileCustody.Open(KeyFile)).Should().ThrowExactly<CustodyException>(extra.ToString());
        }

        File.SetUnixFileMode(KeyFile, UnixFileMode.UserRead);
        KeyFileCustody.Open(KeyFile).Dispose();
    }

    [Fact]
    public void A_file_of_another_length_or_none_at_all_is_no_key()
    {
        KeyFileCustody.Create(KeyFile);
        foreach (var length in (int[])[0, 1, 16, 31, 33, 64])
        {
            File.WriteAllBytes(KeyFile, new byte[length]);
            FluentActions.Invoking(() => KeyFileCustody.Open(KeyFile)).Should().ThrowExactly<CustodyException>();
        }

        FluentActions.Invoking(() => KeyFileCustody.Open(KeyFile + "x")).Should().ThrowExactly<CustodyException>();
        FluentActions.Invoking(() => KeyFileCustody.Open(_directory)).Should().ThrowExactly<CustodyException>();
    }

    [Fact]
    public async Task What_was_wrapped_opens_with_that_key_and_that_place_only_and_whole()
    {
        KeyFileCustody.Create(KeyFile);
        KeyFileCustody.Create(KeyFile + ".other");
        using var custody = KeyFileCustody.Open(KeyFile);
        using var other = KeyFileCustody.Open(KeyFile + ".other");
        var key = RandomNumberGenerator.GetBytes(32);
        byte[] place = [1, 2, 3];
        var wrapped = await custody.WrapAsync(key, place, default);
        (await custody.UnwrapAsync(wrapped, place, default)).Should().Equal(key);
        await Refused(() => other.UnwrapAsync(wrapped, place, default));
        await Refused(() => custody.UnwrapAsync(wrapped, (byte[])[1, 2, 4], default));
        await Refused(() => custody.UnwrapAsync(wrapped, Array.Empty<byte>(), default));
        for (var bit = 0; bit < wrapped.Length * 8; bit++)
        {
            var changed = wrapped.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            await Refused(() => custody.UnwrapAsync(changed, place, default));
        }

        for (var length = 0; length < wrapped.Length; length++)
        {
            await Refused(() => custody.UnwrapAsync(wrapped.AsMemory(0, length), place, default));
        }
    }

    [Fact]
    public async Task Custody_that_has_ended_wraps_nothing()
    {
        KeyFileCustody.Create(KeyFile);
        var custody = KeyFileCustody.Open(KeyFile);
        var wrapped = await custody.WrapAsync(new byte[32], Array.Empty<byte>(), default);
        custody.Dispose();
        await FluentActions.Awaiting(async () => await custody.WrapAsync(new byte[32], Array.Empty<byte>(), default)).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(async () => await custody.UnwrapAsync(wrapped, Array.Empty<byte>(), default)).Should().ThrowAsync<ObjectDisposedException>();
    }

    private static async Task Refused(Func<ValueTask<byte[]>> unwrap) =>
        await FluentActions.Awaiting(async () => await unwrap()).Should().ThrowExactlyAsync<CustodyException>();
}
