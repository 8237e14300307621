using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing;

/// <summary>
/// The right to open and to seal within one scope, for one actor, one purpose and one request. Only <see cref="Vault.Grant"/> makes one.
/// </summary>
public sealed class AccessGrant : IDisposable
{
    private bool _closed;
    private readonly Vault _vault;

    internal AccessGrant(Vault vault, LedgerReceipt receipt)
    {
        _vault = vault;
        Receipt = receipt;
    }

    /// <summary>The entry that was durable before this grant existed.</summary>
    public Guid Entry => Receipt.Entry;

    /// <summary>The act that was allowed.</summary>
    public AuditAct Act => Receipt.Decision.Act!;

    /// <summary>What it reaches.</summary>
    public Scope Scope => Act.Scope;

    internal LedgerReceipt Receipt { get; }

    /// <summary>Ends the grant; the request that asked for it does so at its end.</summary>
    public void Dispose() => _closed = true;

    /// <summary>Whoever may act may put a message in the outbox: sealing under the message key needs a grant, opening needs the dispatcher's.</summary>
    internal void Require(Vault vault, WrappedKey key, bool sealing = false)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (vault != _vault || !(FileKey.IsIn(key, Scope) || sealing && key.Kind == KeyKind.Message))
        {
            throw new SealException("outside the scope of the grant");
        }
    }
}

/// <summary>
/// The only way to decrypt or to seal (law 1). Keys are unwrapped for a grant, live at most a minute idle, and are wiped.
/// </summary>
public sealed partial class Vault(string zone, IKeyCustody custody, WrappedKeyStore store, TimeProvider clock) : IDisposable
{
    /// <summary>How long an unwrapped key may lie unused in memory.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromMinutes(1);

    private const int KeySize = 32;

    private readonly KeyCache _cache = new(clock);

    /// <summary>One grant for one receipt. Throws if the receipt was used before.</summary>
    public AccessGrant Grant(LedgerReceipt receipt) =>
        receipt.Spend() ? new AccessGrant(this, receipt) : throw new SealException("a receipt gives one grant");

    /// <summary>Opens a blob. Throws <see cref="SealException"/> where it was altered, moved, lies outside the grant, or its key was destroyed.</summary>
    public async ValueTask<byte[]> OpenBytesAsync(AccessGrant grant, SealedBlob blob, Place place, CancellationToken cancel = default)
    {
        if (!blob.IsWellFormed)
        {
            throw new SealException("not a sealed blob");
        }

        var key = await LoadAsync(grant, blob.KeyId, cancel) ?? throw new SealException("the key is not there");
        return Decrypt(key, blob, place);
    }

