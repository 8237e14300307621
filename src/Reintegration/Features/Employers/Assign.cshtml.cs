using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>Assigning a case manager to an employer, from a day until a day.</summary>
[Authorize(Policies.Service)]
public sealed class AssignModel(Organisation organisation, TimeProvider clock) : ReintegrationPage
{
    /// <summary>What was filled in.</summary>
    [BindProperty]
    public AssignInput Input { get; set; } = new();

    /// <summary>The employer.</summary>
    public Employer Row { get; private set; } = null!;

    /// <summary>Case managers of the service.</summary>
    public IReadOnlyList<MemberLine> CaseManagers { get; private set; } = [];

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        Input.From = Today;
        return await LoadAsync(id) ? Page() : NotFound();
    }

    /// <summary>Assigns.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (!await LoadAsync(id))
        {
            return NotFound();
        }

        var chosen = CaseManagers.FirstOrDefault(x => x.Row.Id == Input.Member);
        if (chosen is null)
        {
            Wrong("Input.Member", "Kies een casemanager uit de lijst", "Choose a case manager from the list");
        }

        if (Input.Until is { } until && until < Input.From)
        {
            Wrong("Input.Until", "De laatste dag ligt vóór de eerste", "The last day lies before the first");
        }

        if (!ModelState.IsValid || await GrantAsync(SideAccess.Administer(Visitor, "assignment.add", ActKind.Create, Scope.Directory(id))) is not { } grant)
        {
            return Page();
        }

        var assignment = new Assignment { Id = Guid.CreateVersion7(clock.GetUtcNow()), Member = chosen!.Row.Id, Employer = id, From = Input.From!.Value, Until = Input.Until };
        await organisation.AssignAsync(grant, assignment, chosen.Label, Cancel);
        Say(T["De casemanager is toegewezen.", "The case manager was assigned."]);
        return Redirect($"/employers/{id}");
    }

    private async Task<bool> LoadAsync(Guid id)
    {
        if (await organisation.EmployerAsync(id, Cancel) is not { } row || await GrantAsync(SideAccess.Administer(Visitor, "members.list", ActKind.Read, Scope.Service)) is not { } grant)
        {
            return false;
        }

        Row = row;
        CaseManagers = await organisation.MembersAsync(grant, Role.CaseManager, Cancel);
        return true;
    }
}

/// <summary>An assignment.</summary>
public sealed class AssignInput
{
    /// <summary>Case manager.</summary>
    [Asked("Kies een casemanager", "Choose a case manager")]
    public Guid? Member { get; set; }

    /// <summary>First day.</summary>
    [Asked("Vul de eerste dag in", "Fill in the first day")]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly? Until { get; set; }
}
