using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>The second factor, for somebody whose password was right some minutes ago.</summary>
[AllowAnonymous]
public sealed class SecondModel(Accounts accounts, SignIns signIns, CodeCheck codes, PasskeyCheck passkeys, RecoveryCodes recovery, StepCookie step) : PageModel
{
    private Account? _account;
    private string _continue = "/";

    [BindProperty, Longest(16)]
    public string? Code { get; set; }

    [BindProperty, Longest(40)]
    public string? Recovery { get; set; }

    /// <summary>There are recovery codes that were not used.</summary>
    public bool HasRecovery { get; private set; }

    public bool HasCode => _account?.TotpSecret is not null;

    public PasskeyQuestion? Question { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        await LoadAsync(cancel) ? Page() : LocalRedirect("/sign-in");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return LocalRedirect("/sign-in");
        var waits = await signIns.WaitsUntilAsync(Delays.Of(_account!), cancel);
        string[] methods = [Methods.Password, Methods.OneTimeCode];
        return waits is null && codes.Check(_account!, Code) is { } at
            ? await AcceptAsync(new Shown(methods, TotpStep: at), cancel)
            : await RefuseAsync(waits is null ? "code" : "too-soon", cancel);
    }

    public async Task<IActionResult> OnPostPasskeyAsync(string? note, string? credential, CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return LocalRedirect("/sign-in");
        string[] methods = [Methods.Password, Methods.Passkey, Methods.UserVerified];
        var shown = await passkeys.CheckAsync(note, credential, cancel);
        return shown?.Account.Id == _account!.Id
            ? await AcceptAsync(new Shown(methods, Passkey: shown.Passkey, Challenge: shown.Challenge), cancel)
            : await RefuseAsync("passkey", cancel);
    }

    public async Task<IActionResult> OnPostRecoveryAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return LocalRedirect("/sign-in");
        string[] methods = [Methods.Password, Methods.RecoveryCode];
        var waits = await signIns.WaitsUntilAsync(Delays.Of(_account!), cancel);
        if (waits is not null || RecoveryCodes.HashOf(_account!.Id, Recovery) is not { } hash)
            return await RefuseAsync(waits is null ? "recovery-code" : "too-soon", cancel, nameof(Recovery));
        // Who used one lost something: the own factors are the place to be.
        _continue = "/?recovered=true";
        return await AcceptAsync(new Shown(methods, Recovery: hash), cancel, nameof(Recovery));
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (step.Read<PasswordShown>(HttpContext, PasswordShown.Cookie) is not { } shown || await accounts.FindAsync(shown.Account, cancel) is not { } account)
            return false;
        (_account, _continue) = (account, shown.Continue);
        var present = await accounts.PasskeysAsync(account, cancel);
        Question = present.Count > 0 ? passkeys.Ask(present) : null;
        HasRecovery = await recovery.LeftAsync(account.Id, cancel) > 0;
        return true;
    }

    private async Task<IActionResult> AcceptAsync(Shown shown, CancellationToken cancel, string field = nameof(Code))
    {
        if (!await signIns.AcceptAsync(_account!, shown, HttpContext.ActorOf(_account!), Delays.Of(_account!), cancel))
            return await RefuseAsync("used-before", cancel, field);
        StepCookie.Remove(HttpContext, PasswordShown.Cookie);
        await Session.StartAsync(HttpContext, _account!, shown.Methods);
        return LocalRedirect(LocalPath.Or(_continue, "/"));
    }

    private async Task<IActionResult> RefuseAsync(string reason, CancellationToken cancel, string field = nameof(Code))
    {
        await signIns.FailAsync(Delays.Of(_account!), HttpContext.Attempt(_account), IdentityRules.SignInFailed(HttpContext.ActorOf(_account!), reason), cancel);
        return Refusal(field);
    }

    private PageResult Refusal(string field)
    {
        var words = HttpContext.RequestServices.GetRequiredService<Words>();
        ModelState.Clear();
        ModelState.AddModelError(field, field == nameof(Recovery)
            ? words["Deze herstelcode klopt niet, of is al gebruikt.", "This recovery code is not right, or was used before."]
            : words["Dit klopt niet. Wacht op een nieuwe code en probeer het opnieuw.", "This is not right. Wait for a new code and try again."]);
        return Page();
    }
}
