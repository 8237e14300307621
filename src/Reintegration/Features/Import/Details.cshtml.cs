using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>A preview with everything that will be added, changed and refused; then its progress; then what was done.</summary>
[Authorize(Policies.Personnel)]
public sealed class DetailsModel(Imports imports, ImportRunner runner) : ReintegrationPage
{
    /// <summary>Do it.</summary>
    [BindProperty]
    public bool Confirm { get; set; }

    /// <summary>Drop it.</summary>
    [BindProperty]
    public bool Drop { get; set; }

    /// <summary>The import.</summary>
    public ImportJob Job { get; private set; } = null!;

    /// <summary>What it does.</summary>
    public ImportPlan Plan { get; private set; } = null!;

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id, "import.read", ActKind.Read) is null ? NotFound() : Page();

    /// <summary>Confirms or drops.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id, "import.confirm", ActKind.Execute) is not { } grant)
        {
            return NotFound();
        }

        if (Drop)
        {
            await imports.DropAsync(grant, Job, Cancel);
            Say(T["Het bestand is niet ingelezen en weggegooid.", "The file was not imported and was dropped."]);
            return Redirect("/import");
        }

        if (Confirm)
        {
            await imports.ConfirmAsync(grant, Job, Cancel);
            runner.Wake();
        }

        return Redirect($"/import/{id}");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id, string what, ActKind kind)
    {
        foreach (var standing in Visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator))
        {
            if (await imports.FindAsync(standing.Employer, id, Cancel) is { } job && await GrantAsync(SideAccess.Personnel(Visitor, standing.Employer, what, kind)) is { } grant)
            {
                (Job, Plan) = (job, await imports.PlanAsync(grant, job, Cancel));
                return grant;
            }
        }

        // Another employer's import is no import here; the attempt is recorded like any other.
        await GrantAsync(SideAccess.Personnel(Visitor, Guid.Empty, what, kind));
        return null;
    }
}
