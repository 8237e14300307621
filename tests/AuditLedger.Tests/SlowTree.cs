using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

/// <summary>RFC 6962 section 2.1 word for word, recursive, slow, and with nothing of the product's code in it.</summary>
internal static class SlowTree
{
    public static byte[] Leaf(byte[] data) => SHA256.HashData([0, .. data]);

    public static byte[] Root(ReadOnlySpan<byte[]> leafHashes)
    {
        if (leafHashes.Length == 0)
        {
            return SHA256.HashData([]);
        }

        if (leafHashes.Length == 1)
        {
            return leafHashes[0];
        }

        var k = Split(leafHashes.Length);
        return SHA256.HashData([1, .. Root(leafHashes[..k]), .. Root(leafHashes[k..])]);
    }

    public static List<byte[]> Path(int m, ReadOnlySpan<byte[]> d)
    {
        if (d.Length == 1)
        {
            return [];
        }

        var k = Split(d.Length);
        return m < k ? [.. Path(m, d[..k]), Root(d[k..])] : [.. Path(m - k, d[k..]), Root(d[..k])];
    }

    public static List<byte[]> Proof(int m, ReadOnlySpan<byte[]> d) => m == 0 || m == d.Length ? [] : SubProof(m, d, true);

    private static List<byte[]> SubProof(int m, ReadOnlySpan<byte[]> d, bool complete)
    {
        if (m == d.Length)
        {
            return complete ? [] : [Root(d)];
        }

        var k = Split(d.Length);
        return m <= k ? [.. SubProof(m, d[..k], complete), Root(d[k..])] : [.. SubProof(m - k, d[k..], false), Root(d[..k])];
    }

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
