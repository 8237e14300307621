using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;

namespace ArboDossier.Cli;

/// <summary>
/// A zone's own public keys and what the other zones pinned. A thief of one zone's machine can write that zone's file anew; what the others
/// pinned lies in theirs. Where a ledger's key was changed, what was pinned before still tells: each key handed over to the next by its own signature.
/// <code>{"zone":"medical","messages":{JWK},"ledger":{JWK}}    peers.json: an array of these</code>
/// </summary>
internal sealed class ZonePins
{
    public const string PublicFile = "public.json";
    public const string PeersFile = "peers.json";
    private readonly ZonePublicKeys _own;
    private readonly Dictionary<string, ZonePublicKeys> _witnesses = [];

    private ZonePins(ZonePublicKeys own) => _own = own;

    /// <summary>How many other zones pinned this same key.</summary>
    public int PinnedBy { get; private set; }

    /// <summary>A zone that pinned another key under this zone's name, or null.</summary>
    public string? ContradictedBy { get; private set; }

    /// <summary>A zone's name is a directory's name and nothing that leads elsewhere.</summary>
    public static bool IsName(string zone) => zone.Length is > 0 and <= 40 && zone.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    /// <summary>The name that a zone's directory gives itself, or null where it is none or closed.</summary>
    public static string? NameIn(string directory)
    {
        var path = Path.Combine(directory, PublicFile);
        return IsReadable(path) && NameOf(Parse(path)) is { } zone && IsName(zone) ? zone : null;
    }

    /// <summary>Reads a zone's own key, what it pinned of others, and what others pinned of it.</summary>
    public static ZonePins Read(string directory, string zone, IReadOnlyList<(string Zone, string Directory)> others)
    {
        var own = Parse(Path.Combine(directory, PublicFile));
        var keys = Keys(own, zone) ?? throw new CannotTellException($"{PublicFile} does not hold the keys of this zone");
        var pins = new ZonePins(keys);
        foreach (var (other, place) in others)
        {
            foreach (var pinned in Pinned(place).Where(peer => IsOf(peer, zone)))
            {
                // One that has not heard of the newest key yet pinned the one that handed over to it.
                if (Keys(pinned, zone) is { } held && KeyLists.LedgerFollows(zone, held, keys))
                {
                    pins.PinnedBy++;
                }
                else
                {
                    pins.ContradictedBy ??= other;
                }
            }

            if (Keys(Parse(Path.Combine(place, PublicFile)), other) is { } theirs)
            {
                pins._witnesses[other] = theirs;
            }
        }

        // What this zone pinned counts more than what the other directory says of itself, unless the one leads on from the other.
        foreach (var pinned in Pinned(directory))
        {
            if (NameOf(pinned) is { } other && Keys(pinned, other) is { } theirs && !(pins._witnesses.TryGetValue(other, out var itself) && KeyLists.LedgerFollows(other, theirs, itself)))
            {
                pins._witnesses[other] = theirs;
            }
        }

        return pins;
    }

    /// <summary>The ledger keys of a zone that countersigned, or null where it is not known here. The caller disposes them.</summary>
    public LedgerKeys? WitnessKeys(string witness) => _witnesses.TryGetValue(witness, out var keys) ? Open(keys) : null;

    /// <summary>The public keys of the zone's checkpoints. The caller disposes them.</summary>
    public LedgerKeys OwnKeys() => Open(_own);

    /// <summary>
    /// Both sign with the same key. A ledger that went on from before a change of its key would be signed by the new key where the old one counts: such
    /// a backup is not taken.
    /// </summary>
    public bool IsOfOneLedgerWith(ZonePins other) => _own.Ledger.AsSpan().SequenceEqual(other._own.Ledger);

    private static LedgerKeys Open(ZonePublicKeys keys) =>
        new(KeyLists.Key(keys.Ledger).OpenKey(), [.. keys.FormerLedger.Select(x => new FormerSigner(KeyLists.Key(x.Key).OpenKey(), x.To, x.Until))]);

    private static List<JsonElement> Pinned(string directory)
    {
        var peers = Path.Combine(directory, PeersFile);
        if (!IsReadable(peers))
        {
            return [];
        }

        var list = Parse(peers);
        return list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray()] : throw new CannotTellException($"{peers} holds no list of keys");
    }

    private static bool IsOf(JsonElement peer, string zone) => NameOf(peer) == zone;

    private static string? NameOf(JsonElement peer) =>
        peer.ValueKind == JsonValueKind.Object && peer.TryGetProperty("zone", out var name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null;

    private static ZonePublicKeys? Keys(JsonElement peer, string zone) => KeyLists.Read(peer) is var (name, keys) && name == zone ? keys : null;

    /// <summary>Run as one zone's user the other zones' directories are closed: then there is nothing to compare, and the line says so.</summary>
    private static bool IsReadable(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return true;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static JsonElement Parse(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            return json.RootElement.Clone();
        }
        catch (Exception unreadable) when (unreadable is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new CannotTellException($"{path} cannot be read");
        }
    }
}
