using System.Security.Claims;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Web.SignIn;

/// <summary>What an ID token must fit.</summary>
/// <param name="Authority">The issuer.</param>
/// <param name="Client">The client id.</param>
/// <param name="Nonce">The value of this very sign-in.</param>
/// <param name="AuthenticatedAfter">When the person must have signed in, where that was asked.</param>
internal sealed record IdTokenExpectation(string Authority, string Client, string Nonce, DateTimeOffset? AuthenticatedAfter);

/// <summary>The checks of OpenID Connect Core 3.1.3.7 on a token whose signature holds. Null where one fails.</summary>
internal static class IdToken
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <param name="content">What was signed.</param>
    /// <param name="expected">What the outside must fit.</param>
    /// <param name="says">Who it is about, from a token that fits; null where it does not say what this scheme asks.</param>
    /// <param name="now">The moment.</param>
    internal static ClaimsIdentity? Read(JwsContent content, IdTokenExpectation expected, Func<JsonElement, ClaimsIdentity?> says, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(content.Payload, Strict);
            return Fits(document.RootElement, expected, now) ? says(document.RootElement) : null;
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    private static bool Fits(JsonElement token, IdTokenExpectation expected, DateTimeOffset now)
    {
        var audience = token.GetProperty("aud");
        var forUs = audience.ValueKind == JsonValueKind.String
            ? audience.GetString() == expected.Client
            : audience.GetArrayLength() == 1 && audience[0].GetString() == expected.Client;
        var seconds = now.ToUnixTimeSeconds();
        var skew = (long)Skew.TotalSeconds;
        return forUs
            && token.GetProperty("iss").GetString() == expected.Authority
            && (!token.TryGetProperty("azp", out var party) || party.GetString() == expected.Client)
            && token.GetProperty("nonce").GetString() == expected.Nonce
            && token.GetProperty("exp").GetInt64() > seconds - skew
            && token.GetProperty("iat").GetInt64() <= seconds + skew
            && token.GetProperty("sub").GetString() is { Length: > 0 and <= 255 }
            // A moment to come would outlive every revocation and every question how long ago it was.
            && token.GetProperty("auth_time").GetInt64() is > 0 and var at
            && at <= seconds + skew
            && (expected.AuthenticatedAfter is not { } after || at >= after.ToUnixTimeSeconds() - skew);
    }
}
