using ArboDossier.Contracts.Values;
using ArboDossier.Identity.Access;
using ArboDossier.AuditLedger;
using ArboDossier.Identity.Features.Enrol;
using ArboDossier.Identity.Features.Invitation;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.Founding;

/// <summary>The first account, once; afterwards this page is not there.</summary>
[AllowAnonymous]
public sealed class IndexModel(Invitations invitations, SignIns signIns, PasswordCheck passwords, SecrecyClauses clauses, StepCookie step, Words words) : PageModel
{
    [BindProperty, Longest(64)]
    public string? Code { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Email { get; set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Confirm { get; set; }

    /// <summary>The administrator works for the service too .</summary>
    [BindProperty]
    public bool Secrecy { get; set; }

    /// <summary>The clause that was shown.</summary>
    [BindProperty]
    public string? Clause { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await invitations.CanBeFoundedAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await invitations.CanBeFoundedAsync(cancel))
            return NotFound();
        if (!InvitationForm.IsName(Name?.Trim()))
            ModelState.AddModelError(nameof(Name), words["Vul uw naam in", "Fill in your name"]);
        if (!ContactData.IsEmail(Email?.Trim()))
            ModelState.AddModelError(nameof(Email), words["Vul een e-mailadres in, zoals naam@voorbeeld.nl", "Fill in an e-mail address, such as name@example.com"]);
        NewPassword.Check(ModelState, nameof(Password), nameof(Confirm), Password, Confirm, Email ?? "-", words);
        if (SecrecyForm.Read(ModelState, clauses, Secrecy, Clause, words) is not { } promise || !ModelState.IsValid)
            return Page();

        var delays = Delays.Of(HttpContext, "founding code", free: 3);
        var waits = await signIns.WaitsUntilAsync(delays, cancel);
        var code = (Code ?? "").Trim().ToUpperInvariant();
        var account = waits is null
            ? await invitations.BeginFoundingAsync(code, Name!.Trim(), Email!.Trim(), words.Language, passwords.Hash(Password!), promise, HttpContext.From(), cancel)
            : null;
        if (account is null)
        {
            await signIns.FailAsync(delays, HttpContext.Attempt(null), IdentityRules.SignInFailed(Actor.Anonymous(HttpContext.From()), "founding-code"), cancel);
            ModelState.AddModelError(nameof(Code), words["Deze code klopt niet. Wacht even en probeer het opnieuw.", "This code is not right. Wait a moment and try again."]);
            return Page();
        }

        step.Write(HttpContext, Enrolment.Cookie, new Enrolment(account.Value, null));
        return LocalRedirect("/enrol");
    }
}
