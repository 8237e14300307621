using System.Data.Common;
using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Store;

/// <summary>On PostgreSQL each act has a connection and a transaction of its own; the server groups the commits.</summary>
public sealed class PostgresCommits<TContext>(string zone, TimeProvider clock, NpgsqlDataSource source, Func<NpgsqlConnection, TContext> context, NpgsqlDataSource? sequencer = null)
    : Commits<TContext>(zone, clock)
    where TContext : ZoneContext
{
    /// <inheritdoc/>
    public override async Task<T> RunAsync<T>(Func<Act<TContext>, CancellationToken, Task<T>> act, CancellationToken cancel = default)
    {
        await using var connection = await source.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await using var db = context(connection);
        db.Database.AutoSavepointsEnabled = false;
        await db.Database.UseTransactionAsync(transaction, cancel);
        var result = await RunInsideAsync(db, connection, transaction, act, cancel);
        await transaction.CommitAsync(cancel);
        return result;
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    internal override async ValueTask AppendAsync(LedgerEntry entry, CancellationToken cancel)
    {
        await using var command = source.CreateCommand(InsertBody);
        BindBody(command, entry);
        await command.ExecuteNonQueryAsync(cancel);
    }

    internal override async Task RunRawAsync(Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken cancel)
    {
        await using var connection = await (sequencer ?? source).OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await work(connection, transaction, cancel);
        await transaction.CommitAsync(cancel);
    }
}
