using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.AuditLedger;

/// <summary>
/// What a signed checkpoint says: how many entries the ledger of an origin has, and the root over them.
/// As text it is a C2SP tlog-checkpoint with one extension line (the instant), signed as a C2SP signed note
/// with an ECDSA P-256 key (signature type 2):
/// <code>
///   arbodossier/medical
///   1234
///   base64(root)
///   2026-11-21T09:00:00.000000Z
///
///   — arbodossier/medical base64( key hash (4) | DER signature )
/// </code>
/// </summary>
public sealed record Checkpoint(string Origin, long Size, byte[] Root, DateTimeOffset At)
{
    /// <summary>The origin line of a zone's ledger.</summary>
    public static string OriginOf(string zone) => $"arbodossier/{zone}";

    /// <summary>The signed text. Requires a P-256 key.</summary>
    public string Sign(ECDsa key) => $"{Body()}\n{SignatureLine(Origin, key)}";

    /// <summary>
    /// A further line under a signed text, by which another zone says that it saw this checkpoint and that it follows from what it saw before.
    /// Requires that zone's P-256 key, and <paramref name="witness"/> as its origin line.
    /// </summary>
    public string SignatureLine(string witness, ECDsa key)
    {
        var signature = key.SignData(Encoding.UTF8.GetBytes(Body()), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        return $"— {witness} {Convert.ToBase64String([.. KeyHash(key), .. signature])}\n";
    }

    /// <summary>The checkpoint if the text is one of <paramref name="origin"/> and carries that key's valid signature, else null.</summary>
    public static Checkpoint? Verify(string note, string origin, ECDsa key) => Verify(note, origin, (origin, key));

    /// <summary>The checkpoint if the text is one of <paramref name="origin"/> and carries a valid line of each of these signers, else null.</summary>
    public static Checkpoint? Verify(string note, string origin, params ReadOnlySpan<(string Name, ECDsa Key)> signers)
    {
        if (Read(note, origin) is not var (checkpoint, lines))
        {
            return null;
        }

        foreach (var (name, key) in signers)
        {
            if (!lines.Any(line => IsSignatureOf(line, checkpoint.Body(), name, key)))
            {
                return null;
            }
        }

        return signers.IsEmpty ? null : checkpoint;
    }

    /// <summary>
    /// The checkpoint if the text is one of <paramref name="origin"/>, signed by the key that was in use at its size, and countersigned by each of
    /// these witnesses with a key that was in use at its instant; else null.
    /// </summary>
    public static Checkpoint? Verify(string note, string origin, LedgerKeys own, params IReadOnlyList<(string Name, LedgerKeys Keys)> witnesses) =>
        Read(note, origin) is var (checkpoint, lines)
        && lines.Any(line => IsSignatureOf(line, checkpoint.Body(), origin, own.Signing(checkpoint.Size)))
        && witnesses.All(x => x.Keys.Witnessing(checkpoint.At).Any(key => lines.Any(line => IsSignatureOf(line, checkpoint.Body(), x.Name, key))))
            ? checkpoint
            : null;

    private static (Checkpoint Checkpoint, string[] Lines)? Read(string note, string origin)
    {
        var split = note.Length > 4096 ? -1 : note.IndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || Parse(note[..(split + 1)], origin) is not { } checkpoint)
        {
            return null;
        }

        var signatures = note[(split + 2)..].Split('\n');
        return signatures.Length >= 2 && signatures[^1].Length == 0 && signatures[..^1].All(line => line.StartsWith("— ", StringComparison.Ordinal))
            ? (checkpoint, signatures[..^1])
            : null;
    }

    private static Checkpoint? Parse(string body, string origin)
    {
        var lines = body.Split('\n');
        if (lines.Length != 5 || lines[0] != origin || lines[4].Length != 0
            || !long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            || !DateTimeOffset.TryParseExact(lines[3], "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at))
        {
            return null;
        }

        var root = new byte[32];
        if (!Convert.TryFromBase64String(lines[2], root, out var length) || length != 32)
        {
            return null;
        }

        var checkpoint = new Checkpoint(origin, size, root, at);
        return checkpoint.Body() == body ? checkpoint : null;
    }

    private static bool IsSignatureOf(string line, string body, string name, ECDsa key)
    {
        var prefix = $"— {name} ";
        var signed = new byte[256];
        // The framework's decoder passes over blanks and spare bits: only the one way to write the bytes counts.
        return line.StartsWith(prefix, StringComparison.Ordinal)
            && Convert.TryFromBase64String(line[prefix.Length..], signed, out var count) && count > 4
            && Convert.ToBase64String(signed.AsSpan(0, count)) == line[prefix.Length..]
            && signed.AsSpan(0, 4).SequenceEqual(KeyHash(key))
            && key.VerifyData(Encoding.UTF8.GetBytes(body), signed.AsSpan(4, count - 4), HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
    }

    private string Body() => $"{Origin}\n{Size.ToString(CultureInfo.InvariantCulture)}\n{Convert.ToBase64String(Root)}\n{LedgerEntry.Format(At)}\n";

    private static byte[] KeyHash(ECDsa key) => SHA256.HashData(key.ExportSubjectPublicKeyInfo())[..4];
}
