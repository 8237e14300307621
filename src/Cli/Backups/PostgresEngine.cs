using System.Data;
using ArboDossier.Cli.Ledgers;
using Npgsql;

namespace ArboDossier.Cli.Backups;

/// <summary>
/// PostgreSQL: each table by COPY in its binary form, all of them within one transaction that reads one moment; and back within one transaction per
/// database. No client program is needed. Copying wants what the program's role may; putting back wants the role that owns the tables.
/// </summary>
internal sealed class PostgresEngine : Engine
{
    private const string WrappedKeys = "wrapped_key";

    public override Copied Copy(string database, string name, string to, Progress progress, Action<DatabaseLedger>? look = null)
    {
        using var connection = Open(database);
        using var snapshot = connection.BeginTransaction(IsolationLevel.RepeatableRead);
        var tables = PostgresTables.InOrder(connection);
        foreach (var table in tables)
        {
            using var rows = connection.BeginRawBinaryCopy($"COPY {PostgresTables.Named(table)} TO STDOUT (FORMAT BINARY)");
            using var file = DurableFiles.Create(Path.Combine(to, FileOf(table.Name)));
            var buffer = new byte[1 << 16];
            int count;
            while ((count = rows.Read(buffer, 0, buffer.Length)) > 0)
            {
                file.Write(buffer, 0, count);
                progress.Bytes(count);
            }
        }

        if (look is not null)
        {
            look(DatabaseLedger.Within(snapshot));
        }

        return new(PostgresTables.Migrations(connection), tables);
    }

    public override IReadOnlyList<KeySample> Sample(string copy, IReadOnlyList<SetTable>? tables, int atMost)
    {
        var table = tables!.Single(x => x.Name == WrappedKeys);
        int Of(string column) => table.Columns.ToList().IndexOf(column);
        var (id, kind, owner, directory, by, wrapped) = (Of("Id"), Of("Kind"), Of("Owner"), Of("Directory"), Of("WrappedBy"), Of("Wrapped"));
        using var file = File.OpenRead(Path.Combine(copy, FileOf(WrappedKeys)));
        var all = CopyRows.Read(file).Where(x => x[by] is null)
            .Select(x => new KeySample(new Guid(x[id]!, bigEndian: true), System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(x[kind]), new Guid(x[owner]!, bigEndian: true), new Guid(x[directory]!, bigEndian: true), x[wrapped]!))
            .ToArray();
        System.Security.Cryptography.RandomNumberGenerator.Shuffle(all.AsSpan());
        return [.. all.Take(atMost)];
    }

    public override Placement Prepare(ZoneDatabases databases, BackupSet content, BackupSet keys, IReadOnlyCollection<Guid> destroyed, string aside, bool replace, Progress progress)
    {
        var placement = new PostgresPlacement();
        try
        {
            placement.Load(this, databases, content, keys, destroyed, aside, replace, progress);
            return placement;
        }
        catch
        {
            placement.Dispose();
            throw;
        }
    }

    internal static string FileOf(string table) => $"{table}.copy";

    internal static NpgsqlConnection Open(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(database) { Pooling = false, CommandTimeout = 0 }.ToString());
        try
        {
            connection.Open();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
