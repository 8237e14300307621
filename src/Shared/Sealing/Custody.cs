namespace ArboDossier.Sealing;

/// <summary>
/// Where the zone's key-encryption key lives. A seam with real implementations: a key file (here), a PKCS#11 token, a cloud key service.
/// </summary>
public interface IKeyCustody
{
    /// <summary>Name of the kind of custody, for the ledger and the operator; SECURITY.md says per kind who could open what.</summary>
    string Kind { get; }

    /// <summary>Wraps 32 bytes of key, bound to the associated data.</summary>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel);

    /// <summary>Unwraps. Throws <see cref="CustodyException"/> where the bytes were altered, belong to another place, or custody is out of reach.</summary>
    ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel);
}

/// <summary>Custody could not do what was asked. Says nothing about which key or why it mattered.</summary>
public sealed class CustodyException : Exception
{
    /// <summary>With a message that names the kind of failure only.</summary>
    public CustodyException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
