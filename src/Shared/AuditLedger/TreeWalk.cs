namespace ArboDossier.AuditLedger;

/// <summary>
/// Re-computes a tree leaf by leaf and holds every node that becomes complete against the stored one. Needs memory for the right edge only.
/// <para>
/// A place where computed and stored differ is kept with both values: the node above tells which of the two was right, so that one changed
/// row is pinned to that row and not to all that stands above it.
/// </para>
/// </summary>
internal sealed class TreeWalk : IDisposable
{
    private const int Heights = 63;
    private readonly StoredLevel?[] _levels = new StoredLevel?[Heights];
    private readonly List<Place> _edge = [];
    private readonly Action<string, long> _fault;

    public TreeWalk(ILedgerSource source, Action<string, long> fault)
    {
        _fault = fault;
        foreach (var level in source.Levels().Distinct())
        {
            if (level is < 0 or >= Heights)
            {
                fault("the tree holds a node that belongs to no entry", 0);
                continue;
            }

            _levels[level] = new StoredLevel(source.Nodes(level).GetEnumerator());
        }
    }

    /// <summary>Leaves so far.</summary>
    public long Size { get; private set; }

    /// <summary>Whether a leaf's hash is stored for the next place, though perhaps the leaf is gone.</summary>
    public bool HasNext => _levels[0]?.Peek is { } node && node.Index == Size;

    /// <summary>Appends a leaf's hash, or null where the leaf is not there or cannot be read.</summary>
    public void Append(byte[]? leafHash)
    {
        var stored = Take(0, Size, belowIsStored: true);
        if (stored is not null && leafHash is not null && !Same(stored, leafHash))
        {
            _fault("an entry was changed, reordered or put in", Size);
        }

        _edge.Add(new Place(0, leafHash, stored));
        Size++;
        while (_edge.Count > 1 && _edge[^1].Level == _edge[^2].Level)
        {
            var above = Above(_edge[^2], _edge[^1]);
            _edge.RemoveRange(_edge.Count - 2, 2);
            _edge.Add(above);
        }
    }

    /// <summary>Whether the leaves so far have this root.</summary>
    public bool RootIs(byte[] root) =>
        Size == 0 ? Same(root, Merkle.EmptyRoot) : Matches(root, place => place.Computed ?? place.Stored) || Matches(root, place => place.Stored ?? place.Computed);

    /// <summary>Reports stored nodes that no leaf explains.</summary>
    public void Finish()
    {
        for (var level = 0; level < Heights; level++)
        {
            if (_levels[level]?.Peek is { } stray)
            {
                Stray(stray);
            }
        }
    }

    public void Dispose()
    {
        foreach (var level in _levels)
        {
            level?.Dispose();
        }
    }

    private Place Above(Place left, Place right)
    {
        var level = right.Level + 1;
        var index = (Size >> level) - 1;
        // Where a node below is missing, that one is what was reported: what stands above it had to go with it.
        var stored = Take(level, index, left.Stored is not null && right.Stored is not null);
        byte[]? first = null;
        foreach (var l in left.Values)
        {
            foreach (var r in right.Values)
            {
                var hash = Merkle.NodeHash(l, r);
                first ??= hash;
                if (stored is not null && Same(hash, stored))
                {
                    return new Place(level, stored, stored);
                }
            }
        }

        // Without a value below there is nothing to judge it by; what is missing below was reported there.
        if (stored is not null && first is not null)
        {
            _fault("a node of the tree was changed", index << level);
        }

        return new Place(level, first, stored);
    }

    private byte[]? Take(int level, long index, bool belowIsStored)
    {
        while (_levels[level]?.Peek is { } node)
        {
            if (node.Index > index)
            {
                break;
            }

            _levels[level]!.Move();
            if (node.Index == index)
            {
                if (node.Hash.Length == Merkle.HashSize)
                {
                    return node.Hash;
                }

                _fault("a node of the tree was changed", index << level);
                return null;
            }

            Stray(node);
        }

        if (belowIsStored)
        {
            _fault("a node of the tree was deleted", index << level);
        }

        return null;
    }

    private void Stray(TreeNode node) => _fault(
        "the tree holds a node that belongs to no entry",
        node.Index < 0 ? 0 : node.Index > Size >> node.Level ? Size : Math.Min(Size, node.Index << node.Level));

    private bool Matches(byte[] root, Func<Place, byte[]?> choose)
    {
        byte[]? hash = null;
        for (var i = _edge.Count - 1; i >= 0; i--)
        {
            if (choose(_edge[i]) is not { } value)
            {
                return false;
            }

            hash = hash is null ? value : Merkle.NodeHash(value, hash);
        }

        return hash is not null && Same(hash, root);
    }

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);

    private readonly record struct Place(int Level, byte[]? Computed, byte[]? Stored)
    {
        /// <summary>The one or two values that this place may have had.</summary>
        public byte[][] Values => (Computed, Stored) switch
        {
            (null, null) => [],
            ({ } computed, null) => [computed],
            (null, { } stored) => [stored],
            ({ } computed, { } stored) => Same(computed, stored) ? [computed] : [computed, stored],
        };
    }

    private sealed class StoredLevel : IDisposable
    {
        private readonly IEnumerator<TreeNode> _nodes;

        public StoredLevel(IEnumerator<TreeNode> nodes)
        {
            _nodes = nodes;
            Move();
        }

        public TreeNode? Peek { get; private set; }

        public void Move() => Peek = _nodes.MoveNext() ? _nodes.Current : null;

        public void Dispose() => _nodes.Dispose();
    }
}
