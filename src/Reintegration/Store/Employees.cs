using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>An employment with its words.</summary>
public sealed record EmployeeLine(Employment Row, EmployeeLabel Label, bool Sick);

/// <summary>The door to employments: what is known for a decision first, then, with a grant for the directory, the names.</summary>
public sealed class Employees(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault)
{
    /// <summary>What is known about an employment; empty where there is none. A case manager has no relation to an employment as such .</summary>
    public async Task<Relation> RelationAsync(Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        var found = await db.Employments.AsNoTracking().Where(x => x.Id == employment).Select(x => new { x.Id, x.Employer, x.Manager }).FirstOrDefaultAsync(cancel);
        return found is null ? Relation.None : new(true, found.Employer, found.Id, found.Manager, false);
    }

    /// <summary>
    /// The employees of one employer whom a visitor may see: all for the personnel department, the own team for a line manager. Requires a grant
    /// for the employer's directory; one custody call for the whole list.
    /// </summary>
    public async Task<IReadOnlyList<EmployeeLine>> ListAsync(AccessGrant grant, Visitor visitor, CancellationToken cancel)
    {
        var employer = grant.Scope.Id;
        var all = visitor.Standings.Any(x => x.Role == Role.EmployerAdministrator && x.Employer == employer);
        var teams = Teams(visitor);
        await using var db = open();
        var rows = await db.Employments.AsNoTracking().Where(x => x.Employer == employer && (all || (x.Manager != null && teams.Contains(x.Manager.Value)))).ToListAsync(cancel);
        var sick = await db.Cases.AsNoTracking().Where(x => x.Employer == employer && x.State == CaseState.Open).Select(x => x.Employment).ToListAsync(cancel);
        var labels = await OpenAsync(grant, rows, cancel);
        var now = sick.ToHashSet();
        return [.. rows.Select(x => new EmployeeLine(x, labels[x.Id], now.Contains(x.Id))).OrderBy(x => x.Label.SortName, StringComparer.OrdinalIgnoreCase)];
    }

    /// <summary>Everyone of one employer, for an import and for the list of colleagues. Requires a grant for the directory.</summary>
    public async Task<IReadOnlyList<(Employment Row, EmployeeLabel Label)>> AllAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Employments.AsNoTracking().Where(x => x.Employer == grant.Scope.Id).ToListAsync(cancel);
        var labels = await OpenAsync(grant, rows, cancel);
        return rows.ConvertAll(x => (x, labels[x.Id]));
    }

    /// <summary>One employment with its words. Requires a grant that reaches it.</summary>
    public async Task<(Employment Row, EmployeeLabel Label)?> FindAsync(AccessGrant grant, Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Employments.AsNoTracking().FirstOrDefaultAsync(x => x.Id == employment, cancel);
        return row is null ? null : (row, await vault.OpenAsync<EmployeeLabel>(grant, row.Label, Places.Label(row), cancel));
    }

    /// <summary>Names by employment. Requires a grant for the directory; employments of another employer are left out.</summary>
    public async Task<IReadOnlyDictionary<Guid, EmployeeLabel>> NamesAsync(AccessGrant grant, IReadOnlyCollection<Guid> employments, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Employments.AsNoTracking().Where(x => x.Employer == grant.Scope.Id && employments.Contains(x.Id)).ToListAsync(cancel);
        return await OpenAsync(grant, rows, cancel);
    }

    /// <summary>How many people an employer has here.</summary>
    public async Task<int> CountAsync(Guid employer, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Employments.CountAsync(x => x.Employer == employer, cancel);
    }

    /// <summary>
    /// Writes new and changed employments in one act with one entry. Requires a grant for the directory; keys of new ones are durable before.
    /// </summary>
    public async Task WriteAsync(AccessGrant grant, IReadOnlyList<(Employment Row, EmployeeLabel Label, bool New)> changes, CancellationToken cancel)
    {
        await vault.PreloadAsync(grant, KeyKind.Label, [.. changes.Select(x => x.Row.Id)], cancel);
        foreach (var (row, label, _) in changes)
        {
            row.Label = await vault.SealAsync(grant, KeyKind.Label, row.Id, Places.Label(row), label, cancel);
        }

        await commits.RunAsync(async (act, c) =>
        {
            foreach (var (row, _, isNew) in changes)
            {
                row.ChangedAt = act.Now;
                row.CreatedAt = isNew ? act.Now : row.CreatedAt;
            }

            // A step that was broken off is done again: what is there already is changed, what is not is added.
            var ids = changes.Select(x => x.Row.Id).ToList();
            var there = (await act.Db.Employments.Where(x => ids.Contains(x.Id)).Select(x => x.Id).ToListAsync(c)).ToHashSet();
            act.Db.Employments.AddRange(changes.Where(x => !there.Contains(x.Row.Id)).Select(x => x.Row));
            act.Db.Employments.UpdateRange(changes.Where(x => there.Contains(x.Row.Id)).Select(x => x.Row));
            act.Record(grant, "employees.write", ActKind.Update, [.. changes.Select(x => new AuditObject("employment", x.Row.Id, x.Row.Label.Hash()))]);
        }, cancel);
    }

    /// <summary>Makes the label keys of new employments, durable before anything is sealed with them.</summary>
    public ValueTask MakeKeysAsync(AccessGrant grant, IReadOnlyCollection<Guid> employments, CancellationToken cancel) =>
        vault.CreateKeysAsync(grant, KeyKind.Label, grant.Scope.Id, employments, cancel);

    /// <summary>Employments whose people a line manager leads.</summary>
    internal static List<Guid> Teams(Visitor visitor) => [.. visitor.Standings.Where(x => x.Role == Role.LineManager && x.Employment is not null).Select(x => x.Employment!.Value)];

    private async Task<Dictionary<Guid, EmployeeLabel>> OpenAsync(AccessGrant grant, List<Employment> rows, CancellationToken cancel)
    {
        await vault.PreloadAsync(grant, KeyKind.Label, rows.ConvertAll(x => x.Id), cancel);
        var labels = new Dictionary<Guid, EmployeeLabel>(rows.Count);
        foreach (var row in rows)
        {
            labels[row.Id] = await vault.OpenAsync<EmployeeLabel>(grant, row.Label, Places.Label(row), cancel);
        }

        return labels;
    }
}
