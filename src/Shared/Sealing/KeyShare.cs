using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// One custodian's share of a key-encryption key, as text to be written down and typed in again. The names in it are no secret; the value alone is
/// worth nothing.
/// <code>
/// hex( version (1) | needed (1) | number (1) | set (4) | id of the key (8) | value (32) | checksum (4) ), in groups of four
/// checksum = first bytes of SHA-256( zone | all before it ); set = random, the same in all shares of one ceremony
/// </code>
/// </summary>
public sealed class KeyShare
{
    private const byte Version = 1;
    private const int Size = 1 + 1 + 1 + 4 + 8 + 32 + 4;
    private readonly byte[] _bytes;

    private KeyShare(byte[] bytes) => _bytes = bytes;

    /// <summary>How many are needed.</summary>
    public int Needed => _bytes[1];

    /// <summary>Number of this one, from 1.</summary>
    public int Number => _bytes[2];

    /// <summary>The key that it is a share of.</summary>
    public KeyEncryptionKeyId KeyId => KeyEncryptionKeyId.At(_bytes.AsSpan(6)) ?? default;

    /// <summary>Whether both were made in the same ceremony.</summary>
    public bool IsOfOneSetWith(KeyShare other) => _bytes.AsSpan(3, 12).SequenceEqual(other._bytes.AsSpan(3, 12)) && Needed == other.Needed;

    /// <summary>Reads what was typed, without regard to blanks and case. Null where a character is wrong or missing, or the share is another zone's.</summary>
    public static KeyShare? Read(string zone, string text)
    {
        var typed = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        if (typed.Length != 2 * Size || !typed.All(char.IsAsciiHexDigit))
        {
            return null;
        }

        var bytes = Convert.FromHexString(typed);
        return bytes[0] == Version && bytes[1] >= 2 && bytes[2] >= 1 && Checksum(zone, bytes).AsSpan().SequenceEqual(bytes.AsSpan(Size - 4)) ? new(bytes) : null;
    }

    /// <summary>The key, where as many shares of one set as are needed are right. Names the numbers of those that are not, where more than enough are there.</summary>
    internal static byte[]? Combine(string kind, IReadOnlyList<KeyShare> shares, out IReadOnlyList<int> wrong)
    {
        wrong = [];
        foreach (var some in Choose(shares, shares[0].Needed))
        {
            var key = Shamir.Combine([.. some.Select(x => ((byte)x.Number, x._bytes[15..47]))]);
            if (KeyEncryptionKeyId.Of(kind, key) == shares[0].KeyId)
            {
                // The others belong to it if one of them in a right one's place gives the same.
                wrong = [.. shares.Except(some).Where(x => !Shamir.Combine([.. some.Skip(1).Append(x).Select(y => ((byte)y.Number, y._bytes[15..47]))]).AsSpan().SequenceEqual(key)).Select(x => x.Number)];
                return key;
            }
        }

        return null;
    }

    internal static IReadOnlyList<KeyShare> Split(string zone, KeyEncryptionKeyId id, ReadOnlySpan<byte> key, int shares, int needed)
    {
        var set = RandomNumberGenerator.GetBytes(4);
        var named = new byte[KeyEncryptionKeyId.Head];
        id.WriteTo(named, 0);
        return [.. Shamir.Split(key, shares, needed).Select((value, i) =>
        {
            byte[] bytes = [Version, (byte)needed, (byte)(i + 1), .. set, .. named[1..], .. value, 0, 0, 0, 0];
            Checksum(zone, bytes).CopyTo(bytes, Size - 4);
            CryptographicOperations.ZeroMemory(value);
            return new KeyShare(bytes);
        })];
    }

    /// <summary>For the custodian's paper.</summary>
    public string ToPaper() => string.Join(' ', Convert.ToHexStringLower(_bytes).Chunk(4).Select(x => new string(x)));

    private static byte[] Checksum(string zone, byte[] bytes) => SHA256.HashData([.. Associated.Of("key-share", zone), .. bytes.AsSpan(0, Size - 4)])[..4];

    private static IEnumerable<IReadOnlyList<KeyShare>> Choose(IReadOnlyList<KeyShare> from, int count)
    {
        if (count == 0)
        {
            yield return [];
            yield break;
        }

        for (var i = 0; i + count <= from.Count; i++)
        {
            foreach (var rest in Choose([.. from.Skip(i + 1)], count - 1))
            {
                yield return [from[i], .. rest];
            }
        }
    }
}
