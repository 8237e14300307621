using ArboDossier.Reintegration.Features.Audits;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Sealing;
using ArboDossier.Store;

namespace ArboDossier.Reintegration.Store;

/// <summary>Every sealed column of the zone with its key, so that keys can be replaced; a test compares it with the model.</summary>
internal static class SealedRows
{
    public static readonly IReadOnlyList<SealedColumn<ReintegrationContext>> Columns =
    [
        new SealedColumn<ReintegrationContext, Employment>(KeyKind.Label, "employment.label", (db, employment) => db.Employments.Where(x => x.Id == employment), x => x.Label, Places.Label),
        new SealedColumn<ReintegrationContext, AbsenceCase>(KeyKind.Label, "absence_case.content", (db, employment) => db.Cases.Where(x => x.Employment == employment), x => x.Content, Places.Content),
        new SealedColumn<ReintegrationContext, CaseEvent>(KeyKind.Label, "case_event.content", (db, employment) => db.CaseEvents.Where(x => x.Employment == employment), x => x.Content, Places.Event),
        new SealedColumn<ReintegrationContext, DoctorRequest>(KeyKind.Label, "doctor_request.content", (db, employment) => db.Requests.Where(x => x.Employment == employment), x => x.Content, Places.Asked),
        new SealedColumn<ReintegrationContext, DoctorRequest>(KeyKind.Label, "doctor_request.notice", (db, employment) => db.Requests.Where(x => x.Employment == employment), x => x.Notice, Places.Notice),
        new SealedColumn<ReintegrationContext, ReleaseRow>(KeyKind.Label, "release.content", (db, employment) => db.Releases.Where(x => x.Employment == employment), x => x.Content, Places.Release),
        new SealedColumn<ReintegrationContext, ExpertAppointment>(KeyKind.Label, "expert_appointment.label", (db, employment) => db.ExpertAppointments.Where(x => x.Employment == employment), x => x.Label, Places.Expert),
        new SealedColumn<ReintegrationContext, AuditCase>(KeyKind.Label, "audit_case.label", (db, employment) => db.AuditCases.Where(x => x.Employment == employment), x => x.Label, Places.Drawn),
        new SealedColumn<ReintegrationContext, Authorisation>(KeyKind.Label, "authorisation.label", (db, employment) => db.Authorisations.Where(x => x.Employment == employment), x => x.Label, Places.Authorisation),
        // Audits are the service's own: their key is that of its directory, whose id is empty.
        new SealedColumn<ReintegrationContext, Audit>(KeyKind.Directory, "audit.content", (db, service) => db.Audits.Where(x => x.Service == service), x => x.Content, Places.Audit),
        new SealedColumn<ReintegrationContext, Member>(KeyKind.Directory, "member.label", (db, employer) => db.Members.Where(x => x.Employer == employer), x => x.Label, Places.Member),
        new SealedColumn<ReintegrationContext, Assignment>(KeyKind.Directory, "assignment.label", (db, employer) => db.Assignments.Where(x => x.Employer == employer), x => x.Label, Places.Assignment),
        new SealedColumn<ReintegrationContext, ImportJob>(KeyKind.Directory, "import_job.plan", (db, employer) => db.Imports.Where(x => x.Employer == employer), x => x.Plan, Places.Plan),
        new SealedColumn<ReintegrationContext, ImportJob>(KeyKind.Directory, "import_job.rows", (db, employer) => db.Imports.Where(x => x.Employer == employer), x => x.Rows, Places.ImportRows),
    ];
}
