using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Identity.Features.SignOut;

/// <summary>Where signing out ends.</summary>
[AllowAnonymous]
public sealed class DoneModel(IdentitySettings settings) : PageModel
{
    public IReadOnlyCollection<Client> Programs => [.. settings.Clients.Values];

    public void OnGet()
    {
    }
}
