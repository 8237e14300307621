using ArboDossier.AuditLedger;
using ArboDossier.Medical.Features.Conflicts;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A conflict with the names that belong to it.</summary>
public sealed record ConflictLine(Conflict Row, string Staff, string RecordedBy);

/// <summary>Who must not open a file.</summary>
public sealed class ConflictStore(Func<MedicalContext> open, Commits<MedicalContext> commits)
{
    /// <summary>Those in force of a file.</summary>
    public async Task<IReadOnlyList<ConflictLine>> OfAsync(Guid file, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Conflicts.AsNoTracking().Where(x => x.File == file && x.EndedAt == null).OrderBy(x => x.RecordedAt).ToListAsync(cancel);
        var ids = rows.SelectMany(x => new[] { x.Staff, x.RecordedBy }).ToList();
        var names = await db.Staff.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
        return rows.ConvertAll(x => new ConflictLine(x, names.GetValueOrDefault(x.Staff, ""), names.GetValueOrDefault(x.RecordedBy, "")));
    }

    /// <summary>One of a file, without names: one query whether there is something or not (law 5).</summary>
    public async Task<Conflict?> FindAsync(Guid file, Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Conflicts.AsNoTracking().FirstOrDefaultAsync(x => x.File == file && x.Id == id && x.EndedAt == null, cancel);
    }

    /// <summary>Records one; the same again is one.</summary>
    public Task RecordAsync(Conflict row, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Conflicts.AnyAsync(x => x.File == row.File && x.Staff == row.Staff && x.Kind == row.Kind && x.EndedAt == null, c))
            {
                act.Db.Conflicts.Add(row);
                act.Record(decision, new AuditObject("conflict", row.Id));
            }
        }, cancel);

    /// <summary>Takes one back.</summary>
    public Task EndAsync(Conflict row, Guid by, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Conflicts.Where(x => x.Id == row.Id && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now).SetProperty(x => x.EndedBy, by), c);
            act.Record(decision, new AuditObject("conflict", row.Id));
        }, cancel);
}
