using System.Collections.Concurrent;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Restoring;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Ledgers that went on from a backup, between a zone and its witnesses. The witness lets a ledger go back only where two of the people whose keys it
/// pinned approved it, once for each approval, and keeps what it saw before beside what it sees from then on; the zone keeps what it showed of that.
/// </summary>
internal sealed class WitnessedBranches<TContext>(Commits<TContext> commits, StoreOptions options, ZoneKeys keys, Peers peers)
    where TContext : ZoneContext
{
    private readonly Lazy<IReadOnlyList<RestoredFile>> _history = new(() => RestoredFile.History(options.Data));
    private readonly ConcurrentDictionary<string, string> _former = new();

    /// <summary>The newest restoration of this zone that this witness has not seen yet, or null.</summary>
    public async Task<RestoredFile?> WaitingForAsync(TContext db, string peer, CancellationToken cancel)
    {
        var newest = _history.Value.MaxBy(x => x.Restoration.At);
        var isSeen = newest is null
            || await Witness<TContext>.RowAsync(db, Restoration.FormerLedger(options.Zone, newest.Restoration.Id), peer, cancel) is not null
            || (await Witness<TContext>.RowAsync(db, options.Zone, peer, cancel))?.Size > newest.Restoration.Head.Size;
        return isSeen ? null : newest;
    }

    /// <summary>What this zone saw of the former ledger of that one, for as long as that one shows its restoration.</summary>
    public string? FormerOf(string peer) => _former.GetValueOrDefault(peer);

    /// <summary>Keeps what a witness saw of the ledger that this zone left. Carries both signatures; what does not is passed over.</summary>
    public async Task TakeFormerAsync(TContext db, string peer, string? note, LedgerKeys theirs, CancellationToken cancel)
    {
        if (note is null || await WaitingForAsync(db, peer, cancel) is not { } restored)
        {
            return;
        }

        using var own = keys.OwnLedger();
        var (here, there) = (Checkpoint.OriginOf(options.Zone), Checkpoint.OriginOf(peer));
        if (Checkpoint.Verify(note, here, own, (there, theirs)) is { } seen)
        {
            var row = new LedgerWitnessRow { Ledger = Restoration.FormerLedger(options.Zone, restored.Restoration.Id), Witness = peer, Size = seen.Size, Note = note };
            await AddAsync(row, cancel);
        }
    }

    /// <summary>
    /// What that zone shows with an approval. Gives whether that ends the matter, and why it is refused: an approval that was seen before counts no more.
    /// </summary>
    public async Task<(bool Ended, string? Refused)> TakeRestoredAsync(
        TContext db, string peer, WitnessMessage message, LedgerWitnessRow? row, Checkpoint? shown, Func<Checkpoint, string> countersign, CancellationToken cancel)
    {
        if (message.Restored is null)
        {
            _former.TryRemove(peer, out _);
            return (false, null);
        }

        if (Restoration.Read(message.Restored, peers.Approvers(peer)) is not { } restored || restored.Zone != peer)
        {
            return (true, "restored-not-approved");
        }

        var former = Restoration.FormerLedger(peer, restored.Id);
        if (await Witness<TContext>.RowAsync(db, former, options.Zone, cancel) is { } known)
        {
            _former[peer] = known.Note;
            return (false, null);
        }

        if (shown is null || message.Since != restored.Head.Size || shown.Size < restored.Head.Size || !Follows(restored.Head, shown, message.Proof))
        {
            return (true, "restored-not-proven");
        }

        var before = row?.Size ?? 0;
        await commits.RunAsync(
            async (act, c) =>
            {
                act.Db.LedgerWitnesses.Add(new LedgerWitnessRow { Ledger = former, Witness = options.Zone, Size = before, Note = row?.Note ?? "" });
                var main = await act.Db.LedgerWitnesses.SingleOrDefaultAsync(x => x.Ledger == peer && x.Witness == options.Zone, c)
                    ?? act.Db.LedgerWitnesses.Add(new LedgerWitnessRow { Ledger = peer, Witness = options.Zone }).Entity;
                (main.Size, main.Note) = (shown.Size, message.Note + countersign(shown));
                act.RecordDone(new AuditAct("ledger.restored-seen", ActKind.Execute, Actor.Machine(peer), "integrity", default), "R-225", $"{restored.Id:N} left {before} goes on at {restored.Head.Size}");
            },
            cancel);
        _former[peer] = row?.Note ?? "";
        return (true, null);
    }

    private static bool Follows(LedgerPoint head, Checkpoint shown, IReadOnlyList<byte[]> proof) =>
        shown.Size == head.Size ? shown.Root.AsSpan().SequenceEqual(head.Root) : head.Size == 0 || MerkleProof.VerifyConsistency(head.Size, shown.Size, proof, head.Root, shown.Root);

    private async Task AddAsync(LedgerWitnessRow row, CancellationToken cancel)
    {
        try
        {
            await commits.RunAsync((act, _) =>
            {
                act.Db.LedgerWitnesses.Add(row);
                return Task.CompletedTask;
            }, cancel);
        }
        catch (DbUpdateException)
        {
            // Another copy was first, with the same.
        }
    }
}
