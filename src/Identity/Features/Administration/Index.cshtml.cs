using System.ComponentModel.DataAnnotations;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Values;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.Invitation;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using Wire = ArboDossier.Contracts.Messages;

namespace ArboDossier.Identity.Features.Administration;

/// <summary>The administrator's page: who has an account, invitations, suspension.</summary>
[Authorize(Policy = Policies.ServiceAdministrator)]
public sealed class IndexModel(Accounts accounts, Invitations invitations, Calls calls, IdentitySettings settings, Words words) : PageModel
{
    [BindProperty]
    public string? Zone { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    /// <summary>Works for the service; on the doctor's side everybody does .</summary>
    [BindProperty]
    public bool Staff { get; set; }

    [BindProperty]
    public string? Language { get; set; } = "nl";

    [BindProperty(SupportsGet = true), Longest(120)]
    public string? Search { get; set; }

    [BindProperty(SupportsGet = true), Range(1, 100_000)]
    public int At { get; set; } = 1;

    /// <summary>The link and the code, once.</summary>
    public InvitedView? Invited { get; private set; }

    public PagerView Pager { get; private set; } = new(1, 0, _ => "/accounts");

    public Guid Own => User.AccountId();

    public IReadOnlyList<AccountLine> Lines { get; private set; } = [];

    /// <summary>Who could not be told by mail.</summary>
    public IReadOnlyList<CallLine> ToCall { get; private set; } = [];

    public IReadOnlyList<Choice> Zones =>
    [
        .. settings.Clients.Keys.Order(StringComparer.Ordinal).Reverse().Select(z => new Choice(z, z == "medical"
            ? words["Medisch: artsen en wie onder hen werken", "Medical: doctors and those who work under them"]
            : words["Re-integratie: werkgevers en casemanagers", "Reintegration: employers and case managers"])),
    ];

    public IReadOnlyList<Choice> Languages => [new Choice("nl", "Nederlands"), new Choice("en", "English")];

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Zone is null || !settings.Clients.ContainsKey(Zone))
            ModelState.AddModelError(nameof(Zone), words["Kies waarvoor", "Choose for what"]);
        if (!InvitationForm.IsName(Name?.Trim()))
            ModelState.AddModelError(nameof(Name), words["Vul een naam in", "Fill in a name"]);
        if (!ContactData.IsEmail(Email?.Trim()))
            ModelState.AddModelError(nameof(Email), words["Vul een e-mailadres in, zoals naam@voorbeeld.nl", "Fill in an e-mail address, such as name@example.com"]);
        if (Language is not ("nl" or "en"))
            ModelState.AddModelError(nameof(Language), words["Kies een taal", "Choose a language"]);
        if (ModelState.IsValid)
        {
            var asked = new Wire.Invitation(Guid.NewGuid(), Zone!, Name!.Trim(), Email!.Trim(), Language!, Staff || Zone == "medical");
            var decision = IdentityRules.Administer(HttpContext.ActorOf(User), "invitation.create", ActKind.Create);
            if (await invitations.CreateAsync(asked, decision, cancel) is var (token, code))
            {
                Invited = new(asked.Name, new(asked.Id, $"{settings.Authority}/invitation/{token}", code));
                ModelState.Clear();
                (Zone, Name, Email) = (null, null, null);
            }
        }

        await LoadAsync(cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostSuspendAsync(Guid id, bool suspend, CancellationToken cancel)
    {
        await accounts.SuspendAsync(HttpContext.ActorOf(User), id, suspend, cancel);
        return LocalRedirect("/accounts");
    }

    public async Task<IActionResult> OnPostRemoveAsync(Guid id, CancellationToken cancel)
    {
        await accounts.RemoveAsync(HttpContext.ActorOf(User), id, cancel);
        return LocalRedirect("/accounts");
    }

    public async Task<IActionResult> OnPostCalledAsync(Guid id, CancellationToken cancel)
    {
        await calls.DoneAsync(HttpContext.ActorOf(User), id, cancel);
        return LocalRedirect("/accounts");
    }

    /// <summary>What somebody has to hear.</summary>
    public string Named(NoticeKind kind) => kind switch
    {
        NoticeKind.SomethingNew => words["Er is iets te bekijken", "There is something to look at"],
        NoticeKind.SignInChanged => words["Manier van inloggen veranderd", "Way of signing in changed"],
        NoticeKind.AccountChanged => words["Account geblokkeerd of weer toegelaten", "Account suspended or restored"],
        NoticeKind.NewBrowser => words["Ingelogd met een nieuwe browser", "Signed in with a new browser"],
    };

    private async Task LoadAsync(CancellationToken cancel)
    {
        var (lines, pages) = await accounts.ListAsync(HttpContext.ActorOf(User), Search, At, cancel);
        ToCall = await calls.ListAsync(HttpContext.ActorOf(User), cancel);
        (Lines, Pager) = (lines, new PagerView(At, pages, at => QueryHelpers.AddQueryString("/accounts", new Dictionary<string, string?> { ["search"] = Search, ["at"] = $"{at}" })));
    }
}
