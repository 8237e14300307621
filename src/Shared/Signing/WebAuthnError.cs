namespace ArboDossier.Signing;

/// <summary>Why a passkey ceremony is refused. Closed: for the audit entry, never shown to the person at the door.</summary>
public enum WebAuthnError
{
    /// <summary>The client data is too large, not JSON, or lacks a member it must have.</summary>
    ClientDataMalformed,

    /// <summary>The client data is of the other ceremony: a registration for an assertion, or the other way round.</summary>
    WrongType,

    /// <summary>The challenge is not the one that was asked for, or not the hash of this document.</summary>
    WrongChallenge,

    /// <summary>Made on another origin; another port of the same host is another origin.</summary>
    WrongOrigin,

    /// <summary>Made inside a frame of another site.</summary>
    CrossOrigin,

    /// <summary>The attestation object is too large, not canonical CBOR, or lacks or adds a member.</summary>
    AttestationMalformed,

    /// <summary>The authenticator data does not have the layout of its flags, or has bytes left over.</summary>
    AuthenticatorDataMalformed,

    /// <summary>Made for another RP id.</summary>
    WrongRelyingParty,

    /// <summary>The authenticator did not see a person.</summary>
    UserNotPresent,

    /// <summary>The authenticator did not verify the person (PIN, finger, face) although that was required.</summary>
    UserNotVerified,

    /// <summary>Says to be backed up while it cannot be.</summary>
    BackupFlagsContradict,

    /// <summary>The public key is malformed, or neither ES256 on P-256 nor RS256 of 2048 to 4096 bits.</summary>
    UnsupportedKey,

    /// <summary>The assertion names another credential than the one it is checked against.</summary>
    OtherCredential,

    /// <summary>The signature counter did not go up: perhaps a copy of the authenticator.</summary>
    CounterWentBack,

    /// <summary>The signature does not fit the key and the data.</summary>
    BadSignature,
}
