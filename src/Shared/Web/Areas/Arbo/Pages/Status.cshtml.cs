using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Web;

/// <summary>What happened and what to do next. Reachable only by way of a refusal: typed as an address it does not exist.</summary>
[AllowAnonymous, IgnoreAntiforgeryToken]
public sealed class StatusModel(Shell shell) : PageModel
{
    /// <summary>The status.</summary>
    public int Code { get; private set; }

    /// <summary>The random number that also stands in the log.</summary>
    public string? Reference { get; private set; }

    /// <summary>The drawing.</summary>
    public string Icon { get; private set; } = "info";

    /// <summary>The heading.</summary>
    public Text Heading { get; private set; }

    /// <summary>What happened.</summary>
    public Text Happened { get; private set; }

    /// <summary>What to do next.</summary>
    public Text Next { get; private set; }

    /// <summary>Shows the state that the first request ended in.</summary>
    public void OnGet()
    {
        // Without an answer to show, this address itself is what was not found.
        var answer = HttpContext.Features.Get<StatusAnswer>() ?? new StatusAnswer(404, null);
        // What the failed page put around itself may not shine through: every 404 is the same 404 (law 5).
        shell.Home = "/";
        shell.RefreshSeconds = null;
        shell.Look = HttpContext.RequestServices.GetService(typeof(WebSettings)) is WebSettings s ? s.Look : shell.Look;
        (Code, Reference) = (answer.Code, answer.Reference);
        Response.StatusCode = Code;
        (Icon, Heading, Happened, Next) = Says(Code);
    }

    private static (string, Text, Text, Text) Says(int code) => code switch
    {
        401 => ("log-in", new("U bent niet ingelogd", "You are not signed in"),
            new("Deze pagina is alleen voor wie is ingelogd. Misschien is uw sessie verlopen.", "This page is only for people who are signed in. Your session may have ended."),
            new("Log opnieuw in. U komt daarna op uw beginpagina.", "Sign in again. You then come to your first page.")),
        404 => ("search", new("Niet gevonden", "Not found"),
            new("Deze pagina bestaat niet, of is niet voor u bestemd. Dat onderscheid maken wij niet.", "This page does not exist, or is not meant for you. We do not tell which."),
            new("Controleer het adres, of ga terug naar het begin en zoek daar verder.", "Check the address, or go back to the start and look from there.")),
        409 => ("refresh-cw", new("Iemand was u voor", "Someone was ahead of you"),
            new("Wat u wilde wijzigen, is ondertussen veranderd. Uw wijziging is niet opgeslagen.", "What you wanted to change was changed in the meantime. Your change was not saved."),
            new("Ga terug, laad de pagina opnieuw en kijk wat er nu staat.", "Go back, load the page again and see what it says now.")),
        413 => ("file-up", new("Dit is te groot", "This is too large"),
            new("Wat u verstuurde, is groter dan wij aannemen. Er is niets opgeslagen.", "What you sent is larger than we accept. Nothing was saved."),
            new("Ga terug en verstuur minder tekst of een kleiner bestand.", "Go back and send less text or a smaller file.")),
        415 => ("file-text", new("Dit soort bestand kunnen wij niet lezen", "We cannot read this kind of file"),
            new("Wat u verstuurde, heeft een vorm die wij niet aannemen. Er is niets opgeslagen.", "What you sent has a form that we do not accept. Nothing was saved."),
            new("Ga terug en kies een bestand van een soort die daar genoemd is.", "Go back and choose a file of a kind that is named there.")),
        429 => ("hourglass", new("Even wachten", "Wait a moment"),
            new("Er kwamen in korte tijd te veel verzoeken.", "There were too many requests in a short time."),
            new("Wacht een minuut en probeer het dan nog eens.", "Wait a minute and then try again.")),
        500 => ("triangle-alert", new("Er ging iets mis bij ons", "Something went wrong on our side"),
            new("Dit lag niet aan u. Wat u het laatst deed, is misschien niet opgeslagen.", "This was not your doing. What you did last may not have been saved."),
            new("Probeer het over een paar minuten nog eens. Gaat het weer mis, bel dan de helpdesk.", "Try again in a few minutes. If it goes wrong again, call the help desk.")),
        503 => ("wifi-off", new("Nu niet bereikbaar", "Not available now"),
            new("Een onderdeel dat nodig is, antwoordt op dit moment niet. Voor de zekerheid tonen wij dan niets.", "A part that is needed does not answer at this moment. To be safe we then show nothing."),
            new("Probeer het over een paar minuten nog eens.", "Try again in a few minutes.")),
        _ => ("circle-alert", new("Dit verzoek konden wij niet lezen", "We could not read this request"),
            new("Het formulier was verlopen, of kwam niet van deze site. Er is niets opgeslagen.", "The form had expired, or did not come from this site. Nothing was saved."),
            new("Ga terug, laad de pagina opnieuw en verstuur het dan nog eens.", "Go back, load the page again and send it once more.")),
    };
}
