using System.Security.Claims;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.SignOut;

/// <summary>Ends the own session, here and in every zone.</summary>
[AllowAnonymous]
public sealed class IndexModel(Sessions sessions) : PageModel
{
    public IActionResult OnGet() => User.Identity?.IsAuthenticated == true ? Page() : LocalRedirect("/signed-out");

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (User.FindFirstValue(ArboClaims.Session) is { } session)
        {
            await sessions.EndAsync(HttpContext.ActorOf(User), session, cancel);
            await HttpContext.SignOutAsync();
        }

        return LocalRedirect("/signed-out");
    }
}
