using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

public sealed class WitnessingTests : IDisposable
{
    private static readonly DateTimeOffset At = new(2026, 11, 21, 9, 0, 0, TimeSpan.Zero);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _witness = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly byte[][] _leaves = MerkleTests.Leaves(80);

    public void Dispose()
    {
        _key.Dispose();
        _witness.Dispose();
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public void A_countersigned_checkpoint_counts_only_with_both_signatures_over_the_same_text()
    {
        var checkpoint = Tree(20).At(20);
        var note = checkpoint.Sign(_key) + checkpoint.SignatureLine("arbodossier/identity", _witness);
        Verify(note).Should().BeEquivalentTo(checkpoint);
        Verify(checkpoint.Sign(_key)).Should().BeNull("nobody countersigned");
        Verify(note.Split("\n\n")[0] + "\n\n" + checkpoint.SignatureLine("arbodossier/identity", _witness)).Should().BeNull("the ledger's own line is gone");
        Verify(checkpoint.Sign(_key) + checkpoint.SignatureLine("arbodossier/identity", _key)).Should().BeNull("the zone cannot countersign for another");
        Verify(checkpoint.Sign(_key) + checkpoint.SignatureLine("arbodossier/reintegration", _witness)).Should().BeNull("another name");
        Verify(checkpoint.Sign(_key) + Tree(21).At(21).SignatureLine("arbodossier/identity", _witness)).Should().BeNull("a line of another checkpoint");
        for (var i = 0; i < note.Length; i++)
        {
            Verify(note[..i] + (note[i] == 'A' ? 'B' : 'A') + note[(i + 1)..]).Should().BeNull();
        }

        Checkpoint? Verify(string text) => Checkpoint.Verify(text, "arbodossier/medical", ("arbodossier/medical", _key), ("arbodossier/identity", _witness));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public void What_grows_is_new_and_what_shrinks_or_forks_is_found_for_every_pair_of_sizes()
    {
        var (tree, fork) = (Tree(40), Tree(40, changed: 7));
        for (var seen = 1; seen <= 40; seen++)
        {
            for (var shown = 1; shown <= 40; shown++)
            {
                var proof = shown >= seen ? tree.Proof(seen, shown) : [];
                Witnessing.Judge(tree.At(seen), tree.At(shown), seen, proof).Should()
                    .Be(shown < seen ? WitnessFinding.Behind : shown == seen ? WitnessFinding.Known : WitnessFinding.New, $"{seen} {shown}");
                if (seen > 7 && shown >= seen)
                {
                    Witnessing.Judge(tree.At(seen), fork.At(shown), seen, fork.Proof(seen, shown)).Should().Be(WitnessFinding.Inconsistent, $"{seen} {shown}");
                }

                if (shown > seen)
                {
                    Witnessing.Judge(tree.At(seen), tree.At(shown), seen - 1, proof).Should().Be(WitnessFinding.Unproven);
                    Witnessing.Judge(tree.At(seen), tree.At(shown), seen, [.. proof, new byte[32]]).Should().Be(WitnessFinding.Inconsistent);
                }
            }
        }

        Witnessing.Judge(null, null, 0, []).Should().Be(WitnessFinding.Nothing);
        Witnessing.Judge(null, tree.At(3), 0, []).Should().Be(WitnessFinding.New);
        Witnessing.Judge(tree.At(3), null, 3, []).Should().Be(WitnessFinding.Behind);
        Witnessing.Judge(tree.At(3), tree.At(9), 3, [null!, new byte[31]]).Should().Be(WitnessFinding.Inconsistent, "what another program sends can be anything");
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public void An_anchor_is_the_newest_sight_that_agrees_and_a_sight_that_does_not_is_named_with_the_size_up_to_which_they_agree()
    {
        var (tree, fork) = (Tree(40), Tree(40, changed: 20));
        Anchor(40).Should().Be(new AnchorFinding(0, "", null, 0, false));
        Anchor(40, ("identity", tree.At(33)), ("medical", tree.At(12))).Should().Be(new AnchorFinding(33, "identity", null, 0, false));
        Anchor(40, ("identity", tree.At(40))).Should().Be(new AnchorFinding(40, "identity", null, 0, false));
        Anchor(30, ("identity", tree.At(33)), ("medical", tree.At(12))).Should().Be(new AnchorFinding(12, "medical", "identity", 33, false), "entries were cut off");
        Anchor(0, ("identity", tree.At(33))).Should().Be(new AnchorFinding(0, "", "identity", 33, false));
        Anchor(40, ("identity", fork.At(33)), ("medical", tree.At(12))).Should().Be(new AnchorFinding(12, "medical", "identity", 33, true), "the history is another");
        Anchor(40, ("identity", fork.At(20))).Should().Be(new AnchorFinding(20, "identity", null, 0, false), "so far they agree");
        Anchor(40, ("identity", fork.At(21)), ("medical", tree.At(20))).Should().Be(new AnchorFinding(20, "medical", "identity", 21, true), "and here they do not");

        AnchorFinding Anchor(long entries, params (string, Checkpoint)[] sights) => Witnessing.Anchor(entries, tree.Node, sights);
    }

    private Grown Tree(int entries, int changed = -1) => new([.. _leaves.Take(entries).Select((leaf, i) => i == changed ? SHA256.HashData(leaf) : leaf)]);

    /// <summary>A tree at each of its sizes.</summary>
    private sealed class Grown
    {
        private readonly Dictionary<(int, long), byte[]> _nodes = [];
        private readonly List<byte[]> _roots = [Merkle.EmptyRoot];

        public Grown(byte[][] leaves)
        {
            var edge = new MerkleEdge();
            foreach (var leaf in leaves)
            {
                foreach (var node in edge.Append(leaf))
                {
                    _nodes.Add((node.Level, node.Index), node.Hash);
                }

                _roots.Add(edge.Root());
            }
        }

        public Checkpoint At(int size) => new("arbodossier/medical", size, _roots[size], WitnessingTests.At);

        public IReadOnlyList<byte[]> Proof(int first, int second) => MerkleProof.Consistency(first, second, Node);

        public byte[] Node(int level, long index) => _nodes[(level, index)];
    }
}
