using ArboDossier.Contracts.Law;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
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
public sealed class IndexModel(CaseStore cases, Experts experts, Store.Audits audits, Organisation organisation, Calls calls, Rosters rosters, Releases releases, FoundingCode founding, MedicalDoor door, SignInProgram signIn) : ReintegrationPage
{
    /// <summary>Open cases.</summary>
    public IReadOnlyList<WorkLine> Open { get; private set; } = [];

    /// <summary>Cases that ended a short time ago.</summary>
    public IReadOnlyList<WorkLine> Ended { get; private set; } = [];

    /// <summary>Employers behind the list.</summary>
    public int Employers { get; private set; }

    /// <summary>For the service's administrator.</summary>
    public ServiceWork? Administration { get; private set; }

    /// <summary>What is missing: for the administrator before the first consultation, for a personnel department at its employers.</summary>
    public IReadOnlyList<FirstStepsView> FirstSteps { get; private set; } = [];

    /// <summary>Employees whom mail does not reach, for their personnel department.</summary>
    public int ToCall { get; private set; }

    /// <summary>The visitor's own audits, with the files that were drawn.</summary>
    public IReadOnlyList<OwnAudit> Audits { get; private set; } = [];

    /// <summary>Nobody began this service yet.</summary>
    public bool CanBeFounded { get; private set; }

    /// <summary>Nobody here.</summary>
    public bool Stranger => Visitor.Standings.Count == 0;

    /// <summary>An employee's authorisation does not count .</summary>
    public bool BothSides => Visitor.BothSides.Count > 0;

    /// <summary>What stands there while there is nothing to do.</summary>
    public EmptyView Nothing
    {
        get
        {
            var (what, next) = Visitor.Is(Role.LabourExpert) ? (T["U bent nu voor geen zaak aangesteld.", "You are appointed for no case now."], T["Een casemanager of personeelszaken doet dat.", "A case manager or a personnel department does that."])
                : Visitor.Is(Role.QualityAuditor) ? (T["Er loopt nu geen audit van u.", "No audit of yours goes on now."], T["De beheerder van de dienst begint een audit.", "The service's administrator begins an audit."])
                : (T["U bent nu aan geen werkgever toegewezen.", "You are assigned to no employer now."], T["De beheerder van de dienst wijst casemanagers toe.", "The service's administrator assigns case managers."]);
            return new("building-2", what, next);
        }
    }

    /// <summary>The page, or an employee's own.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor.Is(Policies.Table[Policies.Own]) && !Visitor.Is(Policies.Table[Policies.CaseSide]) && !Visitor.Is(Role.ServiceAdministrator))
        {
            return Redirect("/my");
        }

        if (Visitor.Is(Role.ServiceAdministrator))
        {
            Administration = await AdministrationAsync();
            FirstSteps = [await StepsAsync()];
        }

        if (Visitor.Is(Role.QualityAuditor) && await GrantAsync(SideAccess.OwnAudits(Visitor)) is { } own)
        {
            Audits = await audits.OwnAsync(own, Visitor, Cancel);
        }

        CanBeFounded = Stranger && Visitor.Through is null && await organisation.CanBeFoundedAsync(founding.Hash, Cancel);

