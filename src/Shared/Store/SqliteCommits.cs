using System.Data.Common;
using System.Threading.Channels;
using ArboDossier.AuditLedger;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// The single writer of a zone on SQLite: runs waiting acts on its one connection, a savepoint each, and acknowledges all of them after one
/// COMMIT. So entries of concurrent reads share one flush to disk.
/// </summary>
public sealed class SqliteCommits<TContext> : Commits<TContext>
    where TContext : ZoneContext
{
    private const int MostPerCommit = 128;
    private readonly Channel<Waiting> _waiting = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(4096) { SingleReader = true });
    private readonly SqliteConnection _connection;
    private readonly Func<SqliteConnection, TContext> _context;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _loop;

    /// <summary>Opens the writer's connection and starts its loop.</summary>
    public SqliteCommits(string zone, TimeProvider clock, string connectionString, Func<SqliteConnection, TContext> context)
        : base(zone, clock)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString());
        _connection.Open();
        SqliteConnections.Prepare(_connection);
        _context = context;
        _loop = Task.Run(RunLoopAsync);
    }

    /// <inheritdoc/>
    public override async Task<T> RunAsync<T>(Func<Act<TContext>, CancellationToken, Task<T>> act, CancellationToken cancel = default)
    {
        T result = default!;
        await EnqueueAsync(async transaction =>
        {
            await using var db = _context(_connection);
            db.Database.AutoSavepointsEnabled = false;
            await db.Database.UseTransactionAsync(transaction, cancel);
            result = await RunInsideAsync(db, _connection, transaction, act, cancel);
        }, cancel);
        return result;
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _loop;
        await _connection.DisposeAsync();
        _ending.Dispose();
    }

    internal override async ValueTask AppendAsync(LedgerEntry entry, CancellationToken cancel) =>
        await EnqueueAsync(async transaction =>
        {
            await using var command = BodyCommand(_connection, entry);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancel);
        }, cancel);

    internal override Task RunRawAsync(Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken cancel) =>
        EnqueueAsync(transaction => work(_connection, transaction, cancel), cancel);

    private async Task EnqueueAsync(Func<SqliteTransaction, Task> work, CancellationToken cancel)
    {
        var waiting = new Waiting(work, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), cancel);
        await _waiting.Writer.WriteAsync(waiting, cancel);
        await waiting.Done.Task;
    }

    private async Task RunLoopAsync()
    {
        var batch = new List<Waiting>(MostPerCommit);
        while (await _waiting.Reader.WaitToReadAsync(CancellationToken.None))
        {
            batch.Clear();
            try
            {
                await using var transaction = _connection.BeginTransaction();
                while (batch.Count < MostPerCommit && _waiting.Reader.TryRead(out var waiting))
                {
                    if (await RunOneAsync(transaction, waiting))
                    {
                        batch.Add(waiting);
                    }
                }

                await transaction.CommitAsync();
            }
            catch (Exception failed) when (failed is DbException or InvalidOperationException or IOException)
            {
                // Nobody was told yet: every act of the batch fails with what the engine said.
                batch.ForEach(waiting => waiting.Done.TrySetException(failed));
                continue;
            }

            batch.ForEach(waiting => waiting.Done.TrySetResult());
        }
    }

    private static async Task<bool> RunOneAsync(SqliteTransaction transaction, Waiting waiting)
    {
        if (waiting.Cancel.IsCancellationRequested)
        {
            waiting.Done.TrySetCanceled(waiting.Cancel);
            return false;
        }

        await transaction.SaveAsync("act");
        try
        {
            await waiting.Work(transaction);
            await transaction.ReleaseAsync("act");
            return true;
        }
#pragma warning disable CA1031 // Whatever an act throws belongs to its caller; the writer must go on for the others.
        catch (Exception refused)
#pragma warning restore CA1031
        {
            await transaction.RollbackAsync("act");
            await transaction.ReleaseAsync("act");
            waiting.Done.TrySetException(refused);
            return false;
        }
    }

    private sealed record Waiting(Func<SqliteTransaction, Task> Work, TaskCompletionSource Done, CancellationToken Cancel);
}
