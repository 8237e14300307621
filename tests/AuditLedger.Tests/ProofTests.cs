using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

public sealed class ProofTests
{
    private readonly byte[][] _leaves;
    private readonly Dictionary<(int, long), byte[]> _stored = [];

    public ProofTests()
    {
        _leaves = MerkleTests.Leaves(3000);
        var edge = new MerkleEdge();
        foreach (var node in _leaves.SelectMany(edge.Append))
        {
            _stored.Add((node.Level, node.Index), node.Hash);
        }
    }

    public static TheoryData<int> Seeds => [1, 2, 3];

    [Fact]
    public void Inclusion_proofs_agree_with_the_slow_tree_for_every_leaf_of_every_size_up_to_64()
    {
        for (var size = 1; size <= 64; size++)
        {
            var root = SlowTree.Root(_leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                CheckInclusion(index, size, root);
            }
        }
    }

    [Fact]
    public void Consistency_proofs_agree_with_the_slow_tree_for_every_pair_of_sizes_up_to_64()
    {
        var roots = Enumerable.Range(0, 65).Select(size => SlowTree.Root(_leaves.AsSpan(0, size))).ToArray();
        for (var second = 0; second <= 64; second++)
        {
            for (var first = 0; first <= second; first++)
            {
                CheckConsistency(first, second, roots[first], roots[second]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Proofs_agree_with_the_slow_tree_for_random_larger_sizes(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 25; i++)
        {
            var second = random.Next(65, _leaves.Length + 1);
            var first = random.Next(1, second);
            var root = SlowTree.Root(_leaves.AsSpan(0, second));
            CheckInclusion(random.Next(second), second, root);
            CheckConsistency(first, second, SlowTree.Root(_leaves.AsSpan(0, first)), root);
        }
    }

    [Fact]
    public void A_proof_with_one_flipped_bit_one_hash_more_or_fewer_or_for_another_place_proves_nothing()
    {
        for (var size = 2; size <= 40; size++)
        {
            var root = SlowTree.Root(_leaves.AsSpan(0, size));
            for (var index = 0; index < size; index++)
            {
                var proof = MerkleProof.Inclusion(index, size, Node);
                foreach (var damaged in Damage(proof))
                {
                    MerkleProof.VerifyInclusion(_leaves[index], index, size, damaged, root).Should().BeFalse();
                }

                for (var other = -1; other <= size; other++)
                {
                    MerkleProof.VerifyInclusion(_leaves[index], other, size, proof, root).Should().Be(other == index);
                }
            }

            for (var first = 1; first < size; first++)
            {
                var proof = MerkleProof.Consistency(first, size, Node);
                var firstRoot = SlowTree.Root(_leaves.AsSpan(0, first));
                foreach (var damaged in Damage(proof))
                {
                    MerkleProof.VerifyConsistency(first, size, damaged, firstRoot, root).Should().BeFalse();
                }

                MerkleProof.VerifyConsistency(first, size, proof, root, root).Should().BeFalse();
                MerkleProof.VerifyConsistency(first, size, proof, firstRoot, firstRoot).Should().BeFalse();
            }
        }
    }

    [Fact]
    public void A_tree_whose_history_was_rewritten_has_no_consistency_proof()
    {
        var rewritten = _leaves[..50].ToArray();
        rewritten[20] = SHA256.HashData("another entry"u8);
        var nodes = new Dictionary<(int, long), byte[]>();
        var edge = new MerkleEdge();
        foreach (var node in rewritten.SelectMany(edge.Append))
        {
            nodes.Add((node.Level, node.Index), node.Hash);
        }

        for (var first = 1; first < 50; first++)
        {
            var seen = SlowTree.Root(_leaves.AsSpan(0, first));
            MerkleProof.VerifyConsistency(first, 50, MerkleProof.Consistency(first, 50, (level, index) => nodes[(level, index)]), seen, edge.Root())
                .Should().Be(first <= 20);
        }
    }

    private void CheckInclusion(int index, int size, byte[] root)
    {
        var proof = MerkleProof.Inclusion(index, size, Node);
        proof.Should().Equal(SlowTree.Path(index, _leaves.AsSpan(0, size)), (a, b) => a.AsSpan().SequenceEqual(b));
        MerkleProof.VerifyInclusion(_leaves[index], index, size, proof, root).Should().BeTrue();
    }

    private void CheckConsistency(int first, int second, byte[] firstRoot, byte[] secondRoot)
    {
        var proof = MerkleProof.Consistency(first, second, Node);
        proof.Should().Equal(SlowTree.Proof(first, _leaves.AsSpan(0, second)), (a, b) => a.AsSpan().SequenceEqual(b));
        MerkleProof.VerifyConsistency(first, second, proof, firstRoot, secondRoot).Should().BeTrue();
    }

    private byte[] Node(int level, long index) => _stored[(level, index)];

    private static IEnumerable<IReadOnlyList<byte[]>> Damage(IReadOnlyList<byte[]> proof)
    {
        yield return [.. proof, new byte[32]];
        yield return [.. proof, new byte[31]];
        yield return Enumerable.Repeat(new byte[32], 100).ToList();
        for (var i = 0; i < proof.Count; i++)
        {
            yield return [.. proof.Take(i), .. proof.Skip(i + 1)];
            var flipped = proof[i].ToArray();
            flipped[i % 32] ^= 1;
            yield return [.. proof.Take(i), flipped, .. proof.Skip(i + 1)];
        }
    }
}
