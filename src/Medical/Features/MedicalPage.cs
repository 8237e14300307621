using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Medical.Features;

/// <summary>What every page of this program has: who looks, the words, and the one way to a grant.</summary>
public abstract class MedicalPage : PageModel
{
    /// <summary>Who makes this request.</summary>
    public Visitor Visitor => HttpContext.Features.Get<Visitor>() ?? throw new InvalidOperationException("no visitor");

    /// <summary>The two languages.</summary>
    protected Words T => HttpContext.RequestServices.GetRequiredService<Words>();

    /// <summary>The request's own end.</summary>
    protected CancellationToken Cancel => HttpContext.RequestAborted;

    /// <summary>Records the decision and gives a grant, or null for a refusal: the page then answers not found.</summary>
    protected ValueTask<AccessGrant?> GrantAsync(Decision decision) =>
        HttpContext.RequestServices.GetRequiredService<Openings<MedicalContext>>().OpenAsync(decision, Cancel);
}
