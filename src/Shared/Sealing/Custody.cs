namespace ArboDossier.Sealing;

/// <summary>
/// A key-encryption key, wherever it lives. A seam with real implementations: a key file (here), a PKCS#11 token and a cloud key service
/// (<c>Shared/Custody</c>). <see cref="ZoneCustody"/> is what a zone uses: the current key, those before it, and a bound on every wait.
/// </summary>
public interface IKeyCustody
{
    /// <summary>Name of the kind of custody, for the ledger and the operator; SECURITY.md says per kind who could open what.</summary>
    string Kind { get; }

    /// <summary>Names the key that wraps now. Stands at the head of what it wrapped.</summary>
    KeyEncryptionKeyId KeyId { get; }

    /// <summary>Wraps a key, bound to the associated data.</summary>
    ValueTask<byte[]> WrapAsync(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> associatedData, CancellationToken cancel);

    /// <summary>Unwraps. Throws <see cref="CustodyException"/> where the bytes were altered, belong to another place, or custody is out of reach.</summary>
    ValueTask<byte[]> UnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> associatedData, CancellationToken cancel);
}

/// <summary>What custody failed in. Closed: the ledger and the operator are told this and nothing else.</summary>
public enum CustodyFault
{
    /// <summary>These bytes were altered, belong elsewhere, or were wrapped by a key that is not here; custody itself is well.</summary>
    DoesNotOpen,

    /// <summary>It did not answer in time.</summary>
    Slow,

    /// <summary>It cannot be reached, or answers nonsense.</summary>
    Down,

    /// <summary>It answers, and refuses: a wrong PIN, a right that was taken away, a key that was disabled.</summary>
    Refusing,

    /// <summary>It answers, and it is another key than the one that wrapped this zone's keys.</summary>
    WrongKey,
}

/// <summary>Custody could not do what was asked. Says nothing about which key or why it mattered.</summary>
public sealed class CustodyException : Exception
{
    /// <summary>With a message that names the kind of failure only.</summary>
    public CustodyException(string message, Exception? inner = null, CustodyFault fault = CustodyFault.DoesNotOpen)
        : base(message, inner) => Fault = fault;

    /// <summary>True where custody as a whole does not do its work, which passes; false where one wrapped key does not open, which does not.</summary>
    public static bool MeansAway(Exception failed)
    {
        for (var e = failed; e is not null; e = e.InnerException!)
        {
            if (e is CustodyException { Fault: not CustodyFault.DoesNotOpen })
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The kind of failure.</summary>
    public CustodyFault Fault { get; }
}
