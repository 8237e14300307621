using System.Text;
using System.Text.Json;

namespace ArboDossier.AuditLedger.Tests;

public sealed class EntryTests
{
    private static readonly Guid One = Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10");
    private static readonly Guid Two = Guid.Parse("11121314-1516-1718-191a-1b1c1d1e1f20");
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 3, 3, 10, 15, 30, TimeSpan.FromHours(1)).AddTicks(1_234_567);

    [Fact]
    [Trait("Rule", "R-221")]
    [Trait("Rule", "R-222")]
    public void A_full_entry_has_exactly_these_bytes()
    {
        var entry = new LedgerEntry
        {
            Entry = One,
            Zone = "medical",
            At = At,
            Act = new("entry.write", ActKind.Create, new Actor(Two, "StaffPhysician", One, "192.0.2.7"), "assessment", Scope.File(Two), Two),
            Permitted = true,
            Rule = "R-076",
            Reason = "live-relation",
            Objects = [new("entry", One, new byte[32]), new("outcome", Two)],
            Under = Two,
        };
        Encoding.UTF8.GetString(entry.ToCanonicalBytes()).Should().Be(
            """{"v":1,"EventID":"0102030405060708090a0b0c0d0e0f10","AuditSourceID":"medical","EventDateTime":"2026-03-03T09:15:30.123456Z","""
            + "\"EventTypeCode\":\"entry.write\",\"EventActionCode\":\"C\",\"EventOutcomeIndicator\":0,\"UserID\":\"1112131415161718191a1b1c1d1e1f20\","
            + "\"RoleIDCode\":\"StaffPhysician\",\"OnBehalfOf\":\"0102030405060708090a0b0c0d0e0f10\",\"NetworkAccessPointID\":\"192.0.2.7\","
            + "\"PurposeOfUse\":\"assessment\",\"Scope\":\"file:1112131415161718191a1b1c1d1e1f20\",\"Subject\":\"1112131415161718191a1b1c1d1e1f20\","
            + "\"Objects\":[{\"ParticipantObjectTypeCode\":\"entry\",\"ParticipantObjectID\":\"0102030405060708090a0b0c0d0e0f10\","
            + "\"CiphertextSha256\":\"0000000000000000000000000000000000000000000000000000000000000000\"},"
            + "{\"ParticipantObjectTypeCode\":\"outcome\",\"ParticipantObjectID\":\"1112131415161718191a1b1c1d1e1f20\"}],"
            + "\"Under\":\"1112131415161718191a1b1c1d1e1f20\",\"AutorisatieProtocol\":\"R-076\",\"Controles\":\"live-relation\"}");
    }

    [Fact]
    public void A_refusal_to_a_machine_act_has_exactly_these_bytes()
    {
        var entry = new LedgerEntry
        {
            Entry = One,
            Zone = "reintegration",
            At = DateTimeOffset.UnixEpoch,
            Act = new("outbox.read", ActKind.Execute, Actor.Machine("dispatcher"), "delivery", Scope.Message),
            Permitted = false,
            Rule = "law 8",
            Reason = "undecided",
        };
        Encoding.UTF8.GetString(entry.ToCanonicalBytes()).Should().Be(
            """{"v":1,"EventID":"0102030405060708090a0b0c0d0e0f10","AuditSourceID":"reintegration","EventDateTime":"1970-01-01T00:00:00.000000Z","""
            + "\"EventTypeCode\":\"outbox.read\",\"EventActionCode\":\"E\",\"EventOutcomeIndicator\":4,\"RoleIDCode\":\"machine:dispatcher\","
            + "\"PurposeOfUse\":\"delivery\",\"Scope\":\"message\",\"AutorisatieProtocol\":\"law 8\",\"Controles\":\"undecided\"}");
    }

    [Fact]
    public void Every_kind_of_act_has_its_letter()
    {
        var letters = Enum.GetValues<ActKind>().Select(kind =>
        {
            var entry = new LedgerEntry { Entry = One, Zone = "z", At = At, Act = new("e", kind, Actor.Machine("m"), "p", default), Permitted = true, Rule = "r", Reason = "r" };
            using var json = JsonDocument.Parse(entry.ToCanonicalBytes());
            return json.RootElement.GetProperty("EventActionCode").GetString();
        });
        string.Concat(letters).Should().Be("CRUDE");
    }

    [Fact]
    public void The_columns_must_say_what_the_bytes_say_and_damaged_bytes_agree_with_nothing()
    {
        var entry = new LedgerEntry { Entry = One, Zone = "z", At = At, Act = new("e", ActKind.Read, Actor.Machine("m"), "p", default, Two), Permitted = true, Rule = "r", Reason = "r" };
        var fields = entry.ToCanonicalBytes();
        var at = LedgerEntry.Microseconds(At);
        EntryColumns.Agree(One, new([], fields, at, Two)).Should().BeTrue();
        EntryColumns.Agree(Two, new([], fields, at, Two)).Should().BeFalse();
        EntryColumns.Agree(One, new([], fields, at + 1, Two)).Should().BeFalse();
        EntryColumns.Agree(One, new([], fields, at, null)).Should().BeFalse();
        for (var length = 0; length < fields.Length; length++)
        {
            EntryColumns.Agree(One, new([], fields[..length], at, Two)).Should().BeFalse();
        }

        foreach (var text in (string[])["null", "[]", "{}", """{"EventID":null}""", """{"EventID":7}""", """{"EventID":"x"}""", """{"EventDateTime":1}""", """{"Subject":null}""", "{\"EventID\":\"\\ud800\"}"])
        {
            EntryColumns.Agree(One, new([], Encoding.UTF8.GetBytes(text), at, Two)).Should().BeFalse(text);
        }
    }
}
