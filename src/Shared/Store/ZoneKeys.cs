using System.Text.Json;
using ArboDossier.Custody;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// A zone's own keys, in the custody that <c>Custody:Kind</c> names. None is shared and none leaves; <c>public.json</c> is what the operator (or
/// AppHost) hands to the other zones to pin.
/// </summary>
public sealed class ZoneKeys : IDisposable
{
    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly StoreOptions _options;
    private readonly KeySource _source;
    private readonly KeyRecord _record;
    private readonly ZoneCustody _custody;
    private readonly IReadOnlyList<SigningKey> _messages;
    private readonly IReadOnlyList<SigningKey> _ledger;

    private ZoneKeys(StoreOptions options, KeySource source, KeyRecord record)
    {
        (_options, _source, _record) = (options, source, record);
        _custody = new ZoneCustody([.. record.Wrapping.Select(Open)], options.Custody.Wait, TimeProvider.System);
        _messages = [.. record.Messages.Select(x => source.OpenSigning(KeyUse.Messages, x))];
        _ledger = [.. record.Ledger.Select(x => source.OpenSigning(KeyUse.Ledger, x))];
    }

    /// <summary>Custody of the key-encryption key.</summary>
    public ZoneCustody Custody => _custody;

    /// <summary>Signs messages to other zones and client assertions to Identity.</summary>
    public SigningKey Messages => _messages[0];

    /// <summary>Signs checkpoints of the ledger.</summary>
    public SigningKey Ledger => _ledger[0];

    /// <summary>Makes what is missing, or finds it on the token, and writes <c>public.json</c>. Running it again changes nothing.</summary>
    public static ZoneKeys Initialise(StoreOptions options)
    {
        Directory.CreateDirectory(options.Data, OwnerDirectory);
        Directory.CreateDirectory(options.KeyDirectory, OwnerDirectory);
        if (!KeyRecord.IsIn(options.KeyDirectory))
        {
            Try(options, "cannot be made", () =>
            {
                using var source = options.Custody.Open(options.KeyDirectory);
                var wrapping = source.Next(KeyUse.Wrapping, []);
                var check = ZoneCustody.MakeCheckAsync(source.OpenWrapping(wrapping), default).AsTask().GetAwaiter().GetResult();
                new KeyRecord(source.Kind, [new(wrapping, check)], [source.Next(KeyUse.Messages, [])], [source.Next(KeyUse.Ledger, [])]).Save(options.KeyDirectory);
                return true;
            });
        }

        var keys = Open(options);
        File.WriteAllText(Path.Combine(options.Data, "public.json"), keys.PublicJson(options.Zone));
        return keys;
    }

    /// <summary>Opens the keys. Throws <see cref="StoreSettingException"/> where the zone was not initialised.</summary>
    public static ZoneKeys Open(StoreOptions options)
    {
        if (!KeyRecord.IsIn(options.KeyDirectory))
        {
            throw new StoreSettingException($"zone {options.Zone} has no keys here; run this program once with --init");
        }

        return Try(options, "cannot be used", () =>
        {
            var record = KeyRecord.Read(options.KeyDirectory);
            var source = options.Custody.Open(options.KeyDirectory);
            if (record.Kind != source.Kind)
            {
                source.Dispose();
                throw new StoreSettingException($"the keys of zone {options.Zone} are in custody {record.Kind}; set Custody:Kind to that");
            }

            return new ZoneKeys(options, source, record);
        });
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
        foreach (var key in _messages.Concat(_ledger))
        {
            key.Dispose();
        }

        _source.Dispose();
    }

    private KeyInUse Open(KeyRecord.Wrapper wrapper)
    {
        var key = _source.OpenWrapping(wrapper.Name);
        return key.KeyId == KeyEncryptionKeyId.At(wrapper.Check)
            ? new(key, wrapper.Check)
            : throw new CustodyException($"key-encryption key {wrapper.Name} is not the one that wrapped the keys of this zone", fault: CustodyFault.WrongKey);
    }

    private static T Try<T>(StoreOptions options, string what, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception failed) when (failed is IOException or InvalidOperationException or UnauthorizedAccessException or CustodyException or ArgumentException or JsonException)
        {
            throw new StoreSettingException($"the keys of zone {options.Zone} {what}: {failed.Message}");
        }
    }
}
