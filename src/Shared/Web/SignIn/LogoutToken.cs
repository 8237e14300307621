using System.Text.Json;

namespace ArboDossier.Web.SignIn;

/// <summary>What a logout token of another provider ends (OpenID Connect Back-Channel Logout 1.0): one session, or all of a subject's.</summary>
/// <param name="Client">The client to which it was sent; subject and session are names that only this one knows.</param>
/// <param name="Id">Counts once.</param>
/// <param name="IssuedAt">By the provider's clock, which also says when people signed in.</param>
/// <param name="Subject">Whose sessions end, where no session is named.</param>
/// <param name="Session">The session that ends.</param>
public sealed record LogoutToken(string Client, string Id, DateTimeOffset IssuedAt, string? Subject, string? Session)
{
    /// <summary>Its type.</summary>
    public const string Type = "logout+jwt";
    /// <summary>The one event that it tells.</summary>
    public const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private const int LongestName = 255;
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    // Shorter than the ids of tokens are kept, so that an old one cannot be shown again.
    private static readonly TimeSpan Oldest = TimeSpan.FromMinutes(10);

    /// <summary>Checks all that section 2.6 asks of a token whose signature holds; else the reason, for the ledger.</summary>
    public static (LogoutToken? Token, string Reason) Read(byte[] payload, string issuer, Func<string, bool> isClient, DateTimeOffset now)
    {
        try
        {
            using var document = JsonDocument.Parse(payload, Strict);
            return Read(document.RootElement, issuer, isClient, now);
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            return (null, "form");
        }
    }

    private static (LogoutToken?, string) Read(JsonElement token, string issuer, Func<string, bool> isClient, DateTimeOffset now)
    {
        if (token.GetProperty("iss").GetString() != issuer)
            return (null, "other-issuer");
        var audience = token.GetProperty("aud") is { ValueKind: JsonValueKind.Array } several ? (several.GetArrayLength() == 1 ? several[0].GetString() : null) : token.GetProperty("aud").GetString();
        if (audience is null || !isClient(audience))
            return (null, "other-audience");
        var issued = DateTimeOffset.FromUnixTimeSeconds(token.GetProperty("iat").GetInt64());
        if (issued > now + Skew || issued < now - Oldest || DateTimeOffset.FromUnixTimeSeconds(token.GetProperty("exp").GetInt64()) <= now - Skew)
            return (null, "time");
        if (!token.GetProperty("events").TryGetProperty(Event, out var named) || named.ValueKind != JsonValueKind.Object)
            return (null, "no-logout");
        // So that no ID token can be shown as one, nor one as an ID token.
        if (token.TryGetProperty("nonce", out _))
            return (null, "nonce");
        var id = token.GetProperty("jti").GetString();
        if (!Name(token, "sub", out var subject) || !Name(token, "sid", out var session) || id is not { Length: > 0 and <= LongestName })
            return (null, "form");
        return subject is null && session is null ? (null, "nobody") : (new(audience, id, issued, session is null ? subject : null, session), "");
    }

    private static bool Name(JsonElement token, string claim, out string? name)
    {
        name = token.TryGetProperty(claim, out var value) ? value.GetString() ?? "" : null;
        return name is null or { Length: > 0 and <= LongestName };
    }
}
