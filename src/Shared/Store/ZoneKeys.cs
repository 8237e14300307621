using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// The keys that a zone makes for itself at first start, in files of mode 0600 under <c>keys</c> of its own data directory. None is shared and
/// none leaves; <c>public.json</c> is what the operator (or AppHost) hands to the other zones to pin.
/// </summary>
public sealed class ZoneKeys : IDisposable
{
    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly KeyFileCustody _custody;

    private ZoneKeys(KeyFileCustody custody, SigningKey messages, SigningKey ledger)
    {
        _custody = custody;
        Messages = messages;
        Ledger = ledger;
    }

    /// <summary>Custody of the key-encryption key.</summary>
    public IKeyCustody Custody => _custody;

    /// <summary>Signs messages to other zones and client assertions to Identity.</summary>
    public SigningKey Messages { get; }

    /// <summary>Signs checkpoints of the ledger.</summary>
    public SigningKey Ledger { get; }

    /// <summary>Makes what is missing and writes <c>public.json</c>. Running it again changes nothing.</summary>
    public static ZoneKeys Initialise(StoreOptions options)
    {
        Directory.CreateDirectory(options.Data, OwnerDirectory);
        Directory.CreateDirectory(options.KeyDirectory, OwnerDirectory);
        var keyFile = Path.Combine(options.KeyDirectory, "zone.key");
        if (!File.Exists(keyFile))
        {
            KeyFileCustody.Create(keyFile);
        }

        SigningKey.LoadOrCreate(Path.Combine(options.KeyDirectory, "messages.pem")).Dispose();
        SigningKey.LoadOrCreate(Path.Combine(options.KeyDirectory, "ledger.pem")).Dispose();
        var keys = Open(options);
        File.WriteAllText(Path.Combine(options.Data, "public.json"), keys.PublicJson(options.Zone));
        return keys;
    }

    /// <summary>Opens the keys. Throws <see cref="StoreSettingException"/> where the zone was not initialised.</summary>
    public static ZoneKeys Open(StoreOptions options)
    {
        try
        {
            return new(
                KeyFileCustody.Open(Path.Combine(options.KeyDirectory, "zone.key")),
                SigningKey.Load(Path.Combine(options.KeyDirectory, "messages.pem")),
                SigningKey.Load(Path.Combine(options.KeyDirectory, "ledger.pem")));
        }
        catch (Exception missing) when (missing is IOException or InvalidOperationException or UnauthorizedAccessException or CustodyException)
        {
            throw new StoreSettingException($"the keys of zone {options.Zone} cannot be read ({missing.Message}); run this program once with --init");
        }
    }

    /// <summary>The public halves, for other zones to pin.</summary>
    public string PublicJson(string zone)
    {
        using var messages = JsonDocument.Parse(JwsKeys.Of(Messages.Public).ToJson());
        using var ledger = JsonDocument.Parse(JwsKeys.Of(Ledger.Public).ToJson());
        return JsonSerializer.Serialize(new { zone, messages = messages.RootElement.GetProperty("keys")[0], ledger = ledger.RootElement.GetProperty("keys")[0] });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _custody.Dispose();
        Messages.Dispose();
        Ledger.Dispose();
    }
}

/// <summary>The public keys of the other zones, as the operator pinned them in the file that <c>Zone:Peers</c> names.</summary>
public sealed class Peers
{
    private readonly Dictionary<string, (JwsKeys Messages, JwsKeys Ledger)> _zones = [];

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
                peers._zones.Add(zone.GetProperty("zone").GetString()!, (One(zone, "messages"), One(zone, "ledger")));
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

    private static JwsKeys One(JsonElement zone, string name) =>
        JwsPublicKey.TryParse(zone.GetProperty(name), out var key) ? JwsKeys.Of(key) : throw new FormatException("not a public key");
}
