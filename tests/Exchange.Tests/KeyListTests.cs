using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Tests;

/// <summary>Which change of another zone's keys is believed.</summary>
public sealed class KeyListTests : IDisposable
{
    private const string Zone = "medical";
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 9, 0, 0, TimeSpan.Zero);
    private readonly SigningKey _one = SigningKey.Create();
    private readonly SigningKey _two = SigningKey.Create();
    private readonly SigningKey _ledger = SigningKey.Create();
    private readonly SigningKey _nextLedger = SigningKey.Create();
    private readonly SigningKey _stranger = SigningKey.Create();

    public void Dispose()
    {
        foreach (var key in new[] { _one, _two, _ledger, _nextLedger, _stranger })
        {
            key.Dispose();
        }
    }

    private ZonePublicKeys First => KeyLists.First(_one.Public, _ledger.Public);

    private ZonePublicKeys Announced => First with { Number = 2, NextMessages = Point(_two) };

    private ZonePublicKeys Switched => Announced with { Number = 3, Messages = Point(_two), NextMessages = null, FormerMessages = [new(Point(_one), Now.AddHours(24))] };

    private ZonePublicKeys HandedOver => First with { Number = 3, Ledger = Point(_nextLedger), FormerLedger = [Former(_ledger, _nextLedger, 120)] };

    [Fact]
    public void The_steps_of_a_change_are_believed_one_after_the_other()
    {
        Refuse(First, Announced, _one).Should().BeNull();
        Refuse(Announced, Switched, _two).Should().BeNull();
        Refuse(Switched, Switched with { Number = 4, FormerMessages = [] }, _two).Should().BeNull();
        Refuse(First, First with { Number = 2, NextLedger = Point(_nextLedger) }, _one).Should().BeNull();
        Refuse(First, HandedOver, _one).Should().BeNull("the key that is held handed over by its own signature");
    }

    [Fact]
    public void A_key_that_is_unknown_given_up_or_not_yet_in_use_announces_nothing()
    {
        Refuse(First, Announced, _stranger).Should().Be("signer");
        Refuse(First, First with { Number = 2, Messages = Point(_stranger) }, _stranger).Should().Be("signer");
        Refuse(Announced, Announced with { Number = 3, NextLedger = Point(_nextLedger) }, _two).Should().Be("signer", "the next key speaks by taking over, and not before");
        Refuse(Switched, Switched with { Number = 4, Messages = Point(_one), FormerMessages = [] }, _one).Should().Be("signer", "it was given up");
        Refuse(Switched, Switched with { Number = 4, NextMessages = Point(_stranger) }, _one).Should().Be("signer");
    }

    [Fact]
    public void A_former_key_is_one_that_was_held_and_for_a_day_at_most()
    {
        var slipped = Switched with { FormerMessages = [new(Point(_stranger), Now.AddHours(1)), .. Switched.FormerMessages] };
        KeyLists.Believed(Announced, slipped).Should().BeEquivalentTo(Switched, "one that was never held, or dropped since, does not come in as a former one");
        Refuse(Announced, Switched with { FormerMessages = [new(Point(_one), Now.AddHours(30))] }, _two).Should().Be("former-key");
    }

    [Fact]
    public void A_ledger_key_follows_only_by_the_signature_of_the_one_before_it()
    {
        Refuse(First, First with { Number = 2, Ledger = Point(_nextLedger) }, _one).Should().Be("ledger-key");
        Refuse(First, HandedOver with { FormerLedger = [Former(_stranger, _nextLedger, 120)] }, _one).Should().Be("ledger-key");
        Refuse(First, HandedOver with { FormerLedger = [HandedOver.FormerLedger[0] with { To = 119 }] }, _one).Should().Be("malformed");
        Refuse(HandedOver, HandedOver with { Number = 4, FormerLedger = [] }, _one).Should().Be("ledger-key", "a history does not grow shorter");
        Refuse(HandedOver, HandedOver with { Number = 4, FormerLedger = [Former(_ledger, _nextLedger, 60)] }, _one).Should().Be("ledger-key", "nor is it another one");
        KeyLists.LedgerFollows("identity", First, HandedOver).Should().BeFalse("the handover names the zone");
    }

    [Fact]
    public void A_list_that_names_a_key_twice_or_something_that_is_none_is_refused()
    {
        Refuse(First, Announced with { NextMessages = Point(_ledger) }, _one).Should().Be("malformed");
        Refuse(First, Announced with { NextMessages = new byte[64] }, _one).Should().Be("malformed");
        Refuse(First, Announced with { NextMessages = [1, 2] }, _one).Should().Be("malformed");
    }

    [Fact]
    public void A_list_comes_back_from_its_file_and_one_that_contradicts_itself_does_not()
    {
        var handedOver = HandedOver;
        foreach (var list in new[] { First, Announced, Switched, handedOver })
        {
            Read(KeyLists.Write(Zone, list)).Should().BeEquivalentTo((Zone, list));
        }

        Read(KeyLists.Write(Zone, HandedOver).Replace("\"To\":120", "\"To\":121", StringComparison.Ordinal)).Should().BeNull();
        Read(KeyLists.Write("identity", handedOver)).Should().BeNull("a handover names its zone");
        Read(KeyLists.Write(Zone, HandedOver).Replace(_one.KeyId, _two.KeyId, StringComparison.Ordinal)).Should().BeNull();
        Read("""{"zone":"medical"}""").Should().BeNull();
    }

    [Fact]
    public void A_notice_is_read_only_where_it_was_signed_for_and_with_the_key_that_signed_it()
    {
        var clock = TimeProvider.System;
        var token = KeyNoticeCodec.Sign(_one, Zone, "identity", new(Announced, 1), clock);
        KeyNoticeCodec.TryRead(token, KeyLists.Messages(First), Zone, "identity", clock, out var notice, out var signer, out _).Should().BeTrue();
        (notice!.Keys!.Number, notice.Holds, signer).Should().Be((2, 1, _one.KeyId));
        KeyNoticeCodec.TryRead(token, KeyLists.Messages(First), Zone, "reintegration", clock, out _, out _, out var elsewhere).Should().BeFalse();
        elsewhere.Should().Be(JwsError.WrongAudience);
        KeyNoticeCodec.TryRead(token, JwsKeys.Of(_two.Public), Zone, "identity", clock, out _, out _, out var unknown).Should().BeFalse();
        unknown.Should().Be(JwsError.UnknownKey);
    }

    private static (string Zone, ZonePublicKeys Keys)? Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return KeyLists.Read(document.RootElement);
    }

    private static string? Refuse(ZonePublicKeys held, ZonePublicKeys shown, SigningKey signer) => KeyLists.Refuse(Zone, held, shown, signer.KeyId, Now);

    private static byte[] Point(SigningKey key) => key.Public.ToBytes();

    private static FormerLedgerKey Former(SigningKey key, SigningKey next, long to) => new(Point(key), to, Now, key.Sign(KeyLists.Handover(Zone, next.Public, to)));
}
