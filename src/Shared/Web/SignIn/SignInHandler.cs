using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OAuth;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// What differs from one use of <see cref="SignInHandler"/> to the other: which provider, the zone's key, and what an ID token has to say.
/// The client id, the return path and the cookie are the framework's own settings.
/// </summary>
internal sealed class SignInHandlerOptions : OAuthOptions
{
    /// <summary>The other side.</summary>
    internal Provider Provider { get; set; } = null!;

    /// <summary>The zone's key at this moment, which signs the client assertion.</summary>
    internal Func<SigningKey> Key { get; set; } = null!;

    /// <summary>The provider's keys where they are pinned; of another provider those count that it publishes.</summary>
    internal Func<JwsKeys> Pinned { get; set; } = () => JwsKeys.None;

    /// <summary>The one algorithm that counts for published keys.</summary>
    internal string Algorithm { get; set; } = PublishedKeys.Es256;

    /// <summary>Where somebody whose session came from another provider is sent instead of here; null for everybody else.</summary>
    internal Func<HttpContext, string?> Elsewhere { get; set; } = _ => null;

    /// <summary>How long ago somebody may have signed in there, where a challenge says nothing else; null where that does not matter.</summary>
    internal TimeSpan? SignedInWithin { get; set; }

    /// <summary>The levels that the provider is asked for; none where the token says otherwise how the person came in.</summary>
    internal IReadOnlyCollection<string> Levels { get; set; } = [];

    /// <summary>Who a token is about whose outside fits; null where it does not say what it must.</summary>
    internal Func<JsonElement, ClaimsIdentity?> Says { get; set; } = SignInToken.Says;
}

