using System.Globalization;
using System.Net;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.DemoAuthenticator.Server;

/// <summary>The one page that lists the demo people by role and task.</summary>
internal static class DemoPage
{
    private static readonly string[] RoleOrder = ["Werkgever", "Leidinggevende", "Casemanager", "Bedrijfsarts", "Medewerker onder beroepsgeheim", "Werknemer", "Beheerder"];

    public static string Html(IReadOnlyList<StoredPerson> people, Person? chosen, string? key, Addresses at)
    {
        var page = new StringBuilder();
        page.Append("""
            <!DOCTYPE html><html lang="nl"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>De demo-mensen van ArboDossier</title>
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
            .sub{color:#566872;font-size:.92rem}
            </style></head><body><main>
            <h1>Kies wie u bent</h1>
            <p>Deze mensen en hun gegevens zijn verzonnen. Deze pagina bewaart hun sleutels, zodat u zonder eigen beveiligingssleutel als ieder van hen kunt werken. De drie programma's controleren elke sleutel zoals altijd. Geef een passkey vrij met de knop op de pagina; de demo antwoordt voor u.</p>
            <p class="sub" lang="en">These people are invented. This page keeps their keys, so that you can work as any of them. Choose a person; English is at the top right of each page.</p>
            """);
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

    private static string E(string text) => WebUtility.HtmlEncode(text);
}
