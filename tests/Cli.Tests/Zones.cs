using System.Data.Common;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace ArboDossier.Cli.Tests;

/// <summary>A zone's database with nothing but what every zone has.</summary>
public sealed class PlainZone(DbContextOptions options) : ZoneContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        UseSnakeCase(modelBuilder);
    }
}

/// <summary>Zones made and filled by the product's own store.</summary>
internal sealed class Zones : IAsyncDisposable
{
    private readonly List<string> _databases = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("arbo-cli-").FullName;

    public static string Admin => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES") ?? throw new InvalidOperationException("ARBO_TEST_POSTGRES is not set: run tests/run");

    public static Zones Begin() => new();

    public string Content(string zone) => Path.Combine(Data, zone, "content.db");

    /// <summary>A zone on SQLite; gives the connection string of its content for attacks.</summary>
    public async Task<string> AddSqliteAsync(string zone, int entries)
    {
        using var keys = Keys(zone);
        var connection = StoreOptions.SqliteConnectionString($"Data Source={Content(zone)};Pooling=False");
        await using (var db = new PlainZone(new DbContextOptionsBuilder<PlainZone>().UseSqlite(connection).Options))
        {
            await db.Database.EnsureCreatedAsync();
        }

        await using var commits = new SqliteCommits<PlainZone>(zone, TimeProvider.System, connection, writer => new PlainZone(new DbContextOptionsBuilder<PlainZone>().UseSqlite(writer).Options));
        await FillAsync(commits, zone, entries, postgres: false);
        return connection;
    }

    public async Task<string> AddPostgresAsync(string zone, int entries)
    {
        using var keys = Keys(zone);
        var connection = await DatabaseAsync();
        await GrowPostgresAsync(connection, zone, entries);
        return connection;
    }

    /// <summary>An empty database on PostgreSQL.</summary>
    public async Task<string> DatabaseAsync()
    {
        var name = "cli_" + Guid.NewGuid().ToString("N");
        await ExecuteAsync(new NpgsqlConnection(Admin), $"CREATE DATABASE {name}");
        _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(Admin) { Database = name, Pooling = false }.ToString();
    }

    /// <summary>More entries.</summary>
    public async Task GrowPostgresAsync(string connection, string zone, int entries)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using (var db = new PlainZone(new DbContextOptionsBuilder<PlainZone>().UseNpgsql(connection).Options))
        {
            await db.Database.EnsureCreatedAsync();
        }

        await using var commits = new PostgresCommits<PlainZone>(zone, TimeProvider.System, source, writer => new PlainZone(new DbContextOptionsBuilder<PlainZone>().UseNpgsql(writer).Options));
        await FillAsync(commits, zone, entries, postgres: true);
    }

    /// <summary>Hands the public keys of each zone to every other one, as the operator does.</summary>
    public void Pin(params string[] zones)
    {
        foreach (var zone in zones)
        {
            var others = zones.Where(other => other != zone).Select(other => File.ReadAllText(Path.Combine(Data, other, "public.json")));
            File.WriteAllText(Path.Combine(Data, zone, "peers.json"), $"[{string.Join(',', others)}]");
        }
    }

    public ZoneKeys Keys(string zone) =>
        ZoneKeys.Initialise(new StoreOptions(zone, Path.Combine(Data, zone), StoreProvider.Sqlite, "", ""));

    /// <summary>The key with which that zone signs checkpoints.</summary>
    public ECDsa LedgerKey(string zone)
    {
        var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(Data, zone, "keys", "ledger.pem")));
        return key;
    }

    /// <summary>Another zone saw a checkpoint and countersigned it: both keep it, the zone itself perhaps on PostgreSQL.</summary>
    public async Task CountersignAsync(string zone, string witness, long size, string? postgres = null)
    {
        string note;
        await using (DbConnection database = Database(zone, postgres))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = $"SELECT note FROM ledger_checkpoint WHERE size = {size}";
            note = (string)(await command.ExecuteScalarAsync())!;
        }

        using var own = LedgerKey(zone);
        using var other = LedgerKey(witness);
        note += Checkpoint.Verify(note, Checkpoint.OriginOf(zone), own)!.SignatureLine(Checkpoint.OriginOf(witness), other);
        var insert = $"INSERT INTO ledger_witness (ledger, witness, size, note) VALUES ('{zone}', '{witness}', {size}, '{note}')";
        await ExecuteAsync(Database(zone, postgres), insert);
        await ExecuteAsync(Database(witness, null), insert);
    }

    private DbConnection Database(string zone, string? postgres) =>
        postgres is null ? new SqliteConnection($"Data Source={Content(zone)};Pooling=False") : new NpgsqlConnection(postgres);

    public static async Task ExecuteAsync(DbConnection connection, string text)
    {
        await using (connection)
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = text;
            await command.ExecuteNonQueryAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _databases)
        {
            await ExecuteAsync(new NpgsqlConnection(Admin), $"DROP DATABASE {name} WITH (FORCE)");
        }

        Directory.Delete(Data, recursive: true);
    }

    /// <summary>Entries as the product's store writes them, each in its place.</summary>
    private async Task FillAsync(Commits<PlainZone> commits, string zone, int entries, bool postgres)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(await File.ReadAllTextAsync(Path.Combine(Data, zone, "keys", "ledger.pem")));
        var options = new StoreOptions(zone, Path.Combine(Data, zone), postgres ? StoreProvider.Postgres : StoreProvider.Sqlite, "", "");
        using var sequencer = new Sequencer<PlainZone>(commits, () => key, options, TimeProvider.System, NullLogger<Sequencer<PlainZone>>.Instance);
        for (var i = 0; i < entries; i++)
        {
            var act = new AuditAct("file.read", ActKind.Read, new Actor(Guid.CreateVersion7(), "CompanyDoctor"), "guidance", default, i % 3 == 0 ? null : Guid.CreateVersion7());
            await commits.RecordAsync(i % 5 == 0 ? Decision.Deny(act, "R-076", "no-relation") : Decision.Permit(act, "R-076", "live-relation"));
            if (i % 10 == 9)
            {
                await sequencer.SequenceAsync(default);
            }
        }

        await sequencer.SequenceAsync(default);
    }
}
