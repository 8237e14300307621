using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features;

/// <summary>Where each kind of visitor begins.</summary>
[Authorize(Policies.SignedIn)]
public sealed class IndexModel(Appointing appointing) : MedicalPage
{
    /// <summary>Leads on.</summary>
    public async Task<IActionResult> OnGetAsync() => Redirect(Visitor.Kind switch
    {
        VisitorKind.Doctor or VisitorKind.Clerk or VisitorKind.Supervised => "/work",
        VisitorKind.Confirmer => (await appointing.WaitingForAsync(Visitor, Cancel)).Count > 0 ? "/appointments" : "/roster",
        VisitorKind.Custodian => "/recovery",
        VisitorKind.Employee => "/my",
        VisitorKind.Arriving => "/enrol",
        VisitorKind.Stranger => "/activate",
    });
}
