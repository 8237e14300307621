using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Service;

/// <summary>Inviting somebody of the service: by itself the role opens nothing, an assignment or an appointment does.</summary>
[Authorize(Policies.Service)]
public sealed class InviteModel(Organisation organisation, Inviting inviting, TimeProvider clock) : InvitePage(inviting)
{
    /// <summary>As what somebody can be invited here.</summary>
    public static IReadOnlyList<Role> Roles { get; } = [Role.CaseManager, Role.LabourExpert, Role.QualityAuditor];

    /// <summary>As what.</summary>
    [BindProperty(SupportsGet = true)]
    public Role Role { get; set; } = Role.CaseManager;

    /// <summary>The form.</summary>
    public void OnGet() => Input.Language = "nl";

    /// <summary>Invites.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await GrantAsync(SideAccess.Administer(Visitor, "member.invite", ActKind.Create, Scope.Service)) is not { } grant)
        {
            return NotFound();
        }

        if (!Roles.Contains(Role))
        {
            Wrong(nameof(Role), "Kies een rol uit de lijst", "Choose a role from the list");
        }

        var now = clock.GetUtcNow();
        var invitation = Guid.NewGuid();
        if (Check() && await InviteAsync(invitation, Input.Name!, Input.Email!, staff: true))
        {
            await organisation.AddMemberAsync(grant, new Member { Id = Guid.CreateVersion7(now), Role = Role, Invitation = invitation, CreatedAt = now }, new(Input.Name!, Input.Email!), Cancel);
        }

        return Page();
    }
}
