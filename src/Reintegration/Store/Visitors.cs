using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Who somebody is to the reintegration side, at this moment.</summary>
public sealed class Visitors(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits)
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

        var rows = await db.Members.AsNoTracking().Where(x => x.Subject == subject && x.EndedAt == null).OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).ToListAsync(cancel);
        return new(subject, rows.ConvertAll(x => new Standing(x.Id, x.Role, x.Employer, x.Employment)), from);
    }

    private Task BindAsync(string subject, IReadOnlyCollection<Guid> accepted, string from, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            foreach (var row in await Waiting(act.Db.Members, accepted).ToListAsync(c))
            {
                row.Subject = subject;
                act.Record(SideAccess.Bind(row.Id, row.Role, from));
            }
        }, cancel);

    private static IQueryable<Member> Waiting(IQueryable<Member> members, IReadOnlyCollection<Guid> accepted) =>
        members.Where(x => x.Subject == null && x.EndedAt == null && x.Invitation != null && accepted.Contains(x.Invitation.Value));
}
