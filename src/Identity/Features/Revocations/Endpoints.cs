using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;

namespace ArboDossier.Identity.Features.Revocations;

/// <summary>
/// The list of sessions and subjects of one zone that no longer count: signed, numbered, complete for the last day. It names random
/// values only, and only those of the zone that asks with its own signature.
/// </summary>
public static class Endpoints
{
    public const string Path = "/exchange/revocations";
    public const string AskType = "revocations-request+jws";
    public const string ListType = "revocations+jws";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public static void MapRevocations(this IEndpointRouteBuilder app) => app.MapGet(Path, ListAsync).FromPrograms().AllowAnonymous();

    private static async Task<IResult> ListAsync(
        HttpContext http, string? zone, IdentitySettings settings, Peers peers, ZoneKeys keys, Sessions sessions, TimeProvider clock, CancellationToken cancel)
    {
        var asked = http.Request.Headers.Authorization.ToString();
        if (zone is null || !settings.Clients.ContainsKey(zone) || !asked.StartsWith("Bearer ", StringComparison.Ordinal))
            return Results.Unauthorized();
        var expected = new JwsExpectation(peers.Messages(zone), AskType, zone, "identity", Lifetime) { MaximumCharacters = 2048 };
        if (!JwsMessage.TryOpen(asked["Bearer ".Length..], expected, clock, out _, out _))
            return Results.Unauthorized();

        var (number, rows) = await sessions.RevocationsAsync(zone, cancel);
        var now = clock.GetUtcNow();
        var list = new RevocationList(number, now, [.. rows.Select(r => new Revocation(r.Sid, r.Subject, r.At))]);
        var claims = new JwsClaims("identity", zone, Guid.NewGuid().ToString("N"), now, now + Lifetime);
        return Results.Text(JwsMessage.Sign(keys.Messages, ListType, claims, JsonSerializer.SerializeToUtf8Bytes(list, TickCodec.Json)), "application/jose");
    }
}
