using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;

namespace ArboDossier.Web.Tests.Features.Look;

[AllowAnonymous]
public sealed class ConsultModel : PageModel
{
    public string Reason { get; } = "Vervolg op verzoek 10 november";

    public string Findings { get; } = "Klachten nemen af. Loopt weer een volle dienst met pauzes.";

    public string Other { get; } = "yes";

    public string Words { get; } = "Haar man merkt dat zij weer meegaat wandelen.";

    public string Verdict { get; } = "fit";

    public DateOnly? From { get; } = new(2026, 11, 30);
}