        await CasesAsync();
        return Page();
    }

    private async Task CasesAsync()
    {
        var assigned = await organisation.AssignedAsync(Visitor, Cancel);
        List<Guid> employers = [.. Visitor.Standings.Where(x => x.Role is Role.EmployerAdministrator or Role.LineManager).Select(x => x.Employer).Concat(assigned).Distinct()];
        var names = await organisation.NamesAsync(employers, Cancel);
        var lines = new List<WorkLine>(await SingleAsync());
        foreach (var employer in employers)
        {
            // One entry and one grant per employer, however long the list is.
            if (await GrantAsync(SideAccess.List(Visitor, employer, "cases.list", assigned.Contains(employer))) is { } grant)
            {
                ToCall += Visitor.Standings.Any(x => x.Role == Role.EmployerAdministrator && x.Employer == employer) ? (await calls.OfAsync(grant, Cancel)).Count : 0;
                lines.AddRange((await cases.ListAsync(grant, Visitor, Cancel)).Select(x => Line(x, names.GetValueOrDefault(employer, ""))));
            }
        }

        FirstSteps = [.. FirstSteps, .. await LackingAsync(names)];
        lines = [.. lines.DistinctBy(x => x.Case.Row.Id)];
        Employers = employers.Concat(lines.Select(x => x.Case.Row.Employer)).Distinct().Count();
        Open = [.. lines.Where(x => x.Case.Row.State == CaseState.Open).OrderBy(x => x.Urgency).ThenBy(x => x.Case.Content.Report.FirstDay)];
        Ended = [.. lines.Where(x => x.Case.Row.State == CaseState.Recovered && x.Case.Content.FirstFitDay > Today.AddDays(-StatutoryCalendar.MergeGap)).OrderByDescending(x => x.Case.Content.FirstFitDay)];
    }

    /// <summary>Cases for which the visitor was appointed, each by itself: nothing else of that employer is opened.</summary>
    private async Task<List<WorkLine>> SingleAsync()
    {
        var lines = new List<WorkLine>();
        foreach (var id in await experts.CasesAsync(Visitor, Cancel))
        {
            if (await GrantAsync(CaseAccess.ListOne(Visitor, await cases.RelationAsync(Visitor, id, Cancel))) is { } grant && await cases.LineAsync(grant, id, Cancel) is { } line)
            {
                lines.Add(Line(line, (await organisation.EmployerAsync(line.Row.Employer, Cancel))?.Name ?? ""));
            }
        }

        return lines;
    }

    private async Task<FirstStepsView> StepsAsync()
    {
        var now = await organisation.BeginningAsync(Cancel);
        var known = await rosters.KnownAsync(Cancel);
        var employer = now.Employer is { } id ? $"/employers/{id}" : null;
        var waits = T["De uitnodiging is gemaakt en nog niet aangenomen.", "The invitation was made and not accepted yet."];
        return new(
            T["Wat er nog nodig is vóór het eerste consult", "What is still missing before the first consultation"],
            [
                new(T["Twee artsen tekenden het eerste artsenrooster", "Two doctors signed the first roster of doctors"], known.Rows.Count > 0, $"{signIn.Origin}/accounts", T[
                    $"Dat doen zij in het medische programma, {door.Origin}. Nodig hen allebei uit in het inlogprogramma (kies ‘Medisch’) en geef elk een van de twee oprichtingscodes. Daarna komt het rooster hier vanzelf aan.",
                    $"They do so in the medical program, {door.Origin}. Invite both in the sign-in program (choose ‘Medical’) and give each one of the two founding codes. Then the roster arrives here by itself."]),
                new(T["Het controlegetal van rooster 1 is bevestigd", "The fingerprint of roster 1 is confirmed"], known.Trusted, known.Rows.Count > 0 ? "/service" : null, T["Een arts leest het u voor als het rooster is aangekomen.", "A doctor reads it to you when the roster has arrived."]),
                new(T["Een werkgever is toegevoegd", "An employer is added"], now.Employer is not null, "/employers"),
                new(T["Personeelszaken van de werkgever heeft een account", "The employer's personnel department has an account"], now.Personnel.Active, now.Personnel.Invited ? null : employer is null ? null : $"{employer}/invite", now.Personnel.Invited ? waits : ""),
                new(T["Een casemanager heeft een account", "A case manager has an account"], now.CaseManager.Active, now.CaseManager.Invited ? null : "/service/invite", now.CaseManager.Invited ? waits : ""),
                new(T["Een casemanager is aan de werkgever toegewezen", "A case manager is assigned to the employer"], now.Assigned, employer is null || !now.CaseManager.Invited ? null : $"{employer}/assign"),
                new(T["De medewerkers zijn ingelezen", "The employees are imported"], now.Employees, null, T["Dat doet personeelszaken van de werkgever, na het inloggen.", "The employer's personnel department does so after signing in."]),
            ],
            T["Geef het werkgeversnummer (op de pagina van de werkgever) door aan de artsen: zij stellen daarmee een arts aan. Wat er bij hen nog ontbreekt, zien zij in hun eigen programma.", "Give the employer's number (on the employer's page) to the doctors: with it they appoint a doctor. What is missing on their side they see in their own program."]);
    }

    private async Task<IReadOnlyList<FirstStepsView>> LackingAsync(IReadOnlyDictionary<Guid, string> names)
    {
        var lists = new List<FirstStepsView>();
        foreach (var standing in Visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator))
        {
            var (employees, manager) = await organisation.HasAsync(standing.Employer, Cancel);
            lists.Add(new(
                T[$"Wat er bij {names.GetValueOrDefault(standing.Employer)} nog ontbreekt", $"What is still missing at {names.GetValueOrDefault(standing.Employer)}"],
                [
                    new(T["De medewerkers zijn ingelezen", "The employees are imported"], employees, "/import", T["Uit een bestand van uw personeelssysteem.", "From a file of your personnel system."]),
                    new(T["Een casemanager is toegewezen", "A case manager is assigned"], manager, null, T["Dat regelt de beheerder van de arbodienst.", "The service's administrator arranges that."]),
                ]));
        }

        return lists;
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
