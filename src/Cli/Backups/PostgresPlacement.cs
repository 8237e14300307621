using ArboDossier.Cli.Ledgers;
using Npgsql;

namespace ArboDossier.Cli.Backups;

/// <summary>Both databases of a zone within a transaction each, which hold the rows of the sets and are not committed yet.</summary>
internal sealed class PostgresPlacement : Placement
{
    private readonly List<(NpgsqlConnection Connection, NpgsqlTransaction Transaction)> _open = [];
    private DatabaseLedger? _ledger;
    private int _destroyed;
    private string? _written;

    public override DatabaseLedger Ledger => _ledger ?? throw new InvalidOperationException("it is not ready");

    public override int Destroyed => _destroyed;

    public void Load(Engine engine, ZoneDatabases databases, BackupSet content, BackupSet keys, IReadOnlyCollection<Guid> destroyed, string aside, bool replace, Progress progress)
    {
        foreach (var (set, database) in new[] { (keys, databases.Keys), (content, databases.Content) })
        {
            var connection = PostgresEngine.Open(database);
            _open.Add((connection, null!));
            if (PostgresTables.IsInUse(connection))
            {
                throw new CannotTellException($"somebody is at work in the database {connection.Database}: stop every copy of the program first");
            }

            var tables = PostgresTables.InOrder(connection);
            if (!PostgresTables.Migrations(connection).SequenceEqual(set.Manifest.Migrations) || !Same(tables, set.Manifest.Tables))
            {
                throw new CannotTellException($"the database {connection.Database} is not of the version of the backup: run arbodossier init of that version as its owner");
            }

            if (PostgresTables.HaveRows(connection, tables))
            {
                SetAside(engine, database, connection.Database, set.Manifest, aside, replace, progress);
            }

            var transaction = connection.BeginTransaction();
            _open[^1] = (connection, transaction);
            PostgresTables.Scalar(connection, $"TRUNCATE {string.Join(", ", tables.Select(x => PostgresTables.Quoted(x.Name)))}");
            foreach (var table in set.Manifest.Tables!)
            {
                CopyIn(connection, table, set.PathOf(PostgresEngine.FileOf(table.Name)), progress);
            }

            PostgresTables.SetSequences(connection);
        }

        using (var delete = new NpgsqlCommand("DELETE FROM wrapped_key WHERE \"Id\" = ANY(@ids)", _open[0].Connection))
        {
            delete.Parameters.AddWithValue("ids", destroyed.ToArray());
            _destroyed = delete.ExecuteNonQuery();
        }

        _ledger = DatabaseLedger.Within(_open[1].Transaction);
    }

    public override void Take()
    {
        _written = null;
        _open.ForEach(x => x.Transaction.Commit());
    }

    public override void Dispose()
    {
        foreach (var (connection, transaction) in _open)
        {
            transaction?.Dispose();
            connection.Dispose();
        }

        if (_written is not null && Directory.Exists(_written))
        {
            Directory.Delete(_written, recursive: true);
        }
    }

    /// <summary>What is there is kept as sets of its own, which can be restored in their turn.</summary>
    private void SetAside(Engine engine, string database, string name, Manifest like, string aside, bool replace, Progress progress)
    {
        if (!replace)
        {
            throw new CannotTellException($"the database {name} is not empty: --replace puts its rows aside in the data directory first");
        }

        _written ??= Directory.Exists(aside) ? null : aside;
        var now = TimeProvider.System.GetUtcNow();
        var unfinished = BackupSet.Begin(Path.Combine(aside, like.Kind), now);
        var copied = engine.Copy(database, like.Kind, unfinished, progress);
        BackupSet.Finish(unfinished, like with { At = now, Set = Guid.NewGuid(), Migrations = copied.Migrations, Tables = copied.Tables, Checkpoint = null, Proven = null }, progress);
    }

    private static void CopyIn(NpgsqlConnection connection, SetTable table, string path, Progress progress)
    {
        using var rows = connection.BeginRawBinaryCopy($"COPY {PostgresTables.Named(table)} FROM STDIN (FORMAT BINARY)");
        using var file = File.OpenRead(path);
        var buffer = new byte[1 << 16];
        int count;
        while ((count = file.Read(buffer)) > 0)
        {
            rows.Write(buffer, 0, count);
            progress.Bytes(count);
        }
    }

    private static bool Same(IReadOnlyList<SetTable> here, IReadOnlyList<SetTable>? set) =>
        set is not null && here.Count == set.Count && here.Zip(set).All(x => x.First.Name == x.Second.Name && x.First.Columns.SequenceEqual(x.Second.Columns));
}
