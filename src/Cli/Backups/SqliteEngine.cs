using System.Globalization;
using ArboDossier.Cli.Ledgers;
using Microsoft.Data.Sqlite;

namespace ArboDossier.Cli.Backups;

/// <summary>SQLite: its own online backup in one step, which reads one moment while the program goes on writing; and files that are renamed into place.</summary>
internal sealed class SqliteEngine : Engine
{
    public override Copied Copy(string database, string name, string to, Progress progress, Action<DatabaseLedger>? look = null)
    {
        if (!File.Exists(database))
        {
            throw new CannotTellException($"{database} is not there");
        }

        var copy = Path.Combine(to, $"{name}.db");
        DurableFiles.Create(copy).Dispose();
        List<string> migrations;
        using (var source = Open(database, SqliteOpenMode.ReadOnly))
        using (var target = Open(copy, SqliteOpenMode.ReadWrite))
        using (new Timer(_ => progress.Reached(new FileInfo(copy) is { Exists: true } file ? file.Length : 0), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)))
        {
            source.BackupDatabase(target);
            // One file, which is the same file however often it is opened.
            Run(target, "PRAGMA journal_mode=DELETE");
            if (Run(target, "PRAGMA quick_check") is not "ok")
            {
                throw new CannotTellException($"{database} is damaged: what it holds cannot be copied");
            }

            migrations = Migrations(target);
        }

        if (look is not null)
        {
            using var ledger = DatabaseLedger.OnSqlite(copy);
            look(ledger);
        }

        return new(migrations, null);
    }

    public override IReadOnlyList<KeySample> Sample(string copy, IReadOnlyList<SetTable>? tables, int atMost)
    {
        using var keys = Open(Path.Combine(copy, "keys.db"), SqliteOpenMode.ReadOnly);
        using var command = keys.CreateCommand();
        command.CommandText = "SELECT Id, Kind, Owner, Directory, Wrapped FROM wrapped_key WHERE WrappedBy IS NULL ORDER BY random() LIMIT @most";
        command.Parameters.AddWithValue("@most", atMost);
        using var row = command.ExecuteReader();
        var sample = new List<KeySample>();
        while (row.Read())
        {
            sample.Add(new(row.GetGuid(0), row.GetInt32(1), row.GetGuid(2), row.GetGuid(3), (byte[])row[4]));
        }

        return sample;
    }

    public override Placement Prepare(ZoneDatabases databases, BackupSet content, BackupSet keys, IReadOnlyCollection<Guid> destroyed, string aside, bool replace, Progress progress)
    {
        var placement = new Files(databases, aside);
        try
        {
            placement.Stage(content, keys, destroyed, progress);
            return placement;
        }
        catch
        {
            placement.Dispose();
            throw;
        }
    }

    internal static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        return connection;
    }

    private static object? Run(SqliteConnection connection, string text)
    {
        using var command = connection.CreateCommand();
        command.CommandText = text;
        return command.ExecuteScalar();
    }

    private static List<string> Migrations(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT MigrationId FROM __EFMigrationsHistory ORDER BY MigrationId";
        using var row = command.ExecuteReader();
        var found = new List<string>();
        while (row.Read())
        {
            found.Add(row.GetString(0));
        }

        return found;
    }

    /// <summary>Both files beside those that they replace, and then renamed.</summary>
    private sealed class Files(ZoneDatabases databases, string aside) : Placement
    {
        private const string Suffix = ".restoring";
        private DatabaseLedger? _ledger;

        public override DatabaseLedger Ledger => _ledger ?? throw new InvalidOperationException("it is not ready");

        public override int Destroyed => _destroyed;

        private int _destroyed;

        public void Stage(BackupSet content, BackupSet keys, IReadOnlyCollection<Guid> destroyed, Progress progress)
        {
            Clean();
            foreach (var (set, file, place) in new[] { (content, "content.db", databases.Content), (keys, "keys.db", databases.Keys) })
            {
                var written = set.Manifest.Files.Single(x => x.Name == file);
                if (DurableFiles.Copy(set.PathOf(file), place + Suffix, progress) != written)
                {
                    throw new CannotTellException($"{file} changed while it was read");
                }
            }

            Destroy(destroyed);
            // Now and not when it is needed: from then on there are names to change, and nothing more to write.
            Directory.CreateDirectory(aside, DurableFiles.OwnerDirectory);
            _ledger = DatabaseLedger.OnSqlite(databases.Content + Suffix);
        }

        public override void Take()
        {
            _ledger?.Dispose();
            _ledger = null;
            foreach (var place in new[] { databases.Keys, databases.Content })
            {
                foreach (var file in new[] { place, place + "-wal", place + "-shm" }.Where(File.Exists))
                {
                    File.Move(file, Free(Path.Combine(aside, Path.GetFileName(file))));
                }

                File.Move(place + Suffix, place);
                DurableFiles.SettleDirectory(Path.GetDirectoryName(Path.GetFullPath(place))!);
            }

            DurableFiles.SettleDirectory(aside);
        }

        public override void Dispose()
        {
            _ledger?.Dispose();
            Clean();
            if (Directory.Exists(aside) && Directory.GetFileSystemEntries(aside).Length == 0)
            {
                Directory.Delete(aside);
            }
        }

        /// <summary>A restore that was cut off put something there before.</summary>
        private static string Free(string path)
        {
            for (var i = 2; ; i++)
            {
                var next = i == 2 ? path : $"{path}.{(i - 1).ToString(CultureInfo.InvariantCulture)}";
                if (!File.Exists(next))
                {
                    return next;
                }
            }
        }

        private void Destroy(IReadOnlyCollection<Guid> destroyed)
        {
            using (var keys = Open(databases.Keys + Suffix, SqliteOpenMode.ReadWrite))
            {
                Run(keys, "PRAGMA secure_delete=ON");
                using var transaction = keys.BeginTransaction();
                using var delete = keys.CreateCommand();
                delete.CommandText = "DELETE FROM wrapped_key WHERE upper(Id) = @id";
                var id = delete.Parameters.Add("@id", SqliteType.Text);
                foreach (var key in destroyed)
                {
                    id.Value = key.ToString("D").ToUpperInvariant();
                    _destroyed += delete.ExecuteNonQuery();
                }

                transaction.Commit();
            }

            DurableFiles.Settle(databases.Keys + Suffix);
        }

        private void Clean()
        {
            foreach (var path in new[] { databases.Content, databases.Keys }.SelectMany(x => (string[])[x + Suffix, x + Suffix + "-journal", x + Suffix + "-wal", x + Suffix + "-shm"]))
            {
                File.Delete(path);
            }
        }
    }
}
