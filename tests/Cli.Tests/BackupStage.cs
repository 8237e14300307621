using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Cli.Tests;

/// <summary>A zone on either engine with entries and wrapped keys, two places for its backups, and two people who approve.</summary>
internal sealed class BackupStage : IAsyncDisposable
{
    public const string Zone = "medical";
    private readonly Zones _zones = Zones.Begin();
    private readonly Dictionary<string, string> _settings = [];
    private readonly bool _isPostgres;
    private string _content = "";
    private string _keys = "";

    private BackupStage(string engine) => _isPostgres = engine == "postgres";

    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    public Zones Zones => _zones;

    public string Data => Path.Combine(_zones.Data, Zone);

    public string To => Path.Combine(_zones.Data, "sets", "content");

    public string KeysTo => Path.Combine(_zones.Data, "sets", "keys");

    public string Connection => _content;

    public static async Task<BackupStage> StartAsync(string engine, int entries = 37, int keys = 5)
    {
        var stage = new BackupStage(engine);
        await stage.MakeAsync(entries);
        for (var i = 0; i < keys; i++)
        {
            await stage.AddKeyAsync();
        }

        return stage;
    }

    /// <summary>Says yes, or no, in the place of the zone's program.</summary>
    public string Program(bool opens)
    {
        var path = Path.Combine(_zones.Data, opens ? "opens" : "opens-not");
        File.WriteAllText(path, $"#!/bin/sh\n{(opens ? "exit 0" : "echo 5 of 5 keys do not open with the custody of this zone >&2; exit 1")}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    public (int Code, string Output) Backup(params string[] more) => Tool.RunWith(_settings, BackupArguments(more));

    private string[] BackupArguments(string[] more) =>
        ["backup", "--zone", Zone, "--data", Data, "--to", To, "--keys-to", KeysTo, .. more.Contains("--program") || more.Contains("--prove-keys") ? more : ["--program", Program(true), .. more]];

    /// <summary>The newest pair, made a second after the one before.</summary>
    public async Task<(string Content, string Keys)> BackedUpAsync(params string[] more)
    {
        await Task.Delay(1100);
        Backup(more).Code.Should().Be(0);
        return (Directory.GetDirectories(To).Order().Last(), Directory.GetDirectories(KeysTo).Order().Last());
    }

    public (int Code, string Output) Restore(string content, string keys, params string[] more) => Tool.RunWith(_settings, [.. RestoreArguments(content, keys), .. more]);

    /// <summary>Both are killed after that time.</summary>
    public bool RestoreAndKill(string content, string keys, TimeSpan after) => Tool.RunAndKill(_settings, after, RestoreArguments(content, keys));

    public bool BackupAndKill(TimeSpan after) => Tool.RunAndKill(_settings, after, BackupArguments([]));

    private string[] RestoreArguments(string content, string keys) =>
        ["restore", "--zone", Zone, "--data", Data, "--from", content, "--keys-from", keys, "--reason", "schijf kapot", .. _isPostgres ? ["--replace"] : Array.Empty<string>()];

    public Task GrowAsync(int entries) => _isPostgres ? _zones.GrowPostgresAsync(_content, Zone, entries) : _zones.AddSqliteAsync(Zone, entries);

    public async Task<Guid> AddKeyAsync()
    {
        var id = Guid.CreateVersion7();
        await Store().AddAsync([new WrappedKey(id, KeyKind.Content, Guid.CreateVersion7(), Guid.CreateVersion7(), null, RandomNumberGenerator.GetBytes(64))], default);
        return id;
    }

    public Task DestroyAsync(Guid key) => Store().DestroyAsync([key], default).AsTask();

    public async Task<bool> HasKeyAsync(Guid key) => await Store().FindAsync(key, default) is not null;

    public async Task<long> EntriesAsync()
    {
        await using DbConnection database = _isPostgres ? new NpgsqlConnection(_content) : new SqliteConnection($"Data Source={_zones.Content(Zone)};Pooling=False;Mode=ReadOnly");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = "SELECT count(*) FROM ledger_leaf";
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }

    public (int Code, string Output) Verify() => Tool.Run(["verify", "--data", _zones.Data, "--zone", Zone, .. _isPostgres ? ["--connection", _content] : Array.Empty<string>()]);

    /// <summary>Every file of the zone with what is in it, but the lock and what SQLite makes when somebody reads; and how many entries there are.</summary>
    public async Task<string> StateAsync()
    {
        var files = Directory.GetFiles(Data, "*", SearchOption.AllDirectories).Where(x => Path.GetFileName(x) != "lock" && Path.GetExtension(x) is not (".db-shm" or ".db-wal")).Order()
            .Select(x => $"{x} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(x)))}");
        return $"{string.Join('\n', files)}\n{await EntriesAsync()}";
    }

    /// <summary>A set as one that was made so many days ago.</summary>
    public static void Age(string set, int days)
    {
        var path = Path.Combine(set, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["at"] = DateTimeOffset.UtcNow.AddDays(-days);
        Rewrite(set, Encoding.UTF8.GetBytes(manifest.ToJsonString()));
    }

    /// <summary>A manifest as somebody writes it who knows its form.</summary>
    public static void Rewrite(string set, byte[] manifest)
    {
        File.WriteAllBytes(Path.Combine(set, "manifest.json"), manifest);
        File.WriteAllText(Path.Combine(set, "manifest.sha256"), Convert.ToHexStringLower(SHA256.HashData(manifest)));
    }

    public async ValueTask DisposeAsync() => await _zones.DisposeAsync();

    private KeyStore Store() => new(OpenKeys, Data, TimeProvider.System);

    private KeysContext OpenKeys() => _isPostgres
        ? new KeysPostgresContext(new DbContextOptionsBuilder<KeysPostgresContext>().UseNpgsql(_keys).Options)
        : new KeysSqliteContext(new DbContextOptionsBuilder<KeysSqliteContext>().UseSqlite(_keys).Options);

    private async Task MakeAsync(int entries)
    {
        _content = _isPostgres ? await _zones.AddPostgresAsync(Zone, entries) : await _zones.AddSqliteAsync(Zone, entries);
        _keys = _isPostgres ? await _zones.DatabaseAsync() : $"Data Source={Path.Combine(Data, "keys.db")};Pooling=False";
        await Zones.ExecuteAsync(
            _isPostgres ? new NpgsqlConnection(_content) : new SqliteConnection(_content),
            "CREATE TABLE \"__EFMigrationsHistory\" (\"MigrationId\" text, \"ProductVersion\" text); INSERT INTO \"__EFMigrationsHistory\" VALUES ('1_Initial', '10')");
        await using (var keys = OpenKeys())
        {
            await keys.Database.MigrateAsync();
        }

        if (_isPostgres)
        {
            (_settings["Store__Provider"], _settings["ConnectionStrings__Content"], _settings["ConnectionStrings__Keys"]) = ("postgres", _content, _keys);
        }
    }
}