    /// <summary>Opens a blob that holds JSON.</summary>
    public async ValueTask<T> OpenAsync<T>(AccessGrant grant, SealedBlob blob, Place place, CancellationToken cancel = default)
    {
        var plain = await OpenBytesAsync(grant, blob, place, cancel);
        try
        {
            return JsonSerializer.Deserialize<T>(plain, SealedJson.Options) ?? throw new SealException("sealed content is empty");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Seals under the key of that kind and owner. Throws where the grant does not reach it or there is no such key.</summary>
    public async ValueTask<SealedBlob> SealBytesAsync(AccessGrant grant, KeyKind kind, Guid owner, Place place, ReadOnlyMemory<byte> plain, CancellationToken cancel = default)
    {
        var key = _cache.Find(kind, owner);
        if (key is null)
        {
            var stored = await store.FindAsync(kind, [owner], cancel);
            key = stored.Count == 1 ? await UnwrapAsync(grant, stored[0], cancel, sealing: true) : throw new SealException("the key is not there");
        }

        grant.Require(this, key.Stored, sealing: true);
        var bytes = new byte[SealedBlob.Prefix + Aead.Overhead + plain.Length];
        bytes[0] = SealedBlob.Version;
        key.Stored.Id.TryWriteBytes(bytes.AsSpan(1), bigEndian: true, out _);
        key.Encrypt(plain.Span, place.AssociatedData(zone, key.Stored.Id), bytes.AsSpan(SealedBlob.Prefix));
        return SealedBlob.FromBytes(bytes);
    }

    /// <summary>Seals a value as JSON.</summary>
    public async ValueTask<SealedBlob> SealAsync<T>(AccessGrant grant, KeyKind kind, Guid owner, Place place, T value, CancellationToken cancel = default)
    {
        var plain = JsonSerializer.SerializeToUtf8Bytes(value, SealedJson.Options);
        try
        {
            return await SealBytesAsync(grant, kind, owner, place, plain, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>Loads the keys of many owners with one query, so that a list of fifty names costs one custody call.</summary>
    public async ValueTask PreloadAsync(AccessGrant grant, KeyKind kind, IReadOnlyCollection<Guid> owners, CancellationToken cancel = default)
    {
        var missing = owners.Where(owner => _cache.Find(kind, owner) is null).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        foreach (var stored in await store.FindAsync(kind, missing, cancel))
        {
            await UnwrapAsync(grant, stored, cancel);
        }
    }

    /// <summary>
    /// Makes keys that are durable before anything is sealed with them. Label keys name their directory, whose key must exist.
    /// A key that exists already stays as it is.
    /// </summary>
    public async ValueTask CreateKeysAsync(AccessGrant grant, KeyKind kind, Guid directory, IReadOnlyCollection<Guid> owners, CancellationToken cancel = default)
    {
        var keys = owners.Select(owner => new WrappedKey(Guid.CreateVersion7(clock.GetUtcNow()), kind, owner, kind == KeyKind.Label ? directory : owner, null, [])).ToList();
        keys.ForEach(key => grant.Require(this, key));
        var wrapper = kind == KeyKind.Label && keys.Count > 0 ? await DirectoryKeyAsync(directory, cancel) : null;
        var made = new List<WrappedKey>(keys.Count);
        foreach (var key in keys)
        {
            var bytes = RandomNumberGenerator.GetBytes(KeySize);
            try
            {
                made.Add(key with { WrappedBy = wrapper?.Stored.Id, Wrapped = await WrapAsync(key, wrapper, bytes, cancel) });
            }
            finally
            {
                CryptographicOperations.ZeroMemory(bytes);
            }
        }

        await store.AddAsync(made, cancel);
    }

    /// <summary>Destroys the keys of one owner: what they sealed is gone for good.</summary>
    public async ValueTask DestroyKeysAsync(AccessGrant grant, Guid owner, CancellationToken cancel = default)
    {
        foreach (var kind in (KeyKind[])[KeyKind.Content, KeyKind.Label])
        {
            // Until there is none: another may take over from one meanwhile, and what a former one sealed goes too.
            while (await store.FindAsync(kind, [owner], cancel) is { Count: > 0 } found)
            {
                await DestroyAsync(grant, found, cancel);
            }

            await DestroyAsync(grant, await store.FormerAsync(kind, owner, cancel), cancel);
        }
    }

    /// <summary>Wipes what was not used for a minute, or for as long as is said; a timer of the program calls it.</summary>
    public void Sweep(TimeSpan? idle = null) => _cache.Sweep(idle ?? Idle);

    /// <inheritdoc/>
    public void Dispose() => _cache.Dispose();

    private byte[] Decrypt(FileKey key, SealedBlob blob, Place place)
    {
        var bytes = blob.ToBytes();
        var plain = new byte[bytes.Length - SealedBlob.Prefix - Aead.Overhead];
        return key.TryDecrypt(bytes.AsSpan(SealedBlob.Prefix), place.AssociatedData(zone, key.Stored.Id), plain)
            ? plain
            : throw new SealException("a sealed blob does not open here");
    }

    private async ValueTask<FileKey?> LoadAsync(AccessGrant grant, Guid id, CancellationToken cancel)
    {
        if (_cache.Find(id) is { } known)
        {
            grant.Require(this, known.Stored);
            return known;
        }

        return await store.FindAsync(id, cancel) is { } stored ? await UnwrapAsync(grant, stored, cancel) : null;
    }

    private async ValueTask<FileKey> UnwrapAsync(AccessGrant grant, WrappedKey stored, CancellationToken cancel, bool sealing = false)
    {
        // The scope is judged before custody is asked: a key outside it is never unwrapped.
        grant.Require(this, stored, sealing);
        return await UnwrapAsync(stored, cancel);
    }

    private async ValueTask<FileKey> UnwrapAsync(WrappedKey stored, CancellationToken cancel)
    {
        byte[] bytes;
        if (stored.WrappedBy is null)
        {
            bytes = await custody.UnwrapAsync(stored.Wrapped, stored.AssociatedData(zone), cancel);
        }
        else
        {
            var wrapper = await WrapperAsync(stored, cancel);
            bytes = new byte[KeySize];
            if (!wrapper.TryDecrypt(stored.Wrapped, stored.AssociatedData(zone), bytes))
            {
                throw new SealException("a wrapped key does not open here");
            }
        }

        if (bytes.Length != KeySize)
        {
            CryptographicOperations.ZeroMemory(bytes);
            throw new SealException("a wrapped key does not open here");
        }

        var pinned = GC.AllocateUninitializedArray<byte>(KeySize, pinned: true);
        bytes.CopyTo(pinned, 0);
        CryptographicOperations.ZeroMemory(bytes);
        return _cache.Add(new FileKey(stored, pinned, clock.GetTimestamp()));
    }

    private async ValueTask<FileKey> DirectoryKeyAsync(Guid directory, CancellationToken cancel)
    {
        if (_cache.Find(KeyKind.Directory, directory) is { } known)
        {
            return known;
        }

        var stored = await store.FindAsync(KeyKind.Directory, [directory], cancel);
        return stored.Count == 1 ? await UnwrapAsync(stored[0], cancel) : throw new SealException("the key is not there");
    }

    /// <summary>The directory key that wrapped it, which may be a former one.</summary>
    private async ValueTask<FileKey> WrapperAsync(WrappedKey stored, CancellationToken cancel)
    {
        var wrapper = _cache.Find(stored.WrappedBy!.Value) ?? (await store.FindAsync(stored.WrappedBy.Value, cancel) is { } found ? await UnwrapAsync(found, cancel) : null);
        return wrapper is { Stored.Kind: KeyKind.Directory } && wrapper.Stored.Owner == stored.Directory ? wrapper : throw new SealException("the key is not there");
    }

    private async ValueTask DestroyAsync(AccessGrant grant, IReadOnlyList<WrappedKey> keys, CancellationToken cancel)
    {
        foreach (var stored in keys)
        {
            grant.Require(this, stored);
            await store.DestroyAsync([stored.Id], cancel);
            _cache.Destroy(stored.Id);
        }
    }

    private async ValueTask<byte[]> WrapAsync(WrappedKey key, FileKey? wrapper, byte[] bytes, CancellationToken cancel)
    {
        if (wrapper is null)
        {
            return await custody.WrapAsync(bytes, key.AssociatedData(zone), cancel);
        }

        var wrapped = new byte[Aead.Overhead + bytes.Length];
        // The associated data names the wrapping key through the directory, whose key is unique.
        wrapper.Encrypt(bytes, key.AssociatedData(zone), wrapped);
        return wrapped;
    }
}

/// <summary>How sealed values are written.</summary>
internal static class SealedJson
{
    public static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { RespectRequiredConstructorParameters = false };
}
