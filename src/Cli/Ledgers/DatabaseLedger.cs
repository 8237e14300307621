using System.Data;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Restoring;
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
    private readonly bool _isBorrowed;

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

    private DatabaseLedger(DbConnection connection, DbTransaction transaction) => (_connection, _snapshot, _isBorrowed) = (connection, transaction, true);

    /// <summary>Within a transaction of somebody else, who ends it.</summary>
    public static DatabaseLedger Within(DbTransaction transaction) => new(transaction.Connection!, transaction);

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

    /// <summary>Where the ledger ends, and the signed text that says so. Null where it has no entry, or no signed end that its tables hold.</summary>
    public (LedgerPoint Point, string Note)? Head(string zone, LedgerKeys key)
    {
        using var command = Command("SELECT note FROM ledger_checkpoint ORDER BY size DESC LIMIT 1");
        if (command.ExecuteScalar() is not string note || Checkpoint.Verify(note, Checkpoint.OriginOf(zone), key) is not { } head)
        {
            return null;
        }

        var root = new MerkleEdge(head.Size, Merkle.RightEdge(head.Size).Select(place => Node(place.Level, place.Index))).Root();
        return root.AsSpan().SequenceEqual(head.Root) ? (new(head.Size, head.Root), note) : null;
    }

    /// <summary>Entries with which it went on from a backup: their place, their instant and what they tell, the oldest first.</summary>
    public IReadOnlyList<(long Sequence, DateTimeOffset At, Guid Id, LedgerPoint Former, LedgerPoint Head)> Restorations()
    {
        var contains = _connection is SqliteConnection ? "instr(b.fields, CAST(@event AS BLOB)) > 0" : "position(convert_to(@event, 'UTF8') in b.fields) > 0";
        using var command = Command($"SELECT l.sequence, b.at, b.fields FROM ledger_body b JOIN ledger_leaf l ON l.entry = b.entry WHERE {contains} ORDER BY l.sequence");
        Bind(command, "event", $"\"EventTypeCode\":\"{Restoration.Event}\"");
        using var row = command.ExecuteReader();
        var found = new List<(long, DateTimeOffset, Guid, LedgerPoint, LedgerPoint)>();
        while (row.Read())
        {
            using var entry = JsonDocument.Parse(Bytes(row[2]));
            if (Restoration.FromEntry(entry.RootElement.GetProperty("Controles").GetString() ?? "") is { } told)
            {
                found.Add((Number(row[0]), DateTimeOffset.UnixEpoch.AddTicks(Number(row[1]) * TimeSpan.TicksPerMicrosecond), told.Id, told.Former, told.Head));
            }
        }

        return found;
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
        if (_isBorrowed)
        {
            return;
        }

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
