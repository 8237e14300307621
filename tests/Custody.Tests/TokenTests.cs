using System.Security.Cryptography;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Custody.Tests;

/// <summary>Custody on a PKCS#11 token: SoftHSM here, whose OAEP knows SHA-1 only.</summary>
[Collection("token")]
public sealed class TokenTests : IDisposable
{
    private static readonly byte[] Place = [1, 2, 3];
    private readonly SoftToken _token = new();

    public void Dispose() => _token.Dispose();

    [Fact, Trait("Rule", "R-289")]
    public async Task A_key_wrapped_for_the_token_opens_on_the_token_and_in_its_own_place_only()
    {
        using var keys = _token.Open();
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        var key = RandomNumberGenerator.GetBytes(32);
        var wrapped = await custody.WrapAsync(key, Place, default);
        (await custody.UnwrapAsync(wrapped, Place, default)).Should().Equal(key);
        (await _token.Open().OpenWrapping("1").UnwrapAsync(wrapped, Place, default)).Should().Equal(key, "another process holds the same token");
        (await custody.WrapAsync(key, Place, default)).Should().NotEqual(wrapped);
        await Fails(custody.UnwrapAsync(wrapped, (byte[])[1, 2, 4], default), CustodyFault.DoesNotOpen);
    }

    [Fact]
    public async Task Every_changed_byte_and_every_cut_of_a_wrapped_key_is_refused()
    {
        using var keys = _token.Open();
        var custody = keys.OpenWrapping("1");
        var wrapped = await custody.WrapAsync(new byte[32], Place, default);
        for (var at = 0; at < wrapped.Length; at++)
        {
            var changed = wrapped.ToArray();
            changed[at] ^= (byte)(1 << (at % 8));
            await Fails(custody.UnwrapAsync(changed, Place, default), null);
        }

        for (var length = 0; length < wrapped.Length; length += 7)
        {
            await Fails(custody.UnwrapAsync(wrapped.AsMemory(0, length), Place, default), null);
        }

        (await custody.UnwrapAsync(wrapped, Place, default)).Should().HaveCount(32, "the token serves on after nonsense");
    }

