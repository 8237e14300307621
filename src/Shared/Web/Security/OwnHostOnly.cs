using Microsoft.AspNetCore.Http;

namespace ArboDossier.Web;

/// <summary>
/// A foreign Host header is refused before anything else looks at the request, health included: cookies, passkeys, the
/// origin check and every link hang on the name.
/// </summary>
internal sealed class OwnHostOnly(RequestDelegate next, WebSettings settings)
{
    public Task InvokeAsync(HttpContext http)
    {
        var host = http.Request.Headers.Host;
        if (host.Count == 1 && string.Equals(host[0], settings.Host, StringComparison.OrdinalIgnoreCase))
            return next(http);
        http.Response.StatusCode = StatusCodes.Status400BadRequest;
        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync("This host name is not served here.\n");
    }
}
