using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>A key-encryption key with a value that it wrapped when it was taken into use: what does not open that is not the same key any more.</summary>
/// <param name="Key">The key.</param>
/// <param name="Check">Made by <see cref="ZoneCustody.MakeCheckAsync"/>.</param>
public sealed record KeyInUse(IKeyCustody Key, byte[] Check);

/// <summary>
/// The custody of one zone: wraps with the current key-encryption key, opens with it and with those before it, waits a bounded time, and
/// remembers how the last call went. A call that fails leaves nothing behind, and the next one tries again: no restart is needed.
/// </summary>
public sealed class ZoneCustody : IKeyCustody
{
    private static readonly byte[] CheckPurpose = "custody-check"u8.ToArray();
    private readonly TimeSpan _wait;
    private readonly TimeProvider _clock;
    private volatile IReadOnlyList<KeyInUse> _keys;
    private volatile object? _fault;

    /// <summary>Requires at least one key; the first is the one that wraps.</summary>
    public ZoneCustody(IReadOnlyList<KeyInUse> keys, TimeSpan wait, TimeProvider clock)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        (_keys, _wait, _clock) = (keys, wait, clock);
    }

    /// <inheritdoc/>
    public string Kind => _keys[0].Key.Kind;

    /// <inheritdoc/>
    public KeyEncryptionKeyId KeyId => _keys[0].Key.KeyId;

    /// <summary>What custody failed in last, or null while it does its work. One wrapped key that was altered is no fault of custody.</summary>
    public CustodyFault? Fault => (CustodyFault?)_fault;

    /// <summary>The keys that open; the first wraps.</summary>
    public IReadOnlyList<KeyInUse> Keys => _keys;

    /// <summary>Wraps the value by which a key is known again later.</summary>
    public static ValueTask<byte[]> MakeCheckAsync(IKeyCustody key, CancellationToken cancel) => key.WrapAsync(new byte[32], CheckPurpose, cancel);

    /// <summary>From now on this set; the first wraps. A call that is under way ends with the key it began with.</summary>
    public void Use(IReadOnlyList<KeyInUse> keys)
    {
        ArgumentOutOfRangeException.ThrowIfZero(keys.Count);
        _keys = keys;
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        var current = _keys[0].Key;
        return BoundedAsync(c => current.WrapAsync(key, associatedData, c), cancel);
    }

    /// <inheritdoc/>
    public async ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        var named = KeyEncryptionKeyId.At(wrapped.Span);
        var keys = _keys;
        var used = keys.FirstOrDefault(x => x.Key.KeyId == named) ?? throw new CustodyException("not a key wrapped by this custody");
        try
        {
            return await BoundedAsync(c => used.Key.UnwrapAsync(wrapped, associatedData, c), cancel);
        }
        catch (CustodyException failed) when (failed.Fault == CustodyFault.DoesNotOpen)
        {
            // One altered key, or the wrong key for all of them? The check value tells.
            await RequireSameKeyAsync(used, cancel);
            throw;
        }
    }

    /// <summary>
    /// The same key wrapped by the current key-encryption key, in the same place. Requires one that custody wrapped. Nothing is opened with it and
    /// nobody gets it: so it needs no grant.
    /// </summary>
    public async ValueTask<byte[]> RewrapAsync(string zone, WrappedKey stored, CancellationToken cancel)
    {
        var key = await UnwrapAsync(stored.Wrapped, stored.AssociatedData(zone), cancel);
        try
        {
            return await WrapAsync(key, stored.AssociatedData(zone), cancel);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>
    /// Whether a key of a backup opens with this custody, in its own place. Requires one that custody wrapped. What comes out is wiped and nobody gets it: so
    /// it needs no grant.
    /// </summary>
    public async ValueTask<bool> OpensAsync(string zone, WrappedKey stored, CancellationToken cancel)
    {
        try
        {
            CryptographicOperations.ZeroMemory(await UnwrapAsync(stored.Wrapped, stored.AssociatedData(zone), cancel));
            return true;
        }
        catch (CustodyException other) when (other.Fault == CustodyFault.DoesNotOpen)
        {
            return false;
        }
    }

    /// <summary>Opens the current key's check value. Gives what custody fails in, or null.</summary>
    public async ValueTask<CustodyFault?> ProbeAsync(CancellationToken cancel)
    {
        try
        {
            await RequireSameKeyAsync(_keys[0], cancel);
            return null;
        }
        catch (CustodyException failed)
        {
            return failed.Fault;
        }
    }

    private async ValueTask RequireSameKeyAsync(KeyInUse used, CancellationToken cancel)
    {
        try
        {
            await BoundedAsync(c => used.Key.UnwrapAsync(used.Check, CheckPurpose, c), cancel);
        }
        catch (CustodyException other) when (other.Fault == CustodyFault.DoesNotOpen)
        {
            _fault = CustodyFault.WrongKey;
            throw new CustodyException("custody holds another key", other, CustodyFault.WrongKey);
        }
    }

    private async ValueTask<byte[]> BoundedAsync(Func<CancellationToken, ValueTask<byte[]>> call, CancellationToken cancel)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        try
        {
            var running = call(bound.Token);
            // A device's driver may not listen to the token: then the wait ends, and what it still does is nobody's any more.
            var result = running.IsCompleted ? await running : await running.AsTask().WaitAsync(_wait, _clock, cancel);
            _fault = null;
            return result;
        }
        catch (TimeoutException late)
        {
            _fault = CustodyFault.Slow;
            throw new CustodyException("custody does not answer in time", late, CustodyFault.Slow);
        }
        catch (CustodyException failed) when (failed.Fault != CustodyFault.DoesNotOpen)
        {
            _fault = failed.Fault;
            throw;
        }
        finally
        {
            await bound.CancelAsync();
        }
    }
}
