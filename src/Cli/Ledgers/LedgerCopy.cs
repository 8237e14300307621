using Microsoft.Data.Sqlite;

namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// The ledger of a zone in a directory of its own: the ledger's tables and public keys, nothing else. For a works council or an auditor, and for
/// whoever verifies another zone.
/// </summary>
internal static class LedgerCopy
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly (string Table, string Columns, string Definition)[] Tables =
    [
        ("ledger_body", "entry, at, subject, salt, fields", "entry TEXT PRIMARY KEY, at INTEGER NOT NULL, subject TEXT, salt BLOB NOT NULL, fields BLOB NOT NULL"),
        ("ledger_leaf", "sequence, entry, commitment", "sequence INTEGER PRIMARY KEY, entry TEXT NOT NULL UNIQUE, commitment BLOB NOT NULL"),
        ("ledger_node", "level, \"index\", hash", "level INTEGER NOT NULL, \"index\" INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, \"index\")"),
        ("ledger_checkpoint", "size, note", "size INTEGER PRIMARY KEY, note TEXT NOT NULL"),
        ("ledger_witness", "ledger, witness, size, note", "ledger TEXT NOT NULL, witness TEXT NOT NULL, size INTEGER NOT NULL, note TEXT NOT NULL, PRIMARY KEY (ledger, witness)"),
    ];

    /// <summary>Writes <c>to/zone</c>, whole or not at all; gives the number of entries. Requires that there is no such directory yet.</summary>
    public static long Write(DatabaseLedger ledger, string from, string zone, string to)
    {
        var target = Path.Combine(to, zone);
        if (Path.Exists(target))
        {
            throw new CannotTellException($"{target} is there already");
        }

        Directory.CreateDirectory(to, Owner | UnixFileMode.UserExecute);
        var unfinished = Path.Combine(to, $".{zone}-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unfinished, Owner | UnixFileMode.UserExecute);
        try
        {
            foreach (var name in new[] { ZonePins.PublicFile, ZonePins.PeersFile }.Where(name => File.Exists(Path.Combine(from, name))))
            {
                File.Copy(Path.Combine(from, name), Path.Combine(unfinished, name));
            }

            var entries = CopyRows(ledger, Path.Combine(unfinished, "content.db"));
            foreach (var file in Directory.GetFiles(unfinished))
            {
                File.SetUnixFileMode(file, Owner);
            }

            Directory.Move(unfinished, target);
            return entries;
        }
        finally
        {
            if (Directory.Exists(unfinished))
            {
                Directory.Delete(unfinished, recursive: true);
            }
        }
    }

    private static long CopyRows(DatabaseLedger ledger, string path)
    {
        long entries = 0;
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        using var transaction = database.BeginTransaction();
        foreach (var (table, columns, definition) in Tables)
        {
            using var create = database.CreateCommand();
            create.CommandText = $"CREATE TABLE {table} ({definition})";
            create.ExecuteNonQuery();
            using var insert = database.CreateCommand();
            var parameters = columns.Split(", ").Select((_, i) => insert.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" })).ToArray();
            insert.CommandText = $"INSERT INTO {table} ({columns}) VALUES ({string.Join(", ", parameters.Select(parameter => parameter.ParameterName))})";
            foreach (var row in ledger.Rows(table, columns))
            {
                for (var i = 0; i < row.Length; i++)
                {
                    parameters[i].Value = row[i];
                }

                insert.ExecuteNonQuery();
                entries += table == "ledger_leaf" ? 1 : 0;
            }
        }

        transaction.Commit();
        return entries;
    }
}
