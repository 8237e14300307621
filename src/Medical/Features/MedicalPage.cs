using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Medical.Features;

/// <summary>What every page of this program has: who looks, the words, and the one way to a grant.</summary>
public abstract class MedicalPage : PageModel
{
    /// <summary>Who makes this request.</summary>
    public Visitor Visitor => HttpContext.Features.Get<Visitor>() ?? throw new InvalidOperationException("no visitor");

    /// <summary>The legal day.</summary>
    public DateOnly Today => Words.LocalDay(HttpContext.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow());

    /// <summary>The two languages.</summary>
    protected Words T => HttpContext.RequestServices.GetRequiredService<Words>();

    /// <summary>The answer to a refusal: explained to whoever may know that the file is there, not found for all others .</summary>
    protected IActionResult Refused { get => field ?? NotFound(); private set; }

    /// <summary>The request's own end.</summary>
    protected CancellationToken Cancel => HttpContext.RequestAborted;

    /// <summary>Records the decision and gives a grant, or null for a refusal: the page then answers not found.</summary>
    protected ValueTask<AccessGrant?> GrantAsync(Decision decision) =>
        HttpContext.RequestServices.GetRequiredService<Openings<MedicalContext>>().OpenAsync(decision, Cancel);

    /// <summary>Checks the fields From and Until of a period that lies ahead and always ends: so many days at most, which is said in these words.</summary>
    protected void CheckPeriod(DateOnly? from, DateOnly? until, int mostDays, string nl, string en)
    {
        if (from < Today)
        {
            ModelState.AddModelError("From", T["Kies vandaag of een dag erna", "Choose today or a day after it"]);
        }

        if (until < from || until?.DayNumber - from?.DayNumber >= mostDays)
        {
            ModelState.AddModelError("Until", T[nl, en]);
        }
    }

    /// <summary>The same for a file; <see cref="Refused"/> is then what the page answers to a refusal.</summary>
    protected async ValueTask<AccessGrant?> GrantAsync(Decision decision, FileFacts facts)
    {
        var grant = await GrantAsync(decision);
        if (grant is null && Explain.Why(Visitor, facts, decision) is var why and not ClosedBy.None)
        {
            Refused = this.Closed(Labels.Closed(why));
        }

        return grant;
    }
}
