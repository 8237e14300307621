using System.Security.Cryptography;

namespace ArboDossier.Sealing.Tests;

/// <summary>A key-encryption key among custodians: any k of n give it, fewer give nothing.</summary>
public sealed class ShareTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-shares-").FullName;
    private readonly KeyFileCustody _custody;

    public ShareTests()
    {
        KeyFileCustody.Create(KeyFile);
        _custody = KeyFileCustody.Open(KeyFile);
    }

    private string KeyFile => Path.Combine(_directory, "zone.key");

    public void Dispose()
    {
        _custody.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public void Multiplication_is_that_of_the_field_of_AES()
    {
        Shamir.Multiply(0x57, 0x83).Should().Be(0xc1, "FIPS 197, 4.2");
        Shamir.Multiply(0x57, 0x13).Should().Be(0xfe, "FIPS 197, 4.2.1");
    }

    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(5, 3)]
    [InlineData(6, 5)]
    public void Every_subset_that_is_large_enough_gives_the_key_and_no_smaller_one_does(int shares, int needed)
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        var made = Shamir.Split(secret, shares, needed);
        for (var mask = 1; mask < 1 << shares; mask++)
        {
            var some = Enumerable.Range(0, shares).Where(i => (mask >> i & 1) == 1).Select(i => ((byte)(i + 1), made[i])).ToList();
            if (some.Count >= needed)
            {
                Shamir.Combine(some).Should().Equal(secret);
            }
            else
            {
                Shamir.Combine(some).Should().NotEqual(secret);
            }
        }
    }

    [Fact]
    public void Fewer_than_needed_fit_every_secret_equally_well()
    {
        // Two of three needed shares of one byte: for each of the 256 secrets there is exactly one third share that makes it.
        var made = Shamir.Split([0x5a], 3, 3);
        var possible = Enumerable.Range(0, 256).Select(third => Shamir.Combine([(1, made[0]), (2, made[1]), (3, [(byte)third])])[0]);
        possible.Should().OnlyHaveUniqueItems().And.HaveCount(256);
    }

    [Fact]
    public void What_is_on_paper_is_read_back_and_each_slip_of_the_pen_is_found()
    {
        foreach (var share in _custody.Split("medical", 5, 3))
        {
            var paper = share.ToPaper();
            var read = KeyShare.Read("medical", paper.ToUpperInvariant().Replace(" ", "  ", StringComparison.Ordinal))!;
            (read.Number, read.Needed, read.KeyId, read.ToPaper()).Should().Be((share.Number, 3, _custody.KeyId, paper));
            KeyShare.Read("identity", paper).Should().BeNull("another zone's share");
            for (var at = 0; at < paper.Length; at++)
            {
                if (paper[at] != ' ')
                {
                    KeyShare.Read("medical", paper.Remove(at, 1)).Should().BeNull();
                    KeyShare.Read("medical", paper.Remove(at, 1).Insert(at, paper[at] == '7' ? "1" : "7")).Should().BeNull($"character {at}");
                }
            }
        }

        KeyShare.Read("medical", "").Should().BeNull();
        KeyShare.Read("medical", new string('A', 4096)).Should().BeNull();
    }

    [Fact]
    public void Shares_of_another_ceremony_are_told_and_a_wrong_one_is_named_where_there_are_enough_without_it()
    {
        var shares = _custody.Split("medical", 5, 3);
        var others = _custody.Split("medical", 5, 3);
        shares[0].IsOfOneSetWith(others[1]).Should().BeFalse();
        shares[0].IsOfOneSetWith(shares[1]).Should().BeTrue();
        KeyFileCustody.TryRecover([shares[0], shares[1], others[2]], null, out _).Should().BeFalse("two and a stranger are two");
        KeyFileCustody.TryRecover([shares[0], others[1], shares[2], shares[4]], null, out var wrong).Should().BeTrue();
        wrong.Should().Equal(2);
        KeyFileCustody.TryRecover(shares, null, out wrong).Should().BeTrue();
        wrong.Should().BeEmpty();
    }

    [Fact, Trait("Rule", "R-289")]
    public async Task A_key_file_that_was_lost_comes_back_and_opens_what_it_wrapped()
    {
        var shares = _custody.Split("medical", 3, 2);
        var wrapped = await _custody.WrapAsync(new byte[32], Array.Empty<byte>(), default);
        KeyFileCustody.TryRecover([shares[2], shares[0]], null, out _).Should().BeTrue("a rehearsal");
        FluentActions.Invoking(() => KeyFileCustody.TryRecover([shares[2], shares[0]], KeyFile, out _)).Should().Throw<IOException>("a key that is there is not overwritten");
        File.Delete(KeyFile);
        KeyFileCustody.TryRecover([shares[2], shares[0]], KeyFile, out _).Should().BeTrue();
        using var again = KeyFileCustody.Open(KeyFile);
        (await again.UnwrapAsync(wrapped, Array.Empty<byte>(), default)).Should().HaveCount(32);
        Directory.GetFiles(_directory).Should().ContainSingle();
    }
}
