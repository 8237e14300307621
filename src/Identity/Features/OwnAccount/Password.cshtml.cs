using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.Enrol;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>Another password; also the way for somebody who forgot it and came in with a passkey.</summary>
[Authorize(Policy = Policies.Account)]
public sealed class PasswordModel(Accounts accounts, PasswordCheck passwords, TimeProvider clock, Words words) : PageModel
{
    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Confirm { get; set; }

    public IActionResult OnGet() => Freshness.Asks(User, clock, "/factors/password") is { } ask ? ask : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/password") is { } ask)
            return ask;
        if (await accounts.FindAsync(User.AccountId(), cancel) is not { } account)
            return NotFound();
        NewPassword.Check(ModelState, nameof(Password), nameof(Confirm), Password, Confirm, account.Email!, words);
        if (!ModelState.IsValid)
            return Page();
        var (who, signedInAt) = (HttpContext.ActorOf(User), User.AuthenticatedAt());
        var hash = passwords.Hash(Password!);
        return await accounts.SetPasswordAsync(account.Id, hash, now => IdentityRules.ChangeFactor(who, "password.change", ActKind.Update, signedInAt, now), cancel)
            ? LocalRedirect("/")
            : NotFound();
    }
}
