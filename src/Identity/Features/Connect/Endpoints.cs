using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>The OpenID Connect provider: one flow (code, PKCE S256, signed client), one algorithm (ES256), one kind of token.</summary>
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
        app.MapGet(Discovery, (IdentitySettings settings) => Results.Json(Describe.Provider(settings.Authority))).AllowAnonymous();
        app.MapGet(Keys, (ZoneKeys keys) => Results.Text(keys.OwnMessages.ToJson(), "application/jwk-set+json")).AllowAnonymous();
        app.MapGet(Authorize, AuthorizeAsync).AllowAnonymous();
        app.MapPost(Token, TokenAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();
        app.MapGet(Logout, LogoutAsync).AllowAnonymous();
    }

    private static async Task<IResult> AuthorizeAsync(
        HttpContext http, IdentitySettings settings, StepCookie step, Codes codes, TimeProvider clock, CancellationToken cancel)
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
                return Results.Redirect(AuthorizeRequest.Answer(request.RedirectUri, settings.Authority, request.State, "error", "login_required"));
            var name = resume.Length > 0 ? resume : step.WriteOneOf(http, Waiting, pending);
            var again = who.Succeeded ? "true" : null;
            return Results.LocalRedirect(QueryHelpers.AddQueryString(
                "/sign-in", new Dictionary<string, string?> { ["continue"] = $"{Authorize}?resume={name}", ["again"] = again }));
        }

        if (resume.Length > 0)
            StepCookie.Remove(http, resume);
        var code = await codes.IssueAsync(
            http.ActorOf(who.Principal),
            who.Principal.FindFirstValue(ArboClaims.Session)!,
            new CodeRequest(request.Zone, request.RedirectUri, request.Challenge, request.Nonce, who.Principal.AuthenticatedAt(), [.. who.Principal.FindAll(ArboClaims.Methods).Select(m => m.Value)]),
            cancel);
        return Results.Redirect(AuthorizeRequest.Answer(request.RedirectUri, settings.Authority, request.State, "code", code));
    }

    private static async Task<IResult> TokenAsync(
        HttpContext http, ClientAssertion clients, Codes codes, IdTokens tokens, Commits<IdentityContext> commits, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType)
            return Error("invalid_request");
        var form = await http.Request.ReadFormAsync(cancel);
        if (form.Any(p => p.Value.Count != 1) || form.Files.Count > 0)
            return Error("invalid_request");
        var zone = form["client_assertion_type"] == ClientAssertion.FormType ? await clients.ZoneOfAsync(form["client_assertion"], cancel) : null;
        if (zone is null || (form.ContainsKey("client_id") && form["client_id"] != zone))
        {
            await commits.RecordAsync(IdentityRules.RefuseToken(Actor.Anonymous(http.From()), "unknown-client"), cancel);
            return Error("invalid_client", StatusCodes.Status401Unauthorized);
        }

        if (form["grant_type"] != "authorization_code")
            return Error(form.ContainsKey("grant_type") ? "unsupported_grant_type" : "invalid_request");
        if (form["code"].ToString() is not { Length: > 0 and <= 128 } code || form["code_verifier"].ToString() is not { Length: >= 43 and <= 128 } verifier)
            return Error("invalid_request");
        var challenge = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));
        if (await codes.RedeemAsync(code, zone, form["redirect_uri"].ToString(), challenge, http.From(), cancel) is not { } redeemed)
            return Error("invalid_grant");

        return Results.Json(new Dictionary<string, object>
        {
            // OAuth asks for one. It opens nothing: this program has no resource to show.
            ["access_token"] = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(16)),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)IdTokens.Lifetime.TotalSeconds,
            ["id_token"] = tokens.Make(zone, redeemed),
        });

        static IResult Error(string error, int status = StatusCodes.Status400BadRequest) =>
            Results.Json(new Dictionary<string, string> { ["error"] = error }, statusCode: status);
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

    /// <summary>A request that waits for somebody to sign in, and from when on that counts.</summary>
    private sealed record Pending(AuthorizeRequest Request, DateTimeOffset NotBefore);
}
