using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>One more passkey.</summary>
[Authorize(Policy = Policies.Account)]
public sealed class PasskeyModel(Accounts accounts, PasskeyCheck passkeys, TimeProvider clock, Words words) : PageModel
{
    [BindProperty, Longest(60)]
    public string? Name { get; set; }

    public PasskeyQuestion Question { get; private set; } = new("", "");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/passkey") is { } ask)
            return ask;
        return await AskAsync(cancel) is null ? NotFound() : Page();
    }

    public async Task<IActionResult> OnPostAsync(string? note, string? credential, CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/passkey") is { } ask)
            return ask;
        if (await AskAsync(cancel) is not { } account)
            return NotFound();
        var (who, signedInAt) = (HttpContext.ActorOf(User), User.AuthenticatedAt());
        if (ModelState.IsValid && await passkeys.EnrolAsync(
            account, Name, note, credential, now => IdentityRules.ChangeFactor(who, "passkey.add", ActKind.Create, signedInAt, now), cancel))
        {
            return LocalRedirect("/");
        }

        ModelState.AddModelError(nameof(Name), words["Deze passkey kon niet worden toegevoegd", "This passkey could not be added"]);
        return Page();
    }

    private async Task<Account?> AskAsync(CancellationToken cancel)
    {
        if (await accounts.FindAsync(User.AccountId(), cancel) is not { } account)
            return null;
        Question = passkeys.AskForNew(account, await accounts.PasskeysAsync(account, cancel));
        return account;
    }
}
