using ArboDossier.Custody;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace ArboDossier.Store;

/// <summary>The two engines.</summary>
public enum StoreProvider
{
    /// <summary>The embedded default.</summary>
    Sqlite,

    /// <summary>For whoever outgrows one machine.</summary>
    Postgres,
}

/// <summary>Where a zone keeps its rows. Read from <c>Zone:Data</c>, <c>Store:Provider</c>, <c>ConnectionStrings:Content</c>, <c>:Keys</c> and <c>:Sequencer</c>.</summary>
public sealed record StoreOptions(string Zone, string Data, StoreProvider Provider, string Content, string Keys)
{
    /// <summary>On PostgreSQL the content as the role that alone gives ledger entries their place; null where the program's own role does.</summary>
    public string? Sequencer { get; init; }

    /// <summary>Where the zone's own keys are.</summary>
    public CustodySettings Custody { get; init; } = new();

    /// <summary>Directory of the zone's key files.</summary>
    public string KeyDirectory => Path.Combine(Data, "keys");

    /// <summary>Reads the settings; throws <see cref="StoreSettingException"/> with one clear line.</summary>
    public static StoreOptions Read(IConfiguration configuration, string zone)
    {
        var data = configuration["Zone:Data"] ?? throw new StoreSettingException("Zone:Data (the data directory of this zone) is not set");
        var provider = configuration["Store:Provider"] switch
        {
            null or "" or "sqlite" => StoreProvider.Sqlite,
            "postgres" => StoreProvider.Postgres,
            _ => throw new StoreSettingException("Store:Provider must be sqlite or postgres"),
        };
        string Connection(string name) => provider == StoreProvider.Sqlite
            ? SqliteConnectionString(configuration.GetConnectionString(name) ?? $"Data Source={Path.Combine(data, name.ToLowerInvariant() + ".db")}")
            : configuration.GetConnectionString(name) ?? throw new StoreSettingException($"ConnectionStrings:{name} is not set");
        var sequencer = provider == StoreProvider.Postgres && configuration.GetConnectionString("Sequencer") is { Length: > 0 } named ? named : null;
        return new(zone, Path.GetFullPath(data), provider, Connection("Content"), Connection("Keys")) { Sequencer = sequencer, Custody = ReadCustody(configuration.GetSection("Custody")) };
    }

    private static CustodySettings ReadCustody(IConfigurationSection section)
    {
        try
        {
            return section.Get<CustodySettings>() ?? new();
        }
        catch (InvalidOperationException)
        {
            throw new StoreSettingException("a setting of Custody cannot be read");
        }
    }

    /// <summary>The system's SQLite has foreign keys off unless told otherwise.</summary>
    public static string SqliteConnectionString(string connection) =>
        new SqliteConnectionStringBuilder(connection) { ForeignKeys = true, DefaultTimeout = 30 }.ToString();
}

/// <summary>A setting is missing or wrong: the program ends with this line and exit code 1.</summary>
public sealed class StoreSettingException(string message) : Exception(message);
