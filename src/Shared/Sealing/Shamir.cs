using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// Shamir's secret sharing, byte by byte over GF(2^8) with the polynomial of AES. Any <c>needed</c> shares give the secret; fewer say nothing about it,
/// whatever is computed with them. Arithmetic without tables and branches on secret bytes.
/// </summary>
internal static class Shamir
{
    /// <summary>Shares with the numbers 1 to <paramref name="shares"/>. Requires 2 &lt;= needed &lt;= shares &lt;= 255.</summary>
    public static byte[][] Split(ReadOnlySpan<byte> secret, int shares, int needed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(needed, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(shares, needed);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(shares, 255);
        var length = secret.Length;
        var made = Enumerable.Range(0, shares).Select(_ => new byte[length]).ToArray();
        var coefficients = new byte[needed];
        for (var at = 0; at < secret.Length; at++)
        {
            RandomNumberGenerator.Fill(coefficients);
            coefficients[0] = secret[at];
            for (var share = 0; share < shares; share++)
            {
                byte value = 0;
                for (var i = needed - 1; i >= 0; i--)
                {
                    value = (byte)(Multiply(value, (byte)(share + 1)) ^ coefficients[i]);
                }

                made[share][at] = value;
            }
        }

        CryptographicOperations.ZeroMemory(coefficients);
        return made;
    }

    /// <summary>The secret, from as many shares as were needed. Requires different numbers and one length; from other shares comes something else.</summary>
    public static byte[] Combine(IReadOnlyList<(byte Number, byte[] Value)> shares)
    {
        var secret = new byte[shares[0].Value.Length];
        foreach (var (number, value) in shares)
        {
            // Lagrange's polynomial of this share, at zero.
            byte weight = 1;
            foreach (var (other, _) in shares.Where(x => x.Number != number))
            {
                weight = Multiply(weight, Multiply(other, Inverse((byte)(other ^ number))));
            }

            for (var at = 0; at < secret.Length; at++)
            {
                secret[at] ^= Multiply(value[at], weight);
            }
        }

        return secret;
    }

    internal static byte Multiply(byte a, byte b)
    {
        var (left, product) = ((int)a, 0);
        for (var bit = 0; bit < 8; bit++)
        {
            product ^= -((b >> bit) & 1) & left;
            left = (left << 1) ^ (-(left >> 7) & 0x11b);
        }

        return (byte)product;
    }

    /// <summary>a^254, which is 1/a.</summary>
    private static byte Inverse(byte a)
    {
        var result = a;
        for (var i = 0; i < 6; i++)
        {
            result = Multiply(Multiply(result, result), a);
        }

        return Multiply(result, result);
    }
}
