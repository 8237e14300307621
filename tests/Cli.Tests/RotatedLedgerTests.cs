using ArboDossier.AuditLedger;
using ArboDossier.Custody;
using ArboDossier.Store;
using Microsoft.Data.Sqlite;

namespace ArboDossier.Cli.Tests;

/// <summary>A ledger whose signing key was changed is proven whole: each key for what it signed, and for nothing else.</summary>
public sealed class RotatedLedgerTests : IAsyncLifetime
{
    private readonly Zones _zones = Zones.Begin();

    private string Elsewhere => Path.Combine(_zones.Data, "..", Path.GetFileName(_zones.Data) + "-elsewhere");

    /// <summary>Three keys: 30 entries under the first, 10 under the second, the rest under the third.</summary>
    public async Task InitializeAsync()
    {
        await _zones.AddSqliteAsync("identity", 4);
        await _zones.AddSqliteAsync("medical", 57);
        _zones.Pin("identity", "medical");
        await ChangeAsync(30);
        await ChangeAsync(40);
    }

    public async Task DisposeAsync()
    {
        await _zones.DisposeAsync();
        if (Directory.Exists(Elsewhere))
        {
            Directory.Delete(Elsewhere, recursive: true);
        }
    }

    [Fact, Trait("Rule", "R-220")]
    public void Every_entry_is_proven_also_by_who_pinned_the_first_key_and_from_an_export()
    {
        const string Medical = "medical: 57 entries, 6 checkpoints, consistent, no other zone has countersigned: all of it could be cut off";
        var (code, output) = Tool.Run("verify", "--data", _zones.Data);
        (code, output.Split('\n')[1]).Should().Be((0, Medical));
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "medical", "--to", Elsewhere).Code.Should().Be(0);
        Tool.Run("export", "ledger", "--data", _zones.Data, "--zone", "identity", "--to", Elsewhere).Code.Should().Be(0);
        Tool.Run("verify", "--data", Elsewhere).Output.Split('\n')[1].Should().Be(Medical);
        _zones.Pin("identity", "medical");
        Tool.Run("verify", "--data", _zones.Data).Output.Split('\n')[1].Should().Be(Medical, "pinned with all its keys");
    }

    [Fact, Trait("Rule", "R-220")]
    public async Task A_checkpoint_signed_by_a_former_key_beyond_its_reach_is_found()
    {
        using var stolen = Load("stolen-2.pem");
        await ResignAsync(50, stolen);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((1, "medical: entry 40: a checkpoint was changed or signed by another key"));
    }

    [Fact, Trait("Rule", "R-220")]
    public void A_history_that_a_stranger_wrote_is_not_the_one_that_another_zone_pinned()
    {
        var path = Path.Combine(_zones.Data, "medical", "public.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"To\":40", "\"To\":50", StringComparison.Ordinal));
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((2, "medical: public.json does not hold the keys of this zone"), "no key handed over there");
        using var other = new StrangersZone();
        File.WriteAllText(path, other.PublicJson);
        Tool.Run("verify", "--data", _zones.Data, "--zone", "medical").Should().Be((1, "medical: the ledger key in public.json is not the one that identity pinned"));
    }

    private async Task ChangeAsync(long size)
    {
        using var keys = _zones.Keys("medical");
        var directory = Path.Combine(_zones.Data, "medical");
        var generation = size == 30 ? "ledger.pem" : "ledger-2.pem";
        File.Copy(Path.Combine(directory, "keys", generation), Path.Combine(directory, $"stolen-{(size == 30 ? 1 : 2)}.pem"));
        keys.Announce(KeyUse.Ledger);
        keys.SwitchLedger(size, DateTimeOffset.UtcNow);
        foreach (var later in new[] { 40, 50, 57 }.Where(x => x > size))
        {
            await ResignAsync(later, keys.Ledger.Ecdsa);
        }
    }

    /// <summary>The checkpoint as it is, under another signature; the guard against that is the database's and not there in this test.</summary>
    private async Task ResignAsync(long size, System.Security.Cryptography.ECDsa key)
    {
        await using var database = new SqliteConnection($"Data Source={_zones.Content("medical")};Pooling=False");
        await database.OpenAsync();
        await using var read = database.CreateCommand();
        read.CommandText = $"SELECT note FROM ledger_checkpoint WHERE size = {size}";
        var note = (string)(await read.ExecuteScalarAsync())!;
        var at = DateTimeOffset.Parse(note.Split('\n')[3], System.Globalization.CultureInfo.InvariantCulture);
        var anew = new Checkpoint("arbodossier/medical", size, Convert.FromBase64String(note.Split('\n')[2]), at).Sign(key);
        await Zones.ExecuteAsync(new SqliteConnection($"Data Source={_zones.Content("medical")};Pooling=False"), $"UPDATE ledger_checkpoint SET note = '{anew}' WHERE size = {size}");
    }

    private System.Security.Cryptography.ECDsa Load(string name)
    {
        var key = System.Security.Cryptography.ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(_zones.Data, "medical", name)));
        return key;
    }

    /// <summary>Keys of somebody who had the machine but not the former key, and wrote a whole new history.</summary>
    private sealed class StrangersZone : IDisposable
    {
        private readonly string _data = Directory.CreateTempSubdirectory("arbo-stranger").FullName;

        public StrangersZone()
        {
            using var keys = ZoneKeys.Initialise(new StoreOptions("medical", _data, StoreProvider.Sqlite, "", ""));
            keys.Announce(KeyUse.Ledger);
            keys.SwitchLedger(30, DateTimeOffset.UtcNow);
            PublicJson = keys.PublicJson("medical");
        }

        public string PublicJson { get; }

        public void Dispose() => Directory.Delete(_data, recursive: true);
    }
}
