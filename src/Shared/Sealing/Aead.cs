using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// AES-256-GCM with a random nonce: <c>nonce (12) | ciphertext | tag (16)</c>. The only place where a cipher is called; callers never choose
/// a nonce or an algorithm. 2^32 messages per key keep a repeated nonce below 2^-32; a file has some thousands.
/// </summary>
internal static class Aead
{
    public const int NonceSize = 12;
    public const int TagSize = 16;
    public const int Overhead = NonceSize + TagSize;

    public static void Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> output)
    {
        var nonce = output[..NonceSize];
        RandomNumberGenerator.Fill(nonce);
        using var cipher = new AesGcm(key, TagSize);
        cipher.Encrypt(nonce, plain, output.Slice(NonceSize, plain.Length), output.Slice(NonceSize + plain.Length, TagSize), associated);
    }

    public static void Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        using var cipher = new AesGcm(key, TagSize);
        cipher.Decrypt(input[..NonceSize], input[NonceSize..^TagSize], input[^TagSize..], plain, associated);
    }
}
