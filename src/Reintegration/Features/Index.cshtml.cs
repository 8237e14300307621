using ArboDossier.Contracts.Law;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Reintegration.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features;

/// <summary>A line of the worklist: a case with what has to be done next.</summary>
public sealed record WorkLine(CaseLine Case, string Employer, StatutoryDate? Next, int Week)
{
    /// <summary>Most urgent first: a correction that waits, then the day of the law.</summary>
    public DateOnly Urgency => Case.Row.CorrectionAsked ? DateOnly.MinValue : Next?.Due ?? DateOnly.MaxValue;
}

/// <summary>The first page of every role: what there is to do, most urgent first, counting only what may be seen.</summary>
[Authorize(Policies.SignedIn)]
public sealed class IndexModel(CaseStore cases, Organisation organisation, Rosters rosters, Releases releases) : ReintegrationPage
{
    /// <summary>Open cases.</summary>
    public IReadOnlyList<WorkLine> Open { get; private set; } = [];

    /// <summary>Cases that ended a short time ago.</summary>
    public IReadOnlyList<WorkLine> Ended { get; private set; } = [];

    /// <summary>Employers behind the list.</summary>
    public int Employers { get; private set; }

    /// <summary>For the service's administrator.</summary>
    public ServiceWork? Administration { get; private set; }

    /// <summary>Nobody here.</summary>
    public bool Stranger => Visitor.Standings.Count == 0;

    /// <summary>The page, or an employee's own.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor.Is(Role.Employee) && !Visitor.Is(Policies.Table[Policies.CaseSide]) && !Visitor.Is(Role.ServiceAdministrator))
        {
            return Redirect("/my");
        }

        if (Visitor.Is(Role.ServiceAdministrator))
        {
            Administration = await AdministrationAsync();
        }

        await CasesAsync();
        return Page();
    }

    private async Task CasesAsync()
    {
        var assigned = await organisation.AssignedAsync(Visitor, Cancel);
        List<Guid> employers = [.. Visitor.Standings.Where(x => x.Role is Role.EmployerAdministrator or Role.LineManager).Select(x => x.Employer).Concat(assigned).Distinct()];
        var names = await organisation.NamesAsync(employers, Cancel);
        var lines = new List<WorkLine>();
        foreach (var employer in employers)
        {
            // One entry and one grant per employer, however long the list is.
            if (await GrantAsync(SideAccess.List(Visitor, employer, "cases.list", assigned.Contains(employer))) is { } grant)
            {
                lines.AddRange((await cases.ListAsync(grant, Visitor, Cancel)).Select(x => Line(x, names.GetValueOrDefault(employer, ""))));
            }
        }

        Employers = employers.Count;
        Open = [.. lines.Where(x => x.Case.Row.State == CaseState.Open).OrderBy(x => x.Urgency).ThenBy(x => x.Case.Content.Report.FirstDay)];
        Ended = [.. lines.Where(x => x.Case.Row.State == CaseState.Recovered && x.Case.Content.FirstFitDay > Today.AddDays(-StatutoryCalendar.MergeGap)).OrderByDescending(x => x.Case.Content.FirstFitDay)];
    }

    private WorkLine Line(CaseLine line, string employer) => new(
        line, employer,
        line.Row.State == CaseState.Open ? StatutoryCalendar.For(line.Periods).FirstOrDefault(x => x.Step.Kind != StatutoryStepKind.NoticeToService && x.Due >= Today) : null,
        StatutoryCalendar.WeekOn(line.Periods, Today));

    private async Task<ServiceWork> AdministrationAsync()
    {
        var known = await rosters.KnownAsync(Cancel);
        return new(await organisation.EmployersAsync(Cancel), known.Rows.Count > 0 && !known.Trusted, await releases.CountWaitingAsync(Cancel), await rosters.AlertsAsync(Cancel));
    }
}

/// <summary>What waits for the service's administrator.</summary>
public sealed record ServiceWork(IReadOnlyList<EmployerLine> Employers, bool RosterWaits, int OutcomesWait, IReadOnlyDictionary<AlertKind, int> Alerts);
