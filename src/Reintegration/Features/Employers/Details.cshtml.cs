using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>One employer: its number for the doctor's side, its people, its case managers. No employee and no case .</summary>
[Authorize(Policies.Service)]
public sealed class DetailsModel(Organisation organisation, EmployerProviders providers, WebSettings web) : ReintegrationPage
{
    /// <summary>An assignment that ends today.</summary>
    [BindProperty]
    public Guid? EndAssignment { get; set; }

    /// <summary>A member whose role ends.</summary>
    [BindProperty]
    public Guid? EndMember { get; set; }

    /// <summary>The employer's own provider, by its name, or <see cref="EmployerProviders.None"/>.</summary>
    [BindProperty]
    public string? SignInAt { get; set; }

    /// <summary>Which there are, if any.</summary>
    public IReadOnlyList<EmployerProvider> Providers => providers.All;

    /// <summary>The one of this employer.</summary>
    public EmployerProvider? Provider => providers.Find(Row.SignIn);

    /// <summary>Where its people begin.</summary>
    public string Begin => $"{web.Origin}{Provider?.Path}";

    /// <summary>The employer.</summary>
    public Employer Row { get; private set; } = null!;

    /// <summary>Personnel department.</summary>
    public IReadOnlyList<MemberLine> Members { get; private set; } = [];

    /// <summary>Case managers.</summary>
    public IReadOnlyList<AssignmentLine> Assignments { get; private set; } = [];

    /// <summary>The employer's number in groups of four, to be read out and typed.</summary>
    public string Number => string.Join(' ', Row.Id.ToString("N").Chunk(4).Select(x => new string(x)));

    /// <summary>The page.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await LoadAsync(id, "employer.open", ActKind.Read) is null)
        {
            return NotFound();
        }

        SignInAt = Row.SignIn ?? EmployerProviders.None;
        return Page();
    }

    /// <summary>Ends an assignment or a role.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id, "employer.change", ActKind.Update) is not { } grant)
        {
            return NotFound();
        }

        if (EndAssignment is { } assignment)
        {
            // The day before counts as the last one, so that it works at once.
            await organisation.EndAssignmentAsync(grant, assignment, Today.AddDays(-1), Cancel);
            Say(T["De toewijzing is beëindigd.", "The assignment was ended."]);
        }

        if (EndMember is { } member)
        {
            await organisation.EndMemberAsync(grant, member, Cancel);
            Say(T["De rol is beëindigd.", "The role was ended."]);
        }

        return Redirect($"/employers/{id}");
    }

    /// <summary>Sets at which provider of their own the employer's people sign in.</summary>
    public async Task<IActionResult> OnPostSignInAsync(Guid id)
    {
        if (await LoadAsync(id, "employer.change", ActKind.Update) is not { } grant)
        {
            return NotFound();
        }

        // What was not said takes nobody's way of signing in away.
        if (SignInAt != EmployerProviders.None && providers.Find(SignInAt) is null)
        {
            Wrong(nameof(SignInAt), "Kies een aanbieder uit de lijst", "Choose a provider from the list");
            return Page();
        }

        await organisation.SetSignInAsync(grant, SignInAt == EmployerProviders.None ? null : SignInAt, Cancel);
        Say(T["De manier van inloggen is bewaard.", "The way of signing in was saved."]);
        return Redirect($"/employers/{id}");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id, string what, ActKind kind)
    {
        if (await organisation.EmployerAsync(id, Cancel) is not { } row || await GrantAsync(SideAccess.Administer(Visitor, what, kind, Scope.Directory(id))) is not { } grant)
        {
            return null;
        }

        Row = row;
        Members = await organisation.MembersAsync(grant, Role.EmployerAdministrator, Cancel);
        Assignments = await organisation.AssignmentsAsync(grant, Cancel);
        return grant;
    }
}
