using System.Text.Json;
using System.Text.Json.Serialization;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Store;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>What the ID token says; names as OpenID Connect Core 2 has them.</summary>
public sealed record IdTokenClaims(
    [property: JsonPropertyName("iss")] string Issuer,
    [property: JsonPropertyName("sub")] string Subject,
    [property: JsonPropertyName("aud")] string Audience,
    [property: JsonPropertyName("azp")] string AuthorizedParty,
    [property: JsonPropertyName("exp")] long ExpiresAt,
    [property: JsonPropertyName("iat")] long IssuedAt,
    [property: JsonPropertyName("auth_time")] long AuthenticatedAt,
    [property: JsonPropertyName("nonce")] string Nonce,
    [property: JsonPropertyName("acr")] string Context,
    [property: JsonPropertyName("amr")] IReadOnlyList<string> Methods,
    [property: JsonPropertyName("sid")] string Session,
    [property: JsonPropertyName("invitations")] IReadOnlyList<Guid> Invitations);

/// <summary>Makes ID tokens, and recognises them when a program hands one back at signing out.</summary>
public sealed class IdTokens(IdentitySettings settings, ZoneKeys keys, TimeProvider clock)
{
    public const string Type = "JWT";
    public const string TwoFactors = "urn:arbodossier:two-factors";
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);
    private const int MaximumCharacters = 16 * 1024;

    public string Make(string zone, Redeemed redeemed)
    {
        var now = clock.GetUtcNow();
        var claims = new IdTokenClaims(
            settings.Authority,
            redeemed.Subject,
            zone,
            zone,
            (now + Lifetime).ToUnixTimeSeconds(),
            now.ToUnixTimeSeconds(),
            redeemed.AuthenticatedAt.ToUnixTimeSeconds(),
            redeemed.Nonce,
            TwoFactors,
            [.. redeemed.Methods, Access.Methods.Several],
            redeemed.Sid,
            redeemed.Invitations);
        return Jws.Sign(keys.Messages, Type, JsonSerializer.SerializeToUtf8Bytes(claims));
    }

    /// <summary>An ID token of ours, however old: signing out is also possible after it expired.</summary>
    public IdTokenClaims? Recognise(string? hint)
    {
        if (!Jws.Verify(hint, keys.OwnMessages(clock.GetUtcNow()), Type, MaximumCharacters, out var content, out _))
            return null;
        var claims = JsonSerializer.Deserialize<IdTokenClaims>(content.Payload, JsonSerializerOptions.Strict);
        return claims?.Issuer == settings.Authority ? claims : null;
    }
}
