using System.Data.Common;
using ArboDossier.AuditLedger.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Cli.Tests;

/// <summary>The ledger's tables of a real database, written as somebody writes them who has its password or its file.</summary>
internal sealed class AttackedDatabase : IAsyncDisposable
{
    private static readonly string[] Tables = ["ledger_body", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_witness"];
    private const int WritesUntilTidied = 50;
    private readonly DbConnection _connection;
    private int _writes;

    private AttackedDatabase(DbConnection connection) => _connection = connection;

    public static async Task<AttackedDatabase> OpenAsync(DbConnection connection)
    {
        await connection.OpenAsync();
        var database = new AttackedDatabase(connection);
        // The attacks need not be durable, and there are thousands of them.
        await database.RunAsync(null, connection is SqliteConnection ? "PRAGMA synchronous=OFF" : "SET synchronous_commit=off");
        return database;
    }

    /// <summary>Puts this in the place of all that is there.</summary>
    public async Task WriteAsync(MemoryLedger ledger, params IEnumerable<Sight> sights)
    {
        await using var transaction = await _connection.BeginTransactionAsync();
        foreach (var table in Tables)
        {
            await RunAsync(transaction, $"DELETE FROM {table}");
        }

        await InsertAsync(transaction, "ledger_body", ["entry", "at", "subject", "salt", "fields"], ledger.Body.Select(x => new object?[] { x.Key, x.Value.At, x.Value.Subject, x.Value.Salt, x.Value.Fields }));
        await InsertAsync(transaction, "ledger_leaf", ["sequence", "entry", "commitment"], ledger.Leaf.Select(x => new object?[] { x.Sequence, x.Entry, x.Commitment }));
        await InsertAsync(transaction, "ledger_node", ["level", "\"index\"", "hash"], ledger.Node.Select(x => new object?[] { x.Key.Level, x.Key.Index, x.Value }));
        await InsertAsync(transaction, "ledger_checkpoint", ["size", "note"], ledger.Signed.Select(x => new object?[] { x.Size, x.Note }));
        await InsertAsync(transaction, "ledger_witness", ["ledger", "witness", "size", "note"], sights.Select(x => new object?[] { x.Ledger, x.Witness, x.Size, x.Note }));
        await transaction.CommitAsync();
        if (_connection is NpgsqlConnection && ++_writes % WritesUntilTidied == 0)
        {
            // Nobody else tidies so soon, and every read would pass over all that was there before.
            await RunAsync(null, $"VACUUM {string.Join(", ", Tables)}");
        }
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private async Task InsertAsync(DbTransaction transaction, string table, string[] columns, IEnumerable<object?[]> rows)
    {
        if (_connection is NpgsqlConnection postgres)
        {
            await using var copy = await postgres.BeginBinaryImportAsync($"COPY {table} ({string.Join(',', columns)}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows)
            {
                await copy.WriteRowAsync(default, row);
            }

            await copy.CompleteAsync();
            return;
        }

        await using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"INSERT INTO {table} ({string.Join(',', columns)}) VALUES ({string.Join(',', columns.Select((_, i) => $"@p{i}"))})";
        foreach (var row in rows)
        {
            command.Parameters.Clear();
            for (var i = 0; i < row.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter($"@p{i}", row[i] ?? DBNull.Value));
            }

            await command.ExecuteNonQueryAsync();
        }
    }

    private async Task RunAsync(DbTransaction? transaction, string text)
    {
        await using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        await command.ExecuteNonQueryAsync();
    }
}
