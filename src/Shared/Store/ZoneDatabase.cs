using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>Brings a zone's databases to the program's version and puts the guards on the ledger's tables.</summary>
internal static class ZoneDatabase
{
    private static readonly (string Table, string Key)[] LedgerTables =
    [
        ("ledger_body", "entry = NEW.entry"),
        ("ledger_leaf", "sequence = NEW.sequence OR entry = NEW.entry"),
        ("ledger_node", "level = NEW.level AND \"index\" = NEW.\"index\""),
        ("ledger_checkpoint", "size = NEW.size"),
    ];

    /// <summary>Migrates. Requires that this process holds the data directory.</summary>
    public static void Migrate(DbContext db)
    {
        if (db.Database.GetDbConnection() is SqliteConnection sqlite)
        {
            ClearAbandonedLock(sqlite);
            db.Database.Migrate();
            if (db is ZoneContext)
            {
                GuardLedger(sqlite);
            }
        }
        else
        {
            db.Database.Migrate();
        }
    }

    /// <summary>
    /// A process killed during a migration leaves its row here, and the next start would wait for ever. This process holds the directory, so
    /// nobody else is migrating.
    /// </summary>
    private static void ClearAbandonedLock(SqliteConnection connection)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT COUNT(*) FROM sqlite_master WHERE name = '__EFMigrationsLock'";
        if (Convert.ToInt64(command.ExecuteScalar(), System.Globalization.CultureInfo.InvariantCulture) > 0)
        {
            command.CommandText = "DELETE FROM \"__EFMigrationsLock\"";
            command.ExecuteNonQuery();
        }

        connection.Close();
    }

    /// <summary>Append-only tables: no UPDATE, no DELETE, and no INSERT OR REPLACE, which SQLite does not count as either.</summary>
    internal static void GuardLedger(SqliteConnection connection)
    {
        connection.Open();
        using var command = connection.CreateCommand();
        foreach (var (table, key) in LedgerTables)
        {
            command.CommandText = $"""
                CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN EXISTS (SELECT 1 FROM {table} WHERE {key})
                BEGIN SELECT RAISE(ABORT, 'append-only'); END;
                """;
            command.ExecuteNonQuery();
        }

        connection.Close();
    }
}
