using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange;

/// <summary>
/// Signs and reads ticks. A tick is a compact JWS of type <see cref="Type"/>, valid for a minute, whose content is padded to a multiple of
/// <see cref="Tick.PaddedSize"/>.
/// </summary>
public static class TickCodec
{
    /// <summary>The JWS type of both directions.</summary>
    public const string Type = "arbo-tick+jws";

    /// <summary>The longest tick that is looked at, in characters.</summary>
    public const int MostCharacters = 512 * 1024;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>How messages are written and read: unknown, duplicate and missing members are refused.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerOptions.Strict)
    {
        Converters = { new ExactEnums() },
    };

    /// <summary>One message as bytes, for the outbox.</summary>
    public static byte[] Write(ZoneMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, Json);

    /// <summary>Reads what <see cref="Write"/> made.</summary>
    public static ZoneMessage Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize<ZoneMessage>(bytes, Json) ?? throw new JsonException("empty message");

    /// <summary>Signs a tick for another zone. <paramref name="id"/> answers carry the id of the tick they answer.</summary>
    public static string Sign(SigningKey key, string from, string to, string id, Tick tick, TimeProvider clock)
    {
        var bare = JsonSerializer.SerializeToUtf8Bytes(tick with { Padding = "" }, Json).Length;
        var full = (bare / Tick.PaddedSize + 1) * Tick.PaddedSize;
        var body = JsonSerializer.SerializeToUtf8Bytes(tick with { Padding = new string(' ', full - bare) }, Json);
        var now = clock.GetUtcNow();
        return JwsMessage.Sign(key, Type, new JwsClaims(from, to, id, now, now + Lifetime), body);
    }

    /// <summary>
    /// Reads a tick from a pinned zone. False with a closed error, or with <see cref="JwsError.Malformed"/> where the content is not exactly a tick.
    /// </summary>
    public static bool TryRead(string? token, JwsKeys keys, string from, string to, TimeProvider clock, out string id, out Tick tick, out JwsError error)
    {
        id = "";
        tick = null!;
        var expected = new JwsExpectation(keys, Type, from, to, Lifetime) { MaximumCharacters = MostCharacters };
        if (!JwsMessage.TryOpen(token, expected, clock, out var message, out error))
        {
            return false;
        }

        try
        {
            tick = JsonSerializer.Deserialize<Tick>(message.Body, Json) ?? throw new JsonException("empty tick");
            id = message.Claims.Id;
            return true;
        }
        catch (Exception refused) when (refused is JsonException or NotSupportedException or FormatException or ArgumentException or OverflowException)
        {
            error = JwsError.Malformed;
            return false;
        }
    }
}
