using ArboDossier.Medical.Access;
using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Door;

/// <summary>A passkey of the medical door: of a staff member, or of an employee's door.</summary>
public sealed class DoorCredential
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Staff member or employee door that it belongs to.</summary>
    public Guid Owner { get; set; }

    /// <summary>WebAuthn credential id.</summary>
    public byte[] CredentialId { get; set; } = [];

    /// <summary>COSE public key.</summary>
    public byte[] PublicKey { get; set; } = [];

    /// <summary>Last counter.</summary>
    public uint Counter { get; set; }

    /// <summary>May be copied to other devices by its authenticator.</summary>
    public bool BackupEligible { get; set; }

    /// <summary>The most that it opens: by post it was handed out to less .</summary>
    public DoorLevel Level { get; set; } = DoorLevel.Passkey;

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Who confirmed it; for an employee the activation did.</summary>
    public Guid? ConfirmedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>An app with one-time codes as the way through an employee's door, beside or in place of a passkey.</summary>
public sealed class DoorCode
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The employee's door.</summary>
    public Guid Owner { get; set; }

    /// <summary>The shared secret, under the door key of this zone.</summary>
    public SealedBlob Secret { get; set; }

    /// <summary>The most that it opens.</summary>
    public DoorLevel Level { get; set; }

    /// <summary>Step of the last code that was accepted: none counts twice.</summary>
    public long LastStep { get; set; }

    /// <summary>Wrong codes in a row.</summary>
    public int Failures { get; set; }

    /// <summary>After too many, nothing is compared before this moment.</summary>
    public DateTimeOffset? WaitsUntil { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>In use since the activation.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>Ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>That a session has the door open: a row, never a grant.</summary>
public sealed class DoorOpening
{
    /// <summary>The session.</summary>
    public Guid Session { get; set; }

    /// <summary>The passkey, or the app with codes, that opened.</summary>
    public Guid Credential { get; set; }

    /// <summary>Opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Closes at, moved on with each use.</summary>
    public DateTimeOffset ClosesAt { get; set; }
}

/// <summary>A challenge that waits for its assertion: once, for one session and one purpose, five minutes.</summary>
public sealed class DoorChallenge
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Session.</summary>
    public Guid Session { get; set; }

    /// <summary>What it is for.</summary>
    public string Purpose { get; set; } = "";

    /// <summary>Random bytes.</summary>
    public byte[] Challenge { get; set; } = [];

    /// <summary>Ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A signed-in account that is no staff: its short number, which the person reads out at the desk.</summary>
public sealed class EmployeeDoor
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Medical's own subject of the account.</summary>
    public string Subject { get; set; } = "";

    /// <summary>Eight digits and letters without look-alikes.</summary>
    public string AccountNumber { get; set; } = "";

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>How somebody was identified .</summary>
public enum IdentificationRoute
{
    /// <summary>At the desk, with a document.</summary>
    Desk = 1,

    /// <summary>In a video call, with a document that was shown.</summary>
    Video = 2,

    /// <summary>By telephone: control questions, called back; what opens the door goes by post.</summary>
    Telephone = 3,

    /// <summary>By an electronic identification of the employee's own, with a file code that opens nothing by itself.</summary>
    Electronic = 4,
}

/// <summary>Which document was seen; its number is not kept.</summary>
public enum DocumentKind
{
    /// <summary>None was seen.</summary>
    None = 0,

    /// <summary>Passport.</summary>
    Passport = 1,

    /// <summary>Identity card.</summary>
    IdentityCard = 2,

    /// <summary>Driving licence.</summary>
    DrivingLicence = 3,

    /// <summary>Residence document.</summary>
    ResidenceDocument = 4,
}

/// <summary>
/// An activation code, handed over on identification for one account and one file: thirty days (by post fourteen), five tries. Only a hash
/// of it is kept.
/// </summary>
public sealed class ActivationCode
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The employee's door it works for; for an electronic identification empty until somebody matched.</summary>
    public Guid Door { get; set; }

    /// <summary>The file it opens.</summary>
    public Guid File { get; set; }

    /// <summary>Salted hash.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Salt.</summary>
    public byte[] Salt { get; set; } = [];

    /// <summary>Tries left.</summary>
    public int TriesLeft { get; set; }

    /// <summary>Ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Used.</summary>
    public DateTimeOffset? UsedAt { get; set; }

    /// <summary>By post: the address that the employee gave, under the label key.</summary>
    public SealedBlob Address { get; set; }

    /// <summary>Who identified; who gave the file code where the scheme did.</summary>
    public Guid IdentifiedBy { get; set; }

    /// <summary>How.</summary>
    public IdentificationRoute Route { get; set; }

    /// <summary>With which document.</summary>
    public DocumentKind Document { get; set; }

    /// <summary>Electronically: with which scheme and at which level, under the label key.</summary>
    public SealedBlob Scheme { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset IdentifiedAt { get; set; }
}

/// <summary>What is kept of an electronic identification: all else of the answer lives as long as the comparison .</summary>
/// <param name="Name">The scheme, as people know it.</param>
/// <param name="Level">The level that was reached, in the scheme's own word for it.</param>
public sealed record SchemeLevel(string Name, string Level);

/// <summary>That an employee's door leads to a file.</summary>
public sealed class EmployeeFileAccess
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Door.</summary>
    public Guid Door { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>How far it opens, by how the person was identified.</summary>
    public DoorLevel Level { get; set; }

    /// <summary>By which code.</summary>
    public Guid Activation { get; set; }

    /// <summary>Since.</summary>
    public DateTimeOffset Since { get; set; }

    /// <summary>Ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>A founding code of <c>--init</c>: hashed, once.</summary>
public sealed class FoundingCode
{
    /// <summary>SHA-256 of the code.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Used.</summary>
    public DateTimeOffset? UsedAt { get; set; }
}
