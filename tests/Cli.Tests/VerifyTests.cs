using ArboDossier.Store;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Cli.Tests;

public sealed class VerifyTests : IAsyncLifetime
{
    private const string Alone = ", no other zone has countersigned: all of it could be cut off";
    private const string OnEntry17 = "(SELECT entry FROM ledger_leaf WHERE sequence = 17)";
    private Zones _zones = null!;

    /// <summary>What a thief with the database's password can write, and what the tool must answer.</summary>
    public static TheoryData<string, string> Attacks => new()
    {
        { $"UPDATE ledger_body SET at = at + 1 WHERE entry = {OnEntry17}", "entry 17: an entry was changed" },
        { $"UPDATE ledger_body SET salt = fields WHERE entry = {OnEntry17}", "entry 17: an entry was changed" },
        { $"UPDATE ledger_body SET fields = salt WHERE entry = {OnEntry17}", "entry 17: an entry was changed" },
        { $"DELETE FROM ledger_body WHERE entry = {OnEntry17}", "entry 17: the body of an entry was deleted" },
        { "DELETE FROM ledger_leaf WHERE sequence = 17", "entry 17: an entry was deleted" },
        { "UPDATE ledger_leaf SET commitment = (SELECT commitment FROM ledger_leaf WHERE sequence = 3) WHERE sequence = 17", "entry 17: an entry was changed" },
        { "UPDATE ledger_node SET hash = (SELECT hash FROM ledger_node WHERE level = 0 AND \"index\" = 0) WHERE level = 2 AND \"index\" = 5", "entry 20: a node of the tree was changed" },
        { "DELETE FROM ledger_node WHERE level = 0 AND \"index\" = 17", "entry 17: a node of the tree was deleted" },
        { "DELETE FROM ledger_leaf WHERE sequence >= 40; DELETE FROM ledger_node WHERE (\"index\" + 1) * (1 << level) > 40", "entry 40: entries were cut off after the last one that is there" },
        { "UPDATE ledger_checkpoint SET note = (SELECT note FROM ledger_checkpoint WHERE size = 20) WHERE size = 30", "entry 20: a checkpoint was changed or signed by another key" },
        { "DELETE FROM ledger_checkpoint WHERE size > 30", "entry 30: entries stand behind the last checkpoint, or checkpoints were taken away" },
    };

