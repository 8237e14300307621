using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange;

/// <summary>
/// A zone's public keys: how they stand in <c>public.json</c> and in the file of pinned keys, and which change of them is believed. Pure: needs no
/// file and no private key.
/// <code>{"zone":"medical","messages":{JWK},"ledger":{JWK}}     and, where a key was changed, "list":{ZonePublicKeys};  where people approve, "approvers":[{JWK}]</code>
/// </summary>
public static class KeyLists
{
    /// <summary>How often a ledger's key can be changed: a list has to fit into a message.</summary>
    public const int MostFormer = 24;

    /// <summary>How long a former key may at most count for messages that are under way, with a little for clocks that differ.</summary>
    public static readonly TimeSpan LongestOverlap = TimeSpan.FromHours(24);

    private const int PointBytes = 64;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>The first list of a zone, whose keys were never changed.</summary>
    public static ZonePublicKeys First(JwsPublicKey messages, JwsPublicKey ledger) => new(1, messages.ToBytes(), null, [], ledger.ToBytes(), null, []);

    /// <summary>The key of a point. Throws <see cref="FormatException"/> where it is none.</summary>
    public static JwsPublicKey Key(byte[] point) =>
        point.Length == PointBytes && JwsPublicKey.TryCreate(point[..32], point[32..], out var key) ? key : throw new FormatException("not a public key");

    /// <summary>With which that zone's messages may be signed.</summary>
    public static JwsKeys Messages(ZonePublicKeys keys) =>
        JwsKeys.Of(new[] { keys.Messages, keys.NextMessages }.OfType<byte[]>().Concat(keys.FormerMessages.Select(x => x.Key)).Select(Key));

    /// <summary>As <c>public.json</c>.</summary>
    /// <param name="zone">Whose.</param>
    /// <param name="keys">Its keys.</param>
    /// <param name="approvers">Who approves that it goes on from a backup; left out where there is nobody.</param>
    public static string Write(string zone, ZonePublicKeys keys, JwsKeys? approvers = null)
    {
        var json = new JsonObject { ["zone"] = zone, ["messages"] = Jwks(JwsKeys.Of(Key(keys.Messages)))[0]!.DeepClone(), ["ledger"] = Jwks(JwsKeys.Of(Key(keys.Ledger)))[0]!.DeepClone() };
        if (keys.Number > 1)
        {
            json["list"] = JsonSerializer.SerializeToNode(keys, TickCodec.Json);
        }

        if (approvers is not null && Jwks(approvers) is { Count: > 0 } people)
        {
            json["approvers"] = people.DeepClone();
        }

        return json.ToJsonString();
    }

    /// <summary>Who approves, of what <see cref="Write"/> made. Throws <see cref="FormatException"/> where one of them is no key.</summary>
    public static JwsKeys Approvers(JsonElement json) =>
        json.TryGetProperty("approvers", out var list)
            ? JwsKeys.Of([.. list.EnumerateArray().Select(x => JwsPublicKey.TryParse(x, out var key) ? key : throw new FormatException("not a public key"))])
            : JwsKeys.None;

    /// <summary>What <see cref="Write"/> made, or null where it is not exactly that.</summary>
    public static (string Zone, ZonePublicKeys Keys)? Read(JsonElement json)
    {
        try
        {
            if (json.ValueKind != JsonValueKind.Object || json.GetProperty("zone").GetString() is not { } zone
                || !JwsPublicKey.TryParse(json.GetProperty("messages"), out var messages) || !JwsPublicKey.TryParse(json.GetProperty("ledger"), out var ledger))
            {
                return null;
            }

            if (!json.TryGetProperty("list", out var written))
            {
                return (zone, First(messages, ledger));
            }

            return written.Deserialize<ZonePublicKeys>(TickCodec.Json) is { } keys && IsWhole(zone, keys) && Key(keys.Messages).Equals(messages) && Key(keys.Ledger).Equals(ledger)
                ? (zone, keys)
                : null;
        }
        catch (Exception garbage) when (garbage is JsonException or FormatException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>What the former key of a ledger signs when another takes over. No checkpoint has this form.</summary>
    public static byte[] Handover(string zone, JwsPublicKey next, long to) => Encoding.UTF8.GetBytes(FormattableString.Invariant($"arbodossier/{zone}\nledger key\n{next.KeyId}\n{to}\n"));

    /// <summary>Every key is one, none stands there twice, and each of the ledger's was handed over by the one before it.</summary>
    public static bool IsWhole(string zone, ZonePublicKeys keys)
    {
        try
        {
            var points = new[] { keys.Messages, keys.NextMessages, keys.Ledger, keys.NextLedger }.OfType<byte[]>()
                .Concat(keys.FormerMessages.Select(x => x.Key)).Concat(keys.FormerLedger.Select(x => x.Key)).Select(Key).ToList();
            List<byte[]> chain = [.. keys.FormerLedger.Select(x => x.Key), keys.Ledger];
            return points.Distinct().Count() == points.Count && keys.FormerLedger.Count <= MostFormer && keys.FormerMessages.Count <= MostFormer
                && keys.FormerLedger.Index().All(x =>
                    x.Item.To >= (x.Index == 0 ? 0 : keys.FormerLedger[x.Index - 1].To) && Key(x.Item.Key).Verify(Handover(zone, Key(chain[x.Index + 1]), x.Item.To), x.Item.Handover));
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether the keys of a ledger lead on from those that are held: by the signature of the key that is held.</summary>
    public static bool LedgerFollows(string zone, ZonePublicKeys held, ZonePublicKeys shown)
    {
        var count = held.FormerLedger.Count;
        return IsWhole(zone, shown) && shown.FormerLedger.Count >= count
            && held.FormerLedger.Index().All(x => Same(x.Item.Key, shown.FormerLedger[x.Index].Key) && x.Item.To == shown.FormerLedger[x.Index].To)
            && Same(held.Ledger, shown.FormerLedger.Count == count ? shown.Ledger : shown.FormerLedger[count].Key);
    }

    /// <summary>Why a newer list is not believed, or null. A key that was given up announces nothing.</summary>
    /// <param name="zone">Whose keys.</param>
    /// <param name="held">What is pinned.</param>
    /// <param name="shown">What was announced.</param>
    /// <param name="signer">The key that signed the announcement.</param>
    /// <param name="now">Now.</param>
    public static string? Refuse(string zone, ZonePublicKeys held, ZonePublicKeys shown, string signer, DateTimeOffset now)
    {
        if (!IsWhole(zone, shown))
        {
            return "malformed";
        }

        if (signer != Key(shown.Messages).KeyId || !Same(shown.Messages, held.Messages) && !(held.NextMessages is { } next && Same(shown.Messages, next)))
        {
            return "signer";
        }

        if (shown.FormerMessages.Any(x => x.Until > now + LongestOverlap + Skew))
        {
            return "former-key";
        }

        return LedgerFollows(zone, held, shown) ? null : "ledger-key";
    }

    /// <summary>What is pinned of a list that is believed: no former key that was not held before, or that was dropped since.</summary>
    public static ZonePublicKeys Believed(ZonePublicKeys held, ZonePublicKeys shown)
    {
        var known = held.FormerMessages.Select(x => x.Key).Append(held.Messages).ToList();
        return shown with { FormerMessages = [.. shown.FormerMessages.Where(x => known.Exists(y => Same(x.Key, y)))] };
    }

    private static JsonArray Jwks(JwsKeys keys) => JsonNode.Parse(keys.ToJson())!["keys"]!.AsArray();

    private static bool Same(byte[] one, byte[] other) => one.AsSpan().SequenceEqual(other);
}
