using ArboDossier.Medical.Features.Register;

namespace ArboDossier.Medical.Features.Staff;

/// <summary>Who works on the doctor's side. The closed list grows with R-050.</summary>
public enum MedicalRole
{
    /// <summary>Nobody here.</summary>
    None = 0,

    /// <summary>Company doctor.</summary>
    CompanyDoctor = 1,

    /// <summary>Back office under derived secrecy .</summary>
    DerivedSecrecyStaff = 2,

    /// <summary>Doctor of another service, who began this one with its only doctor: confirms and signs rosters, has no file rights.</summary>
    OutsideDoctor = 3,

    /// <summary>Helps to bring back doctors who lost their passkeys, together with others of the kind; no doctor, opens nothing.</summary>
    Custodian = 4,
}

/// <summary>
/// Somebody of the doctor's side. Names and register numbers of staff are what outcomes and the employee's log show; they are not sealed.
/// </summary>
public sealed class StaffMember
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Role.</summary>
    public MedicalRole Role { get; set; }

    /// <summary>As on outcomes: "S. Bakker".</summary>
    public string Name { get; set; } = "";

    /// <summary>BIG number of a doctor; empty for others.</summary>
    public string Big { get; set; } = "";

    /// <summary>Medical's own subject of the account, from the first sign-in on.</summary>
    public string? Subject { get; set; }

    /// <summary>The invitation that the account accepted.</summary>
    public Guid? Invitation { get; set; }

    /// <summary>One of the two who began.</summary>
    public bool Founding { get; set; }

    /// <summary>What the register said last .</summary>
    public RegisterState Register { get; set; }

    /// <summary>Of which moment that is; null before the first time.</summary>
    public DateTimeOffset? RegisterSeenAt { get; set; }

    /// <summary>The colleague who looked; null where the link did.</summary>
    public Guid? RegisterSeenBy { get; set; }

    /// <summary>When the account was invited anew, after the former one was lost.</summary>
    public DateTimeOffset? RenewedAt { get; set; }

    /// <summary>By whom.</summary>
    public Guid? RenewedBy { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Left.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>
/// A derived-secrecy statement that somebody signed, with the doctor under whom and the task (R-040..R-042). Without a live one a clerk is a
/// stranger.
/// </summary>
public sealed class SecrecyStatement
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Who signed.</summary>
    public Guid Staff { get; set; }

    /// <summary>The supervising doctor.</summary>
    public Guid Doctor { get; set; }

    /// <summary>Version of the statement's text.</summary>
    public string TextVersion { get; set; } = "";

    /// <summary>Day of signing.</summary>
    public DateOnly SignedOn { get; set; }

    /// <summary>Day of instruction: expires after 24 months.</summary>
    public DateOnly InstructedOn { get; set; }

    /// <summary>Recorded.</summary>
    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Withdrawn or ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
