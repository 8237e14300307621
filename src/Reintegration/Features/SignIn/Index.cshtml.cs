using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.SignIn;

/// <summary>Where the people of an employer's own provider begin, and end up after signing out.</summary>
[AllowAnonymous]
public sealed class IndexModel(EmployerProviders providers) : ReintegrationPage
{
    /// <summary>The provider.</summary>
    public EmployerProvider Provider { get; private set; } = null!;

    /// <summary>The person signed out here a moment ago.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Left { get; set; }

    /// <summary>The provider did not say what this program asks.</summary>
    [BindProperty(SupportsGet = true)]
    public bool NotVouched { get; set; }

    /// <summary>Where to go on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>The page; or at once to the provider, where it is the one that sends somebody (OpenID Connect Core 4).</summary>
    public IActionResult OnGet(string provider, [FromQuery(Name = "iss")] string? issuer) =>
        !Find(provider) ? NotFound() : issuer is null ? Page() : issuer.TrimEnd('/') == Provider.Settings.Authority ? Go() : BadRequest();

    /// <summary>To the provider.</summary>
    public IActionResult OnPost(string provider) => Find(provider) ? Go() : NotFound();

    /// <summary>To Identity, with an account of one's own.</summary>
    public IActionResult OnPostOwn(string provider)
    {
        if (!Find(provider))
        {
            return NotFound();
        }

        EmployerSignIn.Forget(HttpContext);
        return Redirect("/");
    }

    private ChallengeResult Go() => new(Provider.Scheme, new() { RedirectUri = LocalPath.Or(Back, "/") });

    private bool Find(string name)
    {
        if (providers.Find(name) is not { } found)
        {
            return false;
        }

        Provider = found;
        return true;
    }
}
