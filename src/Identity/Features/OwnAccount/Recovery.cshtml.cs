using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>A new set of recovery codes, shown once.</summary>
[Authorize(Policy = Policies.Account)]
public sealed class RecoveryModel(RecoveryCodes recovery, TimeProvider clock) : PageModel
{
    public IReadOnlyList<string>? Codes { get; private set; }

    public int Left { get; private set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/recovery") is { } ask)
            return ask;
        Left = await recovery.LeftAsync(User.AccountId(), cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (Freshness.Asks(User, clock, "/factors/recovery") is { } ask)
            return ask;
        var (who, signedInAt) = (HttpContext.ActorOf(User), User.AuthenticatedAt());
        Codes = await recovery.MakeAsync(who.Id, now => IdentityRules.ChangeFactor(who, "recovery-codes.make", ActKind.Create, signedInAt, now), cancel);
        return Codes is null ? NotFound() : Page();
    }
}
