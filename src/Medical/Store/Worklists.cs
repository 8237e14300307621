using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>Ids and states of what waits for one doctor; names come with a grant per employer.</summary>
public sealed record WorklistRows(
    IReadOnlyList<(CaseRequest Row, Guid Employer)> Requests, IReadOnlyList<(Consultation Row, Guid Employer)> Consultations,
    IReadOnlyList<(Outcome Row, Guid Employer)> Outcomes, IReadOnlyList<(Draft Row, Guid Employer)> Drafts, IReadOnlyList<(EmployeeAsk Row, Guid Employer)> Asks,
    IReadOnlyList<(UnreviewedFile Row, Guid Employer)> Unreviewed);

/// <summary>How many entries of a file wait for the doctor's review .</summary>
public sealed record UnreviewedFile(Guid File, int Entries);

/// <summary>How far a new service is, as the doctor's side knows it.</summary>
/// <param name="Signatures">Under the newest roster.</param>
/// <param name="Published">A roster counts.</param>
/// <param name="Proposed">An appointment of a doctor for an employer waits for a second doctor.</param>
/// <param name="Appointed">A doctor is appointed for an employer.</param>
/// <param name="Asked">The employer's side asked for a consultation.</param>
public sealed record Beginning(int Signatures, bool Published, bool Proposed, bool Appointed, bool Asked);

