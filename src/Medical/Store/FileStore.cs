using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A case of the file with the employer's words.</summary>
public sealed record CaseView(NoticedCase Row, CaseFacts? Facts, IReadOnlyList<(CaseRequest Row, ConsultationRequest Content)> Requests);

/// <summary>A doctor's review of an entry, with what the doctor added.</summary>
public sealed record ReviewView(EntryReview Row, string Remark);

/// <summary>An entry with its words; where it was recorded under a task, with that and with its review.</summary>
public sealed record EntryView(FileEntry Row, ConsultationText Text, WrittenTask? Task, ReviewView? Review)
{
    /// <summary>Waits for a doctor's review .</summary>
    public bool Waits => Task is not null && Review is null;

    /// <summary>As the employee reads it .</summary>
    public EntryView ForEmployee() => this with { Text = Text.ForEmployee(), Review = Review is null ? null : Review with { Remark = Text.Mask(Review.Remark) } };
}

/// <summary>A whole file, opened.</summary>
public sealed record FileView(
    MedicalFile File, PersonLabel Person, Guid Employer, string EmployerName, IReadOnlyList<CaseView> Cases, IReadOnlyList<EntryView> Entries,
    IReadOnlyList<Consultation> Consultations, IReadOnlyList<Outcome> Outcomes);

/// <summary>
/// The only door to the rows of a file: facts for the access decision first, then, with a grant, the rows and their content. Sealing and opening
/// happen here, so that no page can forget where a blob belongs.
/// </summary>
public sealed class FileStore(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, Outbox<MedicalContext> outbox, TimeProvider clock)
{
    /// <summary>Days that a draft lives .</summary>
    public const int DraftDays = 14;

    /// <summary>What is known about a visitor and a file; all false where there is no such file.</summary>
    public async Task<FileFacts> FactsAsync(Visitor visitor, Guid file, CancellationToken cancel)
    {
        var today = Today();
        var physician = visitor.Kind is VisitorKind.Clerk or VisitorKind.Supervised ? visitor.Physician ?? Guid.Empty : visitor.Id;
        await using var db = open();
        var (appointments, tasks, keepingOut) = (db.AppointmentsOn(today), db.TasksOn(today), db.KeepingOut(visitor.Id, physician));
        // One query whatever the answer is: a closed file and an absent one cost the same (law 5).
        var found = await db.Files.AsNoTracking().Where(x => x.Id == file).Select(x => new
        {
            Relation = db.Relations.Any(r => r.File == file && r.Doctor == physician && r.Until == null),
            Appointed = db.Employments.Any(e => e.Id == file && appointments.Any(a => a.Employer == e.Employer && a.Doctor == physician)),
            OpenTask = db.Requests.Any(r => r.File == file && (r.State == RequestState.New || r.State == RequestState.Planned))
                || db.Asks.Any(a => a.File == file && a.HandledAt == null)
                || db.Consultations.Any(c => c.File == file && c.State == ConsultationState.Planned)
                || db.Outcomes.Any(o => o.File == file && o.State != OutcomeState.Released && o.State != OutcomeState.Dropped),
            WrittenTask = visitor.Kind == VisitorKind.Supervised && tasks.Any(t => t.File == file && t.Staff == visitor.Id && t.Doctor == physician),
            Deputises = (visitor.Kind == VisitorKind.Doctor || visitor.Kind == VisitorKind.Supervised) && db.DeputiesOn(today).Any(d => d.Substitute == physician
                && db.Relations.Any(r => r.File == file && r.Doctor == d.Doctor && r.Until == null)
                && db.Employments.Any(e => e.Id == file && (d.Employer == null || d.Employer == e.Employer) && appointments.Any(a => a.Employer == e.Employer && a.Doctor == d.Doctor))),
            Conflict = keepingOut.Where(x => x.File == file).OrderByDescending(x => x.Kind).Select(x => x.Kind).FirstOrDefault(),
            Own = db.EmployeeFiles.Where(e => e.File == file && e.Door == visitor.Id && e.EndedAt == null).OrderByDescending(e => e.Level).Select(e => e.Level).FirstOrDefault(),
        }).FirstOrDefaultAsync(cancel);
        return found is null
            ? new(false, false, false, false, DoorLevel.None)
            : new(true, found.Relation, found.Appointed, found.OpenTask, found.Own) { Deputises = found.Deputises, WrittenTask = found.WrittenTask, Conflict = found.Conflict };
    }

