using System.Security.Cryptography;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Custody.Tests;

/// <summary>Custody in the cloud's key service, against a server on loopback that speaks its documented interface.</summary>
[Collection("token")]
public sealed class KeyServiceTests : IAsyncLifetime
{
    private static readonly byte[] Place = [1, 2, 3];
    private VaultServer _server = null!;

    public async Task InitializeAsync() => _server = await VaultServer.StartAsync();

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact, Trait("Rule", "R-289")]
    public async Task A_key_wrapped_by_the_service_opens_there_and_in_its_own_place_only()
    {
        using var keys = _server.Open();
        var generation = keys.Next(KeyUse.Wrapping, []);
        var custody = keys.OpenWrapping(generation);
        var key = RandomNumberGenerator.GetBytes(32);
        var wrapped = await custody.WrapAsync(key, Place, default);
        (await custody.UnwrapAsync(wrapped, Place, default)).Should().Equal(key);
        (await _server.Open().OpenWrapping(generation).UnwrapAsync(wrapped, Place, default)).Should().Equal(key, "another process reaches the same vault");
        (await FaultOf(custody.UnwrapAsync(wrapped, (byte[])[1, 2, 4], default))).Should().Be(CustodyFault.DoesNotOpen);
        for (var at = 0; at < wrapped.Length; at += 5)
        {
            var changed = wrapped.ToArray();
            changed[at] ^= 0x10;
            (await FaultOf(custody.UnwrapAsync(changed, Place, default))).Should().Be(CustodyFault.DoesNotOpen);
        }
    }

    [Fact]
    public void Messages_are_signed_by_the_service_with_the_version_that_is_pinned()
    {
        using var keys = _server.Open();
        var generation = keys.Next(KeyUse.Messages, []);
        using var messages = keys.OpenSigning(KeyUse.Messages, generation);
        _server.NewVersion("messages");
        var token = Jws.Sign(messages, "test+jws", "{}"u8);
        Jws.Verify(token, JwsKeys.Of(messages.Public), "test+jws", 4096, out _, out _).Should().BeTrue();
        var next = keys.Next(KeyUse.Messages, [generation]);
        next.Should().NotBe(generation);
        FluentActions.Invoking(() => keys.Next(KeyUse.Messages, [generation, next])).Should().Throw<CustodyException>().WithMessage("*no newer version of messages*");
    }

    [Theory]
    [InlineData(Mood.Unauthorised, CustodyFault.Refusing)]
    [InlineData(Mood.Forbidden, CustodyFault.Refusing)]
    [InlineData(Mood.Busy, CustodyFault.Slow)]
    [InlineData(Mood.Broken, CustodyFault.Down)]
    [InlineData(Mood.Unavailable, CustodyFault.Down)]
    [InlineData(Mood.Slow, CustodyFault.Slow)]
    [InlineData(Mood.Garbage, CustodyFault.Down)]
    [InlineData(Mood.WrongShape, CustodyFault.Down)]
    public async Task Each_way_not_to_serve_is_a_fault_by_its_name_and_over_when_the_service_is_well(Mood mood, CustodyFault fault)
    {
        // Long enough for a busy machine wherever the service does answer.
        using var keys = _server.Open(TimeSpan.FromSeconds(mood == Mood.Slow ? 10 : 30));
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        using var messages = keys.OpenSigning(KeyUse.Messages, keys.Next(KeyUse.Messages, []));
        var zone = new ZoneCustody([new(custody, await ZoneCustody.MakeCheckAsync(custody, default))], TimeSpan.FromSeconds(30), TimeProvider.System);
        var wrapped = await zone.WrapAsync(new byte[32], Place, default);
        _server.Mood = mood;
        (await FaultOf(zone.UnwrapAsync(wrapped, Place, default))).Should().Be(fault);
        (await FaultOf(zone.WrapAsync(new byte[32], Place, default))).Should().Be(fault);
        FluentActions.Invoking(() => Jws.Sign(messages, "test+jws", "{}"u8)).Should().Throw<CustodyException>().Which.Fault.Should().Be(fault);
        zone.Fault.Should().Be(fault);
        _server.Mood = Mood.Well;
        (await zone.UnwrapAsync(wrapped, Place, default)).Should().HaveCount(32);
        zone.Fault.Should().BeNull();
    }

    [Fact]
    public async Task A_service_that_asks_to_wait_a_moment_is_asked_again()
    {
        using var keys = _server.Open();
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        _server.Mood = Mood.BusyOnce;
        (await custody.WrapAsync(new byte[32], Place, default)).Should().NotBeEmpty();
    }

    [Fact]
    public async Task A_token_that_was_taken_back_is_fetched_anew()
    {
        using var keys = _server.Open();
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        var wrapped = await custody.WrapAsync(new byte[32], Place, default);
        _server.Bearer = "second";
        (await FaultOf(custody.UnwrapAsync(wrapped, Place, default))).Should().Be(CustodyFault.Refusing);
        (await custody.UnwrapAsync(wrapped, Place, default)).Should().HaveCount(32);
    }

    [Fact]
    public async Task A_service_that_is_gone_is_down_and_its_words_are_in_no_message()
    {
        using var keys = _server.Open();
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        var wrapped = await custody.WrapAsync(new byte[32], Place, default);
        await _server.DisposeAsync();
        (await FaultOf(custody.UnwrapAsync(wrapped, Place, default))).Should().Be(CustodyFault.Down);
    }

    [Fact]
    public async Task Another_key_under_the_same_version_is_the_wrong_key_and_signs_nothing()
    {
        using var keys = _server.Open();
        var custody = keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []));
        using var messages = keys.OpenSigning(KeyUse.Messages, keys.Next(KeyUse.Messages, []));
        var zone = new ZoneCustody([new(custody, await ZoneCustody.MakeCheckAsync(custody, default))], TimeSpan.FromSeconds(30), TimeProvider.System);
        var wrapped = await zone.WrapAsync(new byte[32], Place, default);
        _server.Exchange("wrapping");
        _server.Exchange("messages");
        (await FaultOf(zone.UnwrapAsync(wrapped, Place, default))).Should().Be(CustodyFault.WrongKey);
        FluentActions.Invoking(() => Jws.Sign(messages, "test+jws", "{}"u8)).Should().Throw<CustodyException>().Which.Fault.Should().Be(CustodyFault.WrongKey);
    }

    [Fact]
    public void A_key_that_is_too_short_and_an_address_in_clear_are_refused()
    {
        _server.Shorten();
        using var keys = _server.Open();
        FluentActions.Invoking(() => keys.OpenWrapping(keys.Next(KeyUse.Wrapping, []))).Should().Throw<CustodyException>().WithMessage("*3072*");
        FluentActions.Invoking(() => new KeyServiceKeys(new Uri("http://vault.example/"), new MachineIdentity(_server.Identity, TimeSpan.FromSeconds(5)), TimeSpan.FromSeconds(5)))
            .Should().Throw<ArgumentException>().WithMessage("*https*");
    }

    private static async Task<CustodyFault> FaultOf(ValueTask<byte[]> call) =>
        (await FluentActions.Awaiting(async () => await call).Should().ThrowExactlyAsync<CustodyException>()).Which.Fault;
}