/// <summary>What waits for the doctor's side.</summary>
public sealed class Worklists(Func<MedicalContext> open, Vault vault, TimeProvider clock)
{
    /// <summary>All that waits in the caseload of a doctor: new requests of his employers, and what is his own.</summary>
    public async Task<WorklistRows> ReadAsync(Guid doctor, Guid author, IReadOnlyCollection<KnownEmployer> employers, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var ids = employers.Select(x => x.Id).ToList();
        await using var db = open();
        var requests = await db.Requests.AsNoTracking().Where(x => x.State == RequestState.New)
            .Join(db.Employments.AsNoTracking().Where(e => ids.Contains(e.Employer)), x => x.File, x => x.Id, (r, e) => new { r, e.Employer })
            .OrderBy(x => x.r.ReceivedAt).ToListAsync(cancel);
        var consultations = await db.Consultations.AsNoTracking().Where(x => x.Doctor == doctor && x.State == ConsultationState.Planned)
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (r, e) => new { r, e.Employer })
            .OrderBy(x => x.r.StartsAt).ToListAsync(cancel);
        var outcomes = await db.Outcomes.AsNoTracking()
            .Where(x => (x.State == OutcomeState.Prepared || x.State == OutcomeState.WithEmployee || x.State == OutcomeState.Ready) && db.Relations.Any(r => r.File == x.File && r.Doctor == doctor && r.Until == null))
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (r, e) => new { r, e.Employer })
            .OrderBy(x => x.r.PreparedAt).ToListAsync(cancel);
        var drafts = await db.Drafts.AsNoTracking().Where(x => x.Author == author && x.ExpiresAt > now)
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (r, e) => new { r, e.Employer })
            .OrderBy(x => x.r.ExpiresAt).ToListAsync(cancel);
        var asks = await db.Asks.AsNoTracking().Where(x => x.HandledAt == null && !db.Conflicts.Any(k => k.File == x.File && k.Staff == doctor && k.EndedAt == null)
                && (db.Treating.Any(r => r.File == x.File && r.Doctor == doctor) || !db.Treating.Any(r => r.File == x.File)))
            .Join(db.Employments.AsNoTracking().Where(e => ids.Contains(e.Employer)), x => x.File, x => x.Id, (r, e) => new { r, e.Employer })
            .OrderBy(x => x.r.AskedAt).ToListAsync(cancel);
        var unreviewed = await db.Treating.AsNoTracking().Where(x => x.Doctor == doctor && db.Unreviewed.Any(e => e.File == x.File))
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (r, e) => new { r.File, e.Employer, Entries = db.Unreviewed.Count(u => u.File == r.File) })
            .Distinct().ToListAsync(cancel);
        return new(
            requests.ConvertAll(x => (x.r, x.Employer)),
            consultations.ConvertAll(x => (x.r, x.Employer)),
            outcomes.ConvertAll(x => (x.r, x.Employer)),
            drafts.ConvertAll(x => (x.r, x.Employer)),
            asks.ConvertAll(x => (x.r, x.Employer)),
            unreviewed.ConvertAll(x => (new UnreviewedFile(x.File, x.Entries), x.Employer)));
    }

    /// <summary>The written tasks of somebody that open something today, with the employers of their files.</summary>
    public async Task<IReadOnlyList<(WrittenTask Row, KnownEmployer Employer)>> TasksAsync(Visitor visitor, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.TasksOn(Web.Words.LocalDay(clock.GetUtcNow())).AsNoTracking().Where(x => x.Staff == visitor.Id && x.Doctor == visitor.Physician)
            .Join(db.Employments.AsNoTracking(), x => x.File, x => x.Id, (t, e) => new { t, e.Employer })
            .Join(db.Employers.AsNoTracking(), x => x.Employer, x => x.Id, (x, e) => new { x.t, e }).OrderBy(x => x.t.Until).ToListAsync(cancel);
        return rows.ConvertAll(x => (x.t, x.e));
    }

    /// <summary>How far the service is. Ids and states of no person.</summary>
    public async Task<Beginning> BeginningAsync(CancellationToken cancel)
    {
        await using var db = open();
        var published = await db.Rosters.AnyAsync(x => x.SecondSigner != null, cancel);
        return new(published ? 2 : await db.Rosters.CountAsync(cancel), published,
            await db.Appointments.AnyAsync(x => x.ConfirmedAt == null && x.Until == null, cancel), await db.Appointments.AnyAsync(x => x.ConfirmedAt != null, cancel), await db.Requests.AnyAsync(cancel));
    }

    /// <summary>
    /// Names of these files, within one employer's directory: one grant and one custody call for the whole list. Files out of which the grant's actor is
    /// kept, or the doctor on whose behalf, have none.
    /// </summary>
    public async Task<IReadOnlyDictionary<Guid, PersonLabel>> NamesAsync(AccessGrant grant, IReadOnlyCollection<Guid> files, CancellationToken cancel)
    {
        await using var db = open();
        var keepingOut = db.KeepingOut(grant.Act.Actor.Id, grant.Act.Actor.OnBehalfOf);
        var rows = await db.Employments.AsNoTracking().Where(x => x.Employer == grant.Scope.Id && files.Contains(x.Id) && !keepingOut.Any(k => k.File == x.Id)).ToListAsync(cancel);
        await vault.PreloadAsync(grant, KeyKind.Label, [.. rows.Select(x => x.Id)], cancel);
        var names = new Dictionary<Guid, PersonLabel>();
        foreach (var row in rows)
        {
            names[row.Id] = await vault.OpenAsync<PersonLabel>(grant, row.Label, Places.Label(row), cancel);
        }

        return names;
    }

    /// <summary>What was asked, in the employer's words.</summary>
    public async Task<ConsultationRequest> OpenAsync(AccessGrant grant, CaseRequest row, CancellationToken cancel) =>
        await vault.OpenAsync<ConsultationRequest>(grant, row.Content, Places.Request(row), cancel);

    /// <summary>The facts of these cases; a case of which none came yet is left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, CaseFacts>> FactsAsync(AccessGrant grant, IReadOnlyCollection<Guid> cases, CancellationToken cancel)
    {
        await using var db = open();
        var facts = new Dictionary<Guid, CaseFacts>();
        foreach (var row in await db.Cases.AsNoTracking().Where(x => cases.Contains(x.Id)).ToListAsync(cancel))
        {
            if (!row.Facts.IsEmpty)
            {
                facts[row.Id] = await vault.OpenAsync<CaseFacts>(grant, row.Facts, Places.Facts(row), cancel);
            }
        }

        return facts;
    }
}