    /// <summary>Opens everything in a file. Requires a grant for it.</summary>
    public async Task<FileView> ReadAsync(AccessGrant grant, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        await using var db = open();
        var (row, employment, employer) = await HeadAsync(db, file, cancel);
        var cases = await db.Cases.AsNoTracking().Where(x => x.File == file).OrderByDescending(x => x.NoticedAt).ToListAsync(cancel);
        var requests = await db.Requests.AsNoTracking().Where(x => x.File == file).OrderByDescending(x => x.ReceivedAt).ToListAsync(cancel);
        var entries = await db.Entries.AsNoTracking().Where(x => x.File == file).OrderByDescending(x => x.RecordedAt).ToListAsync(cancel);
        var tasks = await db.Tasks.AsNoTracking().Where(x => x.File == file).ToListAsync(cancel);
        var reviews = await db.EntryReviews.AsNoTracking().Where(x => x.File == file).ToListAsync(cancel);
        var consultations = await db.Consultations.AsNoTracking().Where(x => x.File == file).OrderByDescending(x => x.StartsAt).ToListAsync(cancel);
        var outcomes = await db.Outcomes.AsNoTracking().Where(x => x.File == file && x.State != OutcomeState.Dropped).OrderByDescending(x => x.PreparedAt).ToListAsync(cancel);

        var asked = new List<(CaseRequest Row, ConsultationRequest Content)>();
        foreach (var request in requests)
        {
            asked.Add((request, await vault.OpenAsync<ConsultationRequest>(grant, request.Content, Places.Request(request), cancel)));
        }

        var seen = new List<CaseView>();
        foreach (var @case in cases)
        {
            var facts = @case.Facts.IsEmpty ? null : await vault.OpenAsync<CaseFacts>(grant, @case.Facts, Places.Facts(@case), cancel);
            seen.Add(new CaseView(@case, facts, asked.FindAll(x => x.Row.Case == @case.Id)));
        }

        var texts = new List<EntryView>();
        foreach (var entry in entries)
        {
            var review = reviews.Find(x => x.Entry == entry.Id);
            texts.Add(new EntryView(
                entry, await vault.OpenAsync<ConsultationText>(grant, entry.Content, Places.Entry(entry), cancel), tasks.Find(x => x.Id == entry.Task),
                review is null ? null : new ReviewView(review, review.Remark.IsEmpty ? "" : await vault.OpenAsync<string>(grant, review.Remark, Places.Remark(review), cancel))));
        }

        var person = await vault.OpenAsync<PersonLabel>(grant, employment.Label, Places.Label(employment), cancel);
        return new(row, person, employment.Employer, employer ?? "", seen, texts, consultations, outcomes);
    }

    /// <summary>The outside of a file: whose it is, at which employer, and the rows of outcomes. No entry is opened.</summary>
    public async Task<FileView> CoverAsync(AccessGrant grant, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        await using var db = open();
        var (row, employment, employer) = await HeadAsync(db, file, cancel);
        var outcomes = await db.Outcomes.AsNoTracking().Where(x => x.File == file && x.State != OutcomeState.Dropped).OrderByDescending(x => x.PreparedAt).ToListAsync(cancel);
        return new(row, await vault.OpenAsync<PersonLabel>(grant, employment.Label, Places.Label(employment), cancel), employment.Employer, employer ?? "", [], [], [], outcomes);
    }

