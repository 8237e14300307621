using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>An authenticator app, or another one in place of it.</summary>
[Authorize(Policy = Policies.Account)]
public sealed class CodeModel(Accounts accounts, CodeCheck codes, TimeProvider clock, Words words) : PageModel
{
    [BindProperty, Longest(16)]
    public string? Code { get; set; }

    public CodeSetUp SetUp { get; private set; } = new("", "", "");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/code") is { } ask)
            return ask;
        return await LoadAsync(null, cancel) is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? setUpNote, CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/code") is { } ask)
            return ask;
        if (await LoadAsync(setUpNote, cancel) is not { } account)
            return NotFound();
        var (who, signedInAt) = (HttpContext.ActorOf(User), User.AuthenticatedAt());
        if (await codes.EnrolAsync(account, setUpNote, Code, now => IdentityRules.ChangeFactor(who, "code.add", ActKind.Create, signedInAt, now), cancel))
            return LocalRedirect("/");
        ModelState.AddModelError(nameof(Code), words["Deze code klopt niet", "This code is not right"]);
        return Page();
    }

    private async Task<Account?> LoadAsync(string? note, CancellationToken cancel)
    {
        if (await accounts.FindAsync(User.AccountId(), cancel) is not { } account)
            return null;
        SetUp = codes.SetUp(account, note);
        return account;
    }
}
