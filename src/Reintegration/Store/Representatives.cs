using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>An authorisation with the name, and whether somebody accepted it.</summary>
public sealed record AuthorisationLine(Authorisation Row, RepresentativeLabel Label, bool Accepted);

/// <summary>Whom an employee lets act in the own place. Whether somebody may is looked up with the visitor, at each request.</summary>
public sealed class Representatives(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault)
{
    /// <summary>All authorisations of an employment, the newest first. Requires a grant for its file.</summary>
    public async Task<IReadOnlyList<AuthorisationLine>> OfAsync(AccessGrant grant, Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Authorisations.AsNoTracking().Where(x => x.Employment == employment).OrderByDescending(x => x.Id)
            .Select(x => new { Row = x, Accepted = db.Members.Any(m => m.Id == x.Member && m.Subject != null) }).ToListAsync(cancel);
        var lines = new List<AuthorisationLine>(rows.Count);
        foreach (var found in rows)
        {
            lines.Add(new(found.Row, await vault.OpenAsync<RepresentativeLabel>(grant, found.Row.Label, Places.Authorisation(found.Row), cancel), found.Accepted));
        }

        return lines;
    }

    /// <summary>Keeps an authorisation with the role that its invitation gives. Requires the employee's own grant.</summary>
    public async Task GiveAsync(AccessGrant grant, Authorisation row, Guid invitation, RepresentativeLabel label, CancellationToken cancel)
    {
        row.Label = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Authorisation(row), label, cancel);
        await commits.RunAsync((act, _) =>
        {
            // Not tied to the employment by its own row: what the personnel department sees of an employment's roles shows no representative.
            act.Db.Members.Add(new Member { Id = row.Member, Role = Role.Representative, Invitation = invitation, CreatedAt = act.Now });
            act.Db.Authorisations.Add(row);
            act.Record(grant, "representative.give", ActKind.Create, new AuditObject("authorisation", row.Id, row.Label.Hash()), new AuditObject("member", row.Member));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>Withdraws one of an employment's authorisations: the next request is without it .</summary>
    public Task WithdrawAsync(AccessGrant grant, Guid employment, Guid id, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Authorisations.FirstOrDefaultAsync(x => x.Id == id && x.Employment == employment && x.End == AuthorisationEnd.None, c) is { } row)
            {
                row.End = AuthorisationEnd.Withdrawn;
                await act.Db.Members.Where(x => x.Id == row.Member && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
                act.Record(grant, "representative.end", ActKind.Update, new AuditObject("authorisation", id));
            }
        }, cancel);

    /// <summary>What these member rows may do today, for whom. The employee who gave it must still be one.</summary>
    internal static async Task<IReadOnlyList<Standing>> StandingsAsync(ReintegrationContext db, List<Guid> members, DateOnly today, CancellationToken cancel)
    {
        var live = await db.Authorisations.AsNoTracking()
            .Where(x => members.Contains(x.Member) && x.End == AuthorisationEnd.None && x.From <= today && x.Until >= today && db.Members.Any(m => m.Id == x.GivenBy && m.EndedAt == null))
            .OrderBy(x => x.Id).ToListAsync(cancel);
        return live.ConvertAll(x => new Standing(x.Member, Role.Representative, x.Employer, x.Employment, Powers: x.Powers, For: x.GivenBy));
    }
}
