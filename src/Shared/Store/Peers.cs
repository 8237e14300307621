using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Store;

/// <summary>The public keys of the other zones, as the operator pinned them in the file that <c>Zone:Peers</c> names.</summary>
public sealed class Peers
{
    private readonly Dictionary<string, (JwsKeys Messages, JwsKeys Ledger, JwsKeys Approvers)> _zones = [];

    /// <summary>Reads the file: an array of what <c>public.json</c> holds. Throws <see cref="StoreSettingException"/> if it is no such thing.</summary>
    public static Peers Read(string? path)
    {
        var peers = new Peers();
        if (path is null)
        {
            return peers;
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            foreach (var zone in json.RootElement.EnumerateArray())
            {
                peers._zones.Add(zone.GetProperty("zone").GetString()!, (One(zone, "messages"), One(zone, "ledger"), Several(zone, "approvers")));
            }

            return peers;
        }
        catch (Exception broken) when (broken is JsonException or IOException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new StoreSettingException($"the pinned keys in {path} cannot be read");
        }
    }

    /// <summary>Keys with which that zone signs messages; none where it is not pinned.</summary>
    public JwsKeys Messages(string zone) => _zones.TryGetValue(zone, out var keys) ? keys.Messages : JwsKeys.None;

    /// <summary>Keys with which that zone signs checkpoints.</summary>
    public JwsKeys Ledger(string zone) => _zones.TryGetValue(zone, out var keys) ? keys.Ledger : JwsKeys.None;

    /// <summary>Keys of the people who approve that that zone goes on from a backup; none where it has none.</summary>
    public JwsKeys Approvers(string zone) => _zones.TryGetValue(zone, out var keys) ? keys.Approvers : JwsKeys.None;

    private static JwsKeys Several(JsonElement zone, string name) =>
        zone.TryGetProperty(name, out var list)
            ? JwsKeys.Of([.. list.EnumerateArray().Select(x => JwsPublicKey.TryParse(x, out var key) ? key : throw new FormatException("not a public key"))])
            : JwsKeys.None;

    private static JwsKeys One(JsonElement zone, string name) =>
        JwsPublicKey.TryParse(zone.GetProperty(name), out var key) ? JwsKeys.Of(key) : throw new FormatException("not a public key");
}
