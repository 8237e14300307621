using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Features.Connect;

/// <summary>
/// An authorization request that may be answered (OpenID Connect Core 3.1.2, narrowed: code flow, PKCE with S256, state and nonce
/// always). What cannot be told to the client safely, because client or address is not known, is <see cref="Unanswerable"/>.
/// </summary>
public abstract record AuthorizeAnswer
{
    /// <summary>No redirect: to an address that nobody registered nothing is ever sent.</summary>
    public sealed record Unanswerable : AuthorizeAnswer;

    /// <summary>An error for the client, in the words of the specifications.</summary>
    public sealed record Refused(string RedirectUri, string? State, string Error) : AuthorizeAnswer;

    /// <summary>A request that holds.</summary>
    public sealed record Accepted(AuthorizeRequest Request) : AuthorizeAnswer;
}

/// <summary>The request of a client, checked.</summary>
public sealed record AuthorizeRequest(string Zone, string RedirectUri, string State, string Nonce, string Challenge, bool Login, bool Silent, int? MaxAge)
{
    private const int LongestState = 1500;
    private const int LongestNonce = 300;
    private const int ChallengeCharacters = 43;

    public static AuthorizeAnswer Read(IQueryCollection query, IReadOnlyDictionary<string, Client> clients)
    {
        // A parameter given twice means two readers may see two requests (RFC 6749 section 3.1).
        if (One(query, "client_id") is not { } id || !clients.TryGetValue(id, out var client) || One(query, "redirect_uri") != client.RedirectUri)
            return new AuthorizeAnswer.Unanswerable();
        var state = One(query, "state") is { Length: > 0 and <= LongestState } given ? given : null;
        AuthorizeAnswer Refuse(string error) => new AuthorizeAnswer.Refused(client.RedirectUri, state, error);

        if (query.Any(p => p.Value.Count != 1))
            return Refuse("invalid_request");
        if (query.ContainsKey("request"))
            return Refuse("request_not_supported");
        if (query.ContainsKey("request_uri"))
            return Refuse("request_uri_not_supported");
        if (One(query, "response_type") != "code")
            return Refuse("unsupported_response_type");
        if (One(query, "scope")?.Split(' ').Contains("openid") != true)
            return Refuse("invalid_scope");
        if (state is null
            || One(query, "response_mode") is not (null or "query")
            || One(query, "nonce") is not { Length: > 0 and <= LongestNonce } nonce
            || One(query, "code_challenge_method") != "S256"
            || One(query, "code_challenge") is not { Length: ChallengeCharacters } challenge
            || !challenge.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            return Refuse("invalid_request");
        }

        if (One(query, "prompt") is { } prompt && prompt is not ("none" or "login"))
            return Refuse("invalid_request");
        int? maxAge = null;
        if (One(query, "max_age") is { } text)
        {
            if (!int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var seconds))
                return Refuse("invalid_request");
            maxAge = seconds;
        }

        return new AuthorizeAnswer.Accepted(new AuthorizeRequest(
            client.Zone, client.RedirectUri, state, nonce, challenge, One(query, "prompt") == "login", One(query, "prompt") == "none", maxAge));
    }

    /// <summary>The address that takes an answer to the client; every answer names who gives it (RFC 9207).</summary>
    public static string Answer(string redirectUri, string issuer, string? state, string name, string value) =>
        QueryHelpers.AddQueryString(redirectUri, new Dictionary<string, string?> { [name] = value, ["state"] = state, ["iss"] = issuer });

    private static string? One(IQueryCollection query, string name) => query.TryGetValue(name, out var values) && values.Count == 1 ? values[0] : null;
}
