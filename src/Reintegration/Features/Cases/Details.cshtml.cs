using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Law;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>A statutory step as the page shows it.</summary>
public sealed record StepLine(StatutoryDate Date, DateOnly? DoneOn, bool Next);

/// <summary>A case, as the employer's side may see it: facts, statutory dates, and of the doctor's judgement the outcome alone.</summary>
[Authorize(Policies.CaseSide)]
public sealed class DetailsModel(CaseStore cases, Store.Employees employees, Organisation organisation, Substitutions substitutions, Experts experts, Store.Audits audits) : ReintegrationPage
{
    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>Name of the employer.</summary>
    public string EmployerName { get; private set; } = "";

    /// <summary>Steps of the law.</summary>
    public IReadOnlyList<StepLine> Steps { get; private set; } = [];

    /// <summary>Periods that count as one.</summary>
    public IReadOnlyList<SickPeriod> Joined { get; private set; } = [];

    /// <summary>Week of incapacity.</summary>
    public int Week { get; private set; }

    /// <summary>Who belongs to the case: role and name.</summary>
    public IReadOnlyList<(Role Role, string Name)> People { get; private set; } = [];

    /// <summary>The colleague who takes over work.</summary>
    public string? HandOverTo { get; private set; }

    /// <summary>By which a visitor who has this case only sees it; null for whoever sees the employer's people too.</summary>
    public ExpertLine? Appointment { get; private set; }

    /// <summary>For what an auditor reads it; null for anybody else.</summary>
    public Audits.AuditLabel? Audit { get; private set; }

    /// <summary>May this visitor take the proof of the signature along?</summary>
    public bool MayTakeProof { get; private set; }

    /// <summary>May this visitor appoint a labour expert?</summary>
    public bool MayAppoint { get; private set; }

    /// <summary>May this visitor ask the doctor?</summary>
    public bool MayAsk { get; private set; }

    /// <summary>May this visitor report a recovery?</summary>
    public bool MayRecover { get; private set; }

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Open(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
        {
            return Refused;
        }

        View = view;
        EmployerName = (await organisation.EmployerAsync(view.Row.Employer, Cancel))?.Name ?? "";
        Joined = StatutoryCalendar.Joined(view.Periods);
        Week = StatutoryCalendar.WeekOn(view.Periods, Today);
        Steps = StepsOf(view, Today);
        MayAsk = view.Row.State == CaseState.Open && CaseAccess.Ask(Visitor, relation).Permitted;
        MayRecover = view.Row.State != CaseState.Withdrawn && CaseAccess.Recover(Visitor, relation).Permitted;

        MayTakeProof = CaseAccess.Proof(Visitor, relation).Permitted;
        Audit = grant.Act.Actor.Role == nameof(Role.QualityAuditor) ? (await audits.OfAsync(grant, view.Row.Employment, Cancel)).FirstOrDefault(x => x.Auditor == grant.Act.Actor.Id).Label : null;
        MayAppoint = CaseAccess.Appoint(Visitor, relation).Permitted;
        var appointed = await experts.TodayAsync(grant, view.Row, Cancel);
        Appointment = grant.Scope.Kind == ScopeKind.File ? appointed.FirstOrDefault(x => x.Row.Member == grant.Act.Actor.Id) : null;

        var deputies = view.Employment.Manager is { } led ? await substitutions.TodayAsync(grant, led, Cancel) : [];
        List<Guid> named = [.. new[] { view.Employment.Manager, view.Content.Report.HandOverTo }.Where(x => x is not null).Select(x => x!.Value), .. deputies];
        var names = await employees.NamesAsync(grant, named, Cancel);
        string? Name(Guid? employment) => employment is { } known && names.TryGetValue(known, out var label) ? label.FullName : null;
        HandOverTo = Name(view.Content.Report.HandOverTo);
        var people = new List<(Role, string)>();
        if (Name(view.Employment.Manager) is { } manager)
        {
            people.Add((Role.LineManager, manager));
        }

        people.AddRange(deputies.Select(x => Name(x)).OfType<string>().Select(x => (Role.LineManager, T[$"{x} (vervangt)", $"{x} (stands in)"])));
        people.AddRange((await organisation.MembersAsync(grant, Role.EmployerAdministrator, Cancel)).Select(x => (Role.EmployerAdministrator, x.Label.Name)));
        people.AddRange((await organisation.AssignmentsAsync(grant, Cancel)).Where(x => x.Row.From <= Today && (x.Row.Until is null || x.Row.Until >= Today)).Select(x => (Role.CaseManager, x.Name)));
        people.AddRange(appointed.Select(x => (Role.LabourExpert, x.Label.Name)));
        People = people;
        return Page();
    }

    /// <summary>
    /// The steps with what is known of them: the notice to the service is this report itself; of the others this file knows no evidence yet, so
    /// none of them is called done.
    /// </summary>
    public static IReadOnlyList<StepLine> StepsOf(CaseView view, DateOnly today)
    {
        var reported = Web.Words.LocalDay(view.Row.ReportedAt);
        var next = view.Row.State == CaseState.Open
            ? StatutoryCalendar.For(view.Periods).FirstOrDefault(x => x.Step.Kind != StatutoryStepKind.NoticeToService && x.Due >= today)
            : null;
        return [.. StatutoryCalendar.For(view.Periods).Select(x => new StepLine(x, x.Step.Kind == StatutoryStepKind.NoticeToService ? reported : null, x == next))];
    }
}
