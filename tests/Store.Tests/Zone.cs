using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace ArboDossier.Store.Tests;

/// <summary>A row of the test's own zone.</summary>
public sealed class Note
{
    public Guid Id { get; set; }

    public string Text { get; set; } = "";
}

/// <summary>A row with sealed columns: of a file, its label, and something of its employer.</summary>
public sealed class SealedNote
{
    public Guid Id { get; set; }

    public Guid File { get; set; }

    public Guid Employer { get; set; }

    public SealedBlob Content { get; set; }

    public SealedBlob Label { get; set; }

    public SealedBlob Setting { get; set; }
}

/// <summary>A zone with two tables of its own.</summary>
public abstract class NotesContext(DbContextOptions options) : ZoneContext(options)
{
    public DbSet<Note> Notes => Set<Note>();

    public DbSet<SealedNote> Sealed => Set<SealedNote>();

    /// <summary>Its sealed columns, for the replacing of keys.</summary>
    public static IReadOnlyList<SealedColumn<NotesContext>> Columns { get; } =
    [
        new SealedColumn<NotesContext, SealedNote>(KeyKind.Content, "sealed_note.content", (db, file) => db.Sealed.Where(x => x.File == file), x => x.Content, x => PlaceOf(x, "content")),
        new SealedColumn<NotesContext, SealedNote>(KeyKind.Label, "sealed_note.label", (db, file) => db.Sealed.Where(x => x.File == file), x => x.Label, x => PlaceOf(x, "label")),
        new SealedColumn<NotesContext, SealedNote>(KeyKind.Directory, "sealed_note.setting", (db, employer) => db.Sealed.Where(x => x.Employer == employer), x => x.Setting, x => PlaceOf(x, "setting")),
    ];

    public static Place PlaceOf(SealedNote row, string field) => new(row.File, row.Id, $"sealed_note.{field}");

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Note>().ToTable("note");
        modelBuilder.Entity<SealedNote>().ToTable("sealed_note");
        UseSnakeCase(modelBuilder);
    }
}

public sealed class NotesSqliteContext(DbContextOptions<NotesSqliteContext> options) : NotesContext(options);

public sealed class NotesPostgresContext(DbContextOptions<NotesPostgresContext> options) : NotesContext(options);

/// <summary>A whole store on a real engine, in a directory or databases of its own.</summary>
public sealed class Zone : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-store").FullName;
    private readonly List<string> _databases = [];
    private ServiceProvider _services = null!;

    public StoreOptions Options { get; private set; } = null!;

    public Commits<NotesContext> Commits => _services.GetRequiredService<Commits<NotesContext>>();

    public Sequencer<NotesContext> Sequencer => _services.GetRequiredService<Sequencer<NotesContext>>();

    public Vault Vault => _services.GetRequiredService<Vault>();

    public WrappedKeyStore Keys => _services.GetRequiredService<WrappedKeyStore>();

    public Outbox<NotesContext> Outbox => _services.GetRequiredService<Outbox<NotesContext>>();

    public IServiceProvider Services => _services;

    /// <summary>What this zone pins of others, from its next start on.</summary>
    public string PeersFile => Path.Combine(_directory, "peers.json");

    public NotesContext Read() => _services.GetRequiredService<Func<NotesContext>>()();

    /// <summary>Both engines; the PostgreSQL of the test run is in ARBO_TEST_POSTGRES.</summary>
    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    public static async Task<Zone> StartAsync(string engine, string name = "test")
    {
        var zone = new Zone();
        var settings = new Dictionary<string, string?> { ["Zone:Data"] = zone._directory, ["Store:Provider"] = engine };
        if (engine == "postgres")
        {
            settings["ConnectionStrings:Content"] = await zone.DatabaseAsync();
            settings["ConnectionStrings:Keys"] = await zone.DatabaseAsync();
        }

        zone.Options = StoreOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), name);
        zone.Begin();
        return zone;
    }

    /// <summary>As after a restart of the program: everything in memory is gone.</summary>
    public async Task RestartAsync()
    {
        await _services.DisposeAsync();
        Begin();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        NpgsqlConnection.ClearAllPools();
        foreach (var database in _databases)
        {
            await using var source = NpgsqlDataSource.Create(Admin());
            await using var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            await drop.ExecuteNonQueryAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    private void Begin()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(Peers.Read(File.Exists(PeersFile) ? PeersFile : null));
        services.AddSingleton(new SealedColumns<NotesContext>(Decide.Reseal, NotesContext.Columns));
        services.AddZoneStore<NotesContext, NotesSqliteContext, NotesPostgresContext>(Options, ZoneKeys.Initialise(Options), o => new(o), o => new(o));
        _services = services.BuildServiceProvider();
        using (var keys = _services.GetRequiredService<Func<KeysContext>>()())
        {
            ZoneDatabase.Migrate(keys);
        }

        using var content = Read();
        // The test's own table has no migrations; the guards on the ledger are put on all the same.
        content.Database.EnsureCreated();
        if (Options.Provider == StoreProvider.Sqlite)
        {
            ZoneDatabase.GuardLedger((Microsoft.Data.Sqlite.SqliteConnection)content.Database.GetDbConnection());
        }
    }

    private async Task<string> DatabaseAsync()
    {
        var name = $"store_{Guid.NewGuid():N}";
        await using var source = NpgsqlDataSource.Create(Admin());
        await using var create = source.CreateCommand($"CREATE DATABASE {name}");
        await create.ExecuteNonQueryAsync();
        _databases.Add(name);
        return new NpgsqlConnectionStringBuilder(Admin()) { Database = name, MaxPoolSize = 40 }.ToString();
    }

    private static string Admin() => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")
        ?? throw new InvalidOperationException("ARBO_TEST_POSTGRES is not set: run the tests through tests/run");
}

/// <summary>Decisions for the tests' own acts; in a program only Access makes them.</summary>
internal static class Decide
{
    public static Decision Permit(Scope scope = default, Guid? subject = null) => Decision.Permit(Act(scope, subject), "R-060", "test");

    public static Decision Reseal(Scope scope) => Decision.Permit(new AuditAct("key.reseal", ActKind.Execute, Actor.Machine("rotation"), "security", scope), "R-220", "named-act");

    public static Decision Deny(Guid? subject = null) => Decision.Deny(Act(default, subject), "R-062", "test");

    private static AuditAct Act(Scope scope, Guid? subject) => new("test.act", ActKind.Read, new Actor(Guid.NewGuid(), "Tester"), "test", scope, subject);
}
