using System.Data;
using System.Data.Common;
using System.Globalization;
using ArboDossier.AuditLedger;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// The ledger's tables in a zone's database, read by the batch within one snapshot. A value of a wrong type, which SQLite lets anybody write,
/// is read as one that cannot be right, so that the verifier names the entry instead of failing.
/// </summary>
internal sealed class DatabaseLedger : ILedgerSource, IDisposable
{
    private const int Batch = 5000;
    private readonly DbConnection _connection;
    private readonly DbTransaction _snapshot;

    private DatabaseLedger(DbConnection connection, Func<DbConnection, DbTransaction> begin)
    {
        _connection = connection;
        try
        {
            connection.Open();
            _snapshot = begin(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    public static DatabaseLedger OnSqlite(string path)
    {
        if (!File.Exists(path))
        {
            throw new CannotTellException($"{Path.GetFileName(path)} is not there");
        }

        var options = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false };
        return new(new SqliteConnection(options.ToString()), connection => ((SqliteConnection)connection).BeginTransaction(deferred: true));
    }

    /// <summary>The zone's own database: SQLite in its directory, or where the connection string leads.</summary>
    public static DatabaseLedger Open(string directory, string? connection) => connection is null ? OnSqlite(Path.Combine(directory, "content.db")) : OnPostgres(connection);

    public static DatabaseLedger OnPostgres(string connectionString)
    {
        var options = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, CommandTimeout = 0 };
        return new(new NpgsqlConnection(options.ToString()), connection => connection.BeginTransaction(IsolationLevel.RepeatableRead));
    }

    public IEnumerable<LedgerLeaf> Leaves() => Batches(
        """
        SELECT l.sequence, l.entry, l.commitment, b.entry, b.salt, b.fields, b.at, b.subject
        FROM ledger_leaf l LEFT JOIN ledger_body b ON b.entry = l.entry WHERE l.sequence >= @from ORDER BY l.sequence LIMIT @batch
        """,
        row => new LedgerLeaf(Number(row[0]), Id(row[1]) ?? Guid.Empty, Bytes(row[2]), row[3] is DBNull ? null : Body(row, 4)),
        leaf => leaf.Sequence);

    public IReadOnlyCollection<int> Levels()
    {
        using var command = Command("SELECT DISTINCT level FROM ledger_node");
        using var row = command.ExecuteReader();
        var levels = new List<int>();
        while (row.Read())
        {
            levels.Add(Number(row[0]) is >= 0 and < int.MaxValue and var level ? (int)level : -1);
        }

        return levels;
    }

    public IEnumerable<TreeNode> Nodes(int level) => Batches(
        "SELECT \"index\", hash FROM ledger_node WHERE level = @level AND \"index\" >= @from ORDER BY \"index\" LIMIT @batch",
        row => new TreeNode(level, Number(row[0]), Bytes(row[1])),
        node => node.Index,
        level);

    public IEnumerable<(long Size, string Note)> Checkpoints()
    {
        using var command = Command("SELECT size, note FROM ledger_checkpoint ORDER BY size");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (Number(row[0]), row[1] as string ?? "");
        }
    }

    public IEnumerable<(Guid Entry, LedgerBody Body)> Waiting()
    {
        using var command = Command(
            "SELECT b.entry, b.salt, b.fields, b.at, b.subject FROM ledger_body b LEFT JOIN ledger_leaf l ON l.entry = b.entry WHERE l.entry IS NULL ORDER BY b.at, b.entry");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return (Id(row[0]) ?? Guid.Empty, Body(row, 1));
        }
    }

    /// <summary>The stored hash of a complete sub-tree. Requires a ledger that was found consistent.</summary>
    public byte[] Node(int level, long index)
    {
        using var command = Command("SELECT hash FROM ledger_node WHERE level = @level AND \"index\" = @from");
        Bind(command, "level", level);
        Bind(command, "from", index);
        return Bytes(command.ExecuteScalar() ?? Array.Empty<byte>());
    }

    /// <summary>The newest checkpoints that were countersigned: those of this zone by others, and those of others by this zone.</summary>
    public IReadOnlyList<(string Ledger, string Witness, long Size, string Note)> Countersigned()
    {
        using var command = Command("SELECT ledger, witness, size, note FROM ledger_witness ORDER BY ledger, witness");
        using var row = command.ExecuteReader();
        var rows = new List<(string, string, long, string)>();
        while (row.Read())
        {
            rows.Add((row[0] as string ?? "", row[1] as string ?? "", Number(row[2]), row[3] as string ?? ""));
        }

        return rows;
    }

    /// <summary>The rows of a table as they lie there, for a copy that keeps what is wrong with them too. Requires names from the program itself.</summary>
    public IEnumerable<object[]> Rows(string table, string columns)
    {
        using var command = Command($"SELECT {columns} FROM {table}");
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            var values = new object[row.FieldCount];
            row.GetValues(values);
            yield return values;
        }
    }

    public void Dispose()
    {
        _snapshot.Dispose();
        _connection.Dispose();
    }

    /// <summary>Several of these are walked side by side on one connection, so each reads a batch to its end before it gives the first row.</summary>
    private IEnumerable<T> Batches<T>(string text, Func<DbDataReader, T> read, Func<T, long> position, int level = 0)
    {
        var from = long.MinValue;
        var rows = new List<T>();
        do
        {
            rows.Clear();
            using (var command = Command(text))
            {
                Bind(command, "from", from);
                Bind(command, "batch", Batch);
                if (text.Contains("@level", StringComparison.Ordinal))
                {
                    Bind(command, "level", level);
                }

                using var row = command.ExecuteReader();
                while (row.Read())
                {
                    rows.Add(read(row));
                }
            }

            foreach (var row in rows)
            {
                yield return row;
            }

            if (rows.Count == 0 || position(rows[^1]) == long.MaxValue)
            {
                yield break;
            }

            from = position(rows[^1]) + 1;
        }
        while (rows.Count == Batch);
    }

    private DbCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.Transaction = _snapshot;
        command.CommandText = text;
        return command;
    }

    private static void Bind(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static LedgerBody Body(DbDataReader row, int at) =>
        new(Bytes(row[at]), Bytes(row[at + 1]), Number(row[at + 2]), row[at + 3] is DBNull ? null : Id(row[at + 3]) ?? Guid.Empty);

    private static long Number(object value) => value is long or int or short ? Convert.ToInt64(value, CultureInfo.InvariantCulture) : long.MaxValue;

    private static byte[] Bytes(object value) => value as byte[] ?? [];

    private static Guid? Id(object value) => value switch
    {
        Guid id => id,
        string text when Guid.TryParseExact(text, "D", out var id) => id,
        _ => null,
    };
}
