using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>A second provider, which says who somebody is: an electronic identification, or where people of an employer sign in.</summary>
/// <param name="Scheme">The name of the scheme in this program.</param>
/// <param name="Provider">The provider; of its levels one must be reached, and where there are none <c>amr</c> must say <c>mfa</c> (R-064).</param>
/// <param name="ReturnPath">Where it sends people back.</param>
/// <param name="Claims">The members of the ID token that are read, each a text; nothing else of it is.</param>
public sealed record Identification(
    string Scheme, SecondProvider Provider, string ReturnPath, IReadOnlyList<string> Claims)
{
    /// <summary>The claim with the level that was reached; empty where none was asked for.</summary>
    public const string Level = "acr";

    /// <summary>A member of the token that counts only where the provider does not say that it was never shown to be the person's.</summary>
    public const string Email = "email";

    /// <summary>How long ago somebody may have signed in there; null where each challenge says so, or it does not matter.</summary>
    public TimeSpan? SignedInWithin { get; init; }

    /// <summary>What is done with the answer; writes the response. The person is null where the answer does not hold, the properties where it was not asked for here.</summary>
    public required Func<HttpContext, ClaimsIdentity?, AuthenticationProperties?, Task> ArrivedAsync { get; init; }
}

/// <summary>Being identified by a second provider, with the client that also signs people in.</summary>
public static class ArboIdentification
{
    /// <summary>How the subject of somebody begins whom an employer's own provider vouched for; the provider that signs in everybody makes none such.</summary>
    public const string EmployerSubjects = SignInToken.OfEmployers;

    private const int LongestText = 255;

    /// <summary>Registers the scheme, to be challenged by its name. Requires <see cref="ArboSignIn.AddArboSignIn"/> before, and <see cref="ArboWeb.AddArboWeb"/> after it.</summary>
    public static WebApplicationBuilder AddArboIdentification(this WebApplicationBuilder builder, Identification asked)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(asked);
        var identity = ProviderSettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"Web:FormOrigins:{asked.Scheme}"] = new Uri(asked.Provider.Authority).GetLeftPart(UriPartial.Authority),
        });
        builder.Services.AddKeyedSingleton(asked.Scheme, (s, _) => new Provider(identity with { Authority = asked.Provider.Authority }, s.GetRequiredService<TimeProvider>()));
        builder.Services.AddKeyedSingleton(asked.Scheme, (s, _) =>
        {
            var (provider, clock) = (s.GetRequiredKeyedService<Provider>(asked.Scheme), s.GetRequiredService<TimeProvider>());
            var keys = new FetchedKeys(async cancel => new Uri((await provider.DescribeAsync(cancel)).Keys), clock, s.GetRequiredService<ILogger<LogoutTokens>>());
            return new LogoutTokens(asked.Provider.Authority, asked.Provider.Algorithm, x => x == asked.Provider.ClientId, keys, clock);
        });
        builder.Services.AddAuthentication().AddOAuth<SignInHandlerOptions, SignInHandler>(asked.Scheme, o => Client(o, asked));
        builder.Services.AddOptions<SignInHandlerOptions>(asked.Scheme).Configure<IServiceProvider, ArboSignInOptions>((o, s, zone) =>
        {
            o.Provider = s.GetRequiredKeyedService<Provider>(asked.Scheme);
            o.Key = zone.Key!;
            ArboSignIn.Common(o, $"__Host-arbo-{zone.Zone}-{asked.Scheme}.", builder.Environment.IsDevelopment() ? CookieSecurePolicy.None : CookieSecurePolicy.Always);
            o.Scope.Add("profile");
            if (asked.Claims.Contains(Identification.Email))
                o.Scope.Add(Identification.Email);
        });
        return builder;
    }

    /// <summary>Sends somebody there, who has to identify now, whatever session there is. The items come back with the answer, sealed meanwhile.</summary>
    public static Microsoft.AspNetCore.Mvc.ChallengeResult Identify(string scheme, IReadOnlyDictionary<string, string> items)
    {
        var properties = new AuthenticationProperties(items.ToDictionary(x => x.Key, x => (string?)x.Value)) { RedirectUri = "/" };
        properties.SetParameter<TimeSpan?>(SignInHandler.MaxAge, TimeSpan.Zero);
        return new(scheme, properties);
    }

    private static void Client(SignInHandlerOptions o, Identification asked)
    {
        // The framework looks at these before the rest is known.
        (o.ClientId, o.CallbackPath) = (asked.Provider.ClientId, asked.ReturnPath);
        (o.Algorithm, o.Levels, o.Says, o.SignedInWithin) = (asked.Provider.Algorithm, asked.Provider.Levels, token => Says(token, asked), asked.SignedInWithin);
        o.Events.OnTicketReceived = context =>
        {
            context.HandleResponse();
            // The framework took it out.
            context.Properties!.RedirectUri = context.ReturnUri;
            return asked.ArrivedAsync(context.HttpContext, (ClaimsIdentity)context.Principal!.Identity!, context.Properties);
        };
        o.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            if (context.Failure is not HttpRequestException)
                return asked.ArrivedAsync(context.HttpContext, null, context.Properties);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        };
    }

    private static ClaimsIdentity? Says(JsonElement token, Identification asked)
    {
        var level = asked.Provider.Levels.Count == 0 ? SignInToken.ShowsTwoFactors(token) ? "" : null : token.GetProperty(Identification.Level).GetString();
        if (level is null || (asked.Provider.Levels.Count > 0 && !asked.Provider.Levels.Contains(level, StringComparer.Ordinal)))
            return null;
        var person = new ClaimsIdentity(asked.Scheme);
        person.AddClaim(new Claim(Identification.Level, level));
        person.AddClaim(new Claim(ArboSignInNames.AuthenticatedAt, token.GetProperty("auth_time").GetRawText()));
        var unproven = token.TryGetProperty("email_verified", out var proven) && proven.ValueKind != JsonValueKind.True;
        foreach (var name in asked.Claims.Where(x => x != Identification.Email || !unproven))
        {
            if (token.TryGetProperty(name, out var value) && value.GetString() is { Length: > 0 and <= LongestText } text)
                person.AddClaim(new Claim(name, text));
        }

        return person;
    }
}
