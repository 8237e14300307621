using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// A key-encryption key that never leaves its device: it wraps 32 fresh bytes, and those seal what is wrapped together with its associated
/// data. So a device needs no more than RSA-OAEP, and a wrapped key that was moved does not open.
/// <code>wrapped = 0x02 | id (8) | length (2) | the 32 bytes as the device wrapped them | nonce (12) | ciphertext | tag (16)</code>
/// </summary>
/// <param name="kind">Name of the kind of custody.</param>
/// <param name="id">Names the key on the device.</param>
/// <param name="wrap">Wraps 32 bytes.</param>
/// <param name="unwrap">Unwraps them. Throws <see cref="CustodyException"/>.</param>
public sealed class EnvelopeCustody(
    string kind,
    KeyEncryptionKeyId id,
    Func<byte[], CancellationToken, ValueTask<byte[]>> wrap,
    Func<byte[], CancellationToken, ValueTask<byte[]>> unwrap)
    : IKeyCustody
{
    private const byte Format = 2;
    private const int KeySize = 32;
    private const int Start = KeyEncryptionKeyId.Head + 2;

    /// <inheritdoc/>
    public string Kind => kind;

    /// <inheritdoc/>
    public KeyEncryptionKeyId KeyId => id;

    /// <inheritdoc/>
    public async ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        var once = RandomNumberGenerator.GetBytes(KeySize);
        try
        {
            var sealedOnce = await wrap(once, cancel);
            if (sealedOnce.Length is 0 or > ushort.MaxValue)
            {
                throw new CustodyException("custody answers nonsense", fault: CustodyFault.Down);
            }

            var wrapped = new byte[Start + sealedOnce.Length + Aead.Overhead + key.Length];
            id.WriteTo(wrapped, Format);
            BinaryPrimitives.WriteUInt16BigEndian(wrapped.AsSpan(KeyEncryptionKeyId.Head), (ushort)sealedOnce.Length);
            sealedOnce.CopyTo(wrapped, Start);
            Aead.Encrypt(once, key.Span, associatedData.Span, wrapped.AsSpan(Start + sealedOnce.Length));
            return wrapped;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(once);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        var length = wrapped.Length > Start && id.IsAt(wrapped.Span, Format) ? BinaryPrimitives.ReadUInt16BigEndian(wrapped.Span[KeyEncryptionKeyId.Head..]) : 0;
        if (length == 0 || wrapped.Length <= Start + length + Aead.Overhead)
        {
            throw new CustodyException("not a key wrapped by this custody");
        }

        var once = await unwrap(wrapped.Slice(Start, length).ToArray(), cancel);
        try
        {
            if (once.Length != KeySize)
            {
                throw new CustodyException("a wrapped key does not open");
            }

            var body = wrapped.Span[(Start + length)..];
            var key = new byte[body.Length - Aead.Overhead];
            Aead.Decrypt(once, body, associatedData.Span, key);
            return key;
        }
        catch (CryptographicException damaged)
        {
            throw new CustodyException("a wrapped key does not open", damaged);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(once);
        }
    }
}
