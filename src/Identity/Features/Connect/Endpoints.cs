using System.Security.Claims;
using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>The OpenID Connect provider: one flow for people (code, PKCE S256, signed client), one for systems (client credentials, signed), one algorithm (ES256).</summary>
public static class Endpoints
{
    public const string Authorize = "/connect/authorize";
    public const string Token = "/connect/token";
    public const string Keys = "/connect/keys";
    public const string Logout = "/connect/logout";
    public const string Discovery = "/.well-known/openid-configuration";
    private const string Waiting = "waiting";
    private const int LongestHint = 16 * 1024;

    public static void MapConnect(this IEndpointRouteBuilder app)
    {
        app.MapGet(Discovery, (IdentitySettings settings) => Results.Json(Describe.Provider(settings))).AllowAnonymous();
        app.MapGet(Keys, (ZoneKeys keys, TimeProvider clock) => Results.Text(keys.OwnMessages(clock.GetUtcNow()).ToJson(), "application/jwk-set+json")).AllowAnonymous();
        app.MapGet(Authorize, AuthorizeAsync).AllowAnonymous();
        app.MapPost(Token, TokenAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();
        app.MapMethods(UserInfo.Path, [HttpMethods.Get, HttpMethods.Post], UserInfo.AnswerAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();
        app.MapGet(Logout, LogoutAsync).AllowAnonymous();
        app.MapPost(BackChannel.Path, BackChannel.LogoutAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();
    }

    private static async Task<IResult> AuthorizeAsync(
        HttpContext http, IdentitySettings settings, StepCookie step, Codes codes, SecrecyClauses clauses, TimeProvider clock, CancellationToken cancel)
    {
        Pending? pending = null;
        var resume = http.Request.Query["resume"].ToString();
        if (resume.Length > 0 && (!resume.StartsWith(Waiting, StringComparison.Ordinal) || (pending = step.Read<Pending>(http, resume)) is null))
            return Results.BadRequest();
        if (pending is null)
        {
            switch (AuthorizeRequest.Read(http.Request.Query, settings.Clients))
            {
                case AuthorizeAnswer.Accepted accepted:
                    var now = clock.GetUtcNow();
                    var notBefore = accepted.Request switch
                    {
                        { Login: true } => now,
                        { MaxAge: { } seconds } => now.AddSeconds(-(double)seconds),
                        _ => DateTimeOffset.UnixEpoch,
                    };
                    pending = new Pending(accepted.Request, notBefore);
                    break;
                case AuthorizeAnswer.Refused refused:
                    return Results.Redirect(AuthorizeRequest.Answer(refused.RedirectUri, settings.Authority, refused.State, "error", refused.Error));
                default:
                    return Results.BadRequest();
            }
        }

        var request = pending.Request;
        var who = await http.AuthenticateAsync();
        // Whole seconds: that is all auth_time has.
        if (!who.Succeeded || who.Principal.AuthenticatedAt().ToUnixTimeSeconds() < pending.NotBefore.ToUnixTimeSeconds())
        {
            if (request.Silent)
                return Answer("error", "login_required");
            var again = who.Succeeded ? "true" : null;
            return Results.LocalRedirect(QueryHelpers.AddQueryString("/sign-in", new Dictionary<string, string?> { ["continue"] = WaitingAt(), ["again"] = again }));
        }

        var code = await codes.IssueAsync(
            http.ActorOf(who.Principal),
            who.Principal.FindFirstValue(ArboClaims.Session)!,
            new CodeRequest(request.Zone, request.RedirectUri, request.Challenge, request.Nonce, who.Principal.AuthenticatedAt(), [.. who.Principal.FindAll(ArboClaims.Methods).Select(m => m.Value)]),
            clauses.Current.Version,
            cancel);
        if (code is null)
            return request.Silent ? Answer("error", "interaction_required") : Results.LocalRedirect(SecrecyFirst.Ask(WaitingAt()));
        if (resume.Length > 0)
            StepCookie.Remove(http, resume);
        return Answer("code", code);

        IResult Answer(string name, string value) => Results.Redirect(AuthorizeRequest.Answer(request.RedirectUri, settings.Authority, request.State, name, value));
        string WaitingAt() => $"{Authorize}?resume={(resume.Length > 0 ? resume : step.WriteOneOf(http, Waiting, pending))}";
    }

    private static async Task<IResult> TokenAsync(
        HttpContext http, ClientAssertion clients, TokenGrants grants, Commits<IdentityContext> commits, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType)
            return TokenGrants.Error("invalid_request");
        var form = await http.Request.ReadFormAsync(cancel);
        if (form.Any(p => p.Value.Count != 1) || form.Files.Count > 0)
            return TokenGrants.Error("invalid_request");
        string? assertion = form["client_assertion_type"] == ClientAssertion.FormType ? form["client_assertion"] : default;
        var zone = await clients.ZoneOfAsync(assertion, cancel);
        var system = zone is null ? await clients.SystemOfAsync(assertion, cancel) : null;
        if ((zone ?? system?.Id) is not { } client || (form.ContainsKey("client_id") && form["client_id"] != client))
        {
            await commits.RecordAsync(IdentityRules.RefuseToken(Actor.Anonymous(http.From()), "unknown-client"), cancel);
            return TokenGrants.Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        return form["grant_type"].ToString() switch
        {
            TokenGrants.Code => zone is null ? TokenGrants.Error("unauthorized_client") : await grants.ForPersonAsync(zone, form, http.From(), cancel),
            TokenGrants.Credentials => system is null ? TokenGrants.Error("unauthorized_client") : await grants.ForSystemAsync(system, form["scope"].ToString(), cancel),
            "" => TokenGrants.Error("invalid_request"),
            _ => TokenGrants.Error("unsupported_grant_type"),
        };
    }

    private static async Task<IResult> LogoutAsync(HttpContext http, IdentitySettings settings, IdTokens tokens, Sessions sessions, CancellationToken cancel)
    {
        var query = http.Request.Query;
        var hint = query["id_token_hint"].ToString() is { Length: > 0 and <= LongestHint } text ? tokens.Recognise(text) : null;
        if (hint is null || !settings.Clients.TryGetValue(hint.Audience, out var client))
            return Results.LocalRedirect("/sign-out"); // asks first: anybody can write a link
        var ended = await sessions.EndByZoneAsync(client.Zone, hint.Session, http.From(), cancel);
        var own = await http.AuthenticateAsync();
        if (own.Succeeded && (ended is null || own.Principal.FindFirstValue(ArboClaims.Session) == ended))
        {
            if (ended is null)
                return Results.LocalRedirect("/sign-out");
            await http.SignOutAsync();
        }

        if (query["post_logout_redirect_uri"] != client.PostLogoutRedirectUri)
            return Results.LocalRedirect("/signed-out");
        return Results.Redirect(query["state"] is [{ Length: > 0 and <= 512 } state]
            ? QueryHelpers.AddQueryString(client.PostLogoutRedirectUri, "state", state)
            : client.PostLogoutRedirectUri);
    }

    /// <summary>A request that waits for somebody to sign in, or for secrecy, and from when on that counts.</summary>
    private sealed record Pending(AuthorizeRequest Request, DateTimeOffset NotBefore);
}
