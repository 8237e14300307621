using System.Globalization;
using System.Net;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.DemoAuthenticator.Server;

/// <summary>The one page that lists the demo people by role and task.</summary>
internal static class DemoPage
{
    private static readonly string[] RoleOrder = ["Werkgever", "Leidinggevende", "Casemanager", "Arbeidsdeskundige", "Kwaliteitsauditor", "Bedrijfsarts", "Praktijkondersteuner", "Medewerker onder beroepsgeheim", "Bewaarder", "Werknemer", "Gemachtigde", "Beheerder"];

    public static string Html(IReadOnlyList<StoredPerson> people, Person? chosen, string? key, Addresses at, IReadOnlyList<DemoMail> mails)
    {
        var page = new StringBuilder(Head("De demo-mensen van ArboDossier"));
        page.Append("""
            <h1>Kies wie u bent</h1>
            <p>Deze mensen en hun gegevens zijn verzonnen. Deze pagina bewaart hun sleutels, zodat u zonder eigen beveiligingssleutel als ieder van hen kunt werken. De drie programma's controleren elke sleutel zoals altijd. Geef een passkey vrij met de knop op de pagina; de demo antwoordt voor u.</p>
            <p class="sub" lang="en">These people are invented. This page keeps their keys, so that you can work as any of them. Choose a person; English is at the top right of each page.</p>
            """);
        page.Append(CultureInfo.InvariantCulture, $"<p><a href=\"/mail\">Bekijk de mail die deze mensen kregen ({mails.Count})</a></p>");
        if (chosen is { Code: { } code })
        {
            page.Append(CultureInfo.InvariantCulture, $$"""
                <section class="card" aria-labelledby="now"><h2 id="now">U bent {{E(chosen.Name)}}</h2>
                <p>Liever zonder passkey inloggen, of zonder scripts? Gebruik het wachtwoord en de code van deze persoon. Een code geldt een halve minuut en werkt één keer; <a href="/">vraag een nieuwe</a>.</p>
                <dl><dt>E-mailadres</dt><dd>{{E(chosen.Email)}}</dd><dt>Wachtwoord</dt><dd>{{E(chosen.Password)}}</dd><dt>Code</dt><dd id="code">{{code[..3]}} {{code[3..]}}</dd></dl></section>
                """);
        }

        foreach (var role in people.GroupBy(x => x.Role).OrderBy(x => Array.IndexOf(RoleOrder, x.Key) is var i and >= 0 ? i : RoleOrder.Length))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{E(role.Key)}</h2><ul class=\"grid\">");
            foreach (var person in role)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li{(person.Key == key ? " class=\"now\"" : "")}><b>{E(person.Name)}</b><p>{E(person.Task)}</p><form method=\"post\" action=\"/become/{E(person.Key)}\"><button>Word {E(person.Name)}</button></form></li>");
            }

            page.Append("</ul>");
        }

        page.Append(CultureInfo.InvariantCulture, $"<h2>De drie programma's</h2><p><a href=\"{at.Reintegration}/\">Re-integratie</a> · <a href=\"{at.Medical}/\">Medisch</a> · <a href=\"{at.Identity}/\">Inloggen</a></p></main></body></html>");
        return page.ToString();
    }

    /// <summary>The mail of each person, newest first.</summary>
    public static string Mail(IReadOnlyList<StoredPerson> people, IReadOnlyList<DemoMail> mails)
    {
        var page = new StringBuilder(Head("De mail van de demo-mensen"));
        page.Append("""
            <p><a href="/">Terug naar de mensen</a></p>
            <h1>Wat de programma's mailden</h1>
            <p>In geen enkele mail staat waarover het gaat, en in geen een link: dat is met opzet. De arts mailt alleen naar een adres dat de werknemer zelf in het eigen dossier opschreef. Wie geen mail kan krijgen, staat in het programma op een bellijst. Deze mail blijft op deze machine en is na een nieuwe start weg.</p>
            <p class="sub" lang="en">No mail says what it is about and none has a link, on purpose. The doctor's side mails only to an address that the employee gave there. This mail stays on this machine and is gone after a restart.</p>
            """);
        if (mails.Count == 0)
        {
            page.Append("<p>Er kwam nog geen mail.</p>");
        }

        foreach (var box in mails.GroupBy(x => x.To).OrderBy(x => NameOf(people, x.Key), StringComparer.CurrentCulture))
        {
            page.Append(CultureInfo.InvariantCulture, $"<h2>{E(NameOf(people, box.Key))}</h2><ul class=\"grid\">");
            foreach (var mail in box)
            {
                page.Append(CultureInfo.InvariantCulture, $"<li><b>{E(mail.Subject)}</b><span class=\"sub\">van {E(mail.From)} aan {E(mail.To)}, {TimeZoneInfo.ConvertTime(mail.At, TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")):HH:mm:ss}</span><p class=\"mail\">{E(mail.Body)}</p></li>");
            }

            page.Append("</ul>");
        }

        return page.Append("</main></body></html>").ToString();
    }

    private static string NameOf(IReadOnlyList<StoredPerson> people, string address) => people.FirstOrDefault(x => string.Equals(x.Email, address, StringComparison.OrdinalIgnoreCase))?.Name ?? address;

    private static string Head(string title) => $$"""
            <!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{title}}</title>
            <style>
            body{margin:0;background:#f4f6f8;color:#17252b;font:1rem/1.5 "Source Sans 3",system-ui,sans-serif}
            main{max-width:1080px;margin:0 auto;padding:24px 20px 60px}
            h1{font-size:1.8rem;line-height:1.2;margin:0 0 8px} h2{font-size:1.1rem;margin:28px 0 10px}
            .grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:12px;list-style:none;margin:0;padding:0}
            li{background:#fff;border:1px solid #dbe3e6;border-radius:8px;padding:14px 16px;display:flex;flex-direction:column;gap:6px}
            li p{margin:0;flex:1} .now{border:2px solid #6b2580}
            button{font:inherit;font-weight:600;padding:9px 14px;border-radius:8px;border:1px solid #0b5563;background:#0b5563;color:#fff;cursor:pointer;align-self:start}
            button:focus-visible,a:focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}
            .card{background:#fff;border:2px solid #6b2580;border-radius:8px;padding:2px 16px 14px;margin-top:18px}
            dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:0} dt{color:#566872} dd{margin:0;font-family:ui-monospace,monospace;overflow-wrap:anywhere}
            .mail{white-space:pre-line} .sub{color:#566872;font-size:.92rem}
            </style></head><body><main>
            """;

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
