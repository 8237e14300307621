using ArboDossier.AuditLedger;
using ArboDossier.Medical.Features.Deputies;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>Somebody who stands in, with names.</summary>
public sealed record DeputyLine(Deputy Row, string Doctor, string Substitute, string? Employer);

/// <summary>Who stands in for whom .</summary>
public sealed class DeputyStore(Func<MedicalContext> open, Commits<MedicalContext> commits)
{
    /// <summary>Those of which a doctor is one of the two, that are not over on a day.</summary>
    public async Task<IReadOnlyList<DeputyLine>> OfAsync(Guid doctor, DateOnly day, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Deputies.AsNoTracking().Where(x => (x.Doctor == doctor || x.Substitute == doctor) && x.EndedAt == null && x.Until >= day).OrderBy(x => x.From).ToListAsync(cancel);
        var ids = rows.SelectMany(x => new[] { x.Doctor, x.Substitute }).ToList();
        var names = await db.Staff.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
        var employers = await db.Employers.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
        return rows.ConvertAll(x => new DeputyLine(x, names.GetValueOrDefault(x.Doctor, ""), names.GetValueOrDefault(x.Substitute, ""), x.Employer is { } id ? employers.GetValueOrDefault(id) : null));
    }

    /// <summary>For whom a doctor stands in on a day.</summary>
    public async Task<IReadOnlyList<Deputy>> StandsInForAsync(Guid substitute, DateOnly day, CancellationToken cancel)
    {
        await using var db = open();
        return await db.DeputiesOn(day).AsNoTracking().Where(x => x.Substitute == substitute).ToListAsync(cancel);
    }

    /// <summary>Names somebody.</summary>
    public Task NameAsync(Deputy row, Decision decision, CancellationToken cancel) =>
        commits.RunAsync((act, _) =>
        {
            act.Db.Deputies.Add(row);
            act.Record(decision, new AuditObject("deputy", row.Id));
            return Task.CompletedTask;
        }, cancel);

    /// <summary>Ends it now.</summary>
    public Task EndAsync(Deputy row, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Deputies.Where(x => x.Id == row.Id && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            act.Record(decision, new AuditObject("deputy", row.Id));
        }, cancel);
}
