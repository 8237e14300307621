using System.Text.Json;
using System.Text.Json.Serialization;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>What an access token says; names as RFC 9068 has them.</summary>
/// <param name="Issuer">This program.</param>
/// <param name="Subject">The account's subject in the zone of the client, or the system itself.</param>
/// <param name="Audience">Who may be shown it: this program for a person's, the zone for a system's.</param>
/// <param name="Client">To whom it was given.</param>
/// <param name="ExpiresAt">Until when.</param>
/// <param name="IssuedAt">Since when.</param>
/// <param name="Id">Random.</param>
/// <param name="Scope">What was asked for and may be.</param>
/// <param name="Session">The session with which it ends; none for a system.</param>
public sealed record AccessTokenClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("client_id")] string Client,
    [property: JsonPropertyName("exp")] long ExpiresAt,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("jti")] string Id,
    [property: JsonPropertyName("scope")] string Scope,
    [property: JsonPropertyName("sid"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Session = null);

/// <summary>
/// Access tokens: signed, five minutes, of a type of their own so that none can pass for an ID token. A person's opens the subject here and
/// nothing else; a system's says to a zone who asks, and what that opens is decided there.
/// </summary>
public sealed class AccessTokens(IdentitySettings settings, ZoneKeys keys, TimeProvider clock)
{
    public const string Type = "at+jwt";
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int MaximumCharacters = 4096;

    public string ForPerson(string zone, Redeemed redeemed) => Make(redeemed.Subject, settings.Authority, zone, "openid", redeemed.Sid);

    public string ForSystem(SystemClient system, string scope) => Make(system.Id, settings.Clients[system.Zone].Origin, system.Id, scope, null);

    /// <summary>A person's token that counts for this program and has not expired; whether its session still stands is for the store to say.</summary>
    public AccessTokenClaims? Read(string? token)
    {
        if (!Jws.Verify(token, keys.OwnMessages(clock.GetUtcNow()), Type, MaximumCharacters, out var content, out _))
            return null;
        var claims = JsonSerializer.Deserialize<AccessTokenClaims>(content.Payload, JsonSerializerOptions.Strict);
        return claims is { Session: not null } && claims.Issuer == settings.Authority && claims.Audience == settings.Authority
            && claims.ExpiresAt > clock.GetUtcNow().ToUnixTimeSeconds() ? claims : null;
    }

    private string Make(string subject, string audience, string client, string scope, string? session)
    {
        var now = clock.GetUtcNow();
        var claims = new AccessTokenClaims(
            settings.Authority, subject, audience, client, (now + Lifetime).ToUnixTimeSeconds(), now.ToUnixTimeSeconds(), Guid.NewGuid().ToString("N"), scope, session);
        return Jws.Sign(keys.Messages, Type, JsonSerializer.SerializeToUtf8Bytes(claims));
    }
}
