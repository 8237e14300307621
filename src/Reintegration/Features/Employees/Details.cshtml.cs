using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>One employee, with the absences of this employment.</summary>
[Authorize(Policies.EmployerSide)]
public sealed class DetailsModel(Store.Employees employees, CaseStore cases, Organisation organisation) : ReintegrationPage
{
    /// <summary>The employment.</summary>
    public Employment Row { get; private set; } = null!;

    /// <summary>Who it is.</summary>
    public EmployeeLabel Person { get; private set; } = null!;

    /// <summary>The line manager's name.</summary>
    public string? Manager { get; private set; }

    /// <summary>Absences, newest first.</summary>
    public IReadOnlyList<CaseLine> Cases { get; private set; } = [];

    /// <summary>Roles with an account or an invitation.</summary>
    public IReadOnlyList<Member> Roles { get; private set; } = [];

    /// <summary>The visitor may invite.</summary>
    public bool MayInvite { get; private set; }

    /// <summary>The open case.</summary>
    public Guid? OpenCase => Cases.FirstOrDefault(x => x.Row.State == CaseState.Open)?.Row.Id;

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var relation = await employees.RelationAsync(id, Cancel);
        if (await GrantAsync(CaseAccess.OpenEmployee(Visitor, relation), relation) is not { } grant || await employees.FindAsync(grant, id, Cancel) is not { } found)
        {
            return Refused;
        }

        (Row, Person) = found;
        Manager = Row.Manager is { } manager ? (await employees.NamesAsync(grant, [manager], Cancel)).Values.FirstOrDefault()?.FullName : null;
        Cases = await cases.OfAsync(grant, id, Cancel);
        Roles = await organisation.RolesAsync(id, Cancel);
        MayInvite = CaseAccess.Invite(Visitor, relation).Permitted;
        return Page();
    }
}
