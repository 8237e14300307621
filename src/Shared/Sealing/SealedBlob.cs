using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// Sealed bytes as they lie in a column.
/// <code>blob = version (1) | key id (16, big endian) | nonce (12) | ciphertext | tag (16)</code>
/// </summary>
public readonly record struct SealedBlob
{
    internal const byte Version = 1;
    internal const int Prefix = 17;

    private readonly byte[]? _bytes;

    private SealedBlob(byte[] bytes) => _bytes = bytes;

    /// <summary>True where nothing was sealed.</summary>
    public bool IsEmpty => _bytes is null or { Length: 0 };

    /// <summary>The bytes for a column; empty for <c>default</c>.</summary>
    public byte[] ToBytes() => _bytes ?? [];

    /// <summary>From a column. Any bytes are taken; what they are is found out by <c>Vault.OpenAsync</c>.</summary>
    public static SealedBlob FromBytes(byte[] bytes) => new(bytes);

    /// <summary>SHA-256 of the sealed bytes, for the ledger entry of a write.</summary>
    public byte[] Hash() => SHA256.HashData(ToBytes());

    /// <summary>Compares the bytes.</summary>
    public bool Equals(SealedBlob other) => ToBytes().AsSpan().SequenceEqual(other.ToBytes());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(ToBytes());
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => nameof(SealedBlob);

    internal Guid KeyId => _bytes is { Length: > Prefix } ? new Guid(_bytes.AsSpan(1, 16), bigEndian: true) : Guid.Empty;

    internal bool IsWellFormed => _bytes is { Length: >= Prefix + Aead.Overhead } && _bytes[0] == Version;
}

/// <summary>
/// Where a blob belongs. Bound into it as associated data, so that a blob moved to another file, row, field or version does not open.
/// </summary>
/// <param name="File">The file, employment or employer that leads the row.</param>
/// <param name="Row">Id of the row.</param>
/// <param name="Field">Table and column.</param>
/// <param name="Version">Version of the row's content, from 1.</param>
public readonly record struct Place(Guid File, Guid Row, string Field, int Version = 1)
{
    internal byte[] AssociatedData(string zone, Guid key) => Associated.Of(
        "blob", zone, key.ToString("N"), File.ToString("N"), Row.ToString("N"), Field, Version.ToString(System.Globalization.CultureInfo.InvariantCulture));
}

/// <summary>The one outward error of the vault: the blob does not open here. Says nothing about why.</summary>
public sealed class SealException : Exception
{
    /// <summary>With a neutral message.</summary>
    public SealException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
