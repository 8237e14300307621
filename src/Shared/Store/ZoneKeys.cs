using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Custody;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// A zone's own keys, in the custody that <c>Custody:Kind</c> names. None is shared and none leaves; <c>public.json</c> is what the operator (or
/// AppHost) hands to the other zones to pin.
/// </summary>
public sealed partial class ZoneKeys : IDisposable
{
    private const UnixFileMode OwnerDirectory = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly StoreOptions _options;
    private readonly KeySource _source;
    private readonly Lock _changing = new();
    private KeyRecord _record;
    private readonly ZoneCustody _custody;
    private readonly List<SigningKey> _opened = [];
    private volatile SigningKey _messages;
    private volatile SigningKey _ledger;
    private volatile ZonePublicKeys _public;

    private ZoneKeys(StoreOptions options, KeySource source, KeyRecord record)
    {
        (_options, _source, _record) = (options, source, record);
        _custody = new ZoneCustody([.. record.Wrapping.Select(Open)], options.Custody.Wait, TimeProvider.System);
        (_messages, _ledger) = (OpenSigning(KeyUse.Messages, record.Messages[0]), OpenSigning(KeyUse.Ledger, record.Ledger[0]));
        var first = KeyLists.First(_messages.Public, _ledger.Public);
        _public = record.Public ?? first;
        if (!_public.Messages.AsSpan().SequenceEqual(first.Messages) || !_public.Ledger.AsSpan().SequenceEqual(first.Ledger))
        {
            throw new CustodyException("a signing key is not the one that keys.json names", fault: CustodyFault.WrongKey);
        }
    }

    /// <summary>Custody of the key-encryption key.</summary>
    public ZoneCustody Custody => _custody;

    /// <summary>Signs messages to other zones and client assertions to Identity.</summary>
    public SigningKey Messages => _messages;

    /// <summary>Signs checkpoints of the ledger.</summary>
    public SigningKey Ledger => _ledger;

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
        keys.WritePublic();
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

            // A program killed while it retired a key, or before it said which it uses, does so now.
            foreach (var use in Enum.GetValues<KeyUse>())
            {
                source.Retire(use, record.Of(use));
            }

            var keys = new ZoneKeys(options, source, record);
            if (record.Public is not null)
            {
                keys.WritePublic();
            }

            return keys;
        });
    }

    /// <summary>The key-encryption key in use as a key file, or null where it is on a device.</summary>
    internal KeyFileCustody? KeyFile => _custody.Keys[0].Key as KeyFileCustody;

    /// <summary>Where the key file in use belongs. Requires a record.</summary>
    internal static string CurrentKeyFile(StoreOptions options) =>
        FileKeys.PathOf(options.KeyDirectory, KeyUse.Wrapping, Try(options, "cannot be used", () => KeyRecord.Read(options.KeyDirectory)).Wrapping[0].Name);

    /// <summary>The key-encryption key that the record names, or null where there is no record.</summary>
    internal static KeyEncryptionKeyId? CurrentKeyId(StoreOptions options) =>
        KeyRecord.IsIn(options.KeyDirectory) ? KeyEncryptionKeyId.At(Try(options, "cannot be used", () => KeyRecord.Read(options.KeyDirectory)).Wrapping[0].Check) : null;

    /// <summary>True while keys may still be wrapped by a key-encryption key that another took over from.</summary>
    internal bool IsRewrapping => _record.Wrapping.Skip(1).Any(x => x.ReplacedAt is null);

    /// <summary>Key-encryption keys that nothing in the databases needs any more since before that instant, the oldest first.</summary>
    internal IReadOnlyList<string> ReplacedBefore(DateTimeOffset instant) => [.. _record.Wrapping.Skip(1).Where(x => x.ReplacedAt < instant).Select(x => x.Name).Reverse()];

    /// <summary>
    /// A new key-encryption key wraps from now on; those before it still open. Killed at any moment, the record names either set, and both are whole.
    /// </summary>
    internal void TakeNewWrapping()
    {
        lock (_changing)
        {
            var name = _source.Next(KeyUse.Wrapping, _record.Of(KeyUse.Wrapping));
            var key = _source.OpenWrapping(name);
            var check = ZoneCustody.MakeCheckAsync(key, default).AsTask().GetAwaiter().GetResult();
            Change(_record with { Wrapping = [new(name, check), .. _record.Wrapping] });
            _custody.Use([new(key, check), .. _custody.Keys]);
        }
    }

    /// <summary>Notes that the databases need none of the former key-encryption keys any more; backups of them still may.</summary>
    internal void NoteReplaced(DateTimeOffset now)
    {
        lock (_changing)
        {
            Change(_record with { Wrapping = [_record.Wrapping[0], .. _record.Wrapping.Skip(1).Select(x => x with { ReplacedAt = x.ReplacedAt ?? now })] });
        }
    }

    /// <summary>Forgets a former key-encryption key, and destroys it where this custody can. Requires that nothing needs it.</summary>
    internal void Retire(string wrapping)
    {
        lock (_changing)
        {
            var at = _record.Wrapping.Select(x => x.Name).ToList().IndexOf(wrapping, 1);
            _custody.Use([.. _custody.Keys.Where((_, i) => i != at)]);
            // Out of the record first: a record that names a key which is not there would keep the program from starting.
            Change(_record with { Wrapping = [.. _record.Wrapping.Where((_, i) => i != at)] });
            _source.Retire(KeyUse.Wrapping, _record.Of(KeyUse.Wrapping));
        }
    }

    /// <summary>The public halves, for other zones to pin; and those of the people who approve a restoration, where there are any.</summary>
    public string PublicJson(string zone) => KeyLists.Write(zone, _public, RestoredStart.ApproversOf(_options).Keys);

    /// <inheritdoc/>
    public void Dispose()
    {
        _opened.ForEach(key => key.Dispose());
        _source.Dispose();
    }

    private void Change(KeyRecord record)
    {
        record.Save(_options.KeyDirectory);
        _record = record;
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
