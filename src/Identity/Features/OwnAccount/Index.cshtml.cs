using System.Security.Claims;
using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>The own factors and sessions.</summary>
[Authorize(Policy = Policies.Account)]
public sealed class IndexModel(Accounts accounts, Sessions sessions, RecoveryCodes recovery, Promises promises, IdentitySettings settings, TimeProvider clock, Words words) : PageModel
{
    private const int LongestId = 2 * Signing.Credential.MaximumIdBytes;

    [BindProperty(SupportsGet = true)]
    public bool Accepted { get; set; }

    /// <summary>Came in with a recovery code.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Recovered { get; set; }

    public string Email { get; private set; } = "";

    /// <summary>Recovery codes that are left.</summary>
    public int CodesLeft { get; private set; }

    /// <summary>What was signed for secrecy, newest first.</summary>
    public IReadOnlyList<SecrecyRow> Secrecy { get; private set; } = [];

    public IReadOnlyList<SignInLine> History { get; private set; } = [];

    public bool HasCode { get; private set; }

    public IReadOnlyList<UserPasskeyInfo> Passkeys { get; private set; } = [];

    public IReadOnlyList<SessionLine> Sessions { get; private set; } = [];

    public IReadOnlyCollection<Client> Programs => [.. settings.Clients.Values];

    public string OwnSession => User.FindFirstValue(ArboClaims.Session) ?? "";

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    public Task<IActionResult> OnPostRemovePasskeyAsync(string? id, CancellationToken cancel)
    {
        var credential = id is { Length: > 0 and <= LongestId } && id.Length % 2 == 0 && id.All(char.IsAsciiHexDigit) ? Convert.FromHexString(id) : [];
        return RemoveAsync(credential, "passkey.remove", cancel);
    }

    public Task<IActionResult> OnPostRemoveCodeAsync(CancellationToken cancel) => RemoveAsync(null, "code.remove", cancel);

    /// <summary>Ends one session, of another device as a rule.</summary>
    public async Task<IActionResult> OnPostEndAsync(string? session, CancellationToken cancel)
    {
        if (session is not { Length: > 0 and <= LongestId })
            return LocalRedirect("/");
        await sessions.EndAsync(HttpContext.ActorOf(User), session, cancel);
        if (session != OwnSession)
            return LocalRedirect("/");
        await HttpContext.SignOutAsync();
        return LocalRedirect("/signed-out");
    }

    public async Task<IActionResult> OnPostEndAllAsync(CancellationToken cancel)
    {
        await sessions.EndAllAsync(HttpContext.ActorOf(User), cancel);
        await HttpContext.SignOutAsync();
        return LocalRedirect("/signed-out");
    }

    /// <summary>How somebody signed in, in words.</summary>
    public string Named(SignInLine line) => (line.Good, line.Methods.Split(' ')) switch
    {
        (false, _) => "–",
        (_, var m) when m.Contains(Methods.RecoveryCode) => words["wachtwoord en herstelcode", "password and recovery code"],
        (_, var m) when m.Contains(Methods.OneTimeCode) => words["wachtwoord en code", "password and code"],
        (_, var m) when m.Contains(Methods.Password) => words["wachtwoord en passkey", "password and passkey"],
        _ => words["alleen een passkey", "a passkey alone"],
    };

    private async Task<IActionResult> RemoveAsync(byte[]? credential, string what, CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/") is { } ask)
            return ask;
        var (who, signedInAt) = (HttpContext.ActorOf(User), User.AuthenticatedAt());
        if (await accounts.RemoveFactorAsync(who.Id, credential, now => IdentityRules.ChangeFactor(who, what, ActKind.Delete, signedInAt, now), cancel))
            return LocalRedirect("/");
        ModelState.AddModelError("", words[
            "Dit is de laatste manier waarmee u veilig kunt inloggen. Voeg eerst een andere toe.",
            "This is the last way in which you can sign in safely. Add another one first."]);
        await LoadAsync(cancel);
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (await accounts.FindAsync(User.AccountId(), cancel) is not { } account)
            return;
        (Email, HasCode) = (account.Email!, account.TotpSecret is not null);
        Passkeys = await accounts.PasskeysAsync(account, cancel);
        Sessions = await sessions.OfAsync(account.Id, cancel);
        History = await sessions.HistoryAsync(account.Id, cancel);
        CodesLeft = await recovery.LeftAsync(account.Id, cancel);
        Secrecy = await promises.OfAsync(account.Id, cancel);
    }
}
