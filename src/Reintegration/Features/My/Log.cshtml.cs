using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>Who looked at the own reintegration file: time, role, organisation, what, why; like lines of one day together, refusals too.</summary>
[Authorize(Policies.Own)]
public sealed class LogModel(Store.Employees employees, FileLog<ReintegrationContext> log, Store.Audits audits, Store.Representatives representatives, Organisation organisation, ServiceName service, TimeProvider clock) : ReintegrationPage
{
    private const int Most = 2000;

    /// <summary>A line as it is shown.</summary>
    public sealed record Line(DateTimeOffset At, Text Role, string Organisation, Text What, bool Permitted, Text Why, int Times);

    /// <summary>The lines, newest first.</summary>
    public IReadOnlyList<Line> Lines { get; private set; } = [];

    /// <summary>Months shown.</summary>
    [BindProperty(SupportsGet = true)]
    public int Months { get; set; } = 3;

    /// <summary>Shows the log; that itself is in it from the next time on.</summary>
    public async Task<IActionResult> OnGetAsync(Guid employment)
    {
        var relation = await employees.RelationAsync(employment, Cancel);
        if (await GrantAsync(CaseAccess.ReadLog(Visitor, relation), relation) is not { } grant)
        {
            return Refused;
        }

        Months = Math.Clamp(Months, 1, 240);
        var employer = (await organisation.EmployerAsync(relation.Employer, Cancel))?.Name ?? "";
        var drawn = (await audits.OfAsync(grant, employment, Cancel)).ToLookup(x => x.Auditor, x => x.Label);
        var names = (await representatives.OfAsync(grant, employment, Cancel)).ToDictionary(x => x.Row.Member, x => x.Label.Name);
        string Of(LogLine line) => line.User is { } user && names.TryGetValue(user, out var name) ? name : FileLabels.IsOfService(line.Role) ? service.Value : FileLabels.IsOfEmployer(line.Role) ? employer : "";
        Text Why(LogLine line) => line.User is { } auditor && drawn[auditor].FirstOrDefault() is { } audit && line.Purpose == "audit"
            ? new($"Kwaliteitsaudit door {audit.Auditor}: {audit.Purpose}", $"Quality audit by {audit.Auditor}: {audit.Purpose}")
            : FileLabels.Reason(line.Reason, line.Permitted);
        Lines = [.. (await log.ReadAsync(grant, clock.GetUtcNow().AddMonths(-Months), Most, Cancel))
            .GroupBy(x => (Words.LocalDay(x.At), x.User, x.Role, x.Event, x.Permitted, x.Reason))
            .Select(g => (First: g.MaxBy(x => x.At)!, Times: g.Count()))
            .Select(x => new Line(
                x.First.At, FileLabels.Role(x.First.Role), Of(x.First), FileLabels.Event(x.First.Event),
                x.First.Permitted, Why(x.First), x.Times))
            .OrderByDescending(x => x.At)];
        return Page();
    }
}
