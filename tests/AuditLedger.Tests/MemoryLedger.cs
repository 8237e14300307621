using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

/// <summary>A ledger in memory with open tables, so that a test can do to it what a thief of the database can.</summary>
internal sealed class MemoryLedger : ILedgerSource
{
    public const string Zone = "medical";
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public List<(long Sequence, Guid Entry, byte[] Commitment)> Leaf { get; private init; } = [];

    public Dictionary<Guid, LedgerBody> Body { get; private init; } = [];

    public SortedDictionary<(int Level, long Index), byte[]> Node { get; private init; } = [];

    public List<(long Size, string Note)> Signed { get; private init; } = [];

    /// <summary>A consistent ledger with a checkpoint after each of the given numbers of entries.</summary>
    public static MemoryLedger Make(int entries, ECDsa key, Random random, int checkpointEvery)
    {
        var ledger = new MemoryLedger();
        var edge = new MerkleEdge();
        var until = 0;
        for (var i = 0; i < entries; i++)
        {
            var (entry, body) = NewBody(random, Start.AddSeconds(i));
            ledger.Body.Add(entry, body);
            ledger.Append(edge, entry, Merkle.Commit(body.Salt, body.Fields));
            if (i + 1 == entries || i >= until)
            {
                ledger.Sign(edge, key, Start.AddSeconds(i));
                until = i + random.Next(1, checkpointEvery * 2);
            }
        }

        return ledger;
    }

    public static (Guid Entry, LedgerBody Body) NewBody(Random random, DateTimeOffset at)
    {
        var id = new byte[16];
        random.NextBytes(id);
        var entry = new LedgerEntry
        {
            Entry = new Guid(id),
            Zone = Zone,
            At = at,
            Act = new("file.read", ActKind.Read, new Actor(new Guid(1, 2, 3, [.. id.AsSpan(0, 8)]), "CompanyDoctor"), "guidance", default, random.Next(3) == 0 ? null : new Guid(id)),
            Permitted = true,
            Rule = "R-076",
            Reason = "live-relation",
        };
        var salt = new byte[32];
        random.NextBytes(salt);
        return (entry.Entry, new LedgerBody(salt, entry.ToCanonicalBytes(), LedgerEntry.Microseconds(at), entry.Act.Subject));
    }

    public MemoryLedger Copy() => new() { Leaf = [.. Leaf], Body = new(Body), Node = new(Node), Signed = [.. Signed] };

    /// <summary>What a sequencer of the thief's own would write over the leaves that lie there now.</summary>
    public void RebuildNodes()
    {
        Node.Clear();
        var edge = new MerkleEdge();
        foreach (var leaf in Leaf)
        {
            foreach (var node in edge.Append(Merkle.LeafHash(leaf.Entry, leaf.Commitment)))
            {
                Node[(node.Level, node.Index)] = node.Hash;
            }
        }
    }

    /// <summary>Signs the checkpoints from that place on anew over what lies there now.</summary>
    public void SignAgain(int from, ECDsa key)
    {
        var edge = new MerkleEdge();
        var next = from;
        for (var i = 0; i < Leaf.Count; i++)
        {
            edge.Append(Merkle.LeafHash(Leaf[i].Entry, Leaf[i].Commitment));
            if (next < Signed.Count && Signed[next].Size == i + 1)
            {
                Signed[next++] = (i + 1, new Checkpoint(Checkpoint.OriginOf(Zone), i + 1, edge.Root(), Start.AddSeconds(i)).Sign(key));
            }
        }
    }

    public IEnumerable<LedgerLeaf> Leaves() => Leaf.Select(leaf => new LedgerLeaf(leaf.Sequence, leaf.Entry, leaf.Commitment, Body.GetValueOrDefault(leaf.Entry)));

    public IReadOnlyCollection<int> Levels() => Node.Keys.Select(key => key.Level).Distinct().ToList();

    public IEnumerable<TreeNode> Nodes(int level) => Node.Where(node => node.Key.Level == level).Select(node => new TreeNode(level, node.Key.Index, node.Value));

    public IEnumerable<(long Size, string Note)> Checkpoints() => Signed;

    public IEnumerable<(Guid Entry, LedgerBody Body)> Waiting()
    {
        var placed = Leaf.Select(leaf => leaf.Entry).ToHashSet();
        return Body.Where(body => !placed.Contains(body.Key)).Select(body => (body.Key, body.Value));
    }

    private void Append(MerkleEdge edge, Guid entry, byte[] commitment)
    {
        Leaf.Add((edge.Size, entry, commitment));
        foreach (var node in edge.Append(Merkle.LeafHash(entry, commitment)))
        {
            Node.Add((node.Level, node.Index), node.Hash);
        }
    }

    private void Sign(MerkleEdge edge, ECDsa key, DateTimeOffset at) =>
        Signed.Add((edge.Size, new Checkpoint(Checkpoint.OriginOf(Zone), edge.Size, edge.Root(), at).Sign(key)));
}
