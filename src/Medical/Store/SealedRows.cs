using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Sealing;
using ArboDossier.Store;

namespace ArboDossier.Medical.Store;

/// <summary>Every sealed column of the zone with its key, so that keys can be replaced; a test compares it with the model.</summary>
internal static class SealedRows
{
    public static readonly IReadOnlyList<SealedColumn<MedicalContext>> Columns =
    [
        new SealedColumn<MedicalContext, KnownEmployment>(KeyKind.Label, "known_employment.label", (db, file) => db.Employments.Where(x => x.Id == file), x => x.Label, Places.Label),
        new SealedColumn<MedicalContext, NoticedCase>(KeyKind.Label, "noticed_case.facts", (db, file) => db.Cases.Where(x => x.File == file), x => x.Facts, Places.Facts),
        new SealedColumn<MedicalContext, CaseRequest>(KeyKind.Label, "case_request.content", (db, file) => db.Requests.Where(x => x.File == file), x => x.Content, Places.Request),
        new SealedColumn<MedicalContext, ActivationCode>(KeyKind.Label, "activation_code.address", (db, file) => db.Activations.Where(x => x.File == file), x => x.Address, Places.Address),
        new SealedColumn<MedicalContext, ActivationCode>(KeyKind.Label, "activation_code.scheme", (db, file) => db.Activations.Where(x => x.File == file), x => x.Scheme, Places.Scheme),
        new SealedColumn<MedicalContext, EmployeeContact>(KeyKind.Label, "employee_contact.content", (db, file) => db.Contacts.Where(x => x.File == file), x => x.Content, Places.Contact),
        new SealedColumn<MedicalContext, FileEntry>(KeyKind.Content, "file_entry.content", (db, file) => db.Entries.Where(x => x.File == file), x => x.Content, Places.Entry),
        new SealedColumn<MedicalContext, WrittenTask>(KeyKind.Content, "written_task.words", (db, file) => db.Tasks.Where(x => x.File == file), x => x.Words, Places.Task),
        new SealedColumn<MedicalContext, EntryReview>(KeyKind.Content, "entry_review.remark", (db, file) => db.EntryReviews.Where(x => x.File == file), x => x.Remark, Places.Remark),
        new SealedColumn<MedicalContext, Draft>(KeyKind.Content, "draft.content", (db, file) => db.Drafts.Where(x => x.File == file), x => x.Content, Places.Draft),
        new SealedColumn<MedicalContext, EmployeeAsk>(KeyKind.Content, "employee_ask.content", (db, file) => db.Asks.Where(x => x.File == file), x => x.Content, Places.Ask),
        new SealedColumn<MedicalContext, Outcome>(KeyKind.Content, "outcome.judgement", (db, file) => db.Outcomes.Where(x => x.File == file), x => x.Judgement, Places.Judgement),
        new SealedColumn<MedicalContext, Outcome>(KeyKind.Content, "outcome.objection", (db, file) => db.Outcomes.Where(x => x.File == file), x => x.Objection, Places.Objection),
        new SealedColumn<MedicalContext, Outcome>(KeyKind.Content, "outcome.signing", (db, file) => db.Outcomes.Where(x => x.File == file), x => x.Signing, Places.Signing),
        new SealedColumn<MedicalContext, Outcome>(KeyKind.Content, "outcome.release", (db, file) => db.Outcomes.Where(x => x.File == file), x => x.Release, Places.Release),
        new SealedColumn<MedicalContext, DoorCode>(KeyKind.Door, "door_code.secret", (db, _) => db.DoorCodes, x => x.Secret, Places.Secret),
    ];
}
