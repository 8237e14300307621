using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>
/// Giving an employee an account, and the role of line manager where people have this employee as theirs. What such an account opens is the
/// reintegration side only.
/// </summary>
[Authorize(Policies.Personnel)]
public sealed class InviteModel(Store.Employees employees, Organisation organisation, Inviting inviting, EmployerProviders providers) : InvitePage(inviting)
{
    /// <summary>Also line manager.</summary>
    [BindProperty]
    public bool LineManager { get; set; }

    /// <summary>The employment.</summary>
    public Employment Row { get; private set; } = null!;

    /// <summary>Who it is.</summary>
    public EmployeeLabel Person { get; private set; } = null!;

    /// <summary>The employer's own provider, where its line managers sign in there; the employee has an account of the own.</summary>
    public EmployerProvider? Provider { get; private set; }

    /// <summary>An account stands behind it already.</summary>
    public bool Active { get; private set; }

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await LoadAsync(id) is null)
        {
            return Refused;
        }

        (Input.Name, Input.Email, Input.Language) = (Person.FullName, Person.Email, "nl");
        return Page();
    }

    /// <summary>Invites, or gives an account that is there the role.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        Role[] roles = LineManager && Provider is null ? [Role.Employee, Role.LineManager] : [Role.Employee];
        var invitation = Guid.NewGuid();
        if (Active)
        {
            await GiveAsync(grant, roles, invitation);
            Say(T["De rollen zijn bijgewerkt.", "The roles were updated."]);
            return Redirect($"/employees/{id}");
        }

        if (Check() && await InviteAsync(invitation, Input.Name!, Input.Email!))
        {
            await GiveAsync(grant, roles, invitation);
        }

        return Page();
    }

    private async Task GiveAsync(AccessGrant grant, Role[] roles, Guid invitation)
    {
        await organisation.AddRolesAsync(grant, Row.Employer, Row.Id, roles, invitation, Cancel);
        if (LineManager && Provider is { } provider)
        {
            await organisation.AddManagerAsync(grant, Row.Employer, Row.Id, provider.Name, Cancel);
        }
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await employees.RelationAsync(id, Cancel);
        if (await GrantAsync(CaseAccess.Invite(Visitor, relation), relation) is not { } grant || await employees.FindAsync(grant, id, Cancel) is not { } found)
        {
            return null;
        }

        (Row, Person) = found;
        Provider = providers.Find((await organisation.EmployerAsync(Row.Employer, Cancel))?.SignIn);
        Active = (await organisation.RolesAsync(id, Cancel)).Any(x => x.Subject is not null && x.Provider is null);
        if (Active)
        {
            // The form then asks for the role only.
            ModelState.Remove("Input.Name");
            ModelState.Remove("Input.Email");
        }

        return grant;
    }
}
