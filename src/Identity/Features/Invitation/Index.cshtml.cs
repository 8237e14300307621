using System.Security.Claims;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.Enrol;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.Invitation;

/// <summary>The code of an invitation was right: its page shows whom it is for, in this browser, for some minutes.</summary>
/// <param name="TokenHash">Of the link: a new one asks for its own code.</param>
public sealed record CodeShown(byte[] TokenHash)
{
    public const string Cookie = "invitation";
}

/// <summary>
/// Where the link of an invitation leads. It says nothing, not even for whom it is, before the code is typed that came along another way. A used,
/// old or invented link is the ordinary "not found".
/// </summary>
[AllowAnonymous]
public sealed class IndexModel(Invitations invitations, Promises promises, PasswordCheck passwords, SecrecyClauses clauses, StepCookie step, Words words) : PageModel
{
    private const int LongestToken = 64;
    private InvitationRow? _invitation;
    private SecrecyRow? _promise;

    [BindProperty(SupportsGet = true)]
    public string Token { get; set; } = "";

    [BindProperty, Longest(16)]
    public string? Code { get; set; }

    /// <summary>The code is still to be typed.</summary>
    public bool AsksCode { get; private set; }

    [BindProperty]
    public string? Password { get; set; }

    [BindProperty]
    public string? Confirm { get; set; }

    [BindProperty]
    public bool Secrecy { get; set; }

    /// <summary>The clause that was shown.</summary>
    [BindProperty]
    public string? Clause { get; set; }

    /// <summary>Signs the secrecy clause first .</summary>
    public bool Signs { get; private set; }

    /// <summary>Works for the service on the other side of the wall .</summary>
    public bool IsOfOtherSide { get; private set; }

    public string Name => _invitation!.Name;

    public string Email => _invitation!.Email;

    public string Zone => _invitation!.Zone;

    public string? SignedInAs => User.FindFirstValue(ArboClaims.Name);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostCodeAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        // What is too long to be a code is wrong like another.
        ModelState.Clear();
        if (await invitations.ShowCodeAsync(Token, Code, HttpContext.From(), cancel) is not { } left)
        {
            step.Write(HttpContext, CodeShown.Cookie, new CodeShown(_invitation!.TokenHash));
            return LocalRedirect($"/invitation/{Token}");
        }

        AsksCode = true;
        ModelState.AddModelError(nameof(Code), left switch
        {
            0 => words["Deze code klopt niet, en dit was de laatste keer. Vraag een nieuwe uitnodiging", "This code is not right, and this was the last time. Ask for a new invitation"],
            1 => words["Deze code klopt niet. U kunt het nog één keer proberen", "This code is not right. You can try once more"],
            _ => words[$"Deze code klopt niet. U kunt het nog {left} keer proberen", $"This code is not right. You can try {left} more times"],
        });
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (AsksCode)
            return LocalRedirect($"/invitation/{Token}");
        NewPassword.Check(ModelState, nameof(Password), nameof(Confirm), Password, Confirm, Email, words);
        if (!HasSigned() || !ModelState.IsValid)
            return Page();
        if (await invitations.BeginAsync(_invitation!.Id, passwords.Hash(Password!), _promise, HttpContext.From(), cancel) is not { } account)
        {
            ModelState.AddModelError(nameof(Password), words["Met dit e-mailadres is er al een account. Log daarmee in.", "There is an account with this e-mail address already. Sign in with it."]);
            return Page();
        }

        step.Write(HttpContext, Enrolment.Cookie, new Enrolment(account, _invitation.Id));
        return LocalRedirect("/enrol");
    }

    public async Task<IActionResult> OnPostAcceptAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel) || SignedInAs is null)
            return NotFound();
        if (AsksCode)
            return LocalRedirect($"/invitation/{Token}");
        if (IsOfOtherSide)
            ModelState.AddModelError("", words["U werkt al voor de andere kant van deze dienst", "You work for the other side of this service already"]);
        if (!HasSigned() || IsOfOtherSide)
            return Page();
        if (!await invitations.AcceptAsync(_invitation!.Id, HttpContext.ActorOf(User), _promise, cancel))
            return NotFound();
        return LocalRedirect("/?accepted=true");
    }

    private bool HasSigned()
    {
        _promise = Signs ? SecrecyForm.Read(ModelState, clauses, Secrecy, Clause, words) : null;
        return _promise is not null || !Signs;
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        if (Token.Length > LongestToken || (_invitation = await invitations.FindAsync(Token, cancel)) is null)
            return false;
        AsksCode = step.Read<CodeShown>(HttpContext, CodeShown.Cookie) is not { } shown || !shown.TokenHash.AsSpan().SequenceEqual(_invitation.TokenHash);
        IsOfOtherSide = SignedInAs is not null && await invitations.IsOfOtherSideAsync(_invitation, User.AccountId(), cancel);
        Signs = SignedInAs is null ? _invitation.Staff : await promises.OwesAsync(User.AccountId(), clauses.Current.Version, cancel, joins: _invitation.Staff);
        return true;
    }
}
