using System.Security.Cryptography;

namespace ArboDossier.AuditLedger;

/// <summary>A body beside its leaf.</summary>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Fields">Canonical entry.</param>
/// <param name="At">Microseconds since 1970, as the store's column says.</param>
/// <param name="Subject">The store's column.</param>
public sealed record LedgerBody(byte[] Salt, byte[] Fields, long At, Guid? Subject);

/// <summary>A leaf with the body that belongs to it, if there is one.</summary>
public sealed record LedgerLeaf(long Sequence, Guid Entry, byte[] Commitment, LedgerBody? Body);

/// <summary>A ledger as it lies in a database or an export, read in order; the verifier needs no more access than this.</summary>
public interface ILedgerSource
{
    /// <summary>All leaves in order of sequence.</summary>
    IEnumerable<LedgerLeaf> Leaves();

    /// <summary>All stored nodes, in order of level and index.</summary>
    IEnumerable<TreeNode> Nodes();

    /// <summary>All checkpoints in order of size: the size column and the signed text.</summary>
    IEnumerable<(long Size, string Note)> Checkpoints();

    /// <summary>Bodies that have no leaf yet, oldest first.</summary>
    IEnumerable<(Guid Entry, LedgerBody Body)> Waiting();
}

/// <summary>What a verification could show.</summary>
/// <param name="Entries">Entries in the tree.</param>
/// <param name="Checkpoints">Checkpoints whose signature and root are right.</param>
/// <param name="Waiting">Durable entries that had no place in the tree yet.</param>
/// <param name="Fault">What is wrong, or null.</param>
/// <param name="FirstBad">Sequence of the first entry that was changed, deleted, reordered or cut off, or null.</param>
public sealed record LedgerFinding(long Entries, long Checkpoints, long Waiting, string? Fault, long? FirstBad)
{
    /// <summary>True where nothing is wrong.</summary>
    public bool Consistent => Fault is null;
}

/// <summary>
/// Re-computes a ledger from its leaves and compares it with the stored nodes and the signed checkpoints. Needs public keys only and
/// trusts neither the writer nor the order in which faults were made: each kind of fault is reported by the earliest entry it can be pinned to.
/// </summary>
public static class LedgerVerifier
{
    /// <summary>How old a body without a leaf may be, measured against the newest checkpoint: entries get their place within a second.</summary>
    private static readonly TimeSpan WaitingAtMost = TimeSpan.FromSeconds(60);

    /// <summary>Verifies a whole ledger. Requires the P-256 public key pinned for that zone's checkpoints.</summary>
    public static LedgerFinding Verify(ILedgerSource source, string zone, ECDsa key)
    {
        var origin = Checkpoint.OriginOf(zone);
        var checkpoints = new List<Checkpoint>();
        long previous = -1;
        foreach (var (size, note) in source.Checkpoints())
        {
            var checkpoint = Checkpoint.Verify(note, origin, key);
            if (checkpoint is null || checkpoint.Size != size || size <= previous)
            {
                // The newest checkpoint before this one that still counts tells from where on nothing is proven.
                return new(0, checkpoints.Count, 0, "a checkpoint was changed or signed by another key", Math.Max(previous, 0));
            }

            previous = size;
            checkpoints.Add(checkpoint);
        }

        var (edge, fault) = Walk(source, checkpoints);
        if (fault is not null)
        {
            return fault;
        }

        var signed = checkpoints.Count == 0 ? 0 : checkpoints[^1].Size;
        if (edge.Size != signed)
        {
            return edge.Size < signed
                ? new(edge.Size, checkpoints.Count, 0, "entries were cut off after the last one that is there", edge.Size)
                : new(edge.Size, checkpoints.Count, 0, "entries stand behind the last checkpoint, or checkpoints were taken away", signed);
        }

        return CheckWaiting(source, checkpoints, edge.Size);
    }

    private static (MerkleEdge Edge, LedgerFinding? Fault) Walk(ILedgerSource source, List<Checkpoint> checkpoints)
    {
        var edge = new MerkleEdge();
        var next = 0;
        var expected = new List<TreeNode>();
        long? badNode = null;
        using var nodes = NodeLookup.Over(source.Nodes());
        foreach (var leaf in source.Leaves())
        {
            LedgerFinding Bad(string what, long at) => new(edge.Size, next, 0, what, at);
            if (leaf.Sequence != edge.Size)
            {
                return (edge, Bad("an entry was deleted", edge.Size));
            }

            if (leaf.Body is null)
            {
                return (edge, Bad("the body of an entry was deleted", leaf.Sequence));
            }

            if (leaf.Body.Salt.Length != 32 || !Merkle.Commit(leaf.Body.Salt, leaf.Body.Fields).AsSpan().SequenceEqual(leaf.Commitment)
                || !EntryColumns.Agree(leaf.Entry, leaf.Body))
            {
                return (edge, Bad("an entry was changed", leaf.Sequence));
            }

            foreach (var node in edge.Append(Merkle.LeafHash(leaf.Entry, leaf.Commitment)))
            {
                if (!nodes.Matches(node))
                {
                    badNode ??= node.Index << node.Level;
                }
            }

            if (badNode is { } at)
            {
                return (edge, Bad("an entry was changed, reordered or put in", at));
            }

            if (next < checkpoints.Count && checkpoints[next].Size == edge.Size)
            {
                if (!edge.Root().AsSpan().SequenceEqual(checkpoints[next].Root))
                {
                    return (edge, Bad("the tree was rebuilt: an entry after the last good checkpoint was changed", next == 0 ? 0 : checkpoints[next - 1].Size));
                }

                next++;
            }
        }

        return nodes.Left is { } stray
            ? (edge, edge.Size < (checkpoints.Count == 0 ? 0 : checkpoints[^1].Size) ? null : new(edge.Size, next, 0, "the tree holds a node that belongs to no entry", stray))
            : (edge, null);
    }

    private static LedgerFinding CheckWaiting(ILedgerSource source, List<Checkpoint> checkpoints, long size)
    {
        long waiting = 0;
        var oldest = checkpoints.Count == 0 ? long.MinValue : LedgerEntry.Microseconds(checkpoints[^1].At - WaitingAtMost);
        foreach (var (entry, body) in source.Waiting())
        {
            if (body.Salt.Length != 32 || !EntryColumns.Agree(entry, body))
            {
                return new(size, checkpoints.Count, waiting, "a waiting entry was changed", size);
            }

            if (body.At < oldest)
            {
                return new(size, checkpoints.Count, waiting, "an entry was put in that never had a place, or lost it", size);
            }

            waiting++;
        }

        return new(size, checkpoints.Count, waiting, null, null);
    }
}
