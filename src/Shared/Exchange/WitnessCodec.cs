using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange;

/// <summary>Signs and reads the messages by which zones witness each other's ledgers.</summary>
public static class WitnessCodec
{
    /// <summary>Where Identity takes them.</summary>
    public const string Path = "/exchange/witness";

    /// <summary>The JWS type of a file program's message.</summary>
    public const string AskType = "witness+jws";

    /// <summary>The JWS type of Identity's answer, which carries the id of what it answers.</summary>
    public const string AnswerType = "witness-answer+jws";

    /// <summary>The longest message that is looked at, in characters: the proof of a ledger of 2^60 entries fits, and a notice of keys.</summary>
    public const int MostCharacters = 8 * 1024 + KeyNoticeCodec.MostCharacters * 4 / 3;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>Signs a message.</summary>
    public static string Sign(SigningKey key, string type, string from, string to, string id, WitnessMessage message, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return JwsMessage.Sign(key, type, new JwsClaims(from, to, id, now, now + Lifetime), JsonSerializer.SerializeToUtf8Bytes(message, TickCodec.Json));
    }

    /// <summary>The message and what it says of itself, or null where it is not exactly one of the pinned zone for this one.</summary>
    public static (JwsClaims Claims, WitnessMessage Message)? Read(string? token, JwsKeys keys, string type, string from, string to, TimeProvider clock)
    {
        var expected = new JwsExpectation(keys, type, from, to, Lifetime) { MaximumCharacters = MostCharacters };
        if (!JwsMessage.TryOpen(token, expected, clock, out var received, out _))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<WitnessMessage>(received.Body, TickCodec.Json) is { } message ? (received.Claims, message) : null;
        }
        catch (Exception refused) when (refused is JsonException or NotSupportedException or FormatException)
        {
            return null;
        }
    }
}
