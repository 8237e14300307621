using System.Security.Cryptography;

namespace ArboDossier.Sealing;

/// <summary>
/// The key-encryption key in a file that only the zone's own user can read: for a trial or a small service. Whoever reads that file and the
/// two databases reads everything of that zone.
/// <code>wrapped = 0x01 | id (8) | nonce (12) | ciphertext (32) | tag (16)</code>
/// </summary>
public sealed class KeyFileCustody : IKeyCustody, IDisposable
{
    private const byte Format = 1;
    private const string KindName = "key-file";
    private readonly byte[] _key;
    private readonly Lock _lock = new();
    private bool _closed;

    private KeyFileCustody(byte[] key)
    {
        _key = key;
        // A random key of 256 bits is not found again from its hash.
        KeyId = KeyEncryptionKeyId.Of(Kind, key);
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public KeyEncryptionKeyId KeyId { get; }

    /// <summary>Makes a new key file. Requires that it does not exist; its directory is made with mode 0700.</summary>
    public static void Create(string path)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        try
        {
            Write(path, key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>Shares of this key for custodians: any <paramref name="needed"/> of them give it back, fewer say nothing about it.</summary>
    public IReadOnlyList<KeyShare> Split(string zone, int shares, int needed)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_closed, this);
            return KeyShare.Split(zone, KeyId, _key, shares, needed);
        }
    }

    /// <summary>
    /// Whether these shares give the key that they name; where more than enough are there, also which of them are wrong. With a path the key is
    /// written there: requires that there is no file. Without one nothing is changed: a rehearsal.
    /// </summary>
    public static bool TryRecover(IReadOnlyList<KeyShare> shares, string? path, out IReadOnlyList<int> wrong)
    {
        var key = KeyShare.Combine(KindName, shares, out wrong);
        if (key is null)
        {
            return false;
        }

        try
        {
            if (path is not null)
            {
                Write(path, key);
            }

            return true;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private static void Write(string path, byte[] key)
    {
        var directory = Path.GetDirectoryName(path)!;
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(directory, OwnerOnly);
        // Under another name first: a process killed halfway leaves no half key under this one.
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        try
        {
            using (var file = new FileStream(temporary, options))
            {
                file.Write(key);
                file.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: false);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>Opens a key file. Throws <see cref="CustodyException"/> if it is not one, or not one that only its owner can read.</summary>
    public static KeyFileCustody Open(string path)
    {
        try
        {
            return Read(path);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new CustodyException("the key file cannot be read", unreadable);
        }
    }

    private static KeyFileCustody Read(string path)
    {
        var mode = File.GetUnixFileMode(path);
        if ((mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new CustodyException("the key file can be read by others than its owner");
        }

        var key = GC.AllocateArray<byte>(32, pinned: true);
        using var file = File.OpenRead(path);
        if (file.Length != key.Length)
        {
            throw new CustodyException("the key file does not hold a key");
        }

        file.ReadExactly(key);
        return new KeyFileCustody(key);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        var wrapped = new byte[KeyEncryptionKeyId.Head + Aead.Overhead + key.Length];
        KeyId.WriteTo(wrapped, Format);
        lock (_lock)
        {
            // After its end the key is zeros: wrapping with them would be worse than not wrapping.
            ObjectDisposedException.ThrowIf(_closed, this);
            Aead.Encrypt(_key, key.Span, associatedData.Span, wrapped.AsSpan(KeyEncryptionKeyId.Head));
        }

        return ValueTask.FromResult(wrapped);
    }

    /// <inheritdoc/>
    public ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel)
    {
        if (wrapped.Length <= KeyEncryptionKeyId.Head + Aead.Overhead || !KeyId.IsAt(wrapped.Span, Format))
        {
            throw new CustodyException("not a key wrapped by this custody");
        }

        var key = new byte[wrapped.Length - KeyEncryptionKeyId.Head - Aead.Overhead];
        try
        {
            lock (_lock)
            {
                ObjectDisposedException.ThrowIf(_closed, this);
                Aead.Decrypt(_key, wrapped.Span[KeyEncryptionKeyId.Head..], associatedData.Span, key);
            }

            return ValueTask.FromResult(key);
        }
        catch (CryptographicException damaged)
        {
            throw new CustodyException("a wrapped key does not open", damaged);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            CryptographicOperations.ZeroMemory(_key);
        }
    }
}
