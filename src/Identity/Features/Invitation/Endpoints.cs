using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using Wire = ArboDossier.Contracts.Messages;

namespace ArboDossier.Identity.Features.Invitation;

/// <summary>Where a zone asks for an invitation: a signed message in, a signed answer out.</summary>
public static class Endpoints
{
    public const string Path = "/exchange/invitations";
    public const string AskType = "invitation+jws";
    public const string AnswerType = "invitation-answer+jws";
    private const int MostCharacters = 8 * 1024;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static void MapInvitations(this IEndpointRouteBuilder app) => app.MapPost(Path, AskAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();

    private static async Task<IResult> AskAsync(
        HttpContext http, IdentitySettings settings, Peers peers, ZoneKeys keys, Invitations invitations, Commits<IdentityContext> commits, TimeProvider clock, CancellationToken cancel)
    {
        var token = await http.ReadShortAsync(MostCharacters, cancel);
        if (Read(token, settings, peers, clock) is not { } asked)
        {
            await commits.RecordAsync(IdentityRules.RefuseInvitation(http.From()), cancel);
            return Results.BadRequest();
        }

        var answered = await invitations.CreateAsync(asked, IdentityRules.InviteByZone(asked.Zone), cancel) is var (secret, code)
            ? new InvitationAnswer(asked.Id, $"{settings.Authority}/invitation/{secret}", code)
            : new InvitationAnswer(asked.Id, "", ""); // accepted already: there is no link any more
        var now = clock.GetUtcNow();
        var answer = JsonSerializer.SerializeToUtf8Bytes(answered, TickCodec.Json);
        var claims = new JwsClaims("identity", asked.Zone, Guid.NewGuid().ToString("N"), now, now + Lifetime);
        return Results.Text(JwsMessage.Sign(keys.Messages, AnswerType, claims, answer), "application/jose");
    }

    private static Wire.Invitation? Read(string? token, IdentitySettings settings, Peers peers, TimeProvider clock)
    {
        foreach (var zone in settings.Clients.Keys)
        {
            var expected = new JwsExpectation(peers.Messages(zone), AskType, zone, "identity", Lifetime) { MaximumCharacters = MostCharacters };
            if (!JwsMessage.TryOpen(token, expected, clock, out var message, out _))
                continue;
            try
            {
                var asked = JsonSerializer.Deserialize<Wire.Invitation>(message.Body, TickCodec.Json);
                return asked?.Zone == zone && InvitationForm.IsWellFormed(asked) ? asked : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        return null;
    }
}
