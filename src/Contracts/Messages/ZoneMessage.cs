using System.Text.Json.Serialization;

namespace ArboDossier.Contracts.Messages;

/// <summary>
/// A message between two zones. The family is closed: what is not listed here does not cross (law 2, architecture, Exchange). No member is free
/// text, an attachment, a medical term or a BSN; names and contact data go from the employer's side to the doctor's, never back.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FailSerialization)]
[JsonDerivedType(typeof(CaseNotice), "CaseNotice")]
[JsonDerivedType(typeof(CaseFacts), "CaseFacts")]
[JsonDerivedType(typeof(ConsultationRequest), "ConsultationRequest")]
[JsonDerivedType(typeof(CaseClosed), "CaseClosed")]
[JsonDerivedType(typeof(AppointmentNotice), "AppointmentNotice")]
[JsonDerivedType(typeof(SignedRelease), "SignedRelease")]
[JsonDerivedType(typeof(SignedRoster), "DoctorRoster")]
public abstract record ZoneMessage;

/// <summary>Who it is about, as the employer knows the person. To the medical side only.</summary>
/// <param name="Initials">With dots.</param>
/// <param name="GivenName">Called by.</param>
/// <param name="Prefix">Such as "de"; empty if none.</param>
/// <param name="Surname">Without prefix.</param>
/// <param name="BirthDate">Birth date.</param>
/// <param name="Phone">As reported for this absence, or empty.</param>
public sealed record PersonLabel(string Initials, string GivenName, string Prefix, string Surname, DateOnly BirthDate, string Phone);

/// <summary>Reintegration → Medical: a case exists. Opens no file.</summary>
public sealed record CaseNotice(Guid Case, Guid Employment, Guid Employer, string EmployerName, PersonLabel Person, DateOnly FirstDay, DateTimeOffset ReportedAt) : ZoneMessage;

/// <summary>How long the employer expects it to last, from a closed list .</summary>
public enum ExpectedDuration
{
    /// <summary>Not said.</summary>
    Unknown,

    /// <summary>Some days.</summary>
    Days,

    /// <summary>One to two weeks.</summary>
    OneToTwoWeeks,

    /// <summary>Three to six weeks.</summary>
    ThreeToSixWeeks,

    /// <summary>Longer.</summary>
    Longer,
}

/// <summary>Yes, no, or not known.</summary>
public enum YesNoUnknown
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Yes.</summary>
    Yes,

    /// <summary>No.</summary>
    No,
}

/// <summary>An earlier absence of the same employment.</summary>
public sealed record EarlierPeriod(DateOnly FirstDay, DateOnly FirstFitDay);

/// <summary>Reintegration → Medical: what the employer owes the doctor, versioned. The employer's words.</summary>
/// <param name="Case">Case.</param>
/// <param name="Version">From 1.</param>
/// <param name="FirstDay">First day of incapacity.</param>
/// <param name="Function">Function name.</param>
/// <param name="HoursPerWeek">Contract hours.</param>
/// <param name="Expected">Expected duration.</param>
/// <param name="SafetyNet">Falls under a safety-net provision; never which one .</param>
/// <param name="WorkAccident">Related to a work accident.</param>
/// <param name="ThirdParty">Traffic accident with a possibly liable third party.</param>
/// <param name="Earlier">Earlier periods that may add up.</param>
/// <param name="HoursWorked">Hours worked per week since a partial recovery, or null.</param>
/// <param name="HoursWorkedFrom">Since when, or null.</param>
public sealed record CaseFacts(
    Guid Case, int Version, DateOnly FirstDay, string Function, decimal HoursPerWeek, ExpectedDuration Expected, YesNoUnknown SafetyNet, bool WorkAccident,
    bool ThirdParty, IReadOnlyList<EarlierPeriod> Earlier, decimal? HoursWorked, DateOnly? HoursWorkedFrom) : ZoneMessage;

/// <summary>What may be asked of the doctor: a closed list .</summary>
public enum ConsultationQuestion
{
    /// <summary>Is the employee fit for the own work, and from which day?</summary>
    FitForOwnWork,

    /// <summary>Is long absence expected, and are there possibilities for reintegration?</summary>
    LongAbsenceExpected,

    /// <summary>Does the problem analysis need adjusting?</summary>
    AdjustProblemAnalysis,

    /// <summary>The current judgement for the reintegration report.</summary>
    CurrentJudgement,
}

/// <summary>Reintegration → Medical: somebody on the employer's side asks for a consultation.</summary>
public sealed record ConsultationRequest(Guid Request, Guid Case, IReadOnlyList<ConsultationQuestion> Questions, DateOnly WantedBy, string AskedBy, DateTimeOffset AskedAt) : ZoneMessage;

/// <summary>Why a case ended.</summary>
public enum CaseEnd
{
    /// <summary>Full recovery was reported: a fact, not a verdict .</summary>
    Recovered,

    /// <summary>The sick report was a mistake.</summary>
    Withdrawn,

    /// <summary>A recovery was corrected: the case goes on.</summary>
    Reopened,
}

/// <summary>Reintegration → Medical: a case ended, or goes on after a correction; open requests of an ended case lapse.</summary>
public sealed record CaseClosed(Guid Case, int Version, CaseEnd End, DateOnly? FirstFitDay, DateTimeOffset ReportedAt) : ZoneMessage;

/// <summary>What may be told about a consultation that the employer's side asked for .</summary>
public enum AppointmentState
{
    /// <summary>Planned.</summary>
    Planned,

    /// <summary>Moved to another moment.</summary>
    Moved,

    /// <summary>Held.</summary>
    Held,

    /// <summary>Did not appear; only after a person checked that the invitation arrived.</summary>
    DidNotAppear,

    /// <summary>Cancelled.</summary>
    Cancelled,
}

/// <summary>Where a consultation takes place: by id from a list that both sides know.</summary>
public enum AppointmentPlace
{
    /// <summary>By telephone.</summary>
    Telephone,

    /// <summary>By video.</summary>
    Video,

    /// <summary>At the service's office.</summary>
    Office,

    /// <summary>At the employer's site.</summary>
    EmployerSite,
}

/// <summary>Medical → Reintegration: the moment of a consultation that the employer's side asked for, without any judgement.</summary>
public sealed record AppointmentNotice(Guid Request, Guid Case, int Version, AppointmentState State, DateTimeOffset StartsAt, AppointmentPlace Place) : ZoneMessage;

/// <summary>A WebAuthn assertion whose challenge is the SHA-256 of the signed bytes.</summary>
public sealed record SignatureProof(byte[] CredentialId, byte[] AuthenticatorData, byte[] ClientData, byte[] Signature);

/// <summary>Medical → Reintegration: canonical bytes of a <see cref="FitnessOutcome"/> and the doctor's signature over them.</summary>
public sealed record SignedRelease(byte[] Document, SignatureProof Proof) : ZoneMessage;

/// <summary>Medical → Reintegration: canonical bytes of a <see cref="DoctorRoster"/> and the signatures of two doctors.</summary>
public sealed record SignedRoster(byte[] Document, IReadOnlyList<SignatureProof> Proofs) : ZoneMessage;
