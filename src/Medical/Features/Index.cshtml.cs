using ArboDossier.Medical.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features;

/// <summary>Where each kind of visitor begins.</summary>
[Authorize(Policies.SignedIn)]
public sealed class IndexModel : MedicalPage
{
    /// <summary>Leads on.</summary>
    public IActionResult OnGet() => Redirect(Visitor.Kind switch
    {
        VisitorKind.Doctor or VisitorKind.Clerk => "/work",
        VisitorKind.Confirmer => "/roster",
        VisitorKind.Employee => "/my",
        VisitorKind.Arriving => "/enrol",
        VisitorKind.Stranger => "/activate",
    });
}
