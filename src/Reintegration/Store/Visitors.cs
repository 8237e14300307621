using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Who somebody is to the reintegration side, at this moment.</summary>
public sealed class Visitors(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, EmployerProviders providers, TimeProvider clock)
{
    /// <summary>
    /// Looks up by the account's subject. An invitation that the account accepted binds the rows that were made for it, once; an account that is
    /// somebody already may accept another one, for a second employment.
    /// </summary>
    public async Task<Visitor> WhoAsync(string subject, IReadOnlyCollection<Guid> accepted, string from, CancellationToken cancel)
    {
        await using var db = open();
        if (accepted.Count > 0 && await Waiting(db.Members, accepted).AnyAsync(cancel))
        {
            await BindAsync(subject, accepted, from, cancel);
        }

        return Representing.Settle(new(subject, await StandingsAsync(db, subject, cancel), from) { Through = EmployerProviders.NameIn(subject) });
    }

    private async Task<IReadOnlyList<Standing>> StandingsAsync(ReintegrationContext db, string subject, CancellationToken cancel)
    {
        var through = EmployerProviders.NameIn(subject);
        if (through is not null && providers.Find(through) is null)
        {
            return [];
        }

        // An employer's provider vouches for people of that employer, as long as it is that employer's, and never for the employee of a file.
        var vouched = db.Members.AsNoTracking().Where(x => x.Subject == subject && x.EndedAt == null && x.Provider == through
            && (through == null || ((x.Role == Role.EmployerAdministrator || x.Role == Role.LineManager) && db.Employers.Any(e => e.Id == x.Employer && e.SignIn == through))));
        var rows = await vouched.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).ToListAsync(cancel);
        var representing = rows.FindAll(x => x.Role == Role.Representative).ConvertAll(x => x.Id);
        return
        [
            .. rows.Where(x => x.Role != Role.Representative).Select(x => new Standing(x.Id, x.Role, x.Employer, x.Employment ?? x.Self)),
            .. await DeputisedAsync(db, rows, cancel),
            .. representing.Count == 0 ? [] : await Representatives.StandingsAsync(db, representing, Web.Words.LocalDay(clock.GetUtcNow()), cancel),
        ];
    }

    /// <summary>The teams that an employee leads today in another's place .</summary>
    private async Task<IReadOnlyList<Standing>> DeputisedAsync(ReintegrationContext db, List<Member> rows, CancellationToken cancel)
    {
        var own = rows.FindAll(x => x.Role == Role.Employee && x.Employment is not null);
        if (own.Count == 0)
        {
            return [];
        }

        var today = Web.Words.LocalDay(clock.GetUtcNow());
        var employments = own.ConvertAll(x => x.Employment!.Value);
        var live = await db.Substitutions.AsNoTracking().Where(x => employments.Contains(x.Substitute) && x.From <= today && x.Until >= today).OrderBy(x => x.Id).ToListAsync(cancel);
        return live.ConvertAll(x => new Standing(own.First(m => m.Employment == x.Substitute).Id, Role.LineManager, x.Employer, x.Manager, Deputised: true));
    }

    private Task BindAsync(string subject, IReadOnlyCollection<Guid> accepted, string from, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var waiting = await Waiting(act.Db.Members, accepted).ToListAsync(c);
            foreach (var row in waiting.Where(x => x.Role != Role.Representative))
            {
                row.Subject = subject;
                act.Record(SideAccess.Bind(row.Id, row.Role, from));
            }

            List<Standing> others = [.. await StandingsAsync(act.Db, subject, c), .. waiting.Where(x => x.Subject is not null).Select(x => new Standing(x.Id, x.Role, x.Employer, x.Employment))];
            foreach (var row in waiting.Where(x => x.Role == Role.Representative))
            {
                // Who is on the other side is refused for good, and the employee sees it.
                var given = await act.Db.Authorisations.FirstAsync(x => x.Member == row.Id, c);
                var refused = Representing.IsOtherSide(others, given.Employer, given.Employment);
                row.Subject = subject;
                row.EndedAt = refused ? act.Now : null;
                given.End = refused ? AuthorisationEnd.Refused : given.End;
                act.Record(Representing.Bind(row.Id, given.Employment, refused, from));
            }
        }, cancel);

    private static IQueryable<Member> Waiting(IQueryable<Member> members, IReadOnlyCollection<Guid> accepted) =>
        members.Where(x => x.Subject == null && x.EndedAt == null && x.Provider == null && x.Invitation != null && accepted.Contains(x.Invitation.Value));
}