    /// <summary>To what something new belongs: the cases, newest first, and the consultation that is planned first. Nothing is opened.</summary>
    public async Task<(IReadOnlyList<Guid> Cases, Guid? Planned)> BelongingAsync(AccessGrant grant, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        await using var db = open();
        var cases = await db.Cases.AsNoTracking().Where(x => x.File == file).OrderByDescending(x => x.NoticedAt).Select(x => x.Id).ToListAsync(cancel);
        var planned = await db.Consultations.AsNoTracking().Where(x => x.File == file && x.State == ConsultationState.Planned).OrderBy(x => x.StartsAt).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancel);
        return (cases, planned);
    }

    private static async Task<(MedicalFile Row, KnownEmployment Employment, string? Employer)> HeadAsync(MedicalContext db, Guid file, CancellationToken cancel)
    {
        var head = await db.Files.AsNoTracking().Where(x => x.Id == file).Join(db.Employments.AsNoTracking(), x => x.Id, x => x.Id, (f, e) => new { f, e })
            .Select(x => new { x.f, x.e, Employer = db.Employers.Where(r => r.Id == x.e.Employer).Select(r => r.Name).FirstOrDefault() }).FirstAsync(cancel);
        return (head.f, head.e, head.Employer);
    }

    /// <summary>Only who it is about.</summary>
    public async Task<PersonLabel> PersonAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        var employment = await db.Employments.AsNoTracking().FirstAsync(x => x.Id == grant.Scope.Id, cancel);
        return await vault.OpenAsync<PersonLabel>(grant, employment.Label, Places.Label(employment), cancel);
    }

    /// <summary>The draft of one author, or null.</summary>
    public async Task<(ConsultationText Text, DateTimeOffset SavedAt, DateTimeOffset ExpiresAt)?> DraftAsync(AccessGrant grant, Guid author, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        var row = await db.Drafts.AsNoTracking().FirstOrDefaultAsync(x => x.File == grant.Scope.Id && x.Author == author && x.ExpiresAt > now, cancel);
        return row is null ? null : (await vault.OpenAsync<ConsultationText>(grant, row.Content, Places.Draft(row), cancel), row.SavedAt, row.ExpiresAt);
    }

    /// <summary>Keeps what is being typed; gives the instant of saving.</summary>
    public async Task<DateTimeOffset> SaveDraftAsync(AccessGrant grant, Guid author, ConsultationText text, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        var now = clock.GetUtcNow();
        await using var db = open();
        var known = await db.Drafts.AsNoTracking().FirstOrDefaultAsync(x => x.File == file && x.Author == author, cancel);
        var row = known ?? new Draft { Id = Guid.CreateVersion7(now), File = file, Author = author, ExpiresAt = now.AddDays(DraftDays) };
        row.SavedAt = now;
        if (row.ExpiresAt <= now)
        {
            row.ExpiresAt = now.AddDays(DraftDays);
        }

        row.Content = await vault.SealAsync(grant, KeyKind.Content, file, Places.Draft(row), text, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Drafts.FirstOrDefaultAsync(x => x.File == file && x.Author == author, c) is { } stored)
            {
                // The place binds the row's id: a draft that another request made first keeps its own, so ours is taken out for it.
                act.Db.Drafts.Remove(stored);
                await act.Db.SaveChangesAsync(c);
            }

            act.Db.Drafts.Add(row);
            act.Record(grant, "draft.save", ActKind.Update, new AuditObject("draft", row.Id, row.Content.Hash()));
        }, cancel);
        return now;
    }

    /// <summary>Drops the author's draft.</summary>
    public Task DiscardDraftAsync(AccessGrant grant, Guid author, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Drafts.Where(x => x.File == grant.Scope.Id && x.Author == author).ExecuteDeleteAsync(c);
            act.Record(grant, "draft.discard", ActKind.Delete, new AuditObject("file", grant.Scope.Id));
        }, cancel);

    /// <summary>Removes drafts whose time is over, each with an entry under its file. Gives how many.</summary>
    public async Task<int> SweepDraftsAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using (var db = open())
        {
            if (!await db.Drafts.AnyAsync(x => x.ExpiresAt <= now, cancel))
            {
                return 0;
            }
        }

        return await commits.RunAsync(async (act, c) =>
        {
            var over = await act.Db.Drafts.AsNoTracking().Where(x => x.ExpiresAt <= now).Select(x => new { x.Id, x.File }).ToListAsync(c);
            foreach (var draft in over)
            {
                await act.Db.Drafts.Where(x => x.Id == draft.Id).ExecuteDeleteAsync(c);
                act.Record(MachineAccess.SweepDraft(draft.File), new AuditObject("draft", draft.Id));
            }

            return over.Count;
        }, cancel);
    }

    /// <summary>
    /// Signs off a consultation as an entry, marks it held, and tells the employer's side that it was held where that side had asked for it
    /// . The draft goes in the same act. Gives the consultation.
    /// </summary>
    public async Task<Guid> RecordAsync(AccessGrant grant, Visitor doctor, ConsultationText text, Guid? planned, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        var now = clock.GetUtcNow();
        await using var db = open();
        if (planned is { } again && await IsRecordedAsync(grant, db.Entries.Where(x => x.File == file && x.Consultation == again && x.Author == doctor.Id), text, cancel))
        {
            return again;
        }

        var consultation = await db.Consultations.AsNoTracking().FirstOrDefaultAsync(x => x.Id == planned && x.File == file && x.State == ConsultationState.Planned, cancel);
        var entry = new FileEntry { Id = Guid.CreateVersion7(now), File = file, Consultation = consultation?.Id ?? Guid.CreateVersion7(now), Author = doctor.Id, Version = 1, RecordedAt = now };
        entry.Content = await vault.SealAsync(grant, KeyKind.Content, file, Places.Entry(entry), text, cancel);
        OutboxRow? notice = null;
        if (consultation?.Request is { } request)
        {
            var @case = await db.Requests.AsNoTracking().Where(x => x.Id == request).Select(x => x.Case).FirstAsync(cancel);
            notice = await outbox.PrepareAsync(
                grant, "reintegration", new AppointmentNotice(request, @case, consultation.NoticeVersion + 1, AppointmentState.Held, consultation.StartsAt, consultation.Place), cancel);
        }

        await commits.RunAsync(async (act, c) =>
        {
            if (consultation is null)
            {
                act.Db.Consultations.Add(new Consultation { Id = entry.Consultation!.Value, File = file, Doctor = doctor.Id, StartsAt = now, Place = AppointmentPlace.Telephone, State = ConsultationState.Held });
            }
            else
            {
                await act.Db.Consultations.Where(x => x.Id == consultation.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ConsultationState.Held).SetProperty(x => x.NoticeVersion, x => x.NoticeVersion + 1), c);
                await act.Db.Requests.Where(x => x.Id == consultation.Request).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, RequestState.Held), c);
            }

            await act.Db.Drafts.Where(x => x.File == file && x.Author == doctor.Id).ExecuteDeleteAsync(c);
            act.Db.Entries.Add(entry);
            if (notice is not null)
            {
                act.Db.Outbox.Add(notice);
            }

            act.Record(grant, "consultation.record", ActKind.Create, new AuditObject("entry", entry.Id, entry.Content.Hash()));
        }, cancel);
        return entry.Consultation!.Value;
    }

    /// <summary>The same form sent twice is one entry; other words are another entry.</summary>
    internal async Task<bool> IsRecordedAsync(AccessGrant grant, IQueryable<FileEntry> entries, ConsultationText text, CancellationToken cancel)
    {
        foreach (var entry in await entries.AsNoTracking().ToListAsync(cancel))
        {
            if (await vault.OpenAsync<ConsultationText>(grant, entry.Content, Places.Entry(entry), cancel) == text)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Plans a consultation for a request: the doctor who will hold it gets a live relation, and the employer's side, which asked, gets
    /// the moment and the place.
    /// </summary>
    public async Task PlanAsync(AccessGrant grant, CaseRequest request, Guid doctor, DateTimeOffset startsAt, AppointmentPlace place, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        var planned = await db.Consultations.AsNoTracking().FirstOrDefaultAsync(x => x.Request == request.Id && x.State == ConsultationState.Planned, cancel);
        var version = (planned?.NoticeVersion ?? 0) + 1;
        var state = planned is null ? AppointmentState.Planned : AppointmentState.Moved;
        var notice = await outbox.PrepareAsync(grant, "reintegration", new AppointmentNotice(request.Id, request.Case, version, state, startsAt, place), cancel);
        await commits.RunAsync(async (act, c) =>
        {
            if (planned is null)
            {
                act.Db.Consultations.Add(new Consultation
                {
                    Id = Guid.CreateVersion7(now),
                    File = request.File,
                    Request = request.Id,
                    Doctor = doctor,
                    StartsAt = startsAt,
                    Place = place,
                    State = ConsultationState.Planned,
                    NoticeVersion = version,
                });
            }
            else
            {
                await act.Db.Consultations.Where(x => x.Id == planned.Id).ExecuteUpdateAsync(
                    set => set.SetProperty(x => x.StartsAt, startsAt).SetProperty(x => x.Place, place).SetProperty(x => x.Doctor, doctor).SetProperty(x => x.NoticeVersion, version), c);
            }

            if (!await act.Db.Relations.AnyAsync(x => x.File == request.File && x.Doctor == doctor && x.Until == null, c))
            {
                act.Db.Relations.Add(new TreatingRelation { Id = Guid.CreateVersion7(now), File = request.File, Doctor = doctor, From = now });
            }

            await act.Db.Requests.Where(x => x.Id == request.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, RequestState.Planned), c);
            act.Db.Outbox.Add(notice);
            act.Record(grant, "consultation.plan", ActKind.Create, new AuditObject("request", request.Id));
        }, cancel);
    }

    /// <summary>A request, for the page that plans it.</summary>
    public async Task<(CaseRequest Request, Guid Employer)?> RequestAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Requests.AsNoTracking().Where(x => x.Id == id && (x.State == RequestState.New || x.State == RequestState.Planned))
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (r, e) => new { r, e.Employer }).FirstOrDefaultAsync(cancel);
        return row is null ? null : (row.r, row.Employer);
    }

    private DateOnly Today() => Web.Words.LocalDay(clock.GetUtcNow());
}

