using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Cli;

/// <summary>
/// A zone's own public keys and what the other zones pinned. A thief of one zone's machine can write that zone's file anew; what the others
/// pinned lies in theirs.
/// <code>{"zone":"medical","messages":{JWK},"ledger":{JWK}}    peers.json: an array of these</code>
/// </summary>
internal sealed class ZonePins
{
    public const string PublicFile = "public.json";
    public const string PeersFile = "peers.json";
    private readonly JwsPublicKey _ledger;
    private readonly Dictionary<string, JwsPublicKey> _witnesses = [];

    private ZonePins(JwsPublicKey ledger) => _ledger = ledger;

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
        var ledger = Key(own, zone) ?? throw new CannotTellException($"{PublicFile} does not hold the keys of this zone");
        var pins = new ZonePins(ledger);
        foreach (var (other, place) in others)
        {
            foreach (var pinned in Pinned(place).Where(peer => IsOf(peer, zone)))
            {
                if (ledger.Equals(Key(pinned, zone)))
                {
                    pins.PinnedBy++;
                }
                else
                {
                    pins.ContradictedBy ??= other;
                }
            }

            if (Key(Parse(Path.Combine(place, PublicFile)), other) is { } theirs)
            {
                pins._witnesses[other] = theirs;
            }
        }

        // What this zone pinned counts more than what the other directory says of itself.
        foreach (var pinned in Pinned(directory))
        {
            if (NameOf(pinned) is { } other && Key(pinned, other) is { } theirs)
            {
                pins._witnesses[other] = theirs;
            }
        }

        return pins;
    }

    /// <summary>The ledger key of a zone that countersigned, or null where it is not known here.</summary>
    public JwsPublicKey? WitnessKey(string witness) => _witnesses.GetValueOrDefault(witness);

    /// <summary>The public key of the zone's checkpoints.</summary>
    public ECDsa LedgerKey() => _ledger.OpenKey();

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

    private static JwsPublicKey? Key(JsonElement peer, string zone) =>
        IsOf(peer, zone) && peer.TryGetProperty("ledger", out var jwk) && JwsPublicKey.TryParse(jwk, out var key) ? key : null;

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
