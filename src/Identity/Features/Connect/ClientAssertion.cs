using System.Text.Json;
using System.Text.Json.Serialization;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>
/// Who asks at the token endpoint: a zone, by a signature with its own pinned key, or a system, with the key that was configured for it
/// (private_key_jwt, RFC 7523 section 3). There are no client secrets, so none can leak; each assertion counts once.
/// </summary>
public sealed class ClientAssertion(IdentitySettings settings, Peers peers, Codes codes, TimeProvider clock)
{
    public const string Type = "client-authentication+jwt";
    public const string FormType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

    /// <summary>What systems may sign with: what SMART Backend Services asks of a server, and ES256.</summary>
    public static readonly IReadOnlyList<string> SystemAlgorithms = [PublishedKeys.Es256, PublishedKeys.Es384, PublishedKeys.Rs384];

    private const int MaximumCharacters = 4096;
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(5);

    /// <summary>The zone that signed, or null.</summary>
    public async Task<string?> ZoneOfAsync(string? assertion, CancellationToken cancel)
    {
        foreach (var zone in settings.Clients.Keys)
        {
            if (!Jws.Verify(assertion, peers.Messages(zone), Type, MaximumCharacters, out var content, out _))
                continue;
            return Read(content.Payload) is { } claims && IsFor(zone, claims) && await codes.SpendAssertionAsync(zone, claims.Id, cancel) ? zone : null;
        }

        return null;
    }

    /// <summary>The system that signed, or null. Its tool may write the type that SMART Backend Services prescribes.</summary>
    public async Task<SystemClient?> SystemOfAsync(string? assertion, CancellationToken cancel)
    {
        foreach (var system in settings.Systems.Values)
        {
            if (SystemAlgorithms.Select(x => system.Keys.Verify(assertion, x, Type, "JWT")).FirstOrDefault(x => x is not null) is { } content && Read(content.Payload) is { } claims && IsFor(system.Id, claims))
                return await codes.SpendAssertionAsync(system.Id, claims.Id, cancel) ? system : null;
        }

        return null;
    }

    private bool IsFor(string client, Claims claims)
    {
        var now = clock.GetUtcNow().ToUnixTimeSeconds();
        return claims.Issuer == client && claims.Subject == client
            && (claims.Audience == settings.Authority || claims.Audience == $"{settings.Authority}{Endpoints.Token}")
            && claims.Id.Length is > 0 and <= 64
            && claims.IssuedAt <= now + Skew.TotalSeconds
            && (claims.NotBefore ?? claims.IssuedAt) <= now + Skew.TotalSeconds
            && claims.ExpiresAt > now - Skew.TotalSeconds
            && claims.ExpiresAt <= now + LongestLife.TotalSeconds;
    }

    private static Claims? Read(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Claims>(payload, JsonSerializerOptions.Strict);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed record Claims(
        [property: JsonPropertyName("iss")] string Issuer,
        [property: JsonPropertyName("sub")] string Subject,
        [property: JsonPropertyName("aud")] string Audience,
        [property: JsonPropertyName("jti")] string Id,
        [property: JsonPropertyName("iat")] long IssuedAt,
        [property: JsonPropertyName("exp")] long ExpiresAt,
        [property: JsonPropertyName("nbf")] long? NotBefore = null);
}
