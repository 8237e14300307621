using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.Secrecy;

/// <summary>
/// The secrecy clause for whoever works for the service: to sign where the version that counts now was not signed yet, and else to read again.
/// To all others there is no such page.
/// </summary>
[Authorize(Policy = Policies.Account)]
public sealed class IndexModel(Promises promises, SecrecyClauses clauses, Words words) : PageModel
{
    /// <summary>Where the person was going.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Continue { get; set; }

    [BindProperty]
    public bool Secrecy { get; set; }

    /// <summary>The text that was shown (<see cref="SecrecyClauses.Shown"/>).</summary>
    [BindProperty]
    public string? Clause { get; set; }

    /// <summary>The version that counts now is to be signed.</summary>
    public bool Owes { get; private set; }

    /// <summary>What was signed before, newest first.</summary>
    public IReadOnlyList<SecrecyRow> Signatures { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        // Another tab was first: there is nothing to sign any more.
        if (Owes)
        {
            if (SecrecyForm.Read(ModelState, clauses, Secrecy, Clause, words) is not { } promise)
                return Page();
            await promises.SignAsync(HttpContext.ActorOf(User), promise, cancel);
        }

        return LocalRedirect(LocalPath.Or(Continue, "/"));
    }

    private async Task<bool> LoadAsync(CancellationToken cancel)
    {
        Owes = await promises.OwesAsync(User.AccountId(), clauses.Current.Version, cancel);
        Signatures = await promises.OfAsync(User.AccountId(), cancel);
        if (Owes || Signatures.Count > 0)
            return true;
        await promises.RefuseAsync(HttpContext.ActorOf(User), cancel);
        return false;
    }
}
