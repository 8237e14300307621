using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange;

/// <summary>
/// Signs and reads notices of keys. Each is signed by itself and not only by what carries it, so that it is always the sender's key in use that
/// speaks about keys, whatever is under way.
/// </summary>
public static class KeyNoticeCodec
{
    /// <summary>The JWS type.</summary>
    public const string Type = "keys+jws";

    /// <summary>The longest notice that is looked at, in characters.</summary>
    public const int MostCharacters = 16 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Signs a notice for another zone.</summary>
    public static string Sign(SigningKey key, string from, string to, KeyNotice notice, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return JwsMessage.Sign(key, Type, new JwsClaims(from, to, Guid.NewGuid().ToString("N"), now, now + Lifetime), JsonSerializer.SerializeToUtf8Bytes(notice, TickCodec.Json));
    }

    /// <summary>Reads a notice of a pinned zone, with the key that signed it; false with a closed error.</summary>
    public static bool TryRead(
        string token, JwsKeys keys, string from, string to, TimeProvider clock, [NotNullWhen(true)] out KeyNotice? notice, [NotNullWhen(true)] out string? signer, out JwsError error)
    {
        (notice, signer) = (null, null);
        var expected = new JwsExpectation(keys, Type, from, to, Lifetime) { MaximumCharacters = MostCharacters };
        if (!JwsMessage.TryOpen(token, expected, clock, out var message, out error))
        {
            return false;
        }

        try
        {
            notice = JsonSerializer.Deserialize<KeyNotice>(message.Body, TickCodec.Json);
            signer = message.KeyId;
        }
        catch (Exception refused) when (refused is JsonException or NotSupportedException or FormatException or ArgumentException)
        {
            // Not exactly a notice.
        }

        error = JwsError.Malformed;
        return notice is not null && signer is not null;
    }
}
