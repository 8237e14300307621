using System.Numerics;

namespace ArboDossier.AuditLedger;

/// <summary>
/// Inclusion and consistency proofs of RFC 6962 section 2.1, checked with the algorithms of RFC 9162 sections 2.1.3.2 and 2.1.4.2. Making one
/// needs the stored nodes; checking one needs nothing but the hashes themselves, so a witness can do it without any database.
/// </summary>
public static class MerkleProof
{
    /// <summary>More hashes than a proof in any tree of 2^63 leaves can have.</summary>
    private const int Longest = 64;

    /// <summary>
    /// The hashes beside the path from a leaf to the root of a tree of <paramref name="size"/> leaves, from the leaf up.
    /// Requires 0 ≤ index &lt; size, and a <paramref name="node"/> that gives the stored hash of every complete sub-tree (level, index).
    /// </summary>
    public static IReadOnlyList<byte[]> Inclusion(long index, long size, Func<int, long, byte[]> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new List<byte[]>();
        var (start, end) = (0L, size);
        while (end - start > 1)
        {
            var middle = start + Split(end - start);
            if (index < middle)
            {
                proof.Add(Root(middle, end, node));
                end = middle;
            }
            else
            {
                proof.Add(Root(start, middle, node));
                start = middle;
            }
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>Whether the proof shows that the leaf stands at <paramref name="index"/> in the tree of that size and root.</summary>
    public static bool VerifyInclusion(byte[] leafHash, long index, long size, IReadOnlyList<byte[]> proof, byte[] root)
    {
        if (index < 0 || index >= size || !AreHashes([leafHash, root]) || !AreHashes(proof))
        {
            return false;
        }

        var (fn, sn, r) = (index, size - 1, leafHash);
        foreach (var p in proof)
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                r = Merkle.NodeHash(p, r);
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                r = Merkle.NodeHash(r, p);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && r.AsSpan().SequenceEqual(root);
    }

    /// <summary>
    /// The hashes that show that the tree of <paramref name="first"/> leaves is the beginning of that of <paramref name="second"/> leaves.
    /// Requires 0 ≤ first ≤ second; empty for first = 0 and for first = second. <paramref name="node"/> as for an inclusion proof.
    /// </summary>
    public static IReadOnlyList<byte[]> Consistency(long first, long second, Func<int, long, byte[]> node)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
        var proof = new List<byte[]>();
        if (first == 0 || first == second)
        {
            return proof;
        }

        var (start, end) = (0L, second);
        while (end != first)
        {
            var middle = start + Split(end - start);
            if (first <= middle)
            {
                proof.Add(Root(middle, end, node));
                end = middle;
            }
            else
            {
                proof.Add(Root(start, middle, node));
                start = middle;
            }
        }

        // Where the first tree is a complete sub-tree of the second, whoever checks has its root already.
        if (start > 0)
        {
            proof.Add(Root(start, end, node));
        }

        proof.Reverse();
        return proof;
    }

    /// <summary>Whether the proof shows that the first tree is the beginning of the second. An empty first tree is the beginning of every tree.</summary>
    public static bool VerifyConsistency(long first, long second, IReadOnlyList<byte[]> proof, byte[] firstRoot, byte[] secondRoot)
    {
        if (first < 0 || first > second || !AreHashes([firstRoot, secondRoot]) || !AreHashes(proof))
        {
            return false;
        }

        if (first == second)
        {
            return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(secondRoot) && (first > 0 || firstRoot.AsSpan().SequenceEqual(Merkle.EmptyRoot));
        }

        if (first == 0)
        {
            return proof.Count == 0 && firstRoot.AsSpan().SequenceEqual(Merkle.EmptyRoot);
        }

        var path = BitOperations.IsPow2(first) ? [firstRoot, .. proof] : proof;
        if (path.Count == 0)
        {
            return false;
        }

        var (fn, sn) = (first - 1, second - 1);
        while ((fn & 1) == 1)
        {
            (fn, sn) = (fn >> 1, sn >> 1);
        }

        var (fr, sr) = (path[0], path[0]);
        foreach (var c in path.Skip(1))
        {
            if (sn == 0)
            {
                return false;
            }

            if ((fn & 1) == 1 || fn == sn)
            {
                (fr, sr) = (Merkle.NodeHash(c, fr), Merkle.NodeHash(c, sr));
                while ((fn & 1) == 0 && fn != 0)
                {
                    (fn, sn) = (fn >> 1, sn >> 1);
                }
            }
            else
            {
                sr = Merkle.NodeHash(sr, c);
            }

            (fn, sn) = (fn >> 1, sn >> 1);
        }

        return sn == 0 && fr.AsSpan().SequenceEqual(firstRoot) && sr.AsSpan().SequenceEqual(secondRoot);
    }

    /// <summary>The largest power of two below <paramref name="count"/>. Requires count ≥ 2.</summary>
    private static long Split(long count) => 1L << (63 - BitOperations.LeadingZeroCount((ulong)(count - 1)));

    private static byte[] Root(long start, long end, Func<int, long, byte[]> node)
    {
        var count = end - start;
        if (BitOperations.IsPow2(count))
        {
            var level = BitOperations.TrailingZeroCount(count);
            return node(level, start >> level);
        }

        var middle = start + Split(count);
        return Merkle.NodeHash(Root(start, middle, node), Root(middle, end, node));
    }

    private static bool AreHashes(IReadOnlyList<byte[]> hashes) => hashes.Count <= Longest && hashes.All(hash => hash is { Length: Merkle.HashSize });
}
