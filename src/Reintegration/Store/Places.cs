using ArboDossier.Reintegration.Features.Audits;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Store;

/// <summary>Where each blob of this zone belongs: table and column, owner, row, version.</summary>
internal static class Places
{
    public static Place Label(Employment row) => new(row.Id, row.Id, "employment.label", row.LabelVersion);

    public static Place Member(Member row) => new(row.Employer, row.Id, "member.label");

    public static Place Assignment(Assignment row) => new(row.Employer, row.Id, "assignment.label");

    public static Place Expert(ExpertAppointment row) => new(row.Employment, row.Id, "expert_appointment.label");

    public static Place Audit(Audit row) => new(Guid.Empty, row.Id, "audit.content");

    public static Place Drawn(AuditCase row) => new(row.Employment, row.Id, "audit_case.label");

    public static Place Authorisation(Authorisation row) => new(row.Employment, row.Id, "authorisation.label");

    public static Place Content(AbsenceCase row) => new(row.Employment, row.Id, "absence_case.content", row.ContentVersion);

    public static Place Event(CaseEvent row) => new(row.Employment, row.Id, "case_event.content");

    public static Place Asked(DoctorRequest row) => new(row.Employment, row.Id, "doctor_request.content");

    public static Place Notice(DoctorRequest row) => new(row.Employment, row.Id, "doctor_request.notice", row.NoticeVersion);

    public static Place Release(ReleaseRow row) => new(row.Employment, row.Id, "release.content");

    public static Place Plan(ImportJob row) => new(row.Employer, row.Id, "import_job.plan");

    public static Place ImportRows(ImportJob row) => new(row.Employer, row.Id, "import_job.rows");
}
