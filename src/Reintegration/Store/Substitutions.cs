using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Who stands in for a line manager, and when .</summary>
public sealed class Substitutions(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, TimeProvider clock)
{
    /// <summary>All substitutions of one line manager, the newest first. Requires a grant for the employer's directory.</summary>
    public async Task<IReadOnlyList<Substitution>> OfAsync(AccessGrant grant, Guid manager, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Substitutions.AsNoTracking().Where(x => x.Employer == grant.Scope.Id && x.Manager == manager).OrderByDescending(x => x.From).ThenBy(x => x.Id).ToListAsync(cancel);
    }

    /// <summary>Who stands in today. Requires a grant that reaches the manager's employer.</summary>
    public async Task<IReadOnlyList<Guid>> TodayAsync(AccessGrant grant, Guid manager, CancellationToken cancel)
    {
        var today = Web.Words.LocalDay(clock.GetUtcNow());
        return [.. (await OfAsync(grant, manager, cancel)).Where(x => x.From <= today && x.Until >= today).Select(x => x.Substitute).Distinct()];
    }

    /// <summary>Employments of an employer behind which an account stands: only those can stand in. Requires a grant for the directory.</summary>
    public async Task<IReadOnlyList<Guid>> CandidatesAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Members.AsNoTracking()
            .Where(x => x.Employer == grant.Scope.Id && x.Role == Role.Employee && x.Employment != null && x.Subject != null && x.EndedAt == null)
            .Select(x => x.Employment!.Value).Distinct().ToListAsync(cancel);
    }

    /// <summary>Names a substitute. Requires a grant for the employer's directory.</summary>
    public Task AddAsync(AccessGrant grant, Substitution row, CancellationToken cancel) =>
        commits.RunAsync((act, _) =>
        {
            act.Db.Substitutions.Add(row);
            act.Record(grant, "substitute.add", ActKind.Create, new AuditObject("substitution", row.Id), new AuditObject("employment", row.Manager), new AuditObject("employment", row.Substitute));
            return Task.CompletedTask;
        }, cancel);

    /// <summary>Ends one of a line manager's substitutions: the next request is without it.</summary>
    public Task EndAsync(AccessGrant grant, Guid manager, Guid id, CancellationToken cancel)
    {
        // The day before counts as the last one, so that it works at once.
        var until = Web.Words.LocalDay(clock.GetUtcNow()).AddDays(-1);
        return commits.RunAsync(async (act, c) =>
        {
            var ended = await act.Db.Substitutions.Where(x => x.Id == id && x.Manager == manager && x.Employer == grant.Scope.Id && x.Until > until)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, until), c);
            if (ended > 0)
            {
                act.Record(grant, "substitute.end", ActKind.Update, new AuditObject("substitution", id));
            }
        }, cancel);
    }
}
