using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Reintegration.Features;

/// <summary>What every page of this program has: who looks, the words, today, and the one way to a grant.</summary>
public abstract class ReintegrationPage : PageModel
{
    /// <summary>Who makes this request.</summary>
    public Visitor Visitor => HttpContext.Features.Get<Visitor>() ?? throw new InvalidOperationException("no visitor");

    /// <summary>The legal day.</summary>
    public DateOnly Today => Words.LocalDay(HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>The answer to a refusal: explained to whoever may know that the thing is there, not found for all others .</summary>
    protected IActionResult Refused { get => field ?? NotFound(); private set; }

    /// <summary>The two languages.</summary>
    protected Words T => HttpContext.RequestServices.GetRequiredService<Words>();

    /// <summary>The request's own end.</summary>
    protected CancellationToken Cancel => HttpContext.RequestAborted;

    /// <summary>Records the decision and gives a grant, or null for a refusal: the page then answers not found.</summary>
    protected ValueTask<AccessGrant?> GrantAsync(Decision decision) =>
        HttpContext.RequestServices.GetRequiredService<Openings<ReintegrationContext>>().OpenAsync(decision, Cancel);

    /// <summary>The same for a case or an employment; <see cref="Refused"/> is then what the page answers to a refusal.</summary>
    protected async ValueTask<AccessGrant?> GrantAsync(Decision decision, Relation relation)
    {
        var grant = await GrantAsync(decision);
        if (grant is null && Explain.Why(Visitor, relation, decision) is var why and not ClosedBy.None)
        {
            Close(why);
        }

        return grant;
    }

    /// <summary>Explains why: only to somebody who has a grant for the case, or owns it.</summary>
    protected void Close(ClosedBy why) => Refused = this.Closed(Labels.Of(why));

    /// <summary>Says something once on the page that follows.</summary>
    protected void Say(string done) => TempData["done"] = done;

    /// <summary>A field with its error.</summary>
    protected void Wrong(string field, string nl, string en) => ModelState.AddModelError(field, T[nl, en]);

    /// <summary>Checks a period that always ends: not in the past, not before its first day, and on <paramref name="latest"/> at the latest, which is said in these words.</summary>
    protected void CheckPeriod(DateOnly? from, DateOnly? until, DateOnly? latest, string nl, string en, string field = "Input.Until")
    {
        if (until < Today)
        {
            Wrong(field, "De laatste dag ligt in het verleden", "The last day lies in the past");
        }
        else if (until < from)
        {
            Wrong(field, "De laatste dag ligt vóór de eerste", "The last day lies before the first");
        }
        else if (until > latest)
        {
            Wrong(field, nl, en);
        }
    }

    /// <summary>Somebody else changed the same thing a moment ago.</summary>
    protected void Overtaken() => Wrong("", "Iemand anders heeft deze zaak net gewijzigd. Kijk hoe de zaak nu staat en probeer het opnieuw.", "Somebody else has just changed this case. See how it stands now and try again.");
}
