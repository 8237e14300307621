namespace ArboDossier.Exchange.Jose;

/// <summary>Why a signed message is refused. Closed: for the audit entry; the sender is told only that it was refused.</summary>
public enum JwsError
{
    /// <summary>Longer than the bound; not looked at.</summary>
    TooLarge,

    /// <summary>Not three parts of strict base64url, or a header or payload that is not exactly what it must be.</summary>
    Malformed,

    /// <summary>The header names another algorithm than ES256, <c>none</c> included.</summary>
    WrongAlgorithm,

    /// <summary>The header names another type than the caller expects.</summary>
    WrongType,

    /// <summary>The header names a key that is not in the pinned set.</summary>
    UnknownKey,

    /// <summary>The signature is not this key's over these bytes.</summary>
    BadSignature,

    /// <summary>The payload names another sender than the one the keys belong to.</summary>
    WrongIssuer,

    /// <summary>The payload is meant for another zone.</summary>
    WrongAudience,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Issued in the future, beyond what clocks may differ.</summary>
    NotYetValid,

    /// <summary>Valid for longer than this kind of message may be, or for no time at all.</summary>
    LifetimeOutOfBounds,
}
