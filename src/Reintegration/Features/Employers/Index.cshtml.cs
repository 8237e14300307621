using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>All employers of the service, and adding one.</summary>
[Authorize(Policies.Service)]
public sealed class IndexModel(Organisation organisation, Commits<ReintegrationContext> commits, TimeProvider clock) : ReintegrationPage
{
    /// <summary>Name of a new one.</summary>
    [BindProperty]
    [Asked("Vul de naam van de werkgever in", "Fill in the employer's name"), Longest(100)]
    public string? Name { get; set; }

    /// <summary>Employers.</summary>
    public IReadOnlyList<EmployerLine> Lines { get; private set; } = [];

    /// <summary>The list.</summary>
    public async Task OnGetAsync()
    {
        await commits.RecordAsync(SideAccess.Administer(Visitor, "employers.list", ActKind.Read, default), Cancel);
        Lines = await organisation.EmployersAsync(Cancel);
    }

    /// <summary>Adds one.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var name = Name?.Trim() ?? "";
        if (ModelState.IsValid && !FitnessOutcome.IsName(name))
        {
            Wrong(nameof(Name), "Deze naam kan niet worden gebruikt", "This name cannot be used");
        }

        // A random id, not one ordered by time: it is read out to the doctor's side as the employer's number.
        var employer = new Employer { Id = Guid.NewGuid(), Name = name, CreatedAt = clock.GetUtcNow() };
        if (!ModelState.IsValid || await GrantAsync(SideAccess.Administer(Visitor, "employer.add", ActKind.Create, Scope.Directory(employer.Id))) is not { } grant)
        {
            await OnGetAsync();
            return Page();
        }

        await organisation.AddEmployerAsync(grant, employer, Cancel);
        Say(T["De werkgever is toegevoegd.", "The employer was added."]);
        return Redirect($"/employers/{employer.Id}");
    }
}
