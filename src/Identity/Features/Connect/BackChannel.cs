using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>
/// Where the other provider says that somebody signed out there, for all of our programs: what it ends is listed for the zone whose client it names,
/// and the zones obey within a second.
/// </summary>
public static class BackChannel
{
    public const string Path = "/connect/backchannel-logout";

    internal static async Task<IResult> LogoutAsync(
        HttpContext http, OtherLogouts logouts, Sessions sessions, Commits<IdentityContext> commits, CancellationToken cancel)
    {
        var (token, reason) = logouts.Of is { } other ? await other.ReadAsync(http, cancel) : (null, "no-other-provider");
        if (token is not null && await sessions.EndElsewhereAsync(token.Client, token.Id, token.IssuedAt, token.Subject, token.Session, cancel))
            return Results.Ok();
        if (token is null)
            await commits.RecordAsync(IdentityRules.RefuseLogout(Actor.Anonymous(http.From()), reason), cancel);
        return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }
}

/// <summary>What the other provider tells of who signed out there; none where there is no such provider.</summary>
public sealed class OtherLogouts(IdentitySettings settings, TimeProvider clock, ILogger<OtherLogouts> log) : IDisposable
{
    internal LogoutTokens? Of { get; } = settings.Provider is { } other
        ? new LogoutTokens(other.Issuer, other.Algorithm, settings.Clients.ContainsKey, new FetchedKeys(other.Keys, clock, log), clock)
        : null;

    public void Dispose() => Of?.Dispose();
}
