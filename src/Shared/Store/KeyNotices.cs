using System.Collections.Concurrent;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Store;

/// <summary>
/// By which zones tell each other of new signing keys, beside what they exchange anyway. A zone says its whole list until the other says that it holds
/// it; nobody needs to copy a file. What is refused stands in the ledger of who refuses.
/// <code>
/// this zone                                 another zone
///   list 2, signed by the key in use  ──►     pins it, an entry
///                                     ◄──   holds 2
///   the new key takes over
///   list 3, signed by the new key     ──►     pins it, an entry
/// </code>
/// </summary>
public sealed class KeyNotices<TContext>(Commits<TContext> commits, ZoneKeys keys, Peers peers, StoreOptions options, TimeProvider clock, ILogger<KeyNotices<TContext>> log)
    : IKeyNotices
    where TContext : ZoneContext
{
    private static readonly TimeSpan RecordedAgain = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, long> _heard = new();
    private readonly ConcurrentDictionary<string, bool> _owed = new();
    private readonly ConcurrentDictionary<string, (string Reason, DateTimeOffset At)> _refused = new();

    /// <summary>The pinned zones that hold this zone's newest list, and all that are pinned.</summary>
    internal (int Holding, IReadOnlyList<string> Waiting) Progress()
    {
        var all = peers.Zones.Where(x => x != options.Zone).Order(StringComparer.Ordinal).ToList();
        var waiting = all.Where(x => Heard(x) < keys.Public.Number).ToList();
        return (all.Count - waiting.Count, waiting);
    }

    /// <inheritdoc/>
    public string? Make(string peer)
    {
        var own = keys.Public;
        var isNews = Heard(peer) < own.Number;
        return _owed.TryRemove(peer, out _) || isNews
            ? KeyNoticeCodec.Sign(keys.Messages, options.Zone, peer, new(isNews ? own : null, peers.Held(peer)?.Number ?? 0), clock)
            : null;
    }

    /// <inheritdoc/>
    public async Task TakeAsync(string peer, string? notice, CancellationToken cancel)
    {
        if (notice is null)
        {
            return;
        }

        if (!KeyNoticeCodec.TryRead(notice, peers.Messages(peer), peer, options.Zone, clock, out var said, out var signer, out var error))
        {
            await RefuseAsync(peer, $"notice-{error}", cancel);
            return;
        }

        if (said.Keys is { } shown)
        {
            await PinAsync(peer, shown, signer, cancel);
            _owed[peer] = true;
        }

        // Who holds a newer list than there is, knows this zone from before its keys were put back: it has to be pinned anew there.
        _heard[peer] = said.Holds <= keys.Public.Number ? said.Holds : 0;
        if (said.Holds > keys.Public.Number)
        {
            await RefuseAsync(peer, "holds-newer-keys", cancel);
        }
    }

    private async Task PinAsync(string peer, ZonePublicKeys shown, string signer, CancellationToken cancel)
    {
        var held = peers.Held(peer)!;
        if (shown.Number <= held.Number)
        {
            return;
        }

        if (KeyLists.Refuse(peer, held, shown, signer, clock.GetUtcNow()) is { } reason)
        {
            await RefuseAsync(peer, $"keys-{reason}", cancel);
            return;
        }

        await commits.RunAsync(
            (act, _) =>
            {
                act.RecordDone(new AuditAct("key.pin", ActKind.Update, Actor.Machine(peer), "security", default), "R-220", FormattableString.Invariant($"list-{shown.Number}"));
                return Task.CompletedTask;
            },
            cancel);
        peers.Keep(peer, KeyLists.Believed(held, shown));
        _refused.TryRemove(peer, out _);
    }

    /// <summary>Once until the reason changes, or an hour has passed: the other side goes on saying it.</summary>
    private async Task RefuseAsync(string peer, string reason, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (_refused.TryGetValue(peer, out var last) && last.Reason == reason && now - last.At < RecordedAgain)
        {
            return;
        }

        _refused[peer] = (reason, now);
        log.LogWarning("A notice about the keys of another zone was refused ({Reason}).", reason);
        await commits.RecordAsync(Decision.Deny(new AuditAct("key.pin", ActKind.Update, Actor.Machine(peer), "security", default), "R-220", reason), cancel);
    }

    /// <summary>The first list is pinned by the operator, who tells it to everybody.</summary>
    private long Heard(string peer) => _heard.GetValueOrDefault(peer, 1);
}
