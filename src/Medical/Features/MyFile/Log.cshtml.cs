using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.MyFile;

/// <summary>Who looked at the own file: time, person, role, on whose behalf, what, why; like lines of one day together, refusals too.</summary>
[Authorize(Policies.Employee)]
public sealed class LogModel(FileStore files, FileLog<MedicalContext> log, StaffStore staff, TimeProvider clock) : MedicalPage
{
    /// <summary>A line as it is shown.</summary>
    public sealed record Line(DateTimeOffset At, string Who, Text Role, string? OnBehalfOf, Text What, bool Permitted, Text Why, int Times);

    /// <summary>The lines, newest first.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Months shown.</summary>
    [BindProperty(SupportsGet = true)]
    public int Months { get; set; } = 3;

    /// <summary>Shows the log; that itself is in it from the next time on.</summary>
    public async Task<IActionResult> OnGetAsync(Guid file)
    {
        var facts = await files.FactsAsync(Visitor, file, Cancel);
        if (await GrantAsync(FileRules.ReadLog(Visitor, file, facts)) is not { } grant)
        {
            return NotFound();
        }

        Months = Math.Clamp(Months, 1, 240);
        var names = await staff.NamesAsync(Cancel);
        var rows = await log.ReadAsync(grant, clock.GetUtcNow().AddMonths(-Months), 2000, Cancel);
        string Name(Guid? id) => id is { } known && names.TryGetValue(known, out var member) ? member.Name : "";
        Lines = [.. rows
            .Where(x => x.Reason != "under-grant" || x.Event is not ("draft.save" or "draft.discard"))
            .GroupBy(x => (Words.LocalDay(x.At), x.User, x.Event, x.Permitted, x.Reason, x.OnBehalfOf))
            .Select(g => g.OrderByDescending(x => x.At).First() is var x
                ? new Line(x.At, Name(x.User), RoleOf(x), x.OnBehalfOf is null ? null : Name(x.OnBehalfOf), Labels.Event(x.Event), x.Permitted, Labels.Reason(x.Reason, x.Permitted), g.Count())
                : throw new InvalidOperationException())
            .OrderByDescending(x => x.At)];
        return Page();
    }

    /// <summary>Whoever reads this log is "yourself", also from before the account led to a file.</summary>
    private Text RoleOf(LogLine line) =>
        Labels.Role(line.User == Visitor.Id ? "Employee" : line.Role == "Employee" ? Labels.OtherEmployee : line.Role);
}
