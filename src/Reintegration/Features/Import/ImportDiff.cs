using ArboDossier.Reintegration.Features.Employees;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>What a file changes about the employees that are there. Pure.</summary>
public static class ImportDiff
{
    /// <summary>A change that is to be written.</summary>
    public sealed record Change(Employment Row, EmployeeLabel Label, bool New);

    /// <summary>
    /// Compares. An employment is the same where personnel number and first day are equal, or where both sides have one employment of that number
    /// and the known one had not ended before the new one began (then the first day was corrected). Employees who are not in the file stay as they are.
    /// </summary>
    public static (IReadOnlyList<Change> Changes, ImportPlan Plan) Make(ImportPlan plan, Guid employer, IReadOnlyList<(Employment Row, EmployeeLabel Label)> known, DateOnly today)
    {
        var byKey = new Dictionary<(string, DateOnly), (Employment Row, EmployeeLabel Label)>();
        foreach (var item in known)
        {
            byKey[(item.Label.Number, item.Label.Start)] = item;
        }

        var byNumber = known.ToLookup(x => x.Label.Number, StringComparer.Ordinal);
        var rowsOf = plan.Rows.CountBy(x => x.Label.Number, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var matched = new List<(ImportRow Row, Employment? Old, EmployeeLabel? OldLabel, Guid Id)>(plan.Rows.Count);
        foreach (var row in plan.Rows)
        {
            var old = byKey.TryGetValue((row.Label.Number, row.Label.Start), out var same) ? same : Corrected(row.Label, [.. byNumber[row.Label.Number]], rowsOf[row.Label.Number]);
            matched.Add((row, old?.Row, old?.Label, old?.Row.Id ?? Guid.NewGuid()));
        }

        var people = People(known, matched, today);
        var changes = new List<Change>();
        var rows = new List<ImportRow>(matched.Count);
        var notes = new List<ImportNote>();
        foreach (var (row, old, oldLabel, id) in matched)
        {
            var manager = Manager(row, id, people, notes);
            var kind = old is null ? ImportKind.Added : oldLabel == row.Label && old.Manager == manager ? ImportKind.Unchanged : ImportKind.Changed;
            rows.Add(row with { Kind = kind });
            if (kind != ImportKind.Unchanged)
            {
                var changed = new Employment { Id = id, Employer = employer, Manager = manager, LabelVersion = (old?.LabelVersion ?? 0) + 1, CreatedAt = old?.CreatedAt ?? default };
                changes.Add(new(changed, row.Label, old is null));
            }
        }

        return (changes, plan with
        {
            Rows = rows,
            Notes = notes,
            Added = rows.Count(x => x.Kind == ImportKind.Added),
            Changed = rows.Count(x => x.Kind == ImportKind.Changed),
            Unchanged = rows.Count(x => x.Kind == ImportKind.Unchanged),
        });
    }

    private static (Employment Row, EmployeeLabel Label)? Corrected(EmployeeLabel label, (Employment Row, EmployeeLabel Label)[] known, int rows) =>
        rows == 1 && known is [var one] && (one.Label.End is null || one.Label.End >= label.Start) ? one : null;

    /// <summary>The employment that stands for a personnel number: the one that lasts today, else the newest.</summary>
    private static Dictionary<string, Guid> People(
        IReadOnlyList<(Employment Row, EmployeeLabel Label)> known, List<(ImportRow Row, Employment? Old, EmployeeLabel? OldLabel, Guid Id)> matched, DateOnly today)
    {
        var replaced = matched.Where(x => x.Old is not null).Select(x => x.Id).ToHashSet();
        return known.Where(x => !replaced.Contains(x.Row.Id)).Select(x => (x.Row.Id, x.Label)).Concat(matched.Select(x => (x.Id, x.Row.Label)))
            .GroupBy(x => x.Label.Number, StringComparer.Ordinal)
            .ToDictionary(x => x.Key, x => x.OrderByDescending(e => e.Label.Lasts(today)).ThenByDescending(e => e.Label.Start).First().Id, StringComparer.Ordinal);
    }

    private static Guid? Manager(ImportRow row, Guid id, Dictionary<string, Guid> people, List<ImportNote> notes)
    {
        if (row.ManagerNumber.Length == 0)
        {
            return null;
        }

        if (row.ManagerNumber == row.Label.Number || (people.TryGetValue(row.ManagerNumber, out var found) && found == id))
        {
            notes.Add(new(row.Line, ImportReason.ManagerSelf));
            return null;
        }

        if (found == Guid.Empty)
        {
            notes.Add(new(row.Line, ImportReason.ManagerUnknown));
            return null;
        }

        return found;
    }
}
