using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace ArboDossier.Web;

/// <summary>
/// A NUL character in a query or form value is never typed by a person, and PostgreSQL refuses to store it: 400 instead of
/// an error later. Runs after the antiforgery check, which has read the form already.
/// </summary>
internal sealed class TextOnly : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var request = context.HttpContext.Request;
        var bad = Nul(request.Query) || context.RouteData.Values.Values.Any(v => v is string s && s.Contains('\0'));
        if (!bad && request.HasFormContentType && context.HttpContext.Features.Get<Microsoft.AspNetCore.Http.Features.IFormFeature>()?.Form is { } form)
            bad = Nul(form);
        if (bad)
            context.Result = new StatusCodeResult(StatusCodes.Status400BadRequest);
        else
            await next();
    }

    private static bool Nul(IEnumerable<KeyValuePair<string, Microsoft.Extensions.Primitives.StringValues>> values) =>
        values.Any(p => p.Key.Contains('\0') || p.Value.Any(v => v?.Contains('\0') == true));
}
