using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>The first page of signing in: a passkey alone, or name and password with more to come.</summary>
[AllowAnonymous]
public sealed class IndexModel(PasswordCheck passwords, PasskeyCheck passkeys, SignIns signIns, Invitations invitations, StepCookie step, Words words) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Continue { get; set; }

    /// <summary>Somebody who is signed in is asked once more.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Again { get; set; }

    [BindProperty, Longest(254)]
    public string? Email { get; set; }

    [BindProperty, Longest(PasswordCheck.Most)]
    public string? Password { get; set; }

    public PasskeyQuestion Question { get; private set; } = new("", "");

    /// <summary>Nobody has an account yet.</summary>
    public bool CanBeFounded { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Question = passkeys.Ask();
        CanBeFounded = await invitations.CanBeFoundedAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (ModelState.IsValid && await passwords.CheckAsync(HttpContext, Email, Password, cancel) is { } account)
        {
            step.Write(HttpContext, PasswordShown.Cookie, new PasswordShown(account.Id, LocalPath.Or(Continue, "/")));
            return LocalRedirect("/sign-in/second");
        }

        return Refused(words[
            "E-mailadres en wachtwoord kloppen niet, of u probeerde het te vaak kort na elkaar. Wacht even en probeer het opnieuw.",
            "E-mail address and password do not match, or you tried too often. Wait a moment and try again."]);
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? note, string? credential, CancellationToken cancel)
    {
        var shown = await passkeys.CheckAsync(note, credential, cancel);
        string[] methods = [Methods.Passkey, Methods.UserVerified];
        if (shown is null)
            await signIns.RefuseAsync(IdentityRules.SignInFailed(Actor.Anonymous(HttpContext.From()), "passkey"), cancel);
        else if (await signIns.AcceptAsync(
            shown.Account, new Shown(methods, Passkey: shown.Passkey, Challenge: shown.Challenge), HttpContext.ActorOf(shown.Account), Delays.Of(shown.Account), cancel))
        {
            await Session.StartAsync(HttpContext, shown.Account, methods);
            return LocalRedirect(LocalPath.Or(Continue, "/"));
        }

        return Refused(words["Deze passkey is niet bekend of werkt nu niet.", "This passkey is not known or does not work now."]);
    }

    private PageResult Refused(string why)
    {
        ModelState.Clear();
        ModelState.AddModelError(nameof(Email), why);
        Question = passkeys.Ask();
        return Page();
    }
}
