using System.Data.Common;
using Npgsql;

namespace ArboDossier.Cli.Backups;

/// <summary>The tables of a zone's database on PostgreSQL, but for the one that says which version it is.</summary>
internal static class PostgresTables
{
    private const string History = "__EFMigrationsHistory";

    /// <summary>In an order in which no row comes before one that it refers to.</summary>
    public static IReadOnlyList<SetTable> InOrder(NpgsqlConnection connection)
    {
        var columns = Pairs(connection, "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum")
            .Where(x => x.First != History).GroupBy(x => x.First).ToDictionary(x => x.Key, x => x.Select(y => y.Second).ToList());
        var needs = Pairs(connection, "SELECT c.relname, p.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class p ON p.oid = k.confrelid WHERE k.contype = 'f' AND c.oid <> p.oid AND c.relnamespace = 'public'::regnamespace").ToLookup(x => x.First, x => x.Second);
        var ordered = new List<SetTable>();
        while (ordered.Count < columns.Count)
        {
            var next = columns.Keys.Order(StringComparer.Ordinal).FirstOrDefault(x => ordered.TrueForAll(y => y.Name != x) && needs[x].All(y => ordered.Exists(z => z.Name == y)))
                ?? throw new CannotTellException("its tables refer to each other in a ring");
            ordered.Add(new(next, columns[next]));
        }

        return ordered;
    }

    /// <summary>Which version the database is.</summary>
    public static IReadOnlyList<string> Migrations(NpgsqlConnection connection) => [.. Pairs(connection, $"SELECT \"MigrationId\", '' FROM \"{History}\" ORDER BY 1").Select(x => x.First)];

    /// <summary>True where one of them has a row.</summary>
    public static bool HaveRows(NpgsqlConnection connection, IEnumerable<SetTable> tables) => tables.Any(x => Scalar(connection, $"SELECT EXISTS (SELECT 1 FROM {Quoted(x.Name)})") is true);

    /// <summary>How many others are at work in this database.</summary>
    public static bool IsInUse(NpgsqlConnection connection) =>
        Scalar(connection, "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid())") is true;

    /// <summary>Numbers that the server gives go on behind those that are there.</summary>
    public static void SetSequences(NpgsqlConnection connection)
    {
        foreach (var (table, column) in Pairs(connection, "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attidentity <> ''"))
        {
            Scalar(connection, $"SELECT setval(pg_get_serial_sequence('{Quoted(table)}', '{column}'), COALESCE(MAX({Quoted(column)}), 0) + 1, false) FROM {Quoted(table)}");
        }
    }

    /// <summary>The table with its columns, for COPY.</summary>
    public static string Named(SetTable table) => $"{Quoted(table.Name)} ({string.Join(", ", table.Columns.Select(Quoted))})";

    /// <summary>A name as SQL writes it. Requires one that the server itself, or a manifest that was held against it, gave.</summary>
    public static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    public static object? Scalar(NpgsqlConnection connection, string text)
    {
        using var command = new NpgsqlCommand(text, connection);
        return command.ExecuteScalar();
    }

    private static List<(string First, string Second)> Pairs(NpgsqlConnection connection, string text)
    {
        using var command = new NpgsqlCommand(text, connection);
        using DbDataReader row = command.ExecuteReader();
        var pairs = new List<(string, string)>();
        while (row.Read())
        {
            pairs.Add((row.GetString(0), row.GetString(1)));
        }

        return pairs;
    }
}
