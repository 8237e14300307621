using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>People of an employer who sign in at the employer's own provider: which rows wait for whom, and what ends.</summary>
public sealed class EmployerAccounts(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, SessionTickets<ReintegrationContext> sessions, Organisation organisation, Employees employees)
{
    /// <summary>
    /// Somebody came from the provider, which knows them by an e-mail address: what was made for that address at the provider's employers becomes
    /// theirs, for good and by the subject; what others were given stays theirs, whatever the provider calls somebody later.
    /// </summary>
    public async Task TakeInAsync(EmployerProvider provider, string subject, string? email, string from, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ArgumentNullException.ThrowIfNull(openings);
        if (email is null)
        {
            return;
        }

        foreach (var rows in await ConcernedAsync(provider.Name, subject, cancel))
        {
            var employer = rows.Key;
            var grant = (await openings.OpenAsync(SideAccess.Match(employer, from), cancel))!;
            var people = await employees.AllAsync(grant, cancel);
            List<Guid> own = [.. people.Where(x => IsSame(x.Label.Email, email)).Select(x => x.Row.Id)];
            var waiting = new List<Guid>();
            foreach (var row in rows.Where(x => x.Subject is null))
            {
                var address = row.Employment is { } employment ? people.FirstOrDefault(x => x.Row.Id == employment).Label?.Email : (await organisation.MemberAsync(grant, row.Id, cancel))?.Label.Email;
                if (IsSame(address, email))
                {
                    waiting.Add(row.Id);
                }
            }

            await commits.RunAsync(async (act, c) =>
            {
                var theirs = await act.Db.Members.Where(x => x.Employer == employer && x.EndedAt == null && ((waiting.Contains(x.Id) && x.Subject == null) || x.Subject == subject)).ToListAsync(c);
                foreach (var row in theirs.Where(x => x.Subject is null))
                {
                    row.Subject = subject;
                    act.Record(SideAccess.Bind(row.Id, row.Role, from));
                }

                // Looked for each time, because an import may have brought the person in since. One address of two people is nobody's.
                foreach (var row in theirs.Where(x => x.Role == Role.EmployerAdministrator && own.Count == 1))
                {
                    row.Self = own[0];
                }
            }, cancel);
        }
    }

    /// <summary>A provider said who signed out there; null where what it said does not hold, which is recorded too.</summary>
    public Task EndAsync((string? Session, string? Subject, DateTimeOffset Until)? ended, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            act.Record(decision);
            if (ended is { } who)
            {
                await sessions.EndAsync(act, who.Session, who.Subject, who.Until, c);
            }
        }, cancel);

    /// <summary>The provider's employers at which something waits for an address, or this person is the personnel department.</summary>
    private async Task<IReadOnlyList<IGrouping<Guid, Member>>> ConcernedAsync(string provider, string subject, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Members.AsNoTracking().Where(x => x.Provider == provider && x.EndedAt == null && (x.Subject == null || (x.Subject == subject && x.Role == Role.EmployerAdministrator))
            && db.Employers.Any(e => e.Id == x.Employer && e.SignIn == provider)).ToListAsync(cancel);
        return [.. rows.GroupBy(x => x.Employer)];
    }

    private static bool IsSame(string? one, string other) => one is { Length: > 0 } && string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);
}
