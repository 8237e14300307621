using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;

namespace ArboDossier.Signing;

/// <summary>The signature algorithms that a passkey may have, by their COSE number.</summary>
public enum CoseAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    Es256 = -7,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256; Windows Hello still makes these.</summary>
    Rs256 = -257,
}

/// <summary>
/// A passkey's public half: its id and its COSE key. Guarantee: the key is a point on P-256 or an RSA key of 2048 to 4096 bits,
/// written in canonical CBOR with exactly the members of its type. Immutable and safe to share between threads.
/// <code>
/// ES256  {1: 2, 3: -7,   -1: 1, -2: x[32], -3: y[32]}
/// RS256  {1: 3, 3: -257, -1: n[256..512], -2: e[3..4]}
/// </code>
/// Source: RFC 9053 section 7.1.1, RFC 8230, WebAuthn Level 3 section 5.8.5.
/// </summary>
public sealed class Credential
{
    /// <summary>The longest credential id, in bytes (WebAuthn Level 3 section 7.1).</summary>
    public const int MaximumIdBytes = 1023;

    internal const int MaximumKeyBytes = 1024;
    private readonly byte[] _id;
    private readonly byte[] _publicKey;
    private readonly ECParameters _point;
    private readonly RSAParameters _rsa;

    private Credential(byte[] id, byte[] publicKey, CoseAlgorithm algorithm, ECParameters point, RSAParameters rsa)
    {
        (_id, _publicKey, Algorithm, _point, _rsa) = (id, publicKey, algorithm, point, rsa);
    }

    /// <summary>The credential id: 1 to 1023 bytes.</summary>
    public ReadOnlyMemory<byte> Id => _id;

    /// <summary>The COSE key, byte for byte as the authenticator wrote it.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey;

    /// <summary>How this credential signs.</summary>
    public CoseAlgorithm Algorithm { get; }

    /// <summary>Reads a stored credential. Returns false for every id or key outside the guarantee; never throws on content.</summary>
    public static bool TryParse(ReadOnlySpan<byte> id, ReadOnlySpan<byte> cosePublicKey, [NotNullWhen(true)] out Credential? credential)
    {
        credential = null;
        if (id.Length is 0 or > MaximumIdBytes || cosePublicKey.Length is 0 or > MaximumKeyBytes)
            return false;
        try
        {
            credential = Read(id.ToArray(), cosePublicKey.ToArray());
        }
        catch (Exception refused) when (refused is CborContentException or InvalidOperationException or OverflowException or CryptographicException)
        {
            // Unexpected CBOR types, non-canonical encodings, points off the curve: all the same refusal.
        }

        return credential is not null;
    }

    /// <summary>Whether the signature over these bytes is this credential's. ECDSA signatures are DER (WebAuthn section 6.5.5).</summary>
    internal bool Verify(byte[] data, byte[] signature)
    {
        try
        {
            if (Algorithm == CoseAlgorithm.Es256)
            {
                using var key = ECDsa.Create(_point);
                return key.VerifyData(data, signature, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
            }

            using var rsa = RSA.Create(_rsa);
            return rsa.VerifyData(data, signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            return false; // a signature that the library cannot even read
        }
    }

    private static Credential? Read(byte[] id, byte[] cose)
    {
        var reader = new CborReader(cose, CborConformanceMode.Ctap2Canonical);
        var members = reader.ReadStartMap();
        if (reader.ReadInt32() != 1)
            return null;
        var keyType = reader.ReadInt32();
        if (reader.ReadInt32() != 3)
            return null;
        var algorithm = reader.ReadInt32();
        return (keyType, algorithm, members) switch
        {
            (2, (int)CoseAlgorithm.Es256, 5) => ReadPoint(reader, id, cose),
            (3, (int)CoseAlgorithm.Rs256, 4) => ReadRsa(reader, id, cose),
            _ => null,
        };
    }

    private static Credential? ReadPoint(CborReader reader, byte[] id, byte[] cose)
    {
        if (reader.ReadInt32() != -1 || reader.ReadInt32() != 1)
            return null;
        var x = ReadBytesOf(reader, -2);
        var y = ReadBytesOf(reader, -3);
        reader.ReadEndMap();
        if (reader.BytesRemaining != 0 || x is not { Length: 32 } || y is not { Length: 32 })
            return null;
        var point = new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = x, Y = y } };
        using (ECDsa.Create(point))
        {
            // Creating it is what proves that the point lies on the curve.
        }

        return new Credential(id, cose, CoseAlgorithm.Es256, point, default);
    }

    private static Credential? ReadRsa(CborReader reader, byte[] id, byte[] cose)
    {
        var modulus = ReadBytesOf(reader, -1);
        var exponent = ReadBytesOf(reader, -2);
        reader.ReadEndMap();
        if (reader.BytesRemaining != 0 || modulus is not { Length: >= 256 and <= 512 } || exponent is not { Length: 3 or 4 })
            return null;
        if (modulus[0] == 0 || (modulus[^1] & 1) == 0 || exponent[0] == 0 || (exponent[^1] & 1) == 0)
            return null;
        var rsa = new RSAParameters { Modulus = modulus, Exponent = exponent };
        using var key = RSA.Create(rsa);
        return key.KeySize is >= 2048 and <= 4096 ? new Credential(id, cose, CoseAlgorithm.Rs256, default, rsa) : null;
    }

    private static byte[]? ReadBytesOf(CborReader reader, int label) => reader.ReadInt32() == label ? reader.ReadByteString() : null;
}
