using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace ArboDossier.Web;

/// <summary>
/// A form that announces another encoding than UTF-8 is refused unread. No page of ours asks for one, and whoever reads the form would fall over
/// an encoding that does not exist.
/// </summary>
internal sealed class Utf8Only(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.HasFormContentType && MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) && type.Charset is { Length: > 0 } charset
            && !HeaderUtilities.RemoveQuotes(charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(http);
    }
}
