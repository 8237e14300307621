using ArboDossier.Medical.Features.Register;

namespace ArboDossier.Medical.Features.Staff;

/// <summary>Who works on the doctor's side: a closed list.</summary>
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

    /// <summary>Physician in training, or not registered as company doctor, under a doctor's supervision and on the own secrecy .</summary>
    SupervisedPhysician = 5,

    /// <summary>Practice support of the company doctor, under derived secrecy and by written tasks .</summary>
    PracticeSupport = 6,

    /// <summary>Medical assistant, under derived secrecy and by written tasks .</summary>
    MedicalAssistant = 7,
}

/// <summary>What roles have in common.</summary>
public static class MedicalRoles
{
    /// <summary>Works under a derived-secrecy statement .</summary>
    public static bool IsSworn(this MedicalRole role) => role is MedicalRole.DerivedSecrecyStaff or MedicalRole.PracticeSupport or MedicalRole.MedicalAssistant;

    /// <summary>A physician of this service, who stands in the register and has a number in it .</summary>
    public static bool IsRegistered(this MedicalRole role) => role is MedicalRole.CompanyDoctor or MedicalRole.SupervisedPhysician;

    /// <summary>Stands on the list that two doctors sign: whoever signs it, or is named there.</summary>
    public static bool IsOnRoster(this MedicalRole role) => role is MedicalRole.CompanyDoctor or MedicalRole.OutsideDoctor;
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

    /// <summary>BIG number of a physician; empty for others.</summary>
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

    /// <summary>The doctor under whom a physician works who has no statement to sign; null where nobody supervises.</summary>
    public Guid? Supervisor { get; set; }

    /// <summary>Since when.</summary>
    public DateTimeOffset? SupervisedSince { get; set; }

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
