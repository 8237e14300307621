using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using ArboDossier.Signing;

namespace ArboDossier.Exchange.Jose;

/// <summary>What a signature was found to cover.</summary>
/// <param name="KeyId">The pinned key that signed.</param>
/// <param name="Payload">The signed bytes.</param>
public sealed record JwsContent(string KeyId, byte[] Payload);

/// <summary>
/// Compact JWS (RFC 7515), narrowed to one way of doing it: ES256, a header of exactly three members, a type that the caller
/// names and a key that the caller pinned. There is nothing to negotiate, so nothing to downgrade.
/// <code>base64url({"alg":"ES256","typ":"…","kid":"…"}) "." base64url(payload) "." base64url(r[32] || s[32])</code>
/// </summary>
public static class Jws
{
    private const int SignatureBytes = 64;
    private const int MaximumHeaderBytes = 256;

    /// <summary>Signs these bytes. Requires a type of letters, digits, <c>+</c>, <c>-</c> and <c>.</c>.</summary>
    /// <param name="key">The signer's key.</param>
    /// <param name="typ">What kind of message this is; no two kinds share a type.</param>
    /// <param name="payload">What is signed.</param>
    public static string Sign(SigningKey key, string typ, ReadOnlySpan<byte> payload)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentException.ThrowIfNullOrEmpty(typ);
        if (!typ.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '-' or '.'))
            throw new ArgumentException("A message type has letters, digits, +, - and . only.", nameof(typ));
        var header = $$"""{"alg":"ES256","typ":"{{typ}}","kid":"{{key.KeyId}}"}""";
        var signed = $"{StrictBase64Url.Encode(Encoding.ASCII.GetBytes(header))}.{StrictBase64Url.Encode(payload)}";
        return $"{signed}.{StrictBase64Url.Encode(key.Sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    /// <summary>Checks a token. Never throws on content.</summary>
    /// <param name="token">What was received.</param>
    /// <param name="keys">The keys of the one peer that may have sent it.</param>
    /// <param name="typ">The type that is expected here, exactly.</param>
    /// <param name="maximumCharacters">The longest token that is looked at.</param>
    /// <param name="content">What is signed, when the result is true.</param>
    /// <param name="error">Why not, when the result is false.</param>
    public static bool Verify(
        string? token, JwsKeys keys, string typ, int maximumCharacters, [NotNullWhen(true)] out JwsContent? content, out JwsError error)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentException.ThrowIfNullOrEmpty(typ);
        content = null;
        error = Verify(token, keys, typ, maximumCharacters, ref content) ?? default;
        return content is not null;
    }

    private static JwsError? Verify(string? token, JwsKeys keys, string typ, int maximumCharacters, ref JwsContent? content)
    {
        if (token is null)
            return JwsError.Malformed;
        if (token.Length > maximumCharacters)
            return JwsError.TooLarge;
        var firstDot = token.IndexOf('.', StringComparison.Ordinal);
        var lastDot = token.LastIndexOf('.');
        if (firstDot <= 0 || lastDot == firstDot)
            return JwsError.Malformed;
        if (!StrictBase64Url.TryDecode(token.AsSpan(0, firstDot), MaximumHeaderBytes, out var headerBytes)
            || !TryHeader(headerBytes, out var header)
            || !StrictBase64Url.TryDecode(token.AsSpan(firstDot + 1, lastDot - firstDot - 1), maximumCharacters, out var payload))
        {
            return JwsError.Malformed;
        }

        if (header.Algorithm != "ES256")
            return JwsError.WrongAlgorithm;
        if (header.Type != typ)
            return JwsError.WrongType;
        if (keys.Find(header.KeyId) is not { } key)
            return JwsError.UnknownKey;
        if (!StrictBase64Url.TryDecode(token.AsSpan(lastDot + 1), SignatureBytes, out var signature)
            || signature.Length != SignatureBytes
            || !key.Verify(Encoding.ASCII.GetBytes(token, 0, lastDot), signature))
        {
            return JwsError.BadSignature;
        }

        content = new JwsContent(key.KeyId, payload);
        return null;
    }

    private static bool TryHeader(byte[] json, [NotNullWhen(true)] out Header? header)
    {
        header = null;
        try
        {
            header = JsonSerializer.Deserialize<Header>(json, JsonSerializerOptions.Strict);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // Another member, a member too few, or one twice.
        }

        return header is not null;
    }

    private sealed record Header(
        [property: JsonPropertyName("alg")] string Algorithm,
        [property: JsonPropertyName("typ")] string Type,
        [property: JsonPropertyName("kid")] string KeyId);
}
