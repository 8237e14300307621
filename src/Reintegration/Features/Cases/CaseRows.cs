using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>How a case stands.</summary>
public enum CaseState
{
    /// <summary>Goes on.</summary>
    Open = 1,

    /// <summary>Recovery was reported.</summary>
    Recovered = 2,

    /// <summary>The report was a mistake.</summary>
    Withdrawn = 3,
}

/// <summary>
/// One absence of one employment. Dates, hours and all else that was reported are health data and lie sealed in
/// <see cref="Content"/>; in clear stand ids, states, versions and instants of recording.
/// </summary>
public sealed class AbsenceCase
{
    /// <summary>Id, known to Medical.</summary>
    public Guid Id { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>State.</summary>
    public CaseState State { get; set; }

    /// <summary><see cref="CaseContent"/> under the label key.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Version of the content; every act on the case raises it.</summary>
    public int ContentVersion { get; set; }

    /// <summary>Version of the facts that Medical was told last.</summary>
    public int FactsVersion { get; set; }

    /// <summary>Version of the end or reopening that Medical was told last.</summary>
    public int EndVersion { get; set; }

    /// <summary>Version of the newest outcome that counts; 0 while there is none.</summary>
    public int OutcomeVersion { get; set; }

    /// <summary>The employee asked for a correction that nobody has answered .</summary>
    public bool CorrectionAsked { get; set; }

    /// <summary>When the report came in .</summary>
    public DateTimeOffset ReportedAt { get; set; }

    /// <summary>Last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>Why a first day lies further back than yesterday: a closed list .</summary>
public enum LateReason
{
    /// <summary>Not late.</summary>
    None = 0,

    /// <summary>The employee reported in time, it was put in later.</summary>
    EnteredLater = 1,

    /// <summary>The employee could not report earlier.</summary>
    ReportedLater = 2,

    /// <summary>A weekend, holiday or day off lay in between.</summary>
    DaysOff = 3,

    /// <summary>An earlier report had the wrong day.</summary>
    WrongDay = 4,
}

/// <summary>Where somebody can be reached, in structured parts .</summary>
/// <param name="Street">Street.</param>
/// <param name="Number">House number with addition.</param>
/// <param name="Postcode">Postcode.</param>
/// <param name="City">City.</param>
/// <param name="Country">Two letters.</param>
public sealed record NursingAddress(string Street, string Number, string Postcode, string City, string Country);

/// <summary>Exactly what a sick report may hold: there is no other member, and none of free text about the illness .</summary>
public sealed record SickReport(
    DateOnly FirstDay, LateReason Late, string Phone, NursingAddress? Address, ExpectedDuration Expected, bool HandOver, Guid? HandOverTo, YesNoUnknown SafetyNet,
    bool WorkAccident, bool ThirdParty);

/// <summary>Hours worked since a partial recovery: a fact, never a verdict .</summary>
public sealed record PartialRecovery(decimal Hours, DateOnly Since);

/// <summary>How a case stands now.</summary>
public sealed record CaseContent(SickReport Report, PartialRecovery? Partial, DateOnly? FirstFitDay, IReadOnlyList<CorrectionField> Asked);

/// <summary>What an employee may ask to correct: the fields of the report, no text.</summary>
public enum CorrectionField
{
    /// <summary>The first day.</summary>
    FirstDay = 1,

    /// <summary>Telephone.</summary>
    Phone = 2,

    /// <summary>Address.</summary>
    Address = 3,

    /// <summary>Expected duration.</summary>
    Expected = 4,

    /// <summary>Hand-over of work.</summary>
    HandOver = 5,

    /// <summary>Safety net.</summary>
    SafetyNet = 6,

    /// <summary>Work accident.</summary>
    WorkAccident = 7,

    /// <summary>Liable third party.</summary>
    ThirdParty = 8,

    /// <summary>Hours or recovery.</summary>
    Recovery = 9,
}

/// <summary>What happened with a case.</summary>
public enum CaseEventKind
{
    /// <summary>Reported sick.</summary>
    Reported = 1,

    /// <summary>What was reported was corrected.</summary>
    Corrected = 2,

    /// <summary>Partial recovery.</summary>
    PartlyRecovered = 3,

    /// <summary>Full recovery.</summary>
    Recovered = 4,

    /// <summary>A recovery was taken back: the case goes on.</summary>
    Reopened = 5,

    /// <summary>The sick report was a mistake.</summary>
    Withdrawn = 6,

    /// <summary>The employee asked for a correction.</summary>
    CorrectionAsked = 7,

    /// <summary>The doctor was asked something.</summary>
    Asked = 8,

    /// <summary>A labour expert was appointed.</summary>
    ExpertAppointed = 9,

    /// <summary>A labour expert's appointment was ended.</summary>
    ExpertEnded = 10,
}

/// <summary>One event of a case, never changed: a correction adds one (law 7).</summary>
public sealed class CaseEvent
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary>Kind.</summary>
    public CaseEventKind Kind { get; set; }

    /// <summary>The member who did it.</summary>
    public Guid By { get; set; }

    /// <summary>In which role.</summary>
    public Role Role { get; set; }

    /// <summary>When it was recorded.</summary>
    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>The case's content after it, under the label key.</summary>
    public SealedBlob Content { get; set; }
}

/// <summary>How a request to the doctor stands.</summary>
public enum RequestState
{
    /// <summary>On its way or waiting.</summary>
    Sent = 1,

    /// <summary>A consultation is planned.</summary>
    Planned = 2,

    /// <summary>Held.</summary>
    Held = 3,

    /// <summary>Did not appear.</summary>
    DidNotAppear = 4,

    /// <summary>Cancelled.</summary>
    Cancelled = 5,

    /// <summary>The case ended first.</summary>
    Lapsed = 6,
}

/// <summary>A question to the doctor and what became of it .</summary>
public sealed class DoctorRequest
{
    /// <summary>Id, known to Medical.</summary>
    public Guid Id { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary>State.</summary>
    public RequestState State { get; set; }

    /// <summary>Who asked.</summary>
    public Guid AskedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset AskedAt { get; set; }

    /// <summary><see cref="AskedContent"/> under the label key.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Version of the newest notice; 0 while none came.</summary>
    public int NoticeVersion { get; set; }

    /// <summary><see cref="NoticeContent"/> under the label key; empty while none came.</summary>
    public SealedBlob Notice { get; set; }
}

/// <summary>What was asked.</summary>
public sealed record AskedContent(IReadOnlyList<ConsultationQuestion> Questions, DateOnly WantedBy, string AskedBy);

/// <summary>When and where.</summary>
public sealed record NoticeContent(DateTimeOffset StartsAt, AppointmentPlace Place);
