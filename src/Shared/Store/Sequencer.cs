using System.Data.Common;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Store;

/// <summary>
/// Gives durable entries their place in the tree and signs a checkpoint, within a second. One copy of the program leads at a time; the tree is
/// read again whenever leadership is taken or an attempt failed, so nothing depends on what this process remembers.
/// </summary>
public sealed class Sequencer<TContext>(Commits<TContext> commits, Func<ECDsa> key, StoreOptions options, TimeProvider clock, ILogger<Sequencer<TContext>> log)
    : BackgroundService
    where TContext : ZoneContext
{
    private const int MostPerRound = 5000;
    private const long AdvisoryLock = 0x4152424f4c4544; // "ARBOLED"
    private static readonly TimeSpan Round = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LookBack = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(5);
    private readonly SemaphoreSlim _turn = new(1);
    private bool _lookedAtAll;
    private (DateTimeOffset Wall, long Running) _before;

    /// <summary>Gives every durable entry its place now; the tests and an orderly stop call it.</summary>
    public async Task<int> SequenceAsync(CancellationToken cancel)
    {
        var now = (Wall: clock.GetUtcNow(), Running: clock.GetTimestamp());
        // Where the clock was stepped, entries of a moment ago may bear an instant of long ago.
        _lookedAtAll &= (now.Wall - _before.Wall - clock.GetElapsedTime(_before.Running, now.Running)).Duration() < Step;
        _before = now;
        var placed = 0;
        int round;
        do
        {
            await _turn.WaitAsync(cancel);
            try
            {
                round = await PlaceAsync(cancel);
            }
            finally
            {
                _turn.Release();
            }

            placed += round;
        }
        while (round == MostPerRound);

        _lookedAtAll = true;
        StoreMeter.Sequenced(placed);
        return placed;
    }

    /// <summary>
    /// Runs it with the size of the tree while no checkpoint is made: between the last of one key and the first of the next. Requires that no other copy
    /// of the program leads.
    /// </summary>
    internal async Task AtRestAsync(Action<long> act, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            long size = 0;
            await commits.RunRawAsync(async (connection, transaction, c) => size = await SizeAsync(connection, transaction, c), cancel);
            act(size);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _turn.Dispose();
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SequenceAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SequenceAsync(stoppingToken);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (failed is DbException or InvalidOperationException or IOException or TimeoutException or CustodyException)
            {
                log.LogError("The ledger could not give entries their place ({Kind}); it goes on trying.", failed.GetType().Name);
                await Task.Delay(Round, stoppingToken);
            }
        }
    }

    /// <summary>Where several copies of the program may want to lead.</summary>
    private bool IsShared => options.Provider == StoreProvider.Postgres;

    private async Task<int> PlaceAsync(CancellationToken cancel)
    {
        List<(Guid Entry, byte[] Salt, byte[] Fields)> bodies = [];
        var edge = new MerkleEdge(0, []);
        await commits.RunRawAsync(
            async (connection, transaction, c) =>
            {
                bodies = IsShared && !await TryLeadAsync(connection, transaction, c) ? [] : await WaitingAsync(connection, transaction, c);
                edge = bodies.Count > 0 ? await EdgeAsync(connection, transaction, c) : edge;
            },
            cancel);
        if (bodies.Count == 0)
        {
            return 0;
        }

        var first = edge.Size;
        var leaves = new List<(Guid Entry, byte[] Commitment)>(bodies.Count);
        var nodes = new List<(int Level, long Index, byte[] Hash)>();
        foreach (var (entry, salt, fields) in bodies)
        {
            var commitment = Merkle.Commit(salt, fields);
            leaves.Add((entry, commitment));
            nodes.AddRange(edge.Append(Merkle.LeafHash(entry, commitment)).Select(done => (done.Level, done.Index, done.Hash)));
        }

        // Signed outside of any transaction: the key may lie where an answer takes its time, and nobody's act may wait for that.
        var checkpoint = new Checkpoint(Checkpoint.OriginOf(options.Zone), edge.Size, edge.Root(), clock.GetUtcNow());
        var note = checkpoint.Sign(key());
        var placed = 0;
        await commits.RunRawAsync(
            async (connection, transaction, c) =>
            {
                if ((!IsShared || await TryLeadAsync(connection, transaction, c)) && await SizeAsync(connection, transaction, c) == first)
                {
                    await WriteAsync(connection, transaction, first, leaves, nodes, checkpoint.Size, note, c);
                    placed = leaves.Count;
                }
            },
            cancel);
        if (placed > 0)
        {
            LedgerHead.Keep(options.Data, note);
        }

        return placed;
    }

    private async Task WriteAsync(
        DbConnection connection, DbTransaction transaction, long first, List<(Guid Entry, byte[] Commitment)> leaves,
        List<(int Level, long Index, byte[] Hash)> nodes, long size, string note, CancellationToken cancel)
    {
        await InsertAsync(
            connection, transaction, "ledger_leaf",
            ("sequence", leaves.Select((_, i) => first + i).ToArray()), ("entry", leaves.Select(x => x.Entry).ToArray()), ("commitment", leaves.Select(x => x.Commitment).ToArray()), cancel);
        await InsertAsync(
            connection, transaction, "ledger_node",
            ("level", nodes.Select(x => x.Level).ToArray()), ("index", nodes.Select(x => x.Index).ToArray()), ("hash", nodes.Select(x => x.Hash).ToArray()), cancel);
        await using var signed = Command(connection, transaction, "INSERT INTO ledger_checkpoint (size, note) VALUES (@size, @note)");
        await RunAsync(signed, cancel, ("size", size), ("note", note));
    }

    /// <summary>Rows of three columns. Over a network one statement for all of them: a round trip for each would be slower than entries come in.</summary>
    private async Task InsertAsync<TOne, TTwo, TThree>(
        DbConnection connection, DbTransaction transaction, string table, (string Name, TOne[] Values) one, (string Name, TTwo[] Values) two, (string Name, TThree[] Values) three, CancellationToken cancel)
        where TOne : notnull
        where TTwo : notnull
        where TThree : notnull
    {
        var columns = $"INSERT INTO {table} (\"{one.Name}\", \"{two.Name}\", \"{three.Name}\")";
        if (IsShared)
        {
            await using var all = Command(connection, transaction, $"{columns} SELECT * FROM unnest(@one, @two, @three)");
            await RunAsync(all, cancel, ("one", one.Values), ("two", two.Values), ("three", three.Values));
            return;
        }

        await using var row = Command(connection, transaction, $"{columns} VALUES (@one, @two, @three)");
        for (var i = 0; i < one.Values.Length; i++)
        {
            await RunAsync(row, cancel, ("one", one.Values[i]), ("two", two.Values[i]), ("three", three.Values[i]));
        }
    }

    private async Task<List<(Guid Entry, byte[] Salt, byte[] Fields)>> WaitingAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        // Entries become visible in the order of their commits, not of their instants: look back further than any act can take.
        var since = _lookedAtAll ? LedgerEntry.Microseconds(clock.GetUtcNow() - LookBack) : 0;
        await using var command = Command(
            connection,
            transaction,
            $"SELECT b.entry, b.salt, b.fields FROM ledger_body b LEFT JOIN ledger_leaf l ON l.entry = b.entry WHERE b.at >= @since AND l.entry IS NULL ORDER BY b.at, b.entry LIMIT {MostPerRound}");
        Commits<TContext>.Bind(command, "since", since);
        var bodies = new List<(Guid, byte[], byte[])>();
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
        {
            bodies.Add((reader.GetGuid(0), (byte[])reader[1], (byte[])reader[2]));
        }

        return bodies;
    }

    private static async Task<MerkleEdge> EdgeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        var size = await SizeAsync(connection, transaction, cancel);
        var hashes = new List<byte[]>();
        await using var node = Command(connection, transaction, "SELECT hash FROM ledger_node WHERE level = @level AND \"index\" = @index");
        foreach (var (level, index) in Merkle.RightEdge(size))
        {
            node.Parameters.Clear();
            Commits<TContext>.Bind(node, "level", level);
            Commits<TContext>.Bind(node, "index", index);
            if (await node.ExecuteScalarAsync(cancel) is byte[] hash)
            {
                hashes.Add(hash);
            }
        }

        return new MerkleEdge(size, hashes);
    }

    private static async Task<long> SizeAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        await using var count = Command(connection, transaction, "SELECT COALESCE(MAX(sequence) + 1, 0) FROM ledger_leaf");
        return Convert.ToInt64(await count.ExecuteScalarAsync(cancel), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<bool> TryLeadAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancel)
    {
        // A copy that hangs in the midst must not lead for ever: the server ends its transaction, and another copy leads.
        await using var command = Command(connection, transaction, $"SET LOCAL idle_in_transaction_session_timeout = '3s'; SELECT pg_try_advisory_xact_lock({AdvisoryLock})");
        return await command.ExecuteScalarAsync(cancel) is true;
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string text)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = text;
        return command;
    }

    private static async Task RunAsync(DbCommand command, CancellationToken cancel, params (string Name, object Value)[] values)
    {
        command.Parameters.Clear();
        foreach (var (name, value) in values)
        {
            Commits<TContext>.Bind(command, name, value);
        }

        await command.ExecuteNonQueryAsync(cancel);
    }
}
