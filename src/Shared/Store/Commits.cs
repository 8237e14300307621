using System.Data.Common;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Commits acts. Two implementations, because the engines differ where it matters: SQLite has one writer that groups waiting acts into one
/// COMMIT, PostgreSQL a transaction per act.
/// </summary>
public abstract class Commits<TContext>(string zone, TimeProvider clock) : IAsyncDisposable
    where TContext : ZoneContext
{
    internal const string InsertBody = "INSERT INTO ledger_body (entry, at, subject, salt, fields) VALUES (@entry, @at, @subject, @salt, @fields)";

    /// <summary>Zone name in every entry.</summary>
    protected string Zone { get; } = zone;

    /// <summary>Clock of entries.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <summary>Runs an act and returns when it is durable. What the act throws comes back to the caller, and nothing of it stays.</summary>
    public abstract Task<T> RunAsync<T>(Func<Act<TContext>, CancellationToken, Task<T>> act, CancellationToken cancel = default);

    /// <summary>Runs an act without a result.</summary>
    public Task RunAsync(Func<Act<TContext>, CancellationToken, Task> act, CancellationToken cancel = default) =>
        RunAsync(async (a, c) =>
        {
            await act(a, c);
            return true;
        }, cancel);

    /// <summary>
    /// Makes the entry of a decision durable. A permission gives a receipt, a refusal null; either way the entry is there when this returns.
    /// </summary>
    public async ValueTask<LedgerReceipt?> RecordAsync(Decision decision, CancellationToken cancel = default)
    {
        var entry = Act<TContext>.EntryOf(decision, Zone, Now());
        await AppendAsync(entry, cancel);
        StoreMeter.Decided(decision.Permitted);
        return decision.Permitted ? new LedgerReceipt(decision, entry.Entry, entry.At) : null;
    }

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();

    /// <summary>Makes one entry durable without any other row.</summary>
    internal abstract ValueTask AppendAsync(LedgerEntry entry, CancellationToken cancel);

    /// <summary>Runs work on a raw connection in its own committed transaction: for the sequencer.</summary>
    internal abstract Task RunRawAsync(Func<DbConnection, DbTransaction, CancellationToken, Task> work, CancellationToken cancel);

    /// <summary>Whole microseconds, as the ledger keeps them.</summary>
    protected DateTimeOffset Now()
    {
        var now = Clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    /// <summary>Runs the delegate, saves, and inserts the entries through the same connection and transaction.</summary>
    private protected async Task<T> RunInsideAsync<T>(TContext db, DbConnection connection, DbTransaction transaction, Func<Act<TContext>, CancellationToken, Task<T>> act, CancellationToken cancel)
    {
        var one = new Act<TContext>(db, Zone, Now());
        var result = await act(one, cancel);
        await Outbox<TContext>.LineUpAsync(db, cancel);
        await db.SaveChangesAsync(cancel);
        foreach (var entry in one.Entries)
        {
            await using var command = BodyCommand(connection, entry);
            command.Transaction = transaction;
            await command.ExecuteNonQueryAsync(cancel);
        }

        return result;
    }

    private protected static DbCommand BodyCommand(DbConnection connection, LedgerEntry entry)
    {
        var command = connection.CreateCommand();
        command.CommandText = InsertBody;
        BindBody(command, entry);
        return command;
    }

    private protected static void BindBody(DbCommand command, LedgerEntry entry)
    {
        command.Parameters.Clear();
        Bind(command, "entry", entry.Entry);
        Bind(command, "at", LedgerEntry.Microseconds(entry.At));
        Bind(command, "subject", entry.Act.Subject);
        Bind(command, "salt", RandomNumberGenerator.GetBytes(32));
        Bind(command, "fields", entry.ToCanonicalBytes());
    }

    internal static void Bind(DbCommand command, string name, object? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = "@" + name;
        if (value is null)
        {
            parameter.DbType = System.Data.DbType.Guid;
        }

        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
