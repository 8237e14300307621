using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArboDossier.Exchange.Jose;

/// <summary>What every message between programs says of itself. Instants have whole seconds.</summary>
/// <param name="Issuer">The zone that sends.</param>
/// <param name="Audience">The one zone it is meant for.</param>
/// <param name="Id">Random, 1 to 64 characters; the receiver's duty: one effect per (issuer, id).</param>
/// <param name="IssuedAt">When it was signed.</param>
/// <param name="ExpiresAt">From when on it is worth nothing.</param>
public sealed record JwsClaims(string Issuer, string Audience, string Id, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);

/// <summary>What the receiver holds a message against.</summary>
/// <param name="Keys">The pinned keys of the one sender.</param>
/// <param name="Type">The type that is expected here.</param>
/// <param name="Issuer">Whose keys they are.</param>
/// <param name="Audience">Who the receiver is.</param>
/// <param name="MaximumLifetime">How long such a message may be valid.</param>
public sealed record JwsExpectation(JwsKeys Keys, string Type, string Issuer, string Audience, TimeSpan MaximumLifetime)
{
    /// <summary>How far the clocks of two zones may differ.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest token that is looked at.</summary>
    public int MaximumCharacters { get; init; } = 64 * 1024;
}

/// <summary>A message that was found good.</summary>
/// <param name="KeyId">The pinned key that signed.</param>
/// <param name="Claims">What it says of itself.</param>
/// <param name="Body">The message proper: one JSON value, in which no object names a member twice. Requires strict reading.</param>
public sealed record JwsReceived(string KeyId, JwsClaims Claims, byte[] Body);

/// <summary>
/// A signed message from one program to another: a JWS whose payload is the common claims and a body.
/// <code>{"iss":"…","aud":"…","jti":"…","iat":1,"exp":2,"body":…}</code>
/// </summary>
public static class JwsMessage
{
    private const int MaximumIdCharacters = 64;

    /// <summary>Signs a message. Requires a body that is one JSON value in UTF-8.</summary>
    public static string Sign(SigningKey key, string typ, JwsClaims claims, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentException.ThrowIfNullOrEmpty(claims.Id);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", claims.Issuer);
            json.WriteString("aud", claims.Audience);
            json.WriteString("jti", claims.Id);
            json.WriteNumber("iat", claims.IssuedAt.ToUnixTimeSeconds());
            json.WriteNumber("exp", claims.ExpiresAt.ToUnixTimeSeconds());
            json.WritePropertyName("body");
            json.WriteRawValue(body);
            json.WriteEndObject();
        }

        return Jws.Sign(key, typ, buffer.WrittenSpan);
    }

    /// <summary>Checks a message: signature first, then what it says. Never throws on content.</summary>
    public static bool TryOpen(
        string? token, JwsExpectation expected, TimeProvider clock, [NotNullWhen(true)] out JwsReceived? message, out JwsError error)
    {
        ArgumentNullException.ThrowIfNull(expected);
        ArgumentNullException.ThrowIfNull(clock);
        message = null;
        if (!Jws.Verify(token, expected.Keys, expected.Type, expected.MaximumCharacters, out var content, out error))
            return false;
        error = Open(content, expected, clock.GetUtcNow(), ref message) ?? default;
        return message is not null;
    }

    private static JwsError? Open(JwsContent content, JwsExpectation expected, DateTimeOffset now, ref JwsReceived? message)
    {
        if (!TryPayload(content.Payload, out var payload))
            return JwsError.Malformed;
        if (payload.Issuer != expected.Issuer)
            return JwsError.WrongIssuer;
        if (payload.Audience != expected.Audience)
            return JwsError.WrongAudience;
        var issued = DateTimeOffset.FromUnixTimeSeconds(payload.IssuedAt);
        var expires = DateTimeOffset.FromUnixTimeSeconds(payload.ExpiresAt);
        if (issued - expected.Skew > now)
            return JwsError.NotYetValid;
        if (expires + expected.Skew <= now)
            return JwsError.Expired;
        if (expires <= issued || expires - issued > expected.MaximumLifetime)
            return JwsError.LifetimeOutOfBounds;
        var claims = new JwsClaims(payload.Issuer, payload.Audience, payload.Id, issued, expires);
        message = new JwsReceived(content.KeyId, claims, JsonMarshal.GetRawUtf8Value(payload.Body).ToArray());
        return null;
    }

    private static bool TryPayload(byte[] json, [NotNullWhen(true)] out Payload? payload)
    {
        payload = null;
        try
        {
            var read = JsonSerializer.Deserialize<Payload>(json, JsonSerializerOptions.Strict);
            if (read is { Id.Length: > 0 and <= MaximumIdCharacters } && IsInstant(read.IssuedAt) && IsInstant(read.ExpiresAt))
                payload = read;
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // Another member, a member too few, or one twice, also inside the body.
        }

        return payload is not null;
    }

    // From 1970 to 9999, and far enough from the ends that adding a skew does not leave the calendar.
    private static bool IsInstant(long seconds) => seconds is > 0 and < 250_000_000_000;

    private sealed record Payload(
        [property: JsonPropertyName("iss")] string Issuer,
        [property: JsonPropertyName("aud")] string Audience,
        [property: JsonPropertyName("jti")] string Id,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("exp")] long ExpiresAt,
        [property: JsonPropertyName("body")] JsonElement Body);
}
