using System.Reflection;
using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing.Tests;

/// <summary>A clock that stands still until a test moves it.</summary>
internal sealed class StandingClock : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 3, 9, 0, 0, TimeSpan.Zero).UtcTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public override long GetTimestamp() => Interlocked.Read(ref _ticks);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}

/// <summary>Wrapped keys in memory, with open rows.</summary>
internal sealed class MemoryKeys : WrappedKeyStore
{
    private readonly Lock _lock = new();

    public List<WrappedKey> Rows { get; } = [];

    /// <summary>Runs after a row was read and before it is given out.</summary>
    public Func<Task> AfterReading { get; set; } = () => Task.CompletedTask;

    public override async ValueTask<WrappedKey?> FindAsync(Guid id, CancellationToken cancel)
    {
        WrappedKey? found;
        lock (_lock)
        {
            found = Rows.SingleOrDefault(row => row.Id == id);
        }

        await AfterReading();
        return found;
    }

    public override async ValueTask<IReadOnlyList<WrappedKey>> FindAsync(KeyKind kind, IReadOnlyCollection<Guid> owners, CancellationToken cancel)
    {
        List<WrappedKey> found;
        lock (_lock)
        {
            found = Rows.Where(row => row.Kind == kind && !row.IsFormer && owners.Contains(row.Owner)).ToList();
        }

        await AfterReading();
        return found;
    }

    public override ValueTask AddAsync(IReadOnlyCollection<WrappedKey> keys, CancellationToken cancel)
    {
        lock (_lock)
        {
            Rows.AddRange(keys.Where(key => !Rows.Exists(row => row.Kind == key.Kind && row.Owner == key.Owner)));
        }

        return ValueTask.CompletedTask;
    }

    public override ValueTask<IReadOnlyList<WrappedKey>> FormerAsync(KeyKind kind, Guid owner, CancellationToken cancel)
    {
        lock (_lock)
        {
            return new([.. Rows.Where(row => row.Kind == kind && row.Owner == owner && row.IsFormer)]);
        }
    }

    public override ValueTask<bool> ReplaceAsync(Guid former, WrappedKey next, CancellationToken cancel)
    {
        lock (_lock)
        {
            var at = Rows.FindIndex(row => row.Id == former && !row.IsFormer);
            if (at >= 0)
            {
                Rows[at] = Rows[at] with { IsFormer = true };
                Rows.Add(next);
            }

            return new(at >= 0);
        }
    }

    public override ValueTask RewrappedAsync(WrappedKey before, WrappedKey after, CancellationToken cancel)
    {
        lock (_lock)
        {
            var at = Rows.FindIndex(row => row.Id == before.Id);
            Rows[at] = after;
            return ValueTask.CompletedTask;
        }
    }

    public override ValueTask DestroyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        lock (_lock)
        {
            Rows.RemoveAll(row => ids.Contains(row.Id));
        }

        return ValueTask.CompletedTask;
    }

    public WrappedKey Of(KeyKind kind, Guid owner) => Rows.Single(row => row.Kind == kind && row.Owner == owner);

    public void Replace(WrappedKey old, WrappedKey other) => Rows[Rows.IndexOf(old)] = other;
}

/// <summary>The key-file custody with a count of what was asked of it.</summary>
internal sealed class CountingCustody(IKeyCustody custody) : IKeyCustody
{
    private int _unwraps;

    public string Kind => custody.Kind;

    public KeyEncryptionKeyId KeyId => custody.KeyId;

    public int Unwraps => _unwraps;

    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel) =>
        custody.WrapAsync(key, associatedData, cancel);

    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        Interlocked.Increment(ref _unwraps);
        return custody.UnwrapAsync(wrapped, associatedData, cancel);
    }
}

/// <summary>A zone's vault with keys for two files of one employer and one of another.</summary>
internal sealed class Bench : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-keys-").FullName;
    private readonly KeyFileCustody _file;

    private Bench()
    {
        KeyFileCustody.Create(Path.Combine(_directory, "zone.key"));
        _file = KeyFileCustody.Open(Path.Combine(_directory, "zone.key"));
        Custody = new CountingCustody(_file);
        Vault = NewVault();
    }

    public StandingClock Clock { get; } = new();

    public MemoryKeys Keys { get; } = new();

    public CountingCustody Custody { get; }

    public Vault Vault { get; }

    public Guid Employer { get; } = Guid.CreateVersion7();

    public Guid OtherEmployer { get; } = Guid.CreateVersion7();

    public Guid File { get; } = Guid.CreateVersion7();

    public Guid OtherFile { get; } = Guid.CreateVersion7();

    public Guid ForeignFile { get; } = Guid.CreateVersion7();

    public static async Task<Bench> MakeAsync()
    {
        var bench = new Bench();
        foreach (var (employer, files) in ((Guid, Guid[])[])[(bench.Employer, [bench.File, bench.OtherFile]), (bench.OtherEmployer, [bench.ForeignFile])])
        {
            using var grant = bench.Grant(Scope.Directory(employer));
            await bench.Vault.CreateKeysAsync(grant, KeyKind.Directory, employer, [employer]);
            await bench.Vault.CreateKeysAsync(grant, KeyKind.Label, employer, files);
            foreach (var file in files)
            {
                using var own = bench.Grant(Scope.File(file));
                await bench.Vault.CreateKeysAsync(own, KeyKind.Content, file, [file]);
            }
        }

        using var message = bench.Grant(Scope.Message);
        await bench.Vault.CreateKeysAsync(message, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        using var door = bench.Grant(Scope.Door);
        await bench.Vault.CreateKeysAsync(door, KeyKind.Door, Guid.Empty, [Guid.Empty]);
        return bench;
    }

    public static LedgerReceipt Receipt(Scope scope) => new(
        Decision.Permit(new AuditAct("test", ActKind.Read, Actor.Machine("test"), "test", scope), "test", "test"), Guid.CreateVersion7(), default);

    /// <summary>Another process over the same keys.</summary>
    public Vault NewVault(string zone = "medical") => new(zone, Custody, Keys, Clock);

    public AccessGrant Grant(Scope scope) => Vault.Grant(Receipt(scope));

    /// <summary>The key as it lies in the vault's memory, or null.</summary>
    public static FileKey? InMemory(Vault vault, KeyKind kind, Guid owner)
    {
        var cache = (KeyCache)typeof(Vault).GetField("_cache", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(vault)!;
        return cache.Find(kind, owner);
    }

    /// <summary>The only array of bytes in a key: the key.</summary>
    public static byte[] Bytes(FileKey key) =>
        (byte[])typeof(FileKey).GetFields(BindingFlags.Instance | BindingFlags.NonPublic).Single(field => field.FieldType == typeof(byte[])).GetValue(key)!;

    public void Dispose()
    {
        Vault.Dispose();
        _file.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
