using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// Signs in with a session key that nobody has seen before. The cookie handler by itself renews the session whose cookie came with
/// the request: whoever had copied that cookie earlier, at the same screen, would be signed in as the next person.
/// </summary>
public static class FreshSession
{
    /// <summary>
    /// Ends the session that the request came with, if any, and signs in as if it had come without its cookie.
    /// </summary>
    public static async Task StartAsync(HttpContext http, string scheme, string cookieName, ClaimsPrincipal person, AuthenticationProperties properties)
    {
        ArgumentNullException.ThrowIfNull(http);
        // Only the row goes: the cookie itself is replaced below.
        var cookies = http.Response.Headers.SetCookie;
        await http.SignOutAsync(scheme);
        http.Response.Headers.SetCookie = cookies;
        var others = http.Request.Cookies.Where(c => c.Key != cookieName && !c.Key.StartsWith(cookieName + "C", StringComparison.Ordinal))
            .Select(c => $"{c.Key}={c.Value}");
        http.Request.Headers.Cookie = string.Join("; ", others);

        // The handler of this request has read the cookie already; another scope has another handler.
        var services = http.RequestServices;
        await using var scope = services.CreateAsyncScope();
        http.RequestServices = scope.ServiceProvider;
        try
        {
            await http.SignInAsync(scheme, person, properties);
        }
        finally
        {
            http.RequestServices = services;
        }
    }
}
