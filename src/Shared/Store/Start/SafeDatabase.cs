using ArboDossier.Exchange.Restoring;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Store;

/// <summary>
/// What a program refuses to start on in production because of its databases: a version that is not its own, roles that could do more than they
/// need, a ledger that is not the one that others saw. It never changes a schema there: <c>--init</c> does, by the role that owns it.
/// </summary>
internal static class SafeDatabase
{
    private static readonly string[] LedgerTables = ["ledger_body", "ledger_leaf", "ledger_node", "ledger_checkpoint"];

    /// <summary>What stands against a start, the gravest first.</summary>
    public static async Task<IReadOnlyList<StartFinding>> FindAsync(StoreOptions options, ZoneKeys keys, Func<ZoneContext> content, Func<KeysContext> wrapped, CancellationToken cancel)
    {
        await using var db = content();
        await using var keyDb = wrapped();
        if (options.Provider == StoreProvider.Sqlite && !Exists(db) || await PendingAsync(db, cancel) || await PendingAsync(keyDb, cancel))
        {
            return [new("its databases are not of this version", "stop every copy and run the program once with --init, on PostgreSQL as the role that owns them")];
        }

        var findings = new List<StartFinding>();
        if (options.Provider == StoreProvider.Postgres)
        {
            findings.AddRange(await RightsAsync(options.Content, "ConnectionStrings:Content", sequencer: false, cancel));
            findings.AddRange(await RightsAsync(options.Keys, "ConnectionStrings:Keys", sequencer: false, cancel));
            if (options.Sequencer is { } sequencer)
            {
                findings.AddRange(await RightsAsync(sequencer, "ConnectionStrings:Sequencer", sequencer: true, cancel));
            }
        }

        using var ledger = keys.OwnLedger();
        if (await RestoredStart.FindAsync(db, options, cancel) is { } waiting)
        {
            findings.Add(waiting);
        }
        else if (await LedgerHead.JudgeAsync(db, options, ledger, left: RestoredFile.IsIn(options.Data), cancel) is { } finding)
        {
            findings.Add(finding);
        }

        return findings;
    }

    /// <summary>Asking an absent SQLite file for its version would make one.</summary>
    private static bool Exists(DbContext db) => File.Exists(new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource);

    private static async Task<bool> PendingAsync(DbContext db, CancellationToken cancel)
    {
        // Asked for its migrations, a server that does not answer counts as a database that is not there: opening tells the two apart.
        await db.Database.OpenConnectionAsync(cancel);
        return (await db.Database.GetPendingMigrationsAsync(cancel)).Any();
    }

    private static async Task<List<StartFinding>> RightsAsync(string connectionString, string setting, bool sequencer, CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        await connection.OpenAsync(cancel);
        var findings = new List<StartFinding>();
        async Task TellAsync(string sql, string what)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (await command.ExecuteScalarAsync(cancel) is true)
            {
                findings.Add(new($"the database role of {setting} {what}", "give it the rights in src/Deploy/postgres and no more"));
            }
        }

        await TellAsync("SELECT rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = current_user", "is an administrator of the server");
        await TellAsync(
            "SELECT has_schema_privilege('public', 'CREATE') OR has_database_privilege(current_database(), 'CREATE') OR EXISTS (SELECT 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND pg_has_role(relowner, 'USAGE'))",
            "can alter the schema");
        foreach (var table in LedgerTables)
        {
            await TellAsync($"SELECT to_regclass('public.{table}') IS NOT NULL AND has_table_privilege('public.{table}'::text, 'UPDATE, DELETE, TRUNCATE')", $"can change or delete rows of {table}");
            if (!sequencer && table != "ledger_body")
            {
                await TellAsync($"SELECT to_regclass('public.{table}') IS NOT NULL AND has_table_privilege('public.{table}'::text, 'INSERT')", $"can write {table}, which is the sequencer's");
            }
        }

        return findings;
    }
}