    public Task InitializeAsync()
    {
        _zones = Zones.Begin();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _zones.DisposeAsync();

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task Each_zone_gives_one_line_and_all_consistent_gives_zero()
    {
        await _zones.AddSqliteAsync("identity", 5);
        await _zones.AddSqliteAsync("medical", 57);
        await _zones.AddSqliteAsync("reintegration", 0);
        _zones.Pin("identity", "medical", "reintegration");
        Tool.Run("verify", "--data", _zones.Data).Should().Be((0, $"identity: 5 entries, 1 checkpoints, consistent{Alone}\nmedical: 57 entries, 6 checkpoints, consistent{Alone}\nreintegration: 0 entries, 0 checkpoints, consistent"));
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((0, $"medical: 57 entries, 6 checkpoints, consistent{Alone}"));
    }

    [Fact]
    public async Task A_key_that_no_other_zone_pinned_is_said_to_be_so()
    {
        await _zones.AddSqliteAsync("medical", 3);
        Tool.Run("verify", "--data", _zones.Data).Should().Be((0, $"medical: 3 entries, 1 checkpoints, consistent{Alone}; no other zone here has pinned its key"));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task Each_attack_on_a_database_of_SQLite_is_found_at_its_entry()
    {
        var connection = await _zones.AddSqliteAsync("medical", 57);
        var whole = await File.ReadAllBytesAsync(_zones.Content("medical"));
        foreach (var attack in Attacks)
        {
            await Zones.ExecuteAsync(new SqliteConnection(connection), (string)attack[0]);
            Tool.Run("verify", "--data", _zones.Data).Should().Be((1, "medical: " + attack[1]), (string)attack[0]);
            foreach (var rest in Directory.GetFiles(Path.Combine(_zones.Data, "medical"), "content.db-*"))
            {
                File.Delete(rest);
            }

            await File.WriteAllBytesAsync(_zones.Content("medical"), whole);
        }

        // What only SQLite lets anybody write: a value of another type.
        await Zones.ExecuteAsync(new SqliteConnection(connection), $"UPDATE ledger_body SET fields = 'text' WHERE entry = {OnEntry17}");
        Tool.Run("verify", "--data", _zones.Data).Should().Be((1, "medical: entry 17: an entry was changed"));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task Each_attack_on_a_database_of_PostgreSQL_is_found_at_its_entry()
    {
        var connection = await _zones.AddPostgresAsync("medical", 57);
        Verify().Should().Be((0, $"medical: 57 entries, 6 checkpoints, consistent{Alone}; no other zone here has pinned its key"));
        foreach (var attack in Attacks)
        {
            // Saved and put back row by row: the database itself stays.
            await Zones.ExecuteAsync(new NpgsqlConnection(connection), string.Concat(Tables.Select(table => $"CREATE TABLE kept_{table} AS SELECT * FROM {table};")));
            await Zones.ExecuteAsync(new NpgsqlConnection(connection), (string)attack[0]);
            Verify().Should().Be((1, "medical: " + attack[1]), (string)attack[0]);
            await Zones.ExecuteAsync(
                new NpgsqlConnection(connection),
                string.Concat(Tables.Select(table => $"TRUNCATE {table}; INSERT INTO {table} SELECT * FROM kept_{table}; DROP TABLE kept_{table};")));
        }

        Verify().Code.Should().Be(0);
        (int Code, string Output) Verify() => Tool.Run("verify", "--data", _zones.Data, "--zone", "medical", "--connection", connection);
    }

    [Fact]
    public async Task A_key_that_was_put_in_the_place_of_the_pinned_one_is_found()
    {
        await _zones.AddSqliteAsync("medical", 3);
        await _zones.AddSqliteAsync("identity", 3);
        _zones.Pin("identity", "medical");
        Directory.Delete(Path.Combine(_zones.Data, "medical", "keys"), recursive: true);
        _zones.Keys("medical").Dispose();
        Tool.Run("verify", "--data", _zones.Data).Should()
            .Be((1, $"identity: 3 entries, 1 checkpoints, consistent{Alone}\nmedical: the ledger key in public.json is not the one that identity pinned"));
        File.Delete(Path.Combine(_zones.Data, "identity", "peers.json"));
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((1, "medical: entry 0: a checkpoint was changed or signed by another key"));
    }

    [Fact]
    public async Task While_a_program_holds_the_directory_nothing_is_judged()
    {
        await _zones.AddSqliteAsync("medical", 3);
        var directory = Path.Combine(_zones.Data, "medical");
        using (DirectoryLock.Take(directory))
        {
            Tool.Run("verify", "--data", _zones.Data).Should().Be((2, $"medical: a program holds {directory}: stop it first"));
        }

        Tool.Run("verify", "--data", _zones.Data).Code.Should().Be(0);
    }

    [Fact]
    public async Task What_cannot_be_looked_at_ends_with_two_and_says_why()
    {
        Tool.Run("verify", "--data", Path.Combine(_zones.Data, "nowhere")).Should().Be((2, $"{_zones.Data}/nowhere is not there"));
        Tool.Run("verify", "--data", _zones.Data).Should().Be((2, $"{_zones.Data} holds no zone"));
        Tool.Run("verify").Code.Should().Be(2);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "../medical").Code.Should().Be(2);
        Tool.Run("verify", "--data", _zones.Data, "--connection", "Host=127.0.0.1").Code.Should().Be(2);
        await _zones.AddSqliteAsync("medical", 3);
        await File.WriteAllBytesAsync(_zones.Content("medical"), new byte[8192]);
        var (code, output) = Tool.Run("verify", "--data", _zones.Data);
        code.Should().Be(2);
        output.Should().StartWith("medical: its ledger cannot be read (");
        await File.WriteAllTextAsync(Path.Combine(_zones.Data, "medical", "public.json"), """{"zone":"identity"}""");
        Tool.Run("verify", "--data", _zones.Data).Should().Be((2, "medical: public.json does not hold the keys of this zone"));
    }

    private static readonly string[] Tables = ["ledger_body", "ledger_leaf", "ledger_node", "ledger_checkpoint"];
}
