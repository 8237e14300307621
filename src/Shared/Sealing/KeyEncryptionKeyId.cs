using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// Names a key-encryption key by eight bytes of a hash, so that while one key takes over from another every wrapped key says which of them
/// opens it.
/// <code>wrapped = format (1) | id of the key-encryption key (8) | what that kind of custody writes</code>
/// </summary>
public readonly record struct KeyEncryptionKeyId
{
    internal const int Size = 8;

    /// <summary>Length of what stands before the body: format and id.</summary>
    internal const int Head = 1 + Size;

    private readonly ulong _value;

    private KeyEncryptionKeyId(ulong value) => _value = value;

    /// <summary>The name of a key by what is its own: a public half, an address, or (a hash of) the secret itself.</summary>
    public static KeyEncryptionKeyId Of(string kind, ReadOnlySpan<byte> own)
    {
        var hash = SHA256.HashData([.. Associated.Of("key-encryption-key", kind), .. own]);
        return new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash));
    }

    /// <summary>The name at the head of wrapped bytes, or null where they are too short to have one.</summary>
    public static KeyEncryptionKeyId? At(ReadOnlySpan<byte> wrapped) =>
        wrapped.Length < Head ? null : new(System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(wrapped[1..]));

    /// <summary>Sixteen hexadecimal digits.</summary>
    public override string ToString() => _value.ToString("x16", System.Globalization.CultureInfo.InvariantCulture);

    internal void WriteTo(Span<byte> wrapped, byte format)
    {
        wrapped[0] = format;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt64BigEndian(wrapped[1..], _value);
    }

    internal bool IsAt(ReadOnlySpan<byte> wrapped, byte format) => wrapped.Length >= Head && wrapped[0] == format && At(wrapped) == this;
}
