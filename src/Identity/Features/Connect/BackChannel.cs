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
        HttpContext http, IdentitySettings settings, OtherKeys keys, Sessions sessions, Commits<IdentityContext> commits, TimeProvider clock, CancellationToken cancel)
    {
        var (token, reason) = settings.Provider is { } provider ? await ReadAsync(http, provider, keys.Of!, settings, clock, cancel) : (null, "no-other-provider");
        if (token is not null && await sessions.EndElsewhereAsync(token.Zone, token.Id, token.IssuedAt, token.Subject, token.Session, cancel))
            return Results.Ok();
        if (token is null)
            await commits.RecordAsync(IdentityRules.RefuseLogout(Actor.Anonymous(http.From()), reason), cancel);
        return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest);
    }

    private static async Task<(LogoutToken? Token, string Reason)> ReadAsync(
        HttpContext http, OtherProvider provider, FetchedKeys keys, IdentitySettings settings, TimeProvider clock, CancellationToken cancel)
    {
        if (!http.Request.HasFormContentType)
            return (null, "form");
        var form = await http.Request.ReadFormAsync(cancel);
        if (form["logout_token"] is not [{ Length: > 0 } token])
            return (null, "form");
        return await keys.VerifyAsync(token, provider.Algorithm, [LogoutToken.Type], cancel) is { } signed
            ? LogoutToken.Read(signed.Payload, provider.Issuer, settings.Clients, clock.GetUtcNow())
            : (null, "signature");
    }
}

/// <summary>The keys of the other provider; none where there is no such provider.</summary>
public sealed class OtherKeys(IdentitySettings settings, TimeProvider clock, ILogger<OtherKeys> log) : IDisposable
{
    internal FetchedKeys? Of { get; } = settings.Provider is { } other ? new FetchedKeys(other.Keys, clock, log) : null;

    public void Dispose() => Of?.Dispose();
}
