using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Jose;
using ArboDossier.Exchange.Restoring;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store.Tests;

/// <summary>A zone that was put back from a backup: who has to approve, what it writes first, and what its witness makes of it.</summary>
public sealed class RestoredTests : IDisposable
{
    private readonly SigningKey _anne = SigningKey.Create();
    private readonly SigningKey _bert = SigningKey.Create();
    private readonly SigningKey _stranger = SigningKey.Create();

    public static TheoryData<string> Engines => Zone.Engines;

    public void Dispose()
    {
        _anne.Dispose();
        _bert.Dispose();
        _stranger.Dispose();
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task It_goes_on_only_when_two_different_approvers_approved_exactly_this_and_writes_so_first_and_once(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        await pair.GrowAsync(pair.One, 4);
        await pair.GrowAsync(pair.One, 5);
        var former = await HeadAsync(pair.One);
        await RollBackAsync(pair.One, 4);
        Pin(pair.One);
        var restored = Restored(pair.One, former, await HeadAsync(pair.One));
        var other = restored with { Former = new(8, former.Root) };
        foreach (var (approvals, count) in new (string[], int)[]
        {
            ([], 0), ([restored.Approve(_anne)], 1), ([restored.Approve(_anne), restored.Approve(_anne)], 1), ([restored.Approve(_anne), restored.Approve(_stranger)], 1),
            ([restored.Approve(_anne), other.Approve(_bert)], 1), ([restored.Approve(_anne), "x"], 1),
        })
        {
            Save(pair.One, restored, approvals);
            (await FindAsync(pair.One))!.Wrong.Should().Be($"it was restored from the backup 20261127T101500Z and {count} of 2 people approved that");
            var start = () => RestoredStart.GoOnAsync<NotesContext>(pair.One.Services);
            await start.Should().ThrowAsync<StoreSettingException>();
        }

        Save(pair.One, restored, restored.Approve(_anne), restored.Approve(_bert));
        (await FindAsync(pair.One)).Should().BeNull();
        await RestoredStart.GoOnAsync<NotesContext>(pair.One.Services);
        (await EventsAsync(pair.One)).Should().ContainSingle(x => x == Restoration.Event);
        RestoredFile.IsIn(pair.One.Options.Data).Should().BeFalse();

        // Killed after the entry and before the file went: it is not written again.
        await pair.One.Sequencer.SequenceAsync(default);
        Save(pair.One, restored, restored.Approve(_anne), restored.Approve(_bert));
        await RestoredStart.GoOnAsync<NotesContext>(pair.One.Services);
        (await EventsAsync(pair.One)).Should().ContainSingle(x => x == Restoration.Event);
        using var key = pair.KeysOfOne.OwnLedger();
        await using var db = pair.One.Read();
        (await LedgerHead.JudgeAsync(db, pair.One.Options, key, left: false, default)).Should().BeNull("what was kept of the former ledger is put aside");
        File.Exists(Path.Combine(pair.One.Options.Data, "before-restore-20261127T101500Z", "ledger-head")).Should().BeTrue();
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task A_database_that_is_not_the_one_that_was_approved_is_not_gone_on_with(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        await pair.GrowAsync(pair.One, 9);
        Pin(pair.One);
        var before = await HeadAsync(pair.One);
        foreach (var head in new LedgerPoint[] { new(4, new byte[32]), new(4, (await RootAsync(pair.One, 4)).Root), new(12, new byte[32]) })
        {
            var restored = Restored(pair.One, before, head);
            Save(pair.One, restored, restored.Approve(_anne), restored.Approve(_bert));
            (await FindAsync(pair.One))!.Mend.Should().StartWith("the restore was cut off");
        }

        await File.WriteAllTextAsync(Path.Combine(pair.One.Options.Data, RestoredFile.FileName), "{}");
        var find = () => FindAsync(pair.One);
        await find.Should().ThrowAsync<StoreSettingException>();
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task A_witness_lets_a_ledger_go_back_once_for_an_approval_of_two_whom_it_pinned_and_both_keep_both_branches(string engine)
    {
        await using var pair = await Pair.StartAsync(engine);
        Pin(pair.One);
        pair.Again();
        await pair.GrowAsync(pair.One, 4);
        await pair.ExchangeAsync();
        await pair.GrowAsync(pair.One, 5);
        await pair.ExchangeAsync();
        var former = await HeadAsync(pair.One);
        await RollBackAsync(pair.One, 4);
        var restored = Restored(pair.One, former, await HeadAsync(pair.One));

        (await pair.OfTwo.TakeAsync("one", await pair.OfOne.MakeAsync("two", null, default), DateTimeOffset.MaxValue, default)).Refused.Should().Be("behind", "nobody approved");
        var good = await GoneOnAsync(pair, restored);
        (await pair.OfTwo.TakeAsync("one", good with { Restored = [restored.Approve(_anne), restored.Approve(_stranger)] }, DateTimeOffset.MaxValue, default)).Refused.Should().Be("restored-not-approved");
        (await pair.OfTwo.TakeAsync("one", good with { Since = 0 }, DateTimeOffset.MaxValue, default)).Refused.Should().Be("restored-not-proven");

        (await pair.OfTwo.TakeAsync("one", good, DateTimeOffset.MaxValue, default)).Refused.Should().BeNull();
        await pair.OfOne.TakeAsync("two", await pair.OfTwo.MakeAsync("one", null, default), DateTimeOffset.MaxValue, default);
        pair.OfOne.IsRolledBack.Should().BeFalse();
        foreach (var zone in new[] { pair.One, pair.Two })
        {
            await using var db = zone.Read();
            var rows = await db.LedgerWitnesses.AsNoTracking().Where(x => x.Witness == "two").ToListAsync();
            rows.Select(x => (x.Ledger, x.Size)).Should().BeEquivalentTo([("one", 5L), (Restoration.FormerLedger("one", restored.Id), 9L)]);
        }

        (await EventsAsync(pair.Two)).Should().Contain("ledger.restored-seen");
        (await pair.OfOne.MakeAsync("two", null, default)).Restored.Should().BeNull("the witness has seen it");
        await pair.GrowAsync(pair.One, 3);
        await pair.ExchangeAsync();
        await pair.ExchangeAsync();

        // The whole directory, put back to just after the restoration: the same approval does not count twice.
        await RollBackAsync(pair.One, 5);
        var replayed = good with { Note = (await NoteAsync(pair.One))! };
        (await pair.OfTwo.TakeAsync("one", replayed, DateTimeOffset.MaxValue, default)).Refused.Should().Be("behind");
    }

    /// <summary>The message of a zone that went on with it and gave the entry its place.</summary>
    private async Task<Contracts.Messages.WitnessMessage> GoneOnAsync(Pair pair, Restoration restored)
    {
        Save(pair.One, restored, restored.Approve(_anne), restored.Approve(_bert));
        await RestoredStart.GoOnAsync<NotesContext>(pair.One.Services);
        await pair.One.Sequencer.SequenceAsync(default);
        pair.Again();
        var message = await pair.OfOne.MakeAsync("two", 9, default);
        message.Restored.Should().HaveCount(2);
        return message;
    }

    private void Pin(Zone zone) =>
        File.WriteAllText(Path.Combine(zone.Options.Data, Approvers.FileName), $"[{Approvers.Line("Anne", _anne.Public)},{Approvers.Line("Bert", _bert.Public)}]");

    private static Restoration Restored(Zone zone, LedgerPoint former, LedgerPoint head) =>
        new(zone.Options.Zone, Guid.NewGuid(), "20261127T101500Z", DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds()), former, head, RestoredFile.HashOf("schijf kapot"));

    private static void Save(Zone zone, Restoration restored, params string[] approvals) =>
        new RestoredFile(restored, "schijf kapot", "before-restore-20261127T101500Z", approvals).Save(zone.Options.Data);

    private static async Task<StartFinding?> FindAsync(Zone zone)
    {
        await using var db = zone.Read();
        return await RestoredStart.FindAsync(db, zone.Options, default);
    }

    private static async Task<LedgerPoint> HeadAsync(Zone zone)
    {
        await using var db = zone.Read();
        return await RootAsync(zone, (await OwnTree.NewestAsync(db, default))!.Size);
    }

    private static async Task<string?> NoteAsync(Zone zone)
    {
        await using var db = zone.Read();
        return (await OwnTree.NewestAsync(db, default))?.Note;
    }

    private static async Task<LedgerPoint> RootAsync(Zone zone, long size)
    {
        await using var db = zone.Read();
        return new(size, await OwnTree.RootAsync(db, size, default));
    }

    private static async Task<List<string>> EventsAsync(Zone zone)
    {
        await using var db = zone.Read();
        var fields = await db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync();
        return fields.ConvertAll(x => System.Text.Json.JsonDocument.Parse(x).RootElement.GetProperty("EventTypeCode").GetString()!);
    }

    /// <summary>The ledger as it was at that checkpoint, as an older copy of the database holds it.</summary>
    private static async Task RollBackAsync(Zone zone, long size)
    {
        await using var db = zone.Read();
        var connection = db.Database.GetDbConnection();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        var guards = connection is SqliteConnection ? string.Concat(new[] { "leaf", "node", "checkpoint", "body" }.Select(x => $"DROP TRIGGER ledger_{x}_no_delete;")) : "";
        command.CommandText = $"""
            {guards} DELETE FROM ledger_leaf WHERE sequence >= {size}; DELETE FROM ledger_node WHERE ("index" + 1) * (1 << level) > {size}; DELETE FROM ledger_checkpoint WHERE size > {size};
            DELETE FROM ledger_body WHERE entry NOT IN (SELECT entry FROM ledger_leaf); DELETE FROM ledger_witness WHERE ledger = 'one' AND size > {size};
            """;
        await command.ExecuteNonQueryAsync();
        await connection.CloseAsync();
        if (connection is SqliteConnection sqlite)
        {
            ZoneDatabase.GuardLedger(sqlite);
        }
    }
}