/// <summary>
/// An OpenID Connect client on the framework's OAuth handler: code with PKCE, nonce, a signed client assertion in place of a secret,
/// and an ID token of which everything is checked (Core 3.1.3.7). State, PKCE and the correlation cookie are the framework's.
/// </summary>
internal sealed class SignInHandler(
    IOptionsMonitor<SignInHandlerOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : OAuthHandler<SignInHandlerOptions>(options, logger, encoder)
{
    internal const string MaxAge = "arbo.max_age";
    private const string Nonce = "arbo.nonce";
    private const string NotBefore = "arbo.not_before";
    private const string AssertionType = "client-authentication+jwt";
    private const int MaximumTokenCharacters = 16 * 1024;
    private static readonly TimeSpan AssertionLife = TimeSpan.FromMinutes(1);
    private ProviderDescription? _description;
    private AuthenticationProperties? _asked;

    private Provider Provider => Options.Provider;

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (Scheme.Name == ArboSignInNames.Provider)
        {
            await TypedForm.KeepAsync(Context);
            if (Options.Elsewhere(Context) is { } other)
            {
                await Context.ChallengeAsync(other, properties);
                return;
            }
        }

        try
        {
            _description = await Provider.DescribeAsync(Context.RequestAborted);
        }
        catch (HttpRequestException)
        {
            Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        properties.Items[Nonce] = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        if ((properties.GetParameter<TimeSpan?>(MaxAge) ?? Options.SignedInWithin) is { } age)
            properties.Items[NotBefore] = (TimeProvider.GetUtcNow() - age).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        properties.RedirectUri = LocalPath.Or(properties.RedirectUri ?? Request.Path + Request.QueryString, "/");
        await base.HandleChallengeAsync(properties);
    }

    protected override string BuildChallengeUrl(AuthenticationProperties properties, string redirectUri)
    {
        var query = new Uri(base.BuildChallengeUrl(properties, redirectUri)).Query;
        var address = _description!.Authorize + query;
        address = QueryHelpers.AddQueryString(address, "nonce", properties.Items[Nonce]!);
        if (Options.Levels.Count > 0)
            address = QueryHelpers.AddQueryString(address, "acr_values", string.Join(' ', Options.Levels));
        if ((properties.GetParameter<TimeSpan?>(MaxAge) ?? Options.SignedInWithin) is not { } age)
            return address;
        return age == TimeSpan.Zero
            ? QueryHelpers.AddQueryString(address, "prompt", "login")
            : QueryHelpers.AddQueryString(address, "max_age", ((long)age.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    protected override async Task<HandleRequestResult> HandleRemoteAuthenticateAsync()
    {
        try
        {
            _description = await Provider.DescribeAsync(Context.RequestAborted);
            // RFC 9207: an answer of another provider must not be taken for one of ours, nor one from which the name was taken away.
            var iss = Request.Query["iss"];
            if (iss.Count > 0 ? iss != Provider.Authority : _description.NamesItself)
                return HandleRequestResult.Fail("The answer is of another provider.");
            return await base.HandleRemoteAuthenticateAsync();
        }
        catch (HttpRequestException unreachable)
        {
            return HandleRequestResult.Fail(unreachable);
        }
        catch (AuthenticationFailureException refused) when (_asked is not null)
        {
            // What was asked goes with the refusal: by now it is known to be this browser's own question.
            return HandleRequestResult.Fail(refused, _asked);
        }
    }

    protected override async Task<OAuthTokenResponse> ExchangeCodeAsync(OAuthCodeExchangeContext context)
    {
        var form = new Dictionary<string, string?>
        {
            ["grant_type"] = "authorization_code",
            ["code"] = context.Code,
            ["redirect_uri"] = context.RedirectUri,
            ["client_id"] = Options.ClientId,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(),
        };
        if (context.Properties.Items.TryGetValue(OAuthConstants.CodeVerifierKey, out var verifier))
        {
            form["code_verifier"] = verifier;
            context.Properties.Items.Remove(OAuthConstants.CodeVerifierKey);
        }

        using var content = new FormUrlEncodedContent(form);
        using var answer = await Provider.Http.PostAsync(new Uri(_description!.Token), content, Context.RequestAborted);
        if (!answer.IsSuccessStatusCode)
            return OAuthTokenResponse.Failed(new AuthenticationFailureException("The provider did not exchange the code."));
        try
        {
            return OAuthTokenResponse.Success(JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Context.RequestAborted)));
        }
        catch (JsonException)
        {
            return OAuthTokenResponse.Failed(new AuthenticationFailureException("The provider's answer cannot be read."));
        }
    }

    protected override async Task<AuthenticationTicket> CreateTicketAsync(ClaimsIdentity identity, AuthenticationProperties properties, OAuthTokenResponse tokens)
    {
        _asked = properties;
        var token = tokens.Response?.RootElement.TryGetProperty("id_token", out var member) == true && member.ValueKind == JsonValueKind.String
            ? member.GetString()!
            : throw new AuthenticationFailureException("There is no ID token.");
        DateTimeOffset? after = properties.Items.TryGetValue(NotBefore, out var seconds)
            ? DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds!, System.Globalization.CultureInfo.InvariantCulture))
            : null;
        var expected = new IdTokenExpectation(Provider.Authority, Options.ClientId, properties.Items[Nonce]!, after);
        var content = await SignedAsync(token) ?? throw new AuthenticationFailureException("The ID token is not signed by the provider.");
        var person = IdToken.Read(content, expected, Options.Says, TimeProvider.GetUtcNow()) ?? throw new AuthenticationFailureException("The ID token does not fit.");

        properties.Items.Remove(Nonce);
        properties.Items.Remove(NotBefore);
        // For signing out there: the provider recognises the session by it. Elsewhere nothing of the token is kept.
        if (Scheme.Name == ArboSignInNames.Provider)
            properties.StoreTokens([new AuthenticationToken { Name = "id_token", Value = token }]);
        return new AuthenticationTicket(new ClaimsPrincipal(person), properties, Scheme.Name);
    }

    private async Task<JwsContent?> SignedAsync(string token)
    {
        var pinned = Options.Pinned();
        if (Provider.IsForeign || pinned.Keys.Count == 0)
            return (await Provider.KeysAsync(Context.RequestAborted)).Verify(token, Options.Algorithm);
        return Jws.Verify(token, pinned, "JWT", MaximumTokenCharacters, out var content, out _) ? content : null;
    }

    private string Assertion()
    {
        var now = TimeProvider.GetUtcNow();
        return Jws.Sign(Options.Key(), AssertionType, JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
        {
            ["iss"] = Options.ClientId,
            ["sub"] = Options.ClientId,
            ["aud"] = Provider.Authority,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + AssertionLife).ToUnixTimeSeconds(),
        }));
    }
}
