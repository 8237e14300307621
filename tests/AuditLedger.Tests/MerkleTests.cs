using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

public sealed class MerkleTests
{
    private static readonly string[] Inputs =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    /// <summary>The roots that the Certificate Transparency implementations test against, for the first 1 to 8 inputs.</summary>
    private static readonly string[] Roots =
    [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    [Trait("Rule", "R-225")]
    public void The_roots_of_the_published_vectors_come_out()
    {
        var edge = new MerkleEdge();
        Convert.ToHexStringLower(edge.Root()).Should().Be("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        var hashes = Inputs.Select(input => SlowTree.Leaf(Convert.FromHexString(input))).ToArray();
        for (var i = 0; i < hashes.Length; i++)
        {
            edge.Append(hashes[i]);
            Convert.ToHexStringLower(edge.Root()).Should().Be(Roots[i]);
            Convert.ToHexStringLower(SlowTree.Root(hashes.AsSpan(0, i + 1))).Should().Be(Roots[i]);
        }
    }

    [Fact]
    public void A_leaf_and_a_node_are_hashed_as_the_layout_says()
    {
        var entry = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");
        var salt = Enumerable.Range(0, 32).Select(i => (byte)i).ToArray();
        foreach (var length in (int[])[0, 1, 900, 991, 992, 993, 5000])
        {
            var fields = RandomNumberGenerator.GetBytes(length);
            Merkle.Commit(salt, fields).Should().Equal(SHA256.HashData([.. salt, .. fields]));
        }

        var commitment = SHA256.HashData(salt);
        Merkle.LeafHash(entry, commitment).Should().Equal(SlowTree.Leaf([.. Convert.FromHexString("00112233445566778899aabbccddeeff"), .. commitment]));
        Merkle.NodeHash(salt, commitment).Should().Equal(SHA256.HashData([1, .. salt, .. commitment]));
    }

    [Fact]
    public void A_hash_or_salt_of_another_length_is_refused()
    {
        var right = new byte[32];
        foreach (var wrong in (byte[][])[[], new byte[31], new byte[33]])
        {
            FluentActions.Invoking(() => Merkle.Commit(wrong, right)).Should().Throw<ArgumentOutOfRangeException>();
            FluentActions.Invoking(() => Merkle.LeafHash(Guid.Empty, wrong)).Should().Throw<ArgumentOutOfRangeException>();
            FluentActions.Invoking(() => Merkle.NodeHash(wrong, right)).Should().Throw<ArgumentOutOfRangeException>();
            FluentActions.Invoking(() => Merkle.NodeHash(right, wrong)).Should().Throw<ArgumentOutOfRangeException>();
        }
    }

    [Fact]
    public void The_growing_tree_agrees_with_the_slow_one_at_every_size_and_goes_on_from_stored_nodes_at_every_size()
    {
        var leaves = Leaves(300);
        var stored = new Dictionary<(int, long), byte[]>();
        var edge = new MerkleEdge();
        edge.Root().Should().Equal(SlowTree.Root([]));
        for (var size = 1; size <= leaves.Length; size++)
        {
            var restored = new MerkleEdge(size - 1, Merkle.RightEdge(size - 1).Select(place => stored[place]));
            var done = edge.Append(leaves[size - 1]);
            restored.Append(leaves[size - 1]).Should().BeEquivalentTo(done, options => options.WithStrictOrdering());
            foreach (var node in done)
            {
                var first = (int)(node.Index << node.Level);
                node.Hash.Should().Equal(SlowTree.Root(leaves.AsSpan(first, 1 << node.Level)));
                stored.Add((node.Level, node.Index), node.Hash);
            }

            edge.Size.Should().Be(size);
            edge.Root().Should().Equal(SlowTree.Root(leaves.AsSpan(0, size)));
            restored.Root().Should().Equal(edge.Root());
        }

        var expected = Enumerable.Range(0, 9).Sum(level => 300 >> level);
        stored.Should().HaveCount(expected);
    }

    [Fact]
    public void A_tree_that_lacks_a_node_of_its_right_edge_does_not_go_on()
    {
        FluentActions.Invoking(() => new MerkleEdge(7, Leaves(2))).Should().Throw<InvalidDataException>();
    }

    internal static byte[][] Leaves(int count) => Enumerable.Range(0, count).Select(i => SlowTree.Leaf(BitConverter.GetBytes(i))).ToArray();
}
