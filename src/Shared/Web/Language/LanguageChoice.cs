using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ArboDossier.Web;

/// <summary>Which language someone reads: their own choice (a cookie) before the browser's wish before Dutch.</summary>
internal static class LanguageChoice
{
    internal const string Cookie = "__Host-arbo-lang";

    internal static string Of(HttpContext? http)
    {
        if (http is null)
            return "nl";
        if (http.Request.Cookies[Cookie] is "nl" or "en")
            return http.Request.Cookies[Cookie]!;
        var best = ("nl", 0.0);
        foreach (var wish in http.Request.GetTypedHeaders().AcceptLanguage)
        {
            var tag = wish.Value.ToString();
            var language = tag.Split('-')[0].ToLowerInvariant();
            if (language is "nl" or "en" && (wish.Quality ?? 1) > best.Item2)
                best = (language, wish.Quality ?? 1);
        }
        return best.Item1;
    }

    internal static void MapLanguage(this IEndpointRouteBuilder app) =>
        app.MapGet("/language/{language:regex(^(nl|en)$)}", (HttpContext http, string language, string? back) =>
        {
            http.Response.Cookies.Append(Cookie, language, new CookieOptions
            {
                HttpOnly = true,
                // Its name asks for it; in development browsers take it over plain http from *.localhost.
                Secure = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                Path = "/",
                SameSite = SameSiteMode.Lax,
            });
            // Relative on purpose: the answer never names a host.
            http.Response.Headers.Location = LocalPath.Or(back, "/");
            http.Response.StatusCode = StatusCodes.Status302Found;
        }).AllowAnonymous();
}

/// <summary>Paths on this host, for every place that sends someone back to where they came from.</summary>
public static class LocalPath
{
    /// <summary>
    /// <paramref name="path"/> if it is a path on this host, else <paramref name="otherwise"/>. Two slashes, a backslash
    /// or a control character anywhere would let a browser read another host out of it, so all of them are refused.
    /// </summary>
    public static string Or(string? path, string otherwise) => IsLocal(path) ? path! : otherwise;

    /// <summary>True for "/", "/a" and "/a?b=c"; false for other hosts, schemes and anything a browser might repair.</summary>
    public static bool IsLocal(string? path)
    {
        if (string.IsNullOrEmpty(path) || path.Length > 2000 || path[0] != '/')
            return false;
        if (path.Length > 1 && path[1] is '/' or '\\')
            return false;
        foreach (var c in path)
        {
            if (c is '\\' or > '~' or < '!')
                return false;
        }
        return true;
    }
}
