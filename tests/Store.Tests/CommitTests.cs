using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store.Tests;

public sealed class CommitTests
{
    public static TheoryData<string> Engines => Zone.Engines;

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-224")]
    public async Task A_permission_gives_a_receipt_only_when_its_entry_is_durable(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);

        var receipt = await zone.Commits.RecordAsync(Decide.Permit());

        receipt.Should().NotBeNull();
        await using var db = zone.Read();
        (await db.LedgerBodies.CountAsync(x => x.Entry == receipt!.Entry)).Should().Be(1);
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-220")]
    public async Task A_refusal_gives_no_receipt_and_is_in_the_ledger(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var file = Guid.NewGuid();

        (await zone.Commits.RecordAsync(Decide.Deny(file))).Should().BeNull();
        (await zone.Commits.RecordAsync(default)).Should().BeNull("an undecided decision is a refusal");

        await using var db = zone.Read();
        (await db.LedgerBodies.CountAsync()).Should().Be(2);
        (await db.LedgerBodies.CountAsync(x => x.Subject == file)).Should().Be(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Rows_and_entries_of_an_act_are_there_together_or_not_at_all(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        var kept = Guid.NewGuid();
        var lost = Guid.NewGuid();

        await zone.Commits.RunAsync((act, _) => AddAsync(act, kept));
        var failing = () => zone.Commits.RunAsync(async (act, c) =>
        {
            await AddAsync(act, lost);
            await act.Db.SaveChangesAsync(c);
            throw new InvalidOperationException("half-way");
        });

        await failing.Should().ThrowAsync<InvalidOperationException>().WithMessage("half-way");
        await using var db = zone.Read();
        (await db.Notes.Select(x => x.Id).ToListAsync()).Should().Equal(kept);
        (await db.LedgerBodies.CountAsync()).Should().Be(1);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_act_that_fails_takes_nothing_of_the_others_with_it(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);

        var acts = Enumerable.Range(0, 200).Select(async i =>
        {
            try
            {
                await zone.Commits.RunAsync(async (act, c) =>
                {
                    await AddAsync(act, Guid.NewGuid());
                    await act.Db.SaveChangesAsync(c);
                    if (i % 3 == 0)
                    {
                        throw new InvalidOperationException("refused");
                    }
                });
                return true;
            }
            catch (InvalidOperationException)
            {
                return false;
            }
        });
        var good = (await Task.WhenAll(acts)).Count(x => x);

        good.Should().Be(133);
        await using var db = zone.Read();
        (await db.Notes.CountAsync()).Should().Be(good);
        (await db.LedgerBodies.CountAsync()).Should().Be(good);
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task Every_entry_gets_its_place_once_and_the_ledger_verifies_after_a_restart(string engine)
    {
        await using var zone = await Zone.StartAsync(engine);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => zone.Commits.RecordAsync(Decide.Permit()).AsTask()));
        (await zone.Sequencer.SequenceAsync(default)).Should().Be(300);
        await zone.RestartAsync();
        await Task.WhenAll(Enumerable.Range(0, 41).Select(_ => zone.Commits.RecordAsync(Decide.Deny()).AsTask()));

        (await zone.Sequencer.SequenceAsync(default)).Should().Be(41);
        (await zone.Sequencer.SequenceAsync(default)).Should().Be(0, "each entry has one place");

        await using var db = zone.Read();
        var leaves = await db.Set<LedgerLeafRow>().OrderBy(x => x.Sequence).ToListAsync();
        leaves.Select(x => x.Sequence).Should().Equal(Enumerable.Range(0, 341).Select(x => (long)x));
        var edge = new MerkleEdge();
        foreach (var leaf in leaves)
        {
            var body = await db.LedgerBodies.SingleAsync(x => x.Entry == leaf.Entry);
            Merkle.Commit(body.Salt, body.Fields).Should().Equal(leaf.Commitment);
            edge.Append(Merkle.LeafHash(leaf.Entry, leaf.Commitment));
        }

        var newest = await db.Set<LedgerCheckpointRow>().OrderByDescending(x => x.Size).FirstAsync();
        using var key = ZoneKeys.Open(zone.Options);
        using var pinned = key.Ledger.Public.OpenKey();
        Checkpoint.Verify(newest.Note, Checkpoint.OriginOf("test"), pinned)!.Root.Should().Equal(edge.Root());
    }

    [Fact]
    public async Task Append_only_tables_refuse_change_removal_and_replacement_on_sqlite()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        await zone.Commits.RecordAsync(Decide.Permit());
        await zone.Sequencer.SequenceAsync(default);
        await using var db = zone.Read();

        string[] attacks =
        [
            "UPDATE ledger_body SET at = 0", "DELETE FROM ledger_body", "INSERT OR REPLACE INTO ledger_body SELECT * FROM ledger_body",
            "UPDATE ledger_leaf SET commitment = x'00'", "DELETE FROM ledger_leaf", "INSERT OR REPLACE INTO ledger_leaf SELECT * FROM ledger_leaf",
            "UPDATE ledger_node SET hash = x'00'", "DELETE FROM ledger_node", "DELETE FROM ledger_checkpoint", "UPDATE ledger_checkpoint SET note = ''",
        ];
        foreach (var attack in attacks)
        {
            var tried = () => db.Database.ExecuteSqlRawAsync(attack);
            await tried.Should().ThrowAsync<Microsoft.Data.Sqlite.SqliteException>(attack).WithMessage("*append-only*");
        }
    }

    [Fact]
    public async Task Sqlite_commits_durably_and_checks_foreign_keys()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        await using var db = zone.Read();
        await db.Database.OpenConnectionAsync();

        (await Pragma(db, "synchronous")).Should().Be(2, "FULL: an acknowledged entry survives a power cut");
        (await Pragma(db, "foreign_keys")).Should().Be(1);
        SystemSqlite.UsesSystemLibrary.Should().BeTrue("the distribution maintains its SQLite");
    }

    [Fact]
    public void No_migration_is_missing_for_the_keys()
    {
        using var sqlite = new KeysSqliteContext(new DbContextOptionsBuilder<KeysSqliteContext>().OnSqlite("Data Source=:memory:").Options);
        using var postgres = new KeysPostgresContext(new DbContextOptionsBuilder<KeysPostgresContext>().UseNpgsql("Host=none").Options);

        sqlite.Database.HasPendingModelChanges().Should().BeFalse();
        postgres.Database.HasPendingModelChanges().Should().BeFalse();
    }

    private static Task AddAsync(Act<NotesContext> act, Guid id)
    {
        act.Db.Notes.Add(new Note { Id = id, Text = "note" });
        act.Record(Decide.Permit(), new AuditObject("note", id));
        return Task.CompletedTask;
    }

    private static async Task<long> Pragma(NotesContext db, string name)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
