using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.Enrol;

/// <summary>The second factor of a new account; with it the account is finished and its owner signed in.</summary>
[AllowAnonymous]
public sealed class IndexModel(Accounts accounts, Invitations invitations, PasskeyCheck passkeys, CodeCheck codes, StepCookie step) : PageModel
{
    private Account? _account;
    private Enrolment? _enrolment;

    [BindProperty, Longest(16)]
    public string? Code { get; set; }

    public PasskeyQuestion Question { get; private set; } = new("", "");

    public CodeSetUp SetUp { get; private set; } = new("", "", "");

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(null, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostPasskeyAsync(string? note, string? credential, CancellationToken cancel)
    {
        if (!await LoadAsync(null, cancel))
            return NotFound();
        var actor = HttpContext.ActorOf(_account!);
        if (!await passkeys.EnrolAsync(_account!, null, note, credential, _ => IdentityRules.FirstFactor(actor, "passkey.add"), cancel))
            return Refused("Deze passkey kon niet worden toegevoegd", "This passkey could not be added");
        return await FinishAsync(actor, [Methods.Password, Methods.Passkey, Methods.UserVerified], cancel);
    }

    public async Task<IActionResult> OnPostCodeAsync(string? setUpNote, CancellationToken cancel)
    {
        if (!await LoadAsync(setUpNote, cancel))
            return NotFound();
        var actor = HttpContext.ActorOf(_account!);
        if (!await codes.EnrolAsync(_account!, setUpNote, Code, _ => IdentityRules.FirstFactor(actor, "code.add"), cancel))
            return Refused("Deze code klopt niet", "This code is not right");
        return await FinishAsync(actor, [Methods.Password, Methods.OneTimeCode], cancel);
    }

    private async Task<bool> LoadAsync(string? setUpNote, CancellationToken cancel)
    {
        _enrolment = step.Read<Enrolment>(HttpContext, Enrolment.Cookie);
        // Only an account that is still being made: the cookie is no way into a finished one.
        if (_enrolment is null || await accounts.FindAsync(_enrolment.Account, cancel) is not { IsUnfinished: true } account)
            return false;
        _account = account;
        Question = passkeys.AskForNew(account, []);
        SetUp = codes.SetUp(account, setUpNote);
        return true;
    }

    private async Task<IActionResult> FinishAsync(Actor actor, string[] methods, CancellationToken cancel)
    {
        var finished = _enrolment!.Invitation is { } invitation
            ? await invitations.AcceptAsync(invitation, actor, promise: null, cancel)
            : await invitations.FoundAsync(actor, cancel);
        if (!finished || await accounts.FindAsync(_account!.Id, cancel) is not { } account)
            return NotFound();
        StepCookie.Remove(HttpContext, Enrolment.Cookie);
        await Session.StartAsync(HttpContext, account, methods);
        return LocalRedirect("/?accepted=true");
    }

    private PageResult Refused(string nl, string en)
    {
        var words = HttpContext.RequestServices.GetRequiredService<Words>();
        ModelState.Clear();
        ModelState.AddModelError(nameof(Code), words[nl, en]);
        return Page();
    }
}
