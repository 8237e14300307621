using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Audits;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>An audit with its words.</summary>
public sealed record AuditLine(Audit Row, AuditContent Content);

/// <summary>An audit of the visitor, with the files of its sample in the order in which they were drawn.</summary>
public sealed record OwnAudit(AuditLine Line, IReadOnlyList<AuditCase> Sample);

/// <summary>Quality audits. Whether an auditor may open a file is looked up with the case, at each request.</summary>
public sealed class Audits(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>All audits, the newest first, without their files: nobody who begins audits sees which were drawn. Requires a grant for the service's directory.</summary>
    public async Task<IReadOnlyList<AuditLine>> ListAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        return await OpenAsync(grant, await db.Audits.AsNoTracking().OrderByDescending(x => x.CreatedAt).ToListAsync(cancel), cancel);
    }

    /// <summary>The visitor's audits of today. Requires a grant for the service's directory.</summary>
    public async Task<IReadOnlyList<OwnAudit>> OwnAsync(AccessGrant grant, Visitor visitor, CancellationToken cancel)
    {
        var (auditors, today) = (visitor.MembersOf(Role.QualityAuditor), Web.Words.LocalDay(clock.GetUtcNow()));
        await using var db = open();
        var rows = await db.Audits.AsNoTracking().Where(x => auditors.Contains(x.Member) && x.EndedAt == null && x.From <= today && x.Until >= today).OrderBy(x => x.Until).ToListAsync(cancel);
        var ids = rows.ConvertAll(x => x.Id);
        var sample = await db.AuditCases.AsNoTracking()
            .Where(x => ids.Contains(x.Audit) && db.Cases.Any(c => c.Id == x.Case && c.State != CaseState.Withdrawn)).OrderBy(x => x.Number).ToListAsync(cancel);
        return [.. (await OpenAsync(grant, rows, cancel)).Select(x => new OwnAudit(x, sample.FindAll(file => file.Audit == x.Row.Id)))];
    }

    /// <summary>For which audits of which auditor files of an employment were drawn: who looked, and why. Requires a grant that reaches it.</summary>
    public async Task<IReadOnlyList<(Guid Auditor, AuditLabel Label)>> OfAsync(AccessGrant grant, Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.AuditCases.AsNoTracking().Where(x => x.Employment == employment).OrderByDescending(x => x.Id)
            .Select(x => new { Row = x, Auditor = db.Audits.Where(a => a.Id == x.Audit).Select(a => a.Member).FirstOrDefault() }).ToListAsync(cancel);
        var labels = new List<(Guid, AuditLabel)>(rows.Count);
        foreach (var found in rows)
        {
            labels.Add((found.Auditor, await vault.OpenAsync<AuditLabel>(grant, found.Row.Label, Places.Drawn(found.Row), cancel)));
        }

        return labels;
    }

    /// <summary>
    /// Begins an audit: draws its sample by lot from all cases of the scope that were not withdrawn, once and for good, and keeps it. Where there are
    /// fewer, all are drawn; whoever begins it is not told, because that would tell how many are sick. Requires a grant for the service's directory and
    /// one for each employer of the scope.
    /// </summary>
    public async Task BeginAsync(AccessGrant service, IReadOnlyDictionary<Guid, AccessGrant> scope, Visitor by, Audit row, AuditContent content, CancellationToken cancel)
    {
        List<Guid> employers = [.. scope.Keys];
        await using var db = open();
        var all = await db.Cases.AsNoTracking().Where(x => employers.Contains(x.Employer) && x.State != CaseState.Withdrawn).Select(x => new { x.Id, x.Employment, x.Employer }).ToArrayAsync(cancel);
        RandomNumberGenerator.Shuffle(all.AsSpan());
        var drawn = all.Take(row.Size).ToList();
        row.Content = await vault.SealAsync(service, KeyKind.Directory, row.Service, Places.Audit(row), content, cancel);
        var sample = new List<AuditCase>(drawn.Count);
        foreach (var of in drawn)
        {
            var file = new AuditCase { Id = Guid.CreateVersion7(row.CreatedAt), Audit = row.Id, Number = sample.Count + 1, Employment = of.Employment, Case = of.Id };
            file.Label = await vault.SealAsync(scope[of.Employer], KeyKind.Label, of.Employment, Places.Drawn(file), new AuditLabel(content.Auditor, content.Purpose), cancel);
            sample.Add(file);
        }

        await commits.RunAsync(async (act, c) =>
        {
            act.Db.Audits.Add(row);
            act.Db.AuditCases.AddRange(sample);
            await act.TellAsync(NoticeKind.SomethingNew, row.Member, c);
            act.Record(service, "audit.begin", ActKind.Create, [new AuditObject("audit", row.Id, row.Content.Hash()), new AuditObject("member", row.Member), .. employers.Select(x => new AuditObject("employer", x))]);
            foreach (var file in sample)
            {
                act.Record(SideAccess.Drawn(by, file.Employment), new AuditObject("audit", row.Id), new AuditObject("case", file.Case));
            }
        }, cancel);
    }

    /// <summary>Ends an audit: the next request is without it. Requires a grant for the service's directory.</summary>
    public Task EndAsync(AccessGrant grant, Guid audit, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Audits.Where(x => x.Id == audit && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c) > 0)
            {
                act.Record(grant, "audit.end", ActKind.Update, new AuditObject("audit", audit));
            }
        }, cancel);

    private async Task<List<AuditLine>> OpenAsync(AccessGrant grant, List<Audit> rows, CancellationToken cancel)
    {
        var lines = new List<AuditLine>(rows.Count);
        foreach (var row in rows)
        {
            lines.Add(new(row, await vault.OpenAsync<AuditContent>(grant, row.Content, Places.Audit(row), cancel)));
        }

        return lines;
    }
}
