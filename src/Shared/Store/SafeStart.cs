using Microsoft.Data.Sqlite;

namespace ArboDossier.Store;

/// <summary>
/// What a zone's program refuses to start on in production, because the wall would be one in name only: root, a data directory that others can
/// look into, databases that forget (a key ring that is gone at the next start ends every session and opens no stored secret).
/// </summary>
internal static class SafeStart
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Throws <see cref="StoreSettingException"/> with one clear line.</summary>
    public static void Check(StoreOptions options)
    {
        if (Environment.IsPrivilegedProcess)
        {
            throw new StoreSettingException("it runs as root; start it as the user of this zone");
        }

        if (Forgets(options, options.Content) || Forgets(options, options.Keys))
        {
            throw new StoreSettingException("its key ring and rows would be kept in memory only; name a database that lasts");
        }

        if (Directory.Exists(options.Data) && File.GetUnixFileMode(options.Data) is var mode && (mode & Others) != 0)
        {
            throw new StoreSettingException($"others can look into {options.Data}; make its mode 0700");
        }
    }

    private static bool Forgets(StoreOptions options, string connection) =>
        options.Provider == StoreProvider.Sqlite
        && new SqliteConnectionStringBuilder(connection) is var settings
        && (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:" || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase));
}
