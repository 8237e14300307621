using System.Security.Cryptography;
using System.Text;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Founding;

/// <summary>The first administrator: an account that is nobody here enters the founding code, which counts once.</summary>
[Authorize(Policies.SignedIn)]
public sealed class IndexModel(Organisation organisation, FoundingCode founding) : ReintegrationPage
{
    /// <summary>The code.</summary>
    [BindProperty]
    [Asked("Vul de code in", "Fill in the code"), Longest(80)]
    public string? Code { get; set; }

    /// <summary>Only for somebody who is nobody here yet, with an account of the service's own provider.</summary>
    public IActionResult OnGet() => MayFound ? Page() : NotFound();

    private bool MayFound => Visitor.Standings.Count == 0 && Visitor.Through is null;

    /// <summary>Uses the code.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (!MayFound)
        {
            return NotFound();
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // As people copy it: blanks, hyphens and small letters do not matter.
        var plain = new string([.. Code!.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (await organisation.FoundAsync(Visitor, founding.Hash, SHA256.HashData(Encoding.UTF8.GetBytes(plain)), Cancel))
        {
            Say(T["U bent nu beheerder van deze dienst.", "You are administrator of this service now."]);
            return Redirect("/");
        }

        Wrong(nameof(Code), "Deze code is onbekend of al gebruikt", "This code is unknown or was used before");
        return Page();
    }
}
