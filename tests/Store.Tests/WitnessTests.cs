using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store.Tests;

/// <summary>Two zones that witness each other, without the wire between them.</summary>
public sealed class WitnessTests
{
    private static readonly DateTimeOffset Late = DateTimeOffset.MaxValue;

    public static TheoryData<string> Engines => Zone.Engines;

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task Two_zones_countersign_each_other_both_keep_it_and_no_entry_is_written_for_it(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        await pair.GrowAsync(pair.One, 7);
        await pair.GrowAsync(pair.Two, 3);

        await pair.ExchangeAsync();
        await pair.GrowAsync(pair.One, 20);
        await pair.ExchangeAsync();
        await pair.ExchangeAsync();

        foreach (var zone in new[] { pair.One, pair.Two })
        {
            (await RowsAsync(zone)).Should().BeEquivalentTo([("one", "two", 27L), ("two", "one", 3L)]);
        }

        await using (var db = pair.One.Read())
        {
            var note = (await db.LedgerWitnesses.SingleAsync(x => x.Ledger == "one")).Note;
            using var one = pair.KeysOfOne.Ledger.Public.OpenKey();
            using var two = pair.KeysOfTwo.Ledger.Public.OpenKey();
            Checkpoint.Verify(note, "arbodossier/one", ("arbodossier/one", one), ("arbodossier/two", two))!.Size.Should().Be(27);
            (await db.LedgerBodies.CountAsync()).Should().Be(27, "an exchange that works is no entry");
        }

        (await pair.OfOne.MakeAsync("two", null, default)).Should().BeEquivalentTo(await pair.OfOne.MakeAsync("two", null, default), "nothing changed, nothing to say");
        (pair.OfOne.IsRolledBack || pair.OfTwo.IsRolledBack).Should().BeFalse();
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task Several_copies_and_messages_in_any_order_never_make_a_sight_go_back(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        var copies = new[] { pair.OfTwo, pair.Copy(pair.Two, pair.KeysOfTwo), pair.Copy(pair.Two, pair.KeysOfTwo) };
        for (var round = 0; round < 8; round++)
        {
            var sent = new List<WitnessMessage>();
            for (var i = 0; i < 3; i++)
            {
                await pair.GrowAsync(pair.One, 2);
                sent.Add(await pair.OfOne.MakeAsync("two", null, default));
            }

            var after = await Task.WhenAll(sent.AsEnumerable().Reverse().Select(async (message, i) =>
            {
                await copies[i].TakeAsync("one", message, DateTimeOffset.UtcNow, default);
                return await SizeAsync(pair);
            }));
            after.Should().OnlyContain(size => size > round * 6, "at least the first of them was taken");
            (await SizeAsync(pair)).Should().Be(after.Max(), "what one copy kept no other one takes back");
            await pair.ExchangeAsync();
            await pair.ExchangeAsync();
            (await SizeAsync(pair)).Should().Be((round + 1) * 6);
        }

        (await RefusalsAsync(pair.Two)).Should().BeEmpty("messages that cross are no attack");
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task A_zone_that_is_shown_more_than_it_has_or_something_else_knows_that_it_was_rolled_back_and_says_so_once(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        await pair.GrowAsync(pair.One, 5);
        var good = await pair.OfTwo.MakeAsync("one", null, default);
        foreach (var (size, name) in new[] { (9L, "more"), (4L, "something else") })
        {
            var seen = new Checkpoint("arbodossier/one", size, new byte[32], DateTimeOffset.UtcNow);
            var message = good with { Seen = pair.Countersigned(seen) };
            for (var i = 0; i < 3; i++)
            {
                (await pair.OfOne.TakeAsync("two", message, Late, default)).PeerSaw.Should().Be(size);
                pair.OfOne.IsRolledBack.Should().BeTrue(name);
            }

            (await pair.OfOne.TakeAsync("two", good with { Seen = (await SeenAsync(pair)).Seen }, Late, default)).Refused.Should().BeNull();
            pair.OfOne.IsRolledBack.Should().BeFalse("the other zone sees what is here");
        }

        (await RefusalsAsync(pair.One)).Should().Equal("ledger.rolled-back seen-by:two", "ledger.rolled-back seen-by:two");
        (await pair.OfOne.TakeAsync("two", good with { Seen = new Checkpoint("arbodossier/one", 9, new byte[32], Late).Sign(pair.StrangersKey) }, Late, default))
            .Refused.Should().Be("countersignature", "only what this zone signed itself can say so");
        pair.OfOne.IsRolledBack.Should().BeFalse();
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-220"), Trait("Rule", "R-225")]
    public async Task What_is_refused_is_recorded_once_until_the_reason_changes(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        await pair.GrowAsync(pair.One, 5);
        var good = await pair.OfOne.MakeAsync("two", null, default);
        var forged = good with { Note = new Checkpoint("arbodossier/one", 5, new byte[32], DateTimeOffset.UtcNow).Sign(pair.StrangersKey) };
        for (var i = 0; i < 3; i++)
        {
            (await pair.OfTwo.TakeAsync("one", forged, Late, default)).Refused.Should().Be("checkpoint-signature");
        }

        (await pair.OfTwo.TakeAsync("one", good, Late, default)).Refused.Should().BeNull();
        (await pair.OfTwo.TakeAsync("one", good with { Note = null }, Late, default)).Refused.Should().Be("behind");
        (await pair.OfTwo.TakeAsync("one", forged, Late, default)).Refused.Should().Be("checkpoint-signature");
        (await pair.OfTwo.TakeAsync("nobody", good, Late, default)).Refused.Should().Be("not-pinned");
        (await RefusalsAsync(pair.Two)).Should().Equal("ledger.witness checkpoint-signature", "ledger.witness behind", "ledger.witness checkpoint-signature", "ledger.witness not-pinned");
    }

    /// <summary>How many entries of zone one zone two saw.</summary>
    private static async Task<long> SizeAsync(Pair pair) => (await RowsAsync(pair.Two)).Where(x => x.Ledger == "one").Select(x => x.Size).SingleOrDefault();

    private static async Task<WitnessMessage> SeenAsync(Pair pair)
    {
        await pair.OfTwo.TakeAsync("one", await pair.OfOne.MakeAsync("two", null, default), DateTimeOffset.UtcNow, default);
        return await pair.OfTwo.MakeAsync("one", null, default);
    }

    private static async Task<List<(string Ledger, string Witness, long Size)>> RowsAsync(Zone zone)
    {
        await using var db = zone.Read();
        return (await db.LedgerWitnesses.AsNoTracking().ToListAsync()).ConvertAll(x => (x.Ledger, x.Witness, x.Size));
    }

    private static async Task<List<string>> RefusalsAsync(Zone zone)
    {
        await using var db = zone.Read();
        var rows = await db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync();
        return rows.Select(x => System.Text.Json.JsonDocument.Parse(x).RootElement)
            .Where(x => x.GetProperty("EventTypeCode").GetString()!.StartsWith("ledger.", StringComparison.Ordinal))
            .Select(x => $"{x.GetProperty("EventTypeCode").GetString()} {x.GetProperty("Controles").GetString()}").ToList();
    }
}
