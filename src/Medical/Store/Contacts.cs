using ArboDossier.AuditLedger;
using ArboDossier.Mail;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>Where employees said to be reached, and who has to be called because mail does not do it .</summary>
public sealed class Contacts(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>What the employee gave; empty where nothing. Requires a grant that reaches the file's label.</summary>
    public async Task<ContactText> ReadAsync(AccessGrant grant, Guid file, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Contacts.AsNoTracking().FirstOrDefaultAsync(x => x.File == file, cancel);
        return row is null ? new("", "") : await vault.OpenAsync<ContactText>(grant, row.Content, Places.Contact(row), cancel);
    }

    /// <summary>Keeps what the employee gives, in place of what was there; nothing at all takes it away. Given at the desk, with the step
    /// that says who wrote it down. Requires a grant for the file.</summary>
    public async Task KeepAsync(AccessGrant grant, ContactText text, CancellationToken cancel, DeskStep? step = null)
    {
        var row = new EmployeeContact { File = grant.Scope.Id, ChangedAt = clock.GetUtcNow() };
        row.Content = await vault.SealAsync(grant, KeyKind.Label, row.File, Places.Contact(row), text, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Contacts.Where(x => x.File == row.File).ExecuteDeleteAsync(c);
            if (text is not { Email: "", Phone: "" })
            {
                act.Db.Contacts.Add(row);
            }

            if (step is not null)
            {
                act.Db.DeskSteps.Add(step);
            }

            act.Record(grant, "contact.give", ActKind.Update, new AuditObject("contact", row.File, row.Content.Hash()));
        }, cancel);
    }

    /// <summary>Files whose employee has to be called, in the caseload of a doctor and open to who asks: of his relations, and of nobody's. Oldest first.</summary>
    public async Task<IReadOnlyList<(Guid File, Guid Employer, DateTimeOffset Since)>> ToCallAsync(Visitor visitor, IReadOnlyCollection<Guid> employers, CancellationToken cancel)
    {
        var doctor = visitor.Physician ?? visitor.Id;
        await using var db = open();
        var keepingOut = db.KeepingOut(visitor.Id, doctor);
        var rows = await db.Notices.AsNoTracking()
            .Where(x => x.ToCallSince != null && !keepingOut.Any(k => k.File == x.Recipient)
                && (db.Treating.Any(r => r.File == x.Recipient && r.Doctor == doctor) || !db.Treating.Any(r => r.File == x.Recipient)))
            .Join(db.Employments.AsNoTracking().Where(e => employers.Contains(e.Employer)), x => x.Recipient, x => x.Id, (n, e) => new { n.Recipient, e.Employer, n.ToCallSince })
            .ToListAsync(cancel);
        return [.. rows.GroupBy(x => (x.Recipient, x.Employer)).Select(x => (x.Key.Recipient, x.Key.Employer, Since: x.Min(r => r.ToCallSince!.Value))).OrderBy(x => x.Since)];
    }

    /// <summary>The employer of a file, or null.</summary>
    public async Task<Guid?> EmployerOfAsync(Guid file, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Employments.AsNoTracking().Where(x => x.Id == file).Select(x => (Guid?)x.Employer).FirstOrDefaultAsync(cancel);
    }

    /// <summary>The employee was called or written to.</summary>
    public Task CalledAsync(Decision decision, Guid file, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            act.Record(decision, new AuditObject("file", file));
            if (decision.Permitted)
            {
                await act.Db.Notices.Where(x => x.Recipient == file && x.ToCallSince != null).ExecuteDeleteAsync(c);
            }
        }, cancel);
}

/// <summary>A notice about a file goes to what the employee gave to this side, and nowhere else .</summary>
public sealed class ContactAddresses(Func<MedicalContext> open, IServiceScopeFactory scopes, Contacts contacts) : INoticeAddresses
{
    /// <inheritdoc/>
    public async Task<NoticeAddress?> FindAsync(Guid recipient, CancellationToken cancel)
    {
        await using var db = open();
        var employment = await db.Employments.AsNoTracking().Where(x => x.Id == recipient).Select(x => new { x.Employer, Given = db.Contacts.Any(c => c.File == x.Id) }).FirstOrDefaultAsync(cancel);
        if (employment is not { Given: true })
        {
            return employment is null ? null : new(null, recipient);
        }

        using var scope = scopes.CreateScope();
        var grant = await scope.ServiceProvider.GetRequiredService<Openings<MedicalContext>>().OpenAsync(MachineAccess.Notify(employment.Employer, recipient), cancel);
        var given = await contacts.ReadAsync(grant!, recipient, cancel);
        return new(given.Email.Length > 0 ? given.Email : null, recipient);
    }

    /// <inheritdoc/>
    public Task<bool> IsCalledAsync(Guid recipient, CancellationToken cancel) => Task.FromResult(true);
}
