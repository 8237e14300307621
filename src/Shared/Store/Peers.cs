using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Store;

/// <summary>
/// The public keys of the other zones: as the operator pinned them in the file that <c>Zone:Peers</c> names, and as each of them changed its own since.
/// </summary>
public sealed class Peers
{
    private readonly Lock _changing = new();
    private readonly string? _path;
    private volatile IReadOnlyDictionary<string, Pinned> _zones = new Dictionary<string, Pinned>();

    /// <summary>Nobody is pinned.</summary>
    public Peers()
    {
    }

    private Peers(string path, IReadOnlyDictionary<string, Pinned> zones) => (_path, _zones) = (path, zones);

    /// <summary>The zones that are pinned.</summary>
    public IEnumerable<string> Zones => _zones.Keys;

    /// <summary>Reads the file: an array of what <c>public.json</c> holds. Throws <see cref="StoreSettingException"/> if it is no such thing.</summary>
    public static Peers Read(string? path)
    {
        if (path is null)
        {
            return new Peers();
        }

        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path));
            return new Peers(path, json.RootElement.EnumerateArray().Select(x => (Zone: KeyLists.Read(x) ?? throw new FormatException("not the keys of a zone"), Approvers: KeyLists.Approvers(x)))
                .ToDictionary(x => x.Zone.Zone, x => new Pinned(x.Zone.Keys, x.Approvers)));
        }
        catch (Exception broken) when (broken is JsonException or IOException or InvalidOperationException or ArgumentException or FormatException)
        {
            throw new StoreSettingException($"the pinned keys in {path} cannot be read");
        }
    }

    /// <summary>Keys with which that zone signs messages; none where it is not pinned.</summary>
    public JwsKeys Messages(string zone) => Held(zone) is { } keys ? KeyLists.Messages(keys) : JwsKeys.None;

    /// <summary>Keys with which that zone signs checkpoints, or null where it is not pinned. The caller disposes them.</summary>
    public LedgerKeys? Ledger(string zone) => Held(zone) is { } keys ? Open(keys) : null;

    /// <summary>What is pinned of that zone, or null.</summary>
    internal ZonePublicKeys? Held(string zone) => _zones.GetValueOrDefault(zone)?.Keys;

    /// <summary>Keys of the people who approve that that zone goes on from a backup; none where it has none.</summary>
    public JwsKeys Approvers(string zone) => _zones.GetValueOrDefault(zone)?.Approvers ?? JwsKeys.None;

    /// <summary>The keys of a ledger, opened. The caller disposes them.</summary>
    internal static LedgerKeys Open(ZonePublicKeys keys) =>
        new(KeyLists.Key(keys.Ledger).OpenKey(), [.. keys.FormerLedger.Select(x => new FormerSigner(KeyLists.Key(x.Key).OpenKey(), x.To, x.Until))]);

    /// <summary>Pins a newer list of a zone that is pinned already. The file is written whole before anything is believed.</summary>
    internal void Keep(string zone, ZonePublicKeys keys)
    {
        lock (_changing)
        {
            var zones = _zones.ToDictionary(x => x.Key, x => x.Key == zone ? x.Value with { Keys = keys } : x.Value);
            WholeFile.Write(_path!, System.Text.Encoding.UTF8.GetBytes($"[{string.Join(',', zones.OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => KeyLists.Write(x.Key, x.Value.Keys, x.Value.Approvers)))}]"));
            _zones = zones;
        }
    }

    /// <summary>Drops the former message keys whose time is over.</summary>
    internal void Forget(DateTimeOffset now)
    {
        foreach (var (zone, keys) in _zones.Where(x => x.Value.Keys.FormerMessages.Any(y => y.Until <= now)))
        {
            Keep(zone, keys.Keys with { FormerMessages = [.. keys.Keys.FormerMessages.Where(x => x.Until > now)] });
        }
    }

    /// <summary>What is pinned of a zone. Who approves there is the operator's to pin, and no announcement changes it.</summary>
    private sealed record Pinned(ZonePublicKeys Keys, JwsKeys Approvers);
}
