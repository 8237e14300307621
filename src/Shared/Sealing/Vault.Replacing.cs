using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>How a key is replaced by a new one while both open what they sealed. No plaintext leaves: what is opened is sealed again at once.</summary>
public sealed partial class Vault
{
    /// <summary>
    /// A new key seals for that owner from now on; the one given opens what it sealed. Nothing happens where that one is not in use any more. Requires
    /// that no other copy of the program seals.
    /// </summary>
    public async ValueTask ReplaceKeyAsync(AccessGrant grant, WrappedKey inUse, CancellationToken cancel = default)
    {
        grant.Require(this, inUse);
        var wrapper = inUse.WrappedBy is null ? null : await DirectoryKeyAsync(inUse.Directory, cancel);
        var next = inUse with { Id = Guid.CreateVersion7(clock.GetUtcNow()), WrappedBy = wrapper?.Stored.Id, Wrapped = [] };
        var bytes = RandomNumberGenerator.GetBytes(KeySize);
        try
        {
            await store.ReplaceAsync(inUse.Id, next with { Wrapped = await WrapAsync(next, wrapper, bytes, cancel) }, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }

        _cache.Supersede(inUse);
    }

    /// <summary>
    /// The same content under the key in use of that kind and owner; null where it is under that key already. Throws <see cref="SealException"/> where it
    /// does not open.
    /// </summary>
    public async ValueTask<SealedBlob?> ResealAsync(AccessGrant grant, KeyKind kind, Guid owner, SealedBlob blob, Place place, CancellationToken cancel = default)
    {
        if (_cache.Find(kind, owner) is not { } inUse)
        {
            var stored = await store.FindAsync(kind, [owner], cancel);
            inUse = stored.Count == 1 ? await UnwrapAsync(grant, stored[0], cancel) : throw new SealException("the key is not there");
        }

        if (blob.KeyId == inUse.Stored.Id)
        {
            return null;
        }

        var plain = await OpenBytesAsync(grant, blob, place, cancel);
        try
        {
            return await SealBytesAsync(grant, kind, owner, place, plain, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
        }
    }

    /// <summary>The same label key wrapped by the directory key in use. Requires a grant that reaches the label key.</summary>
    public async ValueTask RewrapAsync(AccessGrant grant, WrappedKey label, CancellationToken cancel = default)
    {
        grant.Require(this, label);
        var (former, inUse) = (await WrapperAsync(label, cancel), await DirectoryKeyAsync(label.Directory, cancel));
        if (former == inUse)
        {
            return;
        }

        var bytes = new byte[KeySize];
        try
        {
            if (!former.TryDecrypt(label.Wrapped, label.AssociatedData(zone), bytes))
            {
                throw new SealException("a wrapped key does not open here");
            }

            var after = label with { WrappedBy = inUse.Stored.Id };
            await store.RewrappedAsync(label, after with { Wrapped = await WrapAsync(after, inUse, bytes, cancel) }, cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Destroys a former key. Requires that nothing is sealed or wrapped by it.</summary>
    public async ValueTask DestroyFormerAsync(AccessGrant grant, WrappedKey former, CancellationToken cancel = default) =>
        await DestroyAsync(grant, former.IsFormer ? [former] : throw new SealException("the key is in use"), cancel);
}
