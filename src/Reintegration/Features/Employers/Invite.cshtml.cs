using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>Inviting the personnel department of an employer.</summary>
[Authorize(Policies.Service)]
public sealed class InviteModel(Organisation organisation, Inviting inviting, EmployerProviders providers, TimeProvider clock) : InvitePage(inviting)
{
    /// <summary>The employer.</summary>
    public Employer Row { get; private set; } = null!;

    /// <summary>The employer's own provider, where its people sign in there: then nothing is sent, and the address is what the provider knows them by.</summary>
    public EmployerProvider? Provider => providers.Find(Row.SignIn);

    /// <inheritdoc/>
    public override bool Sends => Provider is null;

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        Input.Language = "nl";
        return await LoadAsync(id) ? Page() : NotFound();
    }

    /// <summary>Invites.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (!await LoadAsync(id) || await GrantAsync(SideAccess.Administer(Visitor, "member.invite", ActKind.Create, Scope.Directory(id))) is not { } grant)
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        if (Provider is { } provider)
        {
            if (!Check())
            {
                return Page();
            }

            await organisation.AddMemberAsync(
                grant, new Member { Id = Guid.CreateVersion7(now), Role = Role.EmployerAdministrator, Employer = id, Provider = provider.Name, CreatedAt = now }, new(Input.Name!, Input.Email!), Cancel);
            Say(T[$"De rol is gegeven. Die werkt na inloggen via {provider.Shown}.", $"The role was given. It works after signing in through {provider.Shown}."]);
            return Redirect($"/employers/{id}");
        }

        var invitation = Guid.NewGuid();
        if (Check() && await InviteAsync(invitation, Input.Name!, Input.Email!))
        {
            await organisation.AddMemberAsync(
                grant, new Member { Id = Guid.CreateVersion7(now), Role = Role.EmployerAdministrator, Employer = id, Invitation = invitation, CreatedAt = now }, new(Input.Name!, Input.Email!), Cancel);
        }

        return Page();
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        if (await organisation.EmployerAsync(id, Cancel) is not { } row)
        {
            return false;
        }

        Row = row;
        return true;
    }
}
