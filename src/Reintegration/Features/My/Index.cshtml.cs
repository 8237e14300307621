using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>One employment of the visitor, or of somebody whom the visitor represents.</summary>
/// <param name="Id">The employment.</param>
/// <param name="Employer">Name of the employer.</param>
/// <param name="Function">Function.</param>
/// <param name="Name">Whose it is.</param>
/// <param name="Case">The newest case.</param>
/// <param name="Earlier">How many came before.</param>
/// <param name="Experts">Labour experts of today.</param>
/// <param name="Represented">Somebody else looks, in the employee's place.</param>
/// <param name="May">What the visitor may do here.</param>
public sealed record OwnEmployment(
    Guid Id, string Employer, string Function, string Name, CaseView? Case, int Earlier, IReadOnlyList<ExpertLine> Experts, bool Represented, IReadOnlySet<Power> May);

/// <summary>
/// The employee's own page: exactly what the employer recorded, the doctor's judgement in the same words, appointments. Each employment
/// stands by itself; nothing on it comes from another.
/// </summary>
[Authorize(Policies.Own)]
public sealed class IndexModel(Store.Employees employees, CaseStore cases, Experts experts, Organisation organisation, MedicalDoor door) : ReintegrationPage
{
    /// <summary>Employments.</summary>
    public IReadOnlyList<OwnEmployment> Employments { get; private set; } = [];

    /// <summary>Where the doctor's side is: a link, the only thing this program knows of it.</summary>
    public string DoctorsSide => door.Origin;

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        var list = new List<OwnEmployment>();
        foreach (var standing in Visitor.Standings.Where(x => x.Role is Role.Employee or Role.Representative && x.Employment is not null).DistinctBy(x => x.Employment))
        {
            var relation = await employees.RelationAsync(standing.Employment!.Value, Cancel);
            if (await GrantAsync(CaseAccess.OpenOwn(Visitor, relation)) is not { } grant || await employees.FindAsync(grant, standing.Employment.Value, Cancel) is not { } found)
            {
                continue;
            }

            var all = (await cases.OfAsync(grant, found.Row.Id, Cancel)).Where(x => x.Row.State != CaseState.Withdrawn).ToList();
            var current = all.Find(x => x.Row.State == CaseState.Open) ?? (all.Count > 0 ? all[0] : null);
            var employer = await organisation.EmployerAsync(standing.Employer, Cancel);
            list.Add(new(
                found.Row.Id, employer?.Name ?? "", found.Label.Function, found.Label.FullName, current is null ? null : await cases.ReadAsync(grant, current.Row.Id, Cancel), Math.Max(0, all.Count - 1),
                current is null ? [] : await experts.TodayAsync(grant, current.Row, Cancel), standing.Role == Role.Representative, MayOf(relation)));
        }

        Employments = list;
        return Page();
    }

    private HashSet<Power> MayOf(Relation relation)
    {
        (Power Power, Func<Visitor, Relation, AuditLedger.Decision> Decide)[] acts =
        [
            (Power.TakeProof, CaseAccess.Proof), (Power.AskCorrection, CaseAccess.AskCorrection), (Power.ReportRecovery, CaseAccess.Recover), (Power.WithdrawReport, CaseAccess.Withdraw), (Power.ReadLog, CaseAccess.ReadLog),
        ];
        return [.. acts.Where(x => x.Decide(Visitor, relation).Permitted).Select(x => x.Power)];
    }
}
