using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>One employment of the visitor.</summary>
public sealed record OwnEmployment(Guid Id, string Employer, string Function, string Name, CaseView? Case, int Earlier, IReadOnlyList<ExpertLine> Experts);

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
        foreach (var standing in Visitor.Standings.Where(x => x.Role == Role.Employee && x.Employment is not null))
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
                current is null ? [] : await experts.TodayAsync(grant, current.Row, Cancel)));
        }

        Employments = list;
        return Page();
    }
}
