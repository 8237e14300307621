using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>Naming who stands in for a line manager: a name and a period. The employer's own administrator does it.</summary>
[Authorize(Policies.Personnel)]
public sealed class SubstituteModel(Store.Employees employees, Substitutions substitutions, TimeProvider clock) : ReintegrationPage
{
    private const int LongestYears = 1;

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public SubstituteInput Input { get; set; } = new();

    /// <summary>A substitution that ends now.</summary>
    [BindProperty]
    public Guid? End { get; set; }

    /// <summary>The line manager's employment.</summary>
    public Guid Id { get; private set; }

    /// <summary>The line manager.</summary>
    public EmployeeLabel Manager { get; private set; } = null!;

    /// <summary>Who stood in, stands in or will, with the name.</summary>
    public IReadOnlyList<(Substitution Row, string Name)> Rows { get; private set; } = [];

    /// <summary>Who can be chosen.</summary>
    public IReadOnlyList<Choice> Candidates { get; private set; } = [];

    /// <summary>The list and the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        Input.From = Today;
        return await LoadAsync(id) is null ? NotFound() : Page();
    }

    /// <summary>Names somebody, or ends a substitution.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return NotFound();
        }

        if (End is { } ended)
        {
            await substitutions.EndAsync(grant, id, ended, Cancel);
            Say(T["De vervanging is beëindigd.", "The substitution was ended."]);
            return Redirect($"/employees/{id}/substitute");
        }

        Check();
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var row = new Substitution
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()), Employer = grant.Scope.Id, Manager = id, Substitute = Input.Substitute!.Value, From = Input.From!.Value, Until = Input.Until!.Value,
        };
        await substitutions.AddAsync(grant, row, Cancel);
        Say(T["De vervanger ziet het team in deze periode.", "The substitute sees the team in this period."]);
        return Redirect($"/employees/{id}/substitute");
    }

    private void Check()
    {
        if (Input.Substitute is { } chosen && Candidates.All(x => x.Value != chosen.ToString()))
        {
            Wrong("Input.Substitute", "Kies iemand uit de lijst", "Choose somebody from the list");
        }

        CheckPeriod(
            Input.From, Input.Until, Input.From?.AddYears(LongestYears),
            "Een vervanging duurt ten hoogste een jaar; daarna kunt u haar opnieuw vastleggen", "A substitution lasts a year at most; after that you can record it again");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await employees.RelationAsync(id, Cancel);
        if (await GrantAsync(SideAccess.Personnel(Visitor, relation.Employer, "substitute.manage", ActKind.Update)) is not { } grant || await employees.FindAsync(grant, id, Cancel) is not { } found)
        {
            return null;
        }

        (Id, Manager) = (id, found.Label);
        var rows = await substitutions.OfAsync(grant, id, Cancel);
        var candidates = await substitutions.CandidatesAsync(grant, Cancel);
        var names = await employees.NamesAsync(grant, [.. rows.Select(x => x.Substitute).Concat(candidates).Distinct()], Cancel);
        Rows = [.. rows.Select(x => (x, names.TryGetValue(x.Substitute, out var label) ? label.FullName : ""))];
        Candidates = [.. candidates.Where(x => x != id && names.TryGetValue(x, out var label) && label.Lasts(Today))
            .OrderBy(x => names[x].SortName, StringComparer.OrdinalIgnoreCase).Select(x => new Choice(x.ToString(), names[x].FullName, names[x].Function))];
        return grant;
    }
}

/// <summary>Who, and when.</summary>
public sealed class SubstituteInput
{
    /// <summary>The employment of who stands in.</summary>
    [Asked("Kies wie vervangt", "Choose who stands in")]
    public Guid? Substitute { get; set; }

    /// <summary>First day.</summary>
    [Asked("Vul de eerste dag in", "Fill in the first day")]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [Asked("Vul de laatste dag in", "Fill in the last day")]
    public DateOnly? Until { get; set; }
}
