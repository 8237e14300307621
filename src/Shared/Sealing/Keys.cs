using System.Security.Cryptography;
using ArboDossier.AuditLedger;

namespace ArboDossier.Sealing;

/// <summary>What a key seals.</summary>
public enum KeyKind
{
    /// <summary>Not a key.</summary>
    None = 0,

    /// <summary>Content of one medical file.</summary>
    Content = 1,

    /// <summary>What identifies one person, and in Reintegration all that is kept about one employment.</summary>
    Label = 2,

    /// <summary>Wraps the label keys of one employer, and seals that employer's own people and settings.</summary>
    Directory = 3,

    /// <summary>Messages that wait for another zone.</summary>
    Message = 4,

    /// <summary>Secrets of the medical door.</summary>
    Door = 5,
}

/// <summary>A key as it is stored: wrapped by custody, or a label key by its directory key.</summary>
/// <param name="Id">Id of the key; stands in every blob it seals.</param>
/// <param name="Kind">What it seals.</param>
/// <param name="Owner">File, employment or employer that it belongs to. With <paramref name="Kind"/> unique.</param>
/// <param name="Directory">The employer of a label key; elsewhere equal to <paramref name="Owner"/>.</param>
/// <param name="WrappedBy">The directory key, or null for custody.</param>
/// <param name="Wrapped">The wrapped bytes.</param>
/// <param name="IsFormer">True where another took over: it opens what it sealed, and seals nothing.</param>
public sealed record WrappedKey(Guid Id, KeyKind Kind, Guid Owner, Guid Directory, Guid? WrappedBy, byte[] Wrapped, bool IsFormer = false)
{
    /// <summary>A wrapped key opens only in its own zone, under its own id, kind, owner and directory.</summary>
    internal byte[] AssociatedData(string zone) => Associated.Of("key", zone, Id.ToString("N"), Kind.ToString(), Owner.ToString("N"), Directory.ToString("N"));
}

/// <summary>
/// The store of wrapped keys: a database of its own per zone, whose backups are kept at most fourteen days (architecture, Sealing).
/// Implemented by <c>Store</c>.
/// </summary>
public abstract class WrappedKeyStore
{
    /// <summary>The key with that id, or null.</summary>
    public abstract ValueTask<WrappedKey?> FindAsync(Guid id, CancellationToken cancel);

    /// <summary>The keys in use of that kind for these owners; absent ones are absent from the answer.</summary>
    public abstract ValueTask<IReadOnlyList<WrappedKey>> FindAsync(KeyKind kind, IReadOnlyCollection<Guid> owners, CancellationToken cancel);

    /// <summary>Makes keys durable. Where one of that kind and owner exists already, the stored one stays and the new one is dropped.</summary>
    public abstract ValueTask AddAsync(IReadOnlyCollection<WrappedKey> keys, CancellationToken cancel);

    /// <summary>The former keys of that kind and owner.</summary>
    public abstract ValueTask<IReadOnlyList<WrappedKey>> FormerAsync(KeyKind kind, Guid owner, CancellationToken cancel);

    /// <summary>Makes a key durable that takes over, and the one before it a former one, at once. False where that is not in use any more.</summary>
    public abstract ValueTask<bool> ReplaceAsync(Guid former, WrappedKey next, CancellationToken cancel);

    /// <summary>Keeps the same key as another wrapped it. Nothing happens where it is not any more what it was.</summary>
    public abstract ValueTask RewrappedAsync(WrappedKey before, WrappedKey after, CancellationToken cancel);

    /// <summary>Destroys keys for good; unknown ids are ignored.</summary>
    public abstract ValueTask DestroyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel);
}

/// <summary>
/// An unwrapped key in memory: pinned, wiped when it is dropped, without text form. Use and wiping exclude each other: a key that was
/// wiped between finding and using it must never seal with zeros.
/// </summary>
internal sealed class FileKey(WrappedKey stored, byte[] bytes, long usedAt) : IDisposable
{
    private readonly Lock _lock = new();
    private bool _wiped = bytes.Length == 0;

    // Not public: a serialiser that is handed a key by mistake finds nothing.
    internal WrappedKey Stored { get; } = stored;

    internal long UsedAt { get; set; } = usedAt;

    /// <summary>Whether a grant with this scope may use a key that is stored like this.</summary>
    public static bool IsIn(WrappedKey key, Scope scope) => scope.Kind switch
    {
        ScopeKind.None => false,
        ScopeKind.File => key.Kind is KeyKind.Content or KeyKind.Label && key.Owner == scope.Id,
        ScopeKind.Directory => key.Kind is KeyKind.Label or KeyKind.Directory && key.Directory == scope.Id,
        ScopeKind.Message => key.Kind is KeyKind.Message,
        ScopeKind.Door => key.Kind is KeyKind.Door,
    };

    public void Encrypt(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> associated, Span<byte> output)
    {
        lock (_lock)
        {
            RequireAlive();
            Aead.Encrypt(bytes, plain, associated, output);
        }
    }

    /// <summary>False where the bytes were altered or belong elsewhere.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> input, ReadOnlySpan<byte> associated, Span<byte> plain)
    {
        if (input.Length != plain.Length + Aead.Overhead)
        {
            return false;
        }

        lock (_lock)
        {
            RequireAlive();
            try
            {
                Aead.Decrypt(bytes, input, associated, plain);
                return true;
            }
            catch (AuthenticationTagMismatchException)
            {
                return false;
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _wiped = true;
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    public override string ToString() => nameof(FileKey);

    private void RequireAlive()
    {
        if (_wiped)
        {
            throw new SealException("the key was wiped");
        }
    }
}

/// <summary>Length-prefixed parts, so that no two lists of parts give the same bytes.</summary>
internal static class Associated
{
    public static byte[] Of(params ReadOnlySpan<string> parts)
    {
        using var bytes = new MemoryStream();
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var text = System.Text.Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, text.Length);
            bytes.Write(length);
            bytes.Write(text);
        }

        return bytes.ToArray();
    }
}
