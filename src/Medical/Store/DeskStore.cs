using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A step that staff recorded for the employee, with how the employee was identified.</summary>
public sealed record DeskStepView(DeskStep Step, DeskContact Contact);

/// <summary>A request of the employee with its words; by whom it was recorded where that was not the employee.</summary>
public sealed record AskView(EmployeeAsk Row, AskText Text, DeskContact? Contact);

/// <summary>Contacts at the desk, by video and by telephone, what was recorded in them, and what employees ask.</summary>
public sealed class DeskStore(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>How long one contact counts: then the employee is identified anew.</summary>
    public static readonly TimeSpan ContactLife = TimeSpan.FromMinutes(60);

    /// <summary>Records that somebody was identified.</summary>
    public async Task<Guid> BeginAsync(AccessGrant grant, Guid staff, IdentificationRoute route, DocumentKind document, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new DeskContact { Id = Guid.CreateVersion7(now), File = grant.Scope.Id, Staff = staff, Route = route, Document = document, At = now };
        await commits.RunAsync((act, _) =>
        {
            act.Db.DeskContacts.Add(row);
            act.Record(grant, "desk.identify", ActKind.Create, new AuditObject("desk-contact", row.Id));
            return Task.CompletedTask;
        }, cancel);
        return row.Id;
    }

    /// <summary>A contact that goes on: of this file and this member of staff.</summary>
    public async Task<DeskContact?> FindAsync(Guid file, Guid id, Guid staff, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - ContactLife;
        await using var db = open();
        return await db.DeskContacts.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.File == file && x.Staff == staff && x.At > since, cancel);
    }

    /// <summary>What was recorded for the employee in a file, newest first.</summary>
    public async Task<IReadOnlyList<DeskStepView>> OfAsync(Guid file, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.DeskSteps.AsNoTracking().Where(x => x.File == file)
            .Join(db.DeskContacts.AsNoTracking(), x => x.Contact, x => x.Id, (s, c) => new { s, c }).OrderByDescending(x => x.s.At).ToListAsync(cancel);
        return rows.ConvertAll(x => new DeskStepView(x.s, x.c));
    }

    /// <summary>That a released outcome was read out; it changes nothing else.</summary>
    public Task ReadOutAsync(AccessGrant grant, DeskStep step, CancellationToken cancel) =>
        commits.RunAsync((act, _) =>
        {
            act.Db.DeskSteps.Add(step);
            act.Record(grant, "outcome.read-out", ActKind.Read, new AuditObject("outcome", step.Subject));
            return Task.CompletedTask;
        }, cancel);

    /// <summary>A step of a contact, not stored yet.</summary>
    public DeskStep Step(DeskContact contact, DeskStepKind kind, Guid subject)
    {
        var now = clock.GetUtcNow();
        return new DeskStep { Id = Guid.CreateVersion7(now), File = contact.File, Contact = contact.Id, Kind = kind, Subject = subject, At = now };
    }

    /// <summary>Keeps a request of the employee; in a contact, with the step that says who recorded it. Nothing goes out .</summary>
    public async Task AskAsync(AccessGrant grant, AskText text, DeskContact? contact, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new EmployeeAsk { Id = Guid.CreateVersion7(now), File = grant.Scope.Id, AskedAt = now };
        row.Content = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Ask(row), text, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Asks.Add(row);
            if (contact is not null)
            {
                act.Db.DeskSteps.Add(Step(contact, DeskStepKind.Asked, row.Id));
            }

            act.Record(grant, "ask.record", ActKind.Create, new AuditObject("ask", row.Id, row.Content.Hash()));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>The requests of a file that are not done. Requires a grant for the file.</summary>
    public async Task<IReadOnlyList<AskView>> AsksAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Asks.AsNoTracking().Where(x => x.File == grant.Scope.Id && x.HandledAt == null).OrderBy(x => x.AskedAt).ToListAsync(cancel);
        var steps = rows.Count > 0 ? await OfAsync(grant.Scope.Id, cancel) : [];
        var views = new List<AskView>();
        foreach (var row in rows)
        {
            views.Add(new(row, await vault.OpenAsync<AskText>(grant, row.Content, Places.Ask(row), cancel), steps.FirstOrDefault(x => x.Step.Subject == row.Id)?.Contact));
        }

        return views;
    }

    /// <summary>A request was dealt with.</summary>
    public Task HandledAsync(AccessGrant grant, Guid id, Guid by, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Asks.Where(x => x.Id == id && x.File == grant.Scope.Id && x.HandledAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.HandledAt, act.Now).SetProperty(x => x.HandledBy, by), c);
            act.Record(grant, "ask.handled", ActKind.Update, new AuditObject("ask", id));
        }, cancel);

    /// <summary>
    /// Files of a doctor's live relations at one employer whose person has that surname and birth date. Requires a grant for the employer's
    /// directory; compared in memory, no index tells who is there.
    /// </summary>
    public async Task<IReadOnlyList<(Guid File, PersonLabel Person)>> SearchAsync(AccessGrant grant, Guid doctor, string surname, DateOnly birthDate, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Employments.AsNoTracking().Where(x => x.Employer == grant.Scope.Id && db.Files.Any(f => f.Id == x.Id) && db.Relations.Any(r => r.File == x.Id && r.Doctor == doctor && r.Until == null)).ToListAsync(cancel);
        await vault.PreloadAsync(grant, KeyKind.Label, [.. rows.Select(x => x.Id)], cancel);
        var found = new List<(Guid, PersonLabel)>();
        foreach (var row in rows)
        {
            var person = await vault.OpenAsync<PersonLabel>(grant, row.Label, Places.Label(row), cancel);
            if (person.BirthDate == birthDate && string.Equals(person.Surname, surname, StringComparison.OrdinalIgnoreCase))
            {
                found.Add((row.Id, person));
            }
        }

        return found;
    }
}
