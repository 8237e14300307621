using Microsoft.Data.Sqlite;

namespace ArboDossier.Cli.Backups;

/// <summary>Where a zone keeps content and wrapped keys: the program's own settings, from the environment (<c>Store__Provider</c>, <c>ConnectionStrings__Content</c>, <c>__Keys</c>).</summary>
/// <param name="IsPostgres">Else SQLite.</param>
/// <param name="Content">Connection string, on SQLite the file.</param>
/// <param name="Keys">As the other.</param>
internal sealed record ZoneDatabases(bool IsPostgres, string Content, string Keys)
{
    /// <summary>The name of the engine in settings and manifests.</summary>
    public string Provider => IsPostgres ? "postgres" : "sqlite";

    public static ZoneDatabases Read(string data)
    {
        var provider = Environment.GetEnvironmentVariable("Store__Provider");
        if (provider is not (null or "" or "sqlite" or "postgres"))
        {
            throw new CannotTellException("Store__Provider must be sqlite or postgres");
        }

        var isPostgres = provider == "postgres";
        return new(isPostgres, Place("Content"), Place("Keys"));

        string Place(string name) => Environment.GetEnvironmentVariable($"ConnectionStrings__{name}") switch
        {
            { Length: > 0 } set => isPostgres ? set : new SqliteConnectionStringBuilder(set).DataSource,
            _ => isPostgres ? throw new CannotTellException($"ConnectionStrings__{name} is not set") : Path.Combine(data, name.ToLowerInvariant() + ".db"),
        };
    }
}
