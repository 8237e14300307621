using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;

namespace ArboDossier.Identity.Features.Witness;

/// <summary>
/// Where a file program shows its newest checkpoint and is shown ours. Who cannot be told apart gets nothing; a zone gets a signed answer also
/// where its message is refused, because that answer is how it learns that it was rolled back.
/// </summary>
public static class Endpoints
{
    public static void MapWitness(this IEndpointRouteBuilder app) => app.MapPost(WitnessCodec.Path, TakeAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> TakeAsync(
        HttpContext http, IdentitySettings settings, Peers peers, ZoneKeys keys, Codes codes, Witness<IdentityContext> witness, IKeyNotices notices, TimeProvider clock, CancellationToken cancel)
    {
        var token = await http.ReadShortAsync(WitnessCodec.MostCharacters, cancel);
        if (Read(token, settings, peers, clock) is not { } read)
        {
            await witness.RefuseAsync(Actor.Anonymous(http.From()), "signature-or-form", cancel);
            return Results.BadRequest();
        }

        var (zone, claims, message) = read;
        if (!await codes.SpendMessageAsync(zone, claims.Id, cancel))
        {
            await witness.RefuseAsync(zone, "replayed", cancel);
            return Results.BadRequest();
        }

        await notices.TakeAsync(zone, message.Keys, cancel);
        var taken = await witness.TakeAsync(zone, message, claims.IssuedAt, cancel);
        var shown = await witness.MakeAsync(zone, taken.PeerSaw, cancel);
        var answer = WitnessCodec.Sign(keys.Messages, WitnessCodec.AnswerType, "identity", zone, claims.Id, shown with { Keys = notices.Make(zone) }, clock);
        return Results.Text(answer, "application/jose", statusCode: taken.Refused is null ? StatusCodes.Status200OK : StatusCodes.Status409Conflict);
    }

    private static (string Zone, JwsClaims Claims, WitnessMessage Message)? Read(string? token, IdentitySettings settings, Peers peers, TimeProvider clock)
    {
        foreach (var zone in settings.Clients.Keys)
        {
            if (WitnessCodec.Read(token, peers.Messages(zone), WitnessCodec.AskType, zone, "identity", clock) is { } read)
                return (zone, read.Claims, read.Message);
        }

        return null;
    }
}
