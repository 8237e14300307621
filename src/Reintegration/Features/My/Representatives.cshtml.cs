using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>
/// Whom the employee authorises, dated, with a closed list of powers and a last day, and withdrawing that at any time. Giving
/// one asks for a sign-in of a moment ago; the medical file has nothing to do with it.
/// </summary>
[Authorize(Policies.Self)]
public sealed class RepresentativesModel(Store.Employees employees, Store.Representatives representatives, Inviting inviting, TimeProvider clock) : InvitePage(inviting)
{
    private const int LongestYears = 1;
    private static readonly TimeSpan Fresh = TimeSpan.FromMinutes(15);

    /// <summary>All that can be left to somebody.</summary>
    public static IReadOnlyList<Power> All { get; } = [.. Enum.GetValues<Power>().Where(x => x != Power.None)];

    /// <summary>What is left to the representative.</summary>
    [BindProperty]
    public List<Power> Powers { get; set; } = [];

    /// <summary>Last day.</summary>
    [BindProperty]
    [Asked("Vul de laatste dag in", "Fill in the last day")]
    public DateOnly? Until { get; set; }

    /// <summary>An authorisation that is withdrawn.</summary>
    [BindProperty]
    public Guid? Withdraw { get; set; }

    /// <summary>The employment.</summary>
    public Guid Id { get; private set; }

    /// <summary>All authorisations.</summary>
    public IReadOnlyList<AuthorisationLine> Lines { get; private set; } = [];

    /// <summary>The list and the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid employment)
    {
        Input.Language = "nl";
        return await LoadAsync(employment) is null ? NotFound() : Page();
    }

    /// <summary>Authorises somebody, or withdraws that.</summary>
    public async Task<IActionResult> OnPostAsync(Guid employment)
    {
        if (await LoadAsync(employment) is not ({ } grant, { } employer))
        {
            return NotFound();
        }

        if (Withdraw is { } ended)
        {
            await representatives.WithdrawAsync(grant, employment, ended, Cancel);
            Say(T["De machtiging is ingetrokken en geldt niet meer.", "The authorisation was withdrawn and counts no more."]);
            return Redirect($"/my/representatives/{employment}");
        }

        if (!Powers.Contains(Power.Read) || Powers.Exists(x => !All.Contains(x)))
        {
            Wrong(nameof(Powers), "Kies ten minste lezen: wie iets voor u doet, moet kunnen zien waarover het gaat", "Choose reading at least: whoever does something for you must be able to see what it is about");
        }

        CheckPeriod(Today, Until, Today.AddYears(LongestYears), "Een machtiging duurt ten hoogste een jaar; daarna kunt u een nieuwe geven", "An authorisation lasts a year at most; after that you can give another", nameof(Until));
        if (!Check())
        {
            return Page();
        }

        // What was typed comes back after it.
        var now = clock.GetUtcNow();
        if (now - User.AuthenticatedAt() > Fresh)
        {
            return ArboSignIn.Again(Fresh, $"/my/representatives/{employment}");
        }

        var invitation = Guid.NewGuid();
        if (await InviteAsync(invitation, Input.Name!, Input.Email!))
        {
            var row = new Authorisation
            {
                Id = Guid.CreateVersion7(now), Employment = employment, Employer = employer, Member = Guid.CreateVersion7(now), GivenBy = grant.Act.Actor.Id,
                Powers = Powers.Aggregate(Power.None, (all, one) => all | one), From = Today, Until = Until!.Value,
            };
            await representatives.GiveAsync(grant, row, invitation, new(Input.Name!, Input.Email!), Cancel);
            Lines = await representatives.OfAsync(grant, employment, Cancel);
        }

        return Page();
    }

    private async Task<(AccessGrant Grant, Guid? Employer)?> LoadAsync(Guid employment)
    {
        var relation = await employees.RelationAsync(employment, Cancel);
        if (await GrantAsync(CaseAccess.Authorise(Visitor, relation)) is not { } grant)
        {
            return null;
        }

        Id = employment;
        Lines = await representatives.OfAsync(grant, employment, Cancel);
        return (grant, relation.Employer);
    }
}