    [Fact]
    public void Messages_and_checkpoints_are_signed_on_the_token()
    {
        using var keys = _token.Open();
        using var messages = keys.OpenSigning(KeyUse.Messages, "1");
        using var ledger = keys.OpenSigning(KeyUse.Ledger, "1");
        messages.KeyId.Should().NotBe(ledger.KeyId);
        var token = Jws.Sign(messages, "test+jws", "{}"u8);
        Jws.Verify(token, JwsKeys.Of(messages.Public), "test+jws", 4096, out _, out _).Should().BeTrue();
        Jws.Verify(token, JwsKeys.Of(ledger.Public), "test+jws", 4096, out _, out _).Should().BeFalse();
        FluentActions.Invoking(() => messages.SaveNew(Path.Combine(Path.GetTempPath(), "never.pem"))).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task A_token_that_was_taken_away_refuses_and_works_again_when_it_is_back()
    {
        using var keys = _token.Open();
        var custody = keys.OpenWrapping("1");
        using var messages = keys.OpenSigning(KeyUse.Messages, "1");
        var wrapped = await custody.WrapAsync(new byte[32], Place, default);
        _token.Take();
        await Fails(custody.UnwrapAsync(wrapped, Place, default), CustodyFault.Down);
        await Fails(custody.UnwrapAsync(wrapped, Place, default), CustodyFault.Down);
        await Fails(custody.WrapAsync(new byte[32], Place, default), CustodyFault.Down);
        FluentActions.Invoking(() => Jws.Sign(messages, "test+jws", "{}"u8)).Should().Throw<CustodyException>();
        _token.Bring();
        (await custody.UnwrapAsync(wrapped, Place, default)).Should().HaveCount(32);
        Jws.Sign(messages, "test+jws", "{}"u8).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_wrong_PIN_is_tried_once_and_the_right_one_works_without_a_restart()
    {
        using (var keys = _token.Open())
        {
            var custody = keys.OpenWrapping("1");
            var wrapped = await custody.WrapAsync(new byte[32], Place, default);
            _token.WritePin("wrong-pin-1");
            _token.Take();
            await Fails(custody.UnwrapAsync(wrapped, Place, default), CustodyFault.Down);
            _token.Bring();
            for (var i = 0; i < 20; i++)
            {
                await Fails(custody.UnwrapAsync(wrapped, Place, default), CustodyFault.Refusing);
            }

            _token.WritePin();
            (await custody.UnwrapAsync(wrapped, Place, default)).Should().HaveCount(32, "twenty tries with the same wrong PIN would have locked the token");
        }
    }

    [Fact]
    public async Task Another_key_under_the_same_name_is_told_from_an_altered_wrapped_key()
    {
        using var keys = _token.Open();
        var custody = keys.OpenWrapping("1");
        var zone = new ZoneCustody([new(custody, await ZoneCustody.MakeCheckAsync(custody, default))], TimeSpan.FromSeconds(10), TimeProvider.System);
        var wrapped = await zone.WrapAsync(new byte[32], Place, default);
        _token.Remove("wrapping-1");
        _token.MakeRsa("wrapping-1", 3072);
        _token.Take();
        await Fails(zone.UnwrapAsync(wrapped, Place, default), CustodyFault.Down);
        _token.Bring();
        await Fails(zone.UnwrapAsync(wrapped, Place, default), CustodyFault.WrongKey);
        await Fails(zone.WrapAsync(new byte[32], Place, default), CustodyFault.WrongKey);
        zone.Fault.Should().Be(CustodyFault.WrongKey);
    }

    [Fact]
    public void Keys_that_are_too_short_missing_or_of_another_kind_are_refused_when_they_are_opened()
    {
        _token.MakeRsa("wrapping-2", 2048);
        _token.MakeRsa("messages-2", 3072);
        using var keys = _token.Open();
        keys.Next(KeyUse.Wrapping, ["1"]).Should().Be("2");
        FluentActions.Invoking(() => keys.OpenWrapping("2")).Should().Throw<CustodyException>().WithMessage("*3072*");
        FluentActions.Invoking(() => keys.OpenSigning(KeyUse.Messages, "2")).Should().Throw<CustodyException>();
        FluentActions.Invoking(() => keys.Next(KeyUse.Ledger, ["1"])).Should().Throw<CustodyException>().WithMessage("*ledger-2*");
    }

    [Fact]
    public void A_PIN_that_others_can_read_is_not_used()
    {
        File.SetUnixFileMode(_token.PinFile, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        using var keys = _token.Open();
        FluentActions.Invoking(() => keys.OpenWrapping("1")).Should().Throw<CustodyException>().Which.Fault.Should().Be(CustodyFault.Refusing);
    }

    [Fact]
    public void A_module_that_is_not_there_is_one_clear_line()
    {
        using var keys = new TokenKeys("/nowhere/module.so", "medical", _token.PinFile, "sha256", TimeSpan.FromSeconds(5));
        FluentActions.Invoking(() => keys.OpenWrapping("1")).Should().Throw<CustodyException>().Which.Fault.Should().Be(CustodyFault.Down);
    }

    private static async Task Fails(ValueTask<byte[]> call, CustodyFault? fault)
    {
        var failed = (await FluentActions.Awaiting(async () => await call).Should().ThrowExactlyAsync<CustodyException>()).Which;
        failed.Message.Should().NotContain("kwartslag", "a PIN is in no message");
        if (fault is { } expected)
        {
            failed.Fault.Should().Be(expected, failed.Message);
        }
    }
}

/// <summary>The product's own way to a token.</summary>
internal static class OpenedToken
{
    public static TokenKeys Open(this SoftToken token, string hash = "sha1") => new(SoftToken.Module, token.Label, token.PinFile, hash, TimeSpan.FromSeconds(10));
}
