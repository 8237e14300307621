using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.ViewFeatures;

namespace ArboDossier.Web;

/// <summary>For the view <c>_Closed</c>: by which rule something is closed, and what to do.</summary>
/// <param name="Rule">Rule, such as <c>R-076</c>.</param>
/// <param name="Why">Why it is closed.</param>
/// <param name="Next">What to do.</param>
/// <param name="Href">Where that is done.</param>
/// <param name="LinkLabel">Words of the link.</param>
public sealed record ClosedView(string Rule, Text Why, Text Next, string? Href = null, Text? LinkLabel = null);

/// <summary>The answer to somebody who may know that a thing is there but may not open it. For all others there is no such thing (law 5).</summary>
public static class Explained
{
    /// <summary>The page that explains, with status 403. Requires that a rule lets the visitor know that the thing exists.</summary>
    public static IActionResult Closed(this PageModel page, ClosedView view)
    {
        ArgumentNullException.ThrowIfNull(page);
        return new ViewResult
        {
            StatusCode = StatusCodes.Status403Forbidden,
            ViewName = "_Closed",
            ViewData = new ViewDataDictionary<ClosedView>(page.MetadataProvider, page.ModelState) { Model = view },
        };
    }
}
