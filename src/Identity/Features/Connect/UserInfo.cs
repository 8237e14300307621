using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.AuditLedger;
using ArboDossier.Store;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>
/// Who a token is about (OpenID Connect Core 5.3), for programs that ask it as a matter of course: the subject that the client knows already, and
/// no name or address.
/// </summary>
public static class UserInfo
{
    public const string Path = "/connect/userinfo";
    private const string Scheme = "Bearer ";

    internal static async Task<IResult> AnswerAsync(HttpContext http, AccessTokens tokens, Sessions sessions, Commits<IdentityContext> commits, CancellationToken cancel)
    {
        var shown = http.Request.Headers.Authorization;
        if (shown.Count != 1 || !shown.ToString().StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Refuse(http, null);
        if (tokens.Read(shown.ToString()[Scheme.Length..].Trim()) is not { } token)
        {
            await commits.RecordAsync(IdentityRules.ReadSubject(Actor.Anonymous(http.From()), known: false, standing: false), cancel);
            return Refuse(http, "invalid_token");
        }

        return await sessions.StandsAsync(token.Client, token.Session!, token.Subject, http.From(), cancel)
            ? Results.Json(new Dictionary<string, string> { ["sub"] = token.Subject })
            : Refuse(http, "invalid_token");
    }

    /// <summary>RFC 6750 section 3: whoever shows no token is told of no error.</summary>
    private static IResult Refuse(HttpContext http, string? error)
    {
        http.Response.Headers.WWWAuthenticate = error is null ? "Bearer" : $"Bearer error=\"{error}\"";
        return Results.StatusCode(StatusCodes.Status401Unauthorized);
    }
}
