using System.Security.Cryptography;

namespace ArboDossier.AuditLedger;

/// <summary>One stored node: level 0 is a leaf's hash.</summary>
public readonly record struct TreeNode(int Level, long Index, byte[] Hash);

/// <summary>
/// Merkle tree hashing of RFC 6962 section 2.1. A leaf's data is what the ledger commits to:
/// <code>
///   leaf data  = entry id (16 bytes, big endian) | SHA-256( salt (32) | canonical entry )
///   leaf hash  = SHA-256( 0x00 | leaf data )
///   node hash  = SHA-256( 0x01 | left (32) | right (32) )
/// </code>
/// The salt lets a body go at the end of its term without leaving a hash that can be guessed back.
/// </summary>
public static class Merkle
{
    /// <summary>Bytes of a hash.</summary>
    public const int HashSize = 32;

    /// <summary>Bytes of a salt.</summary>
    public const int SaltSize = 32;

    /// <summary>Entries are some hundreds of bytes: below this no buffer is made on the heap.</summary>
    private const int OnStack = 1024;

    /// <summary>Hash of the empty tree: SHA-256 of nothing.</summary>
    public static byte[] EmptyRoot { get; } = SHA256.HashData([]);

    /// <summary>The salted commitment to an entry. Requires a salt of 32 bytes.</summary>
    public static byte[] Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> canonicalEntry)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(salt.Length, SaltSize);
        var length = SaltSize + canonicalEntry.Length;
        var data = length <= OnStack ? stackalloc byte[OnStack] : new byte[length];
        salt.CopyTo(data);
        canonicalEntry.CopyTo(data[SaltSize..]);
        return SHA256.HashData(data[..length]);
    }

    /// <summary>Hash of a leaf. Requires a commitment of 32 bytes.</summary>
    public static byte[] LeafHash(Guid entry, ReadOnlySpan<byte> commitment)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(commitment.Length, HashSize);
        Span<byte> data = stackalloc byte[1 + 16 + 32];
        data[0] = 0;
        entry.TryWriteBytes(data[1..], bigEndian: true, out _);
        commitment.CopyTo(data[17..]);
        return SHA256.HashData(data);
    }

    /// <summary>Hash of an inner node. Requires two hashes of 32 bytes.</summary>
    public static byte[] NodeHash(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(left.Length, HashSize);
        ArgumentOutOfRangeException.ThrowIfNotEqual(right.Length, HashSize);
        Span<byte> data = stackalloc byte[65];
        data[0] = 1;
        left.CopyTo(data[1..]);
        right.CopyTo(data[33..]);
        return SHA256.HashData(data);
    }

    /// <summary>Where the complete sub-trees stand that make up a tree of <paramref name="size"/> leaves, largest first.</summary>
    public static IEnumerable<(int Level, long Index)> RightEdge(long size)
    {
        for (var level = 62; level >= 0; level--)
        {
            if ((size >> level & 1) == 1)
            {
                yield return (level, (size >> level) - 1);
            }
        }
    }
}

/// <summary>The right edge of a growing tree: all that is needed to append and to know the root.</summary>
public sealed class MerkleEdge
{
    private readonly List<(int Level, byte[] Hash)> _edge = [];

    /// <summary>An empty tree.</summary>
    public MerkleEdge()
    {
    }

    /// <summary>Goes on where a stored tree stopped. Requires the hashes of <see cref="Merkle.RightEdge"/> in that order.</summary>
    public MerkleEdge(long size, IEnumerable<byte[]> hashes)
    {
        Size = size;
        _edge.AddRange(Merkle.RightEdge(size).Zip(hashes, (place, hash) => (place.Level, hash)));
        if (_edge.Count != System.Numerics.BitOperations.PopCount((ulong)size))
        {
            throw new InvalidDataException("The ledger's tree lacks a node of its right edge.");
        }
    }

    /// <summary>Number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>Appends a leaf's hash; gives every node that became complete by it, the leaf itself first.</summary>
    public IReadOnlyList<TreeNode> Append(byte[] leafHash)
    {
        var completed = new List<TreeNode>(2) { new(0, Size, leafHash) };
        _edge.Add((0, leafHash));
        Size++;
        while (_edge.Count > 1 && _edge[^1].Level == _edge[^2].Level)
        {
            var level = _edge[^1].Level + 1;
            var hash = Merkle.NodeHash(_edge[^2].Hash, _edge[^1].Hash);
            _edge.RemoveRange(_edge.Count - 2, 2);
            _edge.Add((level, hash));
            completed.Add(new TreeNode(level, (Size >> level) - 1, hash));
        }

        return completed;
    }

    /// <summary>The root over all leaves so far.</summary>
    public byte[] Root()
    {
        if (_edge.Count == 0)
        {
            return Merkle.EmptyRoot;
        }

        var root = _edge[^1].Hash;
        for (var i = _edge.Count - 2; i >= 0; i--)
        {
            root = Merkle.NodeHash(_edge[i].Hash, root);
        }

        return root;
    }
}
