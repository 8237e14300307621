using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Formats.Cbor;
using System.Security.Cryptography;

namespace ArboDossier.Signing;

/// <summary>
/// The bytes an authenticator signs, taken apart without leaving one over (WebAuthn Level 3 section 6.1).
/// <code>
/// RP id hash [32] | flags [1] | counter [4, big-endian] | attested credential data (AT) | extensions, one CBOR map (ED)
/// flags: 0 UP, 2 UV, 3 BE, 4 BS, 6 AT, 7 ED
/// attested credential data: AAGUID [16] | id length [2, big-endian] | id | COSE key
/// </code>
/// </summary>
internal sealed class AuthenticatorData
{
    internal const int MaximumBytes = 4096;
    private const int FixedBytes = 32 + 1 + 4;

    private AuthenticatorData(byte[] relyingPartyHash, byte flags, uint counter)
    {
        (RelyingPartyHash, Flags, Counter) = (relyingPartyHash, flags, counter);
    }

    internal byte[] RelyingPartyHash { get; }

    internal uint Counter { get; }

    internal Guid Aaguid { get; private set; }

    /// <summary>The attested id and key; set exactly when the AT flag is.</summary>
    internal byte[]? CredentialId { get; private set; }

    internal byte[]? PublicKey { get; private set; }

    internal bool UserPresent => (Flags & 0x01) != 0;

    internal bool UserVerified => (Flags & 0x04) != 0;

    internal bool BackupEligible => (Flags & 0x08) != 0;

    internal bool BackedUp => (Flags & 0x10) != 0;

    private byte Flags { get; }

    private bool HasCredential => (Flags & 0x40) != 0;

    private bool HasExtensions => (Flags & 0x80) != 0;

    internal static bool TryParse(byte[] bytes, [NotNullWhen(true)] out AuthenticatorData? data)
    {
        data = null;
        if (bytes.Length is < FixedBytes or > MaximumBytes)
            return false;
        var read = new AuthenticatorData(bytes[..32], bytes[32], BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(33, 4)));
        ReadOnlyMemory<byte> rest = bytes.AsMemory(FixedBytes);
        if (read.HasCredential && !read.TryReadCredential(ref rest))
            return false;
        if (read.HasExtensions && !TrySkipMap(ref rest))
            return false;
        if (!rest.IsEmpty)
            return false;
        data = read;
        return true;
    }

    internal bool IsFor(RelyingParty rp) => CryptographicOperations.FixedTimeEquals(RelyingPartyHash, rp.IdHash());

    private bool TryReadCredential(ref ReadOnlyMemory<byte> rest)
    {
        var span = rest.Span;
        if (span.Length < 18)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(span[16..]);
        if (length is 0 or > Credential.MaximumIdBytes || span.Length < 18 + length)
            return false;
        Aaguid = new Guid(span[..16], bigEndian: true);
        CredentialId = span.Slice(18, length).ToArray();
        var key = rest[(18 + length)..];
        rest = key;
        if (!TrySkipMap(ref rest))
            return false;
        PublicKey = key[..(key.Length - rest.Length)].ToArray();
        return true;
    }

    private static bool TrySkipMap(ref ReadOnlyMemory<byte> rest)
    {
        try
        {
            var reader = new CborReader(rest, CborConformanceMode.Ctap2Canonical, allowMultipleRootLevelValues: true);
            if (reader.PeekState() != CborReaderState.StartMap)
                return false;
            reader.SkipValue();
            rest = rest[^reader.BytesRemaining..];
            return true;
        }
        catch (Exception refused) when (refused is CborContentException or InvalidOperationException or OverflowException)
        {
            return false;
        }
    }
}
