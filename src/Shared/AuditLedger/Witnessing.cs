namespace ArboDossier.AuditLedger;

/// <summary>What a witness makes of a checkpoint that another zone shows to it.</summary>
public enum WitnessFinding
{
    /// <summary>Nothing: the zone has no entry, and none was seen.</summary>
    Nothing,

    /// <summary>The one that was seen already.</summary>
    Known,

    /// <summary>Follows from what was seen before, or is the first one.</summary>
    New,

    /// <summary>Longer than what was seen, and the proof leads from another size: a new one is to be asked for.</summary>
    Unproven,

    /// <summary>Shorter than what was seen: entries are gone.</summary>
    Behind,

    /// <summary>What was seen is not the beginning of it: another history.</summary>
    Inconsistent,
}

/// <summary>One zone's sight of another zone's ledger, held against what it saw before. Pure: needs no database and no key.</summary>
public static class Witnessing
{
    /// <summary>
    /// Judges what is shown. Requires checkpoints whose signatures were verified. The first sight of a ledger is believed: from then on it can
    /// only grow.
    /// </summary>
    /// <param name="seen">The newest checkpoint that was seen, or null.</param>
    /// <param name="shown">What is shown now; null where the ledger has no entry.</param>
    /// <param name="since">The size from which the proof leads.</param>
    /// <param name="proof">Consistency proof from there to what is shown.</param>
    public static WitnessFinding Judge(Checkpoint? seen, Checkpoint? shown, long since, IReadOnlyList<byte[]> proof)
    {
        if (seen is null)
        {
            return shown is null ? WitnessFinding.Nothing : WitnessFinding.New;
        }

        if (shown is null || shown.Size < seen.Size)
        {
            return WitnessFinding.Behind;
        }

        if (shown.Size == seen.Size)
        {
            return shown.Root.AsSpan().SequenceEqual(seen.Root) ? WitnessFinding.Known : WitnessFinding.Inconsistent;
        }

        if (since != seen.Size)
        {
            return WitnessFinding.Unproven;
        }

        return MerkleProof.VerifyConsistency(seen.Size, shown.Size, proof, seen.Root, shown.Root) ? WitnessFinding.New : WitnessFinding.Inconsistent;
    }

    /// <summary>
    /// What the countersigned checkpoints of a ledger say of it. Requires that the ledger itself was found consistent, that each checkpoint
    /// carries the ledger's own valid signature, and a <paramref name="node"/> that gives the stored hash of every complete sub-tree.
    /// </summary>
    public static AnchorFinding Anchor(long entries, Func<int, long, byte[]> node, IReadOnlyCollection<(string Witness, Checkpoint Seen)> sights)
    {
        var ordered = sights.OrderBy(sight => sight.Seen.Size).ToList();
        (string Witness, long Size) agreed = ("", 0);
        foreach (var (witness, seen) in ordered.Where(sight => sight.Seen.Size <= entries))
        {
            var root = new MerkleEdge(seen.Size, Merkle.RightEdge(seen.Size).Select(place => node(place.Level, place.Index))).Root();
            if (!root.AsSpan().SequenceEqual(seen.Root))
            {
                return new(agreed.Size, agreed.Witness, witness, seen.Size, OtherHistory: true);
            }

            agreed = (witness, seen.Size);
        }

        return ordered.Count > 0 && ordered[^1].Seen.Size > entries
            ? new(agreed.Size, agreed.Witness, ordered[^1].Witness, ordered[^1].Seen.Size, OtherHistory: false)
            : new(agreed.Size, agreed.Witness, null, 0, OtherHistory: false);
    }
}

/// <summary>What other zones' countersignatures show of a ledger.</summary>
/// <param name="Agreed">The newest countersigned size at which this ledger is what was seen.</param>
/// <param name="AgreedBy">Who countersigned it; empty where nobody did.</param>
/// <param name="ContradictedBy">A zone that saw something else, or null.</param>
/// <param name="Saw">How many entries that zone saw.</param>
/// <param name="OtherHistory">True where it saw other entries, false where it saw more.</param>
public sealed record AnchorFinding(long Agreed, string AgreedBy, string? ContradictedBy, long Saw, bool OtherHistory);
