using System.Collections.Concurrent;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Store;

/// <summary>
/// Zones are each other's witness: each countersigns what it saw of another zone's ledger, if that follows from what it saw before, and
/// keeps what others countersigned of its own. An exchange that works writes no ledger entry; one that is refused does, in the ledger of who refuses.
/// All copies of a program share the rows; none of them can make a sight go back.
/// </summary>
public sealed class Witness<TContext>(
    Commits<TContext> commits, Func<TContext> open, StoreOptions options, ZoneKeys keys, Peers peers, TimeProvider clock, ILogger<Witness<TContext>> log)
    : ILedgerWitness
    where TContext : ZoneContext
{
    private const int LongestNote = 1024;

    /// <summary>Messages of two copies of one program can cross: what was sent this shortly after a newer checkpoint is late, not rolled back.</summary>
    private static readonly TimeSpan Crossing = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan RecordedAgain = TimeSpan.FromHours(1);
    private readonly WitnessedBranches<TContext> _branches = new(commits, options, keys, peers);
    private readonly ConcurrentDictionary<string, (string Reason, DateTimeOffset At)> _refused = new();
    private readonly ConcurrentDictionary<string, bool> _sawAnother = new();
    private readonly ConcurrentDictionary<string, bool> _met = new();
    private readonly TaskCompletionSource<StartFinding> _atFirstSight = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True while a witness holds a checkpoint that this zone signed and that this ledger does not have.</summary>
    public bool IsRolledBack => !_sawAnother.IsEmpty;

    /// <summary>
    /// Completes where the first sight that a zone shows since this program started is of a ledger that this is not any more. A program that learns it
    /// later goes on: a consultation is not cut off.
    /// </summary>
    internal Task<StartFinding> RolledBackAtFirstSight => _atFirstSight.Task;

    /// <inheritdoc/>
    public async Task<WitnessMessage> MakeAsync(string peer, long? peerSaw, CancellationToken cancel)
    {
        await using var db = open();
        var newest = await OwnTree.NewestAsync(db, cancel);
        var seen = (await RowAsync(db, peer, options.Zone, cancel))?.Note;
        var restored = await _branches.WaitingForAsync(db, peer, cancel);
        var since = restored?.Restoration.Head.Size ?? peerSaw ?? (await RowAsync(db, options.Zone, peer, cancel))?.Size ?? 0;
        return newest is null || since > newest.Size
            ? new(newest?.Note, 0, [], seen, Former: _branches.FormerOf(peer))
            : new(newest.Note, since, await OwnTree.ProofAsync(db, since, newest.Size, cancel), seen, Restored: restored?.Approvals, Former: _branches.FormerOf(peer));
    }

    /// <inheritdoc/>
    public async Task<WitnessTaken> TakeAsync(string peer, WitnessMessage message, DateTimeOffset sentAt, CancellationToken cancel)
    {
        using var theirs = peers.Ledger(peer);
        if (theirs is null)
        {
            await RefuseAsync(peer, "not-pinned", cancel);
            return new("not-pinned", 0);
        }

        await using var db = open();
        await _branches.TakeFormerAsync(db, peer, message.Former, theirs, cancel);
        var (refused, peerSaw) = await TakeCountersignedAsync(db, peer, message.Seen, theirs, cancel);
        refused = await TakeShownAsync(db, peer, message, sentAt, theirs, cancel) ?? refused;
        if (refused is null)
        {
            _refused.TryRemove(peer, out _);
        }
        else
        {
            await RefuseAsync(peer, refused, cancel);
        }

        return new(refused, peerSaw);
    }

    /// <inheritdoc/>
    public Task RefuseAsync(string peer, string reason, CancellationToken cancel) => RefuseAsync(Actor.Machine(peer), reason, cancel);

    /// <summary>As the other, for somebody who is perhaps no zone at all.</summary>
    public async Task RefuseAsync(Actor who, string reason, CancellationToken cancel)
    {
        var (key, now) = (who.IsMachine ? who.Role["machine:".Length..] : who.Role, clock.GetUtcNow());
        if (_refused.TryGetValue(key, out var last) && last.Reason == reason && now - last.At < RecordedAgain)
        {
            return;
        }

        _refused[key] = (reason, now);
        log.LogWarning("A message about the audit ledgers was refused ({Reason}).", reason);
        await commits.RecordAsync(Decision.Deny(new AuditAct("ledger.witness", ActKind.Execute, who, "integrity", default), "R-225", reason), cancel);
    }

    /// <summary>What the other zone saw of this ledger. It carries this zone's own signature, so it cannot be made up.</summary>
    private async Task<(string? Refused, long PeerSaw)> TakeCountersignedAsync(TContext db, string peer, string? note, LedgerKeys theirs, CancellationToken cancel)
    {
        if (note is null)
        {
            return (null, 0);
        }

        using var own = keys.OwnLedger();
        var (here, there) = (Checkpoint.OriginOf(options.Zone), Checkpoint.OriginOf(peer));
        if (Checkpoint.Verify(note, here, own, (there, theirs)) is not { } seen)
        {
            return ("countersignature", 0);
        }

        // Read now and not when the message was made: another copy of this program may have shown a newer one meanwhile.
        var size = (await OwnTree.NewestAsync(db, cancel))?.Size ?? 0;
        if (seen.Size > size || !(await OwnTree.RootAsync(db, seen.Size, cancel)).AsSpan().SequenceEqual(seen.Root))
        {
            if (_sawAnother.TryAdd(peer, true))
            {
                LedgerHead.KeepSeen(options.Data, peer, note);
                log.LogError("The audit ledger of {Zone} was rolled back or replaced: {Witness} saw {Seen} entries of it, here are {Here}.", options.Zone, peer, seen.Size, size);
                await commits.RecordAsync(
                    Decision.Deny(new AuditAct("ledger.rolled-back", ActKind.Execute, Actor.Machine("witness"), "integrity", default), "R-225", $"seen-by:{peer}"), cancel);
            }

            if (_met.TryAdd(peer, true))
            {
                _atFirstSight.TrySetResult(LedgerHead.Behind(peer, seen.Size, size));
            }

            return (null, seen.Size);
        }

        _met.TryAdd(peer, true);
        _sawAnother.TryRemove(peer, out _);
        var before = (await RowAsync(db, options.Zone, peer, cancel))?.Size ?? 0;
        if (seen.Size > before)
        {
            await KeepAsync(options.Zone, peer, before, seen.Size, note, cancel);
        }

        return (null, seen.Size);
    }

    /// <summary>What the other zone shows of its own ledger; gives why it is refused, or null.</summary>
    private async Task<string?> TakeShownAsync(TContext db, string peer, WitnessMessage message, DateTimeOffset sentAt, LedgerKeys theirs, CancellationToken cancel)
    {
        var origin = Checkpoint.OriginOf(peer);
        var row = await RowAsync(db, peer, options.Zone, cancel);
        var seen = row is null ? null : Checkpoint.Verify(row.Note, origin, theirs);
        var shown = message.Note is { Length: <= LongestNote } note ? Checkpoint.Verify(note, origin, theirs) : null;
        if (row is not null && seen is null)
        {
            return "own-record-changed";
        }

        if (message.Note is not null && shown is null)
        {
            return "checkpoint-signature";
        }

        var (ended, why) = await _branches.TakeRestoredAsync(db, peer, message, row, shown, Countersign, cancel);
        if (ended)
        {
            return why;
        }

        switch (Witnessing.Judge(seen, shown, message.Since, message.Proof))
        {
            case WitnessFinding.New:
                await KeepAsync(peer, options.Zone, row?.Size ?? 0, shown!.Size, message.Note + Countersign(shown), cancel);
                return null;
            case WitnessFinding.Behind:
                return sentAt < seen!.At + Crossing ? null : "behind";
            case WitnessFinding.Inconsistent:
                return "inconsistent";
            case WitnessFinding.Nothing or WitnessFinding.Known or WitnessFinding.Unproven:
                return null;
            default:
                throw new InvalidOperationException("an unknown finding");
        }
    }

    private string Countersign(Checkpoint shown) => shown.SignatureLine(Checkpoint.OriginOf(options.Zone), keys.Ledger.Ecdsa);

    /// <summary>Keeps a newer sight, if the one that it was held against is still the newest.</summary>
    private async Task KeepAsync(string ledger, string witness, long before, long size, string note, CancellationToken cancel)
    {
        try
        {
            await commits.RunAsync(async (act, c) =>
            {
                var row = await act.Db.LedgerWitnesses.SingleOrDefaultAsync(x => x.Ledger == ledger && x.Witness == witness, c);
                if ((row?.Size ?? 0) != before)
                {
                    return;
                }

                row ??= act.Db.LedgerWitnesses.Add(new LedgerWitnessRow { Ledger = ledger, Witness = witness }).Entity;
                (row.Size, row.Note) = (size, note);
            }, cancel);
        }
        catch (DbUpdateException)
        {
            // Another copy was first: what it kept stays, and the next message is held against that.
        }
    }

    internal static Task<LedgerWitnessRow?> RowAsync(TContext db, string ledger, string witness, CancellationToken cancel) =>
        db.LedgerWitnesses.AsNoTracking().SingleOrDefaultAsync(x => x.Ledger == ledger && x.Witness == witness, cancel);
}
