using ArboDossier.Store;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Cli.Tests;

/// <summary>What `verify` says of a ledger that other zones saw, and `export ledger`, by which one can look from elsewhere.</summary>
public sealed class WitnessedTests : IAsyncLifetime
{
    private const string CutAt30 =
        """
        DELETE FROM ledger_body WHERE entry IN (SELECT entry FROM ledger_leaf WHERE sequence >= 30);
        DELETE FROM ledger_leaf WHERE sequence >= 30;
        DELETE FROM ledger_node WHERE ("index" + 1) * (1 << level) > 30;
        DELETE FROM ledger_checkpoint WHERE size > 30;
        DELETE FROM ledger_witness;
        """;

    private readonly Zones _zones = Zones.Begin();

    private string Elsewhere => Path.Combine(_zones.Data, "..", Path.GetFileName(_zones.Data) + "-elsewhere");

    public async Task InitializeAsync()
    {
        await _zones.AddSqliteAsync("identity", 4);
        await _zones.AddSqliteAsync("medical", 57);
        _zones.Pin("identity", "medical");
    }

    public async Task DisposeAsync()
    {
        await _zones.DisposeAsync();
        if (Directory.Exists(Elsewhere))
        {
            Directory.Delete(Elsewhere, recursive: true);
        }
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task Each_zone_says_how_far_it_is_anchored_by_whom_and_how_much_could_still_be_cut_off()
    {
        await _zones.CountersignAsync("medical", "identity", 50);
        await _zones.CountersignAsync("identity", "medical", 4);
        Tool.Run("verify", "--data", _zones.Data).Should().Be((0,
            "identity: 4 entries, 1 checkpoints, consistent, anchored up to entry 4 by medical\n"
            + "medical: 57 entries, 6 checkpoints, consistent, anchored up to entry 50 by identity, 7 entries after it could still be cut off unseen"));

        // As Medical's own user: the other directories are closed, and its own countersignatures are checked with the keys it pinned.
        Directory.Move(Path.Combine(_zones.Data, "identity"), Elsewhere);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((0,
            "medical: 57 entries, 6 checkpoints, consistent, anchored up to entry 50 by identity, 7 entries after it could still be cut off unseen; no other zone here has pinned its key"));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task A_ledger_cut_off_exactly_at_an_older_checkpoint_is_found_by_what_another_zone_saw_also_from_an_export()
    {
        await _zones.CountersignAsync("medical", "identity", 50);
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "identity", "--to", Elsewhere).Should().Be((0, $"identity: 4 entries written to {Path.GetFullPath(Path.Combine(Elsewhere, "identity"))}"));
        await Zones.ExecuteAsync(new SqliteConnection($"Data Source={_zones.Content("medical")};Pooling=False"), CutAt30);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((1, "medical: rolled back: identity saw 50 entries, here are 30"));

        Directory.Delete(Path.Combine(_zones.Data, "identity"), recursive: true);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Code.Should().Be(0, "alone it looks like the ledger of that moment");
        foreach (var witness in new[] { Elsewhere, Path.Combine(Elsewhere, "identity") })
        {
            Tool.Run("verify", "--data", _zones.Data, "--zone", "medical", "--witness", witness).Should().Be((1, "medical: rolled back: identity saw 50 entries, here are 30"));
        }
    }

    [Fact]
    [Trait("Rule", "R-223")]
    [Trait("Rule", "R-225")]
    public async Task An_export_holds_the_ledger_and_public_keys_only_is_closed_to_others_and_verifies_as_the_original_does()
    {
        await _zones.CountersignAsync("medical", "identity", 50);
        await Zones.ExecuteAsync(new SqliteConnection($"Data Source={_zones.Content("medical")};Pooling=False"), "CREATE TABLE file_entry (secret TEXT); INSERT INTO file_entry VALUES ('canary-in-a-file')");
        using (DirectoryLock.Take(Path.Combine(_zones.Data, "medical")))
        {
            Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "medical", "--to", Elsewhere).Code.Should().Be(0, "the program may run meanwhile");
        }

        var made = Path.Combine(Elsewhere, "medical");
        Directory.GetFiles(made).Select(Path.GetFileName).Should().BeEquivalentTo("content.db", "public.json", "peers.json");
        Directory.GetDirectories(Elsewhere).Should().ContainSingle();
        File.GetUnixFileMode(made).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.GetFiles(made).Select(File.GetUnixFileMode).Should().OnlyContain(mode => mode == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
        System.Text.Encoding.UTF8.GetString(await File.ReadAllBytesAsync(Path.Combine(made, "content.db"))).Should().NotContain("canary-in-a-file").And.NotContain("file_entry");
        var (code, line) = Tool.Run("verify", "--data", Elsewhere);
        (code, line).Should().Be((0, "medical: 57 entries, 6 checkpoints, consistent, anchored up to entry 50 by identity, 7 entries after it could still be cut off unseen; no other zone here has pinned its key"));
        Tool.Run("verify", "--data", Elsewhere, "--witness", _zones.Data).Should().Be((0, line.Replace("; no other zone here has pinned its key", "", StringComparison.Ordinal)));

        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "medical", "--to", Elsewhere).Should().Be((2, $"medical: {Path.GetFullPath(made)} is there already"));
        // What is wrong with a ledger is wrong with its copy.
        await Zones.ExecuteAsync(new SqliteConnection($"Data Source={_zones.Content("medical")};Pooling=False"), "UPDATE ledger_body SET fields = 'text' WHERE entry = (SELECT entry FROM ledger_leaf WHERE sequence = 17)");
        Directory.Delete(Elsewhere, recursive: true);
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "medical", "--to", Elsewhere).Code.Should().Be(0);
        Tool.Run("verify", "--data", Elsewhere).Should().Be((1, "medical: entry 17: an entry was changed"));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task On_PostgreSQL_the_same_is_said_and_exported()
    {
        var connection = await _zones.AddPostgresAsync("reintegration", 57);
        _zones.Pin("identity", "medical", "reintegration");
        await _zones.CountersignAsync("reintegration", "identity", 50, connection);
        const string good = "reintegration: 57 entries, 6 checkpoints, consistent, anchored up to entry 50 by identity, 7 entries after it could still be cut off unseen";
        Tool.Run("verify", "--data", _zones.Data, "--zone", "reintegration", "--connection", connection).Should().Be((0, good));
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "reintegration", "--connection", connection, "--to", Elsewhere).Code.Should().Be(0);
        Tool.Run("verify", "--data", Elsewhere, "--witness", Path.Combine(_zones.Data, "identity")).Should().Be((0, good));
        await Zones.ExecuteAsync(new NpgsqlConnection(connection), CutAt30);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "reintegration", "--connection", connection).Should().Be((1, "reintegration: rolled back: identity saw 50 entries, here are 30"));
    }

    [Fact]
    public void A_witness_that_says_nothing_is_not_passed_over()
    {
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical", "--witness", "/nowhere").Should().Be((2, "medical: /nowhere holds no zone"));
        File.Delete(_zones.Content("identity"));
        var directory = Path.Combine(_zones.Data, "identity");
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical", "--witness", directory).Should()
            .Be((2, $"medical: {directory} holds no content.db: write one with arbodossier export ledger"));
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "nobody", "--to", Elsewhere).Should().Be((2, $"{_zones.Data}/nobody holds no zone"));
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "../x", "--to", Elsewhere).Code.Should().Be(2);
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "identity", "--to", Elsewhere).Should().Be((2, "identity: content.db is not there"));
        Directory.Exists(Elsewhere).Should().BeFalse("nothing is made where there is nothing to write");
    }
}
