using System.Security.Cryptography;

namespace ArboDossier.AuditLedger;

/// <summary>What a verification could show.</summary>
/// <param name="Entries">Entries in the tree, up to the first gap.</param>
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
/// trusts neither the writer nor the order in which faults were made: all faults are looked for, and the earliest entry that one of them can
/// be pinned to is reported. Memory does not grow with the number of entries, only with that of checkpoints.
/// </summary>
public static class LedgerVerifier
{
    private const int CheckpointsAtOnce = 4096;

    /// <summary>How old a body without a leaf may be, measured against the newest checkpoint: entries get their place within a second.</summary>
    private static readonly TimeSpan WaitingAtMost = TimeSpan.FromSeconds(60);

    /// <summary>Verifies a whole ledger. Requires the P-256 public key pinned for that zone's checkpoints.</summary>
    public static LedgerFinding Verify(ILedgerSource source, string zone, ECDsa key)
    {
        using var keys = new LedgerKeys(ECDsa.Create(key.ExportParameters(includePrivateParameters: false)));
        return Verify(source, zone, keys);
    }

    /// <summary>Verifies a whole ledger whose signing key was changed. Requires all keys pinned for that zone's checkpoints.</summary>
    public static LedgerFinding Verify(ILedgerSource source, string zone, LedgerKeys keys)
    {
        var first = new FirstFault();
        var (checkpoints, distrusted) = ReadCheckpoints(source, Checkpoint.OriginOf(zone), keys);
        if (distrusted is { } since)
        {
            first.Note("a checkpoint was changed or signed by another key", since);
        }

        var (entries, proven) = Walk(source, checkpoints, first);
        var waiting = CountWaiting(source, checkpoints, entries, first);
        return new(entries, proven, waiting, first.What, first.At);
    }

    /// <summary>The checkpoints that count, and from which entry on one that does not count leaves something unproven.</summary>
    private static (List<Checkpoint> Good, long? Distrusted) ReadCheckpoints(ILedgerSource source, string origin, LedgerKeys keys)
    {
        var good = new List<Checkpoint>();
        long? distrusted = null;
        foreach (var chunk in source.Checkpoints().Chunk(CheckpointsAtOnce))
        {
            var read = new Checkpoint?[chunk.Length];
            // Most of the time of a large ledger goes into signatures. A key object is not for use by two threads at a time.
            Parallel.For(
                0,
                chunk.Length,
                keys.Copy,
                (i, _, mine) =>
                {
                    read[i] = Checkpoint.Verify(chunk[i].Note, origin, mine);
                    return mine;
                },
                mine => mine.Dispose());
            for (var i = 0; i < chunk.Length; i++)
            {
                var previous = good.Count == 0 ? 0 : good[^1].Size;
                if (read[i] is { } checkpoint && checkpoint.Size == chunk[i].Size && (good.Count == 0 || checkpoint.Size > previous))
                {
                    good.Add(checkpoint);
                }
                else
                {
                    distrusted ??= previous;
                }
            }
        }

        return (good, distrusted);
    }

    private static (long Entries, long Proven) Walk(ILedgerSource source, List<Checkpoint> checkpoints, FirstFault first)
    {
        using var walk = new TreeWalk(source, first.Note);
        var next = 0;
        long proven = 0;
        long lastGood = 0;
        void Compare()
        {
            for (; next < checkpoints.Count && checkpoints[next].Size == walk.Size; next++)
            {
                if (walk.RootIs(checkpoints[next].Root))
                {
                    lastGood = walk.Size;
                    proven++;
                }
                else
                {
                    first.Note("the tree was rebuilt: an entry after the last good checkpoint was changed", lastGood);
                }
            }
        }

        Compare();
        foreach (var leaf in source.Leaves())
        {
            if (leaf.Sequence != walk.Size)
            {
                first.Note(leaf.Sequence > walk.Size ? "an entry was deleted" : "an entry was put in", Math.Max(0, Math.Min(leaf.Sequence, walk.Size)));
                break;
            }

            if (WrongWith(leaf) is { } what)
            {
                first.Note(what, leaf.Sequence);
            }

            walk.Append(leaf.Commitment.Length == Merkle.HashSize ? Merkle.LeafHash(leaf.Entry, leaf.Commitment) : null);
            Compare();
        }

        var entries = walk.Size;
        while (walk.HasNext)
        {
            // The leaf is gone but its hash is still there: the tree above can be judged all the same.
            first.Note("entries were cut off after the last one that is there", entries);
            walk.Append(null);
            Compare();
        }

        walk.Finish();
        var signed = checkpoints.Count == 0 ? 0 : checkpoints[^1].Size;
        if (signed > entries)
        {
            first.Note("entries were cut off after the last one that is there", entries);
        }
        else if (signed < entries)
        {
            first.Note("entries stand behind the last checkpoint, or checkpoints were taken away", signed);
        }

        return (entries, proven);
    }

    private static string? WrongWith(LedgerLeaf leaf)
    {
        if (leaf.Body is not { } body)
        {
            return "the body of an entry was deleted";
        }

        return body.Salt.Length == Merkle.SaltSize && Merkle.Commit(body.Salt, body.Fields).AsSpan().SequenceEqual(leaf.Commitment) && EntryColumns.Agree(leaf.Entry, body)
            ? null
            : "an entry was changed";
    }

    private static long CountWaiting(ILedgerSource source, List<Checkpoint> checkpoints, long size, FirstFault first)
    {
        long waiting = 0;
        var oldest = checkpoints.Count == 0 ? long.MinValue : LedgerEntry.Microseconds(checkpoints[^1].At - WaitingAtMost);
        foreach (var (entry, body) in source.Waiting())
        {
            waiting++;
            if (body.Salt.Length != Merkle.SaltSize || !EntryColumns.Agree(entry, body))
            {
                first.Note("a waiting entry was changed", size);
            }
            else if (body.At < oldest)
            {
                first.Note("an entry was put in that never had a place, or lost it", size);
            }
        }

        return waiting;
    }

    /// <summary>The fault with the earliest entry; of two about the same entry the one that was found first.</summary>
    private sealed class FirstFault
    {
        public string? What { get; private set; }

        public long? At { get; private set; }

        public void Note(string what, long at)
        {
            if (At is null || at < At)
            {
                (What, At) = (what, at);
            }
        }
    }
}
