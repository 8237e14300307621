using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ArboDossier.Shape;

/// <summary>An answer and all the work that was done for it: what must be equal where a refusal may tell nothing (law 5).</summary>
/// <param name="Status">Status.</param>
/// <param name="Headers">Names and values, but for the clock; of cookies the names.</param>
/// <param name="Body">Body.</param>
/// <param name="Commands">Every command on both databases, in order.</param>
/// <param name="Custody">Calls of the key custody.</param>
/// <param name="Entries">Ledger entries: event, role and whether it was permitted.</param>
public sealed record Work(int Status, string Headers, string Body, IReadOnlyList<string> Commands, int Custody, IReadOnlyList<string> Entries)
{
    /// <summary>Everything in one text, so that a difference can be read.</summary>
    public override string ToString() => $"{Status}\n{Headers}\n{Custody} custody calls\n{string.Join('\n', Entries)}\n{string.Join('\n', Commands)}\n{Body}";

    /// <summary>Headers that can be compared.</summary>
    public static string Comparable(IEnumerable<KeyValuePair<string, IEnumerable<string>>> headers) => string.Join('\n', headers
        .Where(x => !x.Key.Equals("Date", StringComparison.OrdinalIgnoreCase))
        .Select(x => x.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase) ? $"{x.Key}: {string.Join(',', x.Value.Select(v => v.Split('=')[0]).Order())}" : $"{x.Key}: {string.Join(',', x.Value)}")
        .Order(StringComparer.OrdinalIgnoreCase));
}

/// <summary>Counts the commands of one world's databases while it lives. The ledger's own inserts do not go through EF Core: they are counted as rows.</summary>
public sealed class Commands : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private readonly Func<DbConnection, bool> _mine;
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly List<IDisposable> _subscriptions = [];

    /// <summary>Begins to count.</summary>
    public Commands(Func<DbConnection, bool> mine)
    {
        _mine = mine;
        _subscriptions.Add(DiagnosticListener.AllListeners.Subscribe(this));
    }

    /// <summary>EF Core remembers for a second that nobody listened.</summary>
    public static Task ReadyAsync() => Task.Delay(TimeSpan.FromSeconds(1.5));

    /// <summary>What was seen since the last call.</summary>
    public IReadOnlyList<string> Take()
    {
        var taken = new List<string>();
        while (_seen.TryDequeue(out var one))
        {
            taken.Add(one);
        }

        return taken;
    }

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == DbLoggerCategory.Name)
        {
            _subscriptions.Add(value.Subscribe(this));
        }
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (value.Key == RelationalEventId.CommandExecuting.Name && value.Value is CommandEventData data && _mine(data.Command.Connection!))
        {
            _seen.Enqueue(data.Command.CommandText);
        }
    }

    public void OnCompleted()
    {
        // Nothing ends here.
    }

    public void OnError(Exception error) => throw error;

    public void Dispose() => _subscriptions.ForEach(x => x.Dispose());
}

/// <summary>The custody of the program, counted.</summary>
public sealed class CountingCustody(IKeyCustody custody) : IKeyCustody
{
    private int _calls;

    public int Calls => Volatile.Read(ref _calls);

    public string Kind => custody.Kind;

    public KeyEncryptionKeyId KeyId => custody.KeyId;

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        Interlocked.Increment(ref _calls);
        return custody.WrapAsync(key, associatedData, cancel);
    }

    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        Interlocked.Increment(ref _calls);
        return custody.UnwrapAsync(wrapped, associatedData, cancel);
    }
}