/// <summary>Where each blob of this zone belongs: table and column, file, row, version.</summary>
internal static class Places
{
    public static Place Label(KnownEmployment row) => new(row.Id, row.Id, "known_employment.label", row.LabelVersion);

    public static Place Facts(NoticedCase row) => new(row.File, row.Id, "noticed_case.facts", row.FactsVersion);

    public static Place Request(CaseRequest row) => new(row.File, row.Id, "case_request.content");

    public static Place Entry(FileEntry row) => new(row.File, row.Id, "file_entry.content", row.Version);

    public static Place Task(WrittenTask row) => new(row.File, row.Id, "written_task.words");

    public static Place Remark(EntryReview row) => new(row.File, row.Entry, "entry_review.remark");

    public static Place Draft(Draft row) => new(row.File, row.Id, "draft.content");

    public static Place Judgement(Outcome row) => new(row.File, row.Id, "outcome.judgement");

    public static Place Objection(Outcome row) => new(row.File, row.Id, "outcome.objection");

    public static Place Signing(Outcome row) => new(row.File, row.Id, "outcome.signing");

    public static Place Ask(EmployeeAsk row) => new(row.File, row.Id, "employee_ask.content");

    public static Place Address(ActivationCode row) => new(row.File, row.Id, "activation_code.address");

    public static Place Scheme(ActivationCode row) => new(row.File, row.Id, "activation_code.scheme");

    public static Place Contact(EmployeeContact row) => new(row.File, row.File, "employee_contact.content");

    public static Place Secret(DoorCode row) => new(row.Owner, row.Id, "door_code.secret");

    public static Place Release(Outcome row) => new(row.File, row.Id, "outcome.release");
}
