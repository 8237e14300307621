using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>Signing in at the identity provider, for the file programs: two calls in Program.cs.</summary>
public static class ArboSignIn
{
    private const string EndsAt = "arbo.ends_at";
    private const string AskedAgain = "arbo.asked_again";

    /// <summary>
    /// Registers the session cookie <c>__Host-arbo-ZONE</c> (the default scheme), the sign-in client (the default challenge),
    /// <see cref="Revocations"/>, <see cref="Inviting"/> and <see cref="Witnessing"/>. Requires <c>Identity:Authority</c>, and to be called before
    /// <see cref="ArboWeb.AddArboWeb"/>, which reads the origin that signing out redirects to.
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting is missing or wrong.</exception>
    public static WebApplicationBuilder AddArboSignIn(this WebApplicationBuilder builder, Action<ArboSignInOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var client = new ArboSignInOptions();
        configure(client);
        if (client.Zone.Length == 0 || client.Key is null || client.Sessions is null)
            throw new InvalidOperationException("AddArboSignIn: Zone, Key and Sessions are required.");
        var settings = ProviderSettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Web:FormOrigins:identity"] = new Uri(settings.Authority).GetLeftPart(UriPartial.Authority),
        });

        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(client);
        services.AddSingleton(settings);
        services.AddSingleton<Provider>();
        services.AddSingleton(s => new Inviting(client, settings, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton(s => new Revocations(client, settings, s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Revocations>>()));
        services.AddHostedService(s => s.GetRequiredService<Revocations>());
        services.AddSingleton<RevocationsSeen>();
        services.AddHealthChecks().AddCheck<RevocationsSeen>("revocations");
        if (client.Ledger is { } ledger)
        {
            services.AddSingleton(s => new Witnessing(client, settings, ledger(s), s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<Witnessing>>(), client.Notices?.Invoke(s)));
            services.AddHostedService(s => s.GetRequiredService<Witnessing>());
        }

        // Always Secure by the cookie policy of UseArboWeb; on plain http in development Always would throw here.
        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.None : CookieSecurePolicy.Always;
        services.AddAuthentication(o =>
            {
                o.DefaultScheme = ArboSignInNames.Session;
                o.DefaultChallengeScheme = ArboSignInNames.Provider;
                o.DefaultForbidScheme = ArboSignInNames.Session;
            })
            .AddCookie(ArboSignInNames.Session, o => Cookie(o, client, secure))
            .AddOAuth<SignInHandlerOptions, SignInHandler>(ArboSignInNames.Provider, o => SignIn(o, client, secure));
        services.AddOptions<CookieAuthenticationOptions>(ArboSignInNames.Session).Configure<IServiceProvider>((o, s) => o.SessionStore = client.Sessions(s));
        services.AddOptions<SignInHandlerOptions>(ArboSignInNames.Provider).Configure<Provider>((o, provider) => o.Provider = provider);
        return builder;
    }

    /// <summary>Maps the endpoint to which the sign-out button of every page posts.</summary>
    public static WebApplication MapArboSignIn(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost(ArboSignInNames.SignOutPath, SignOutAsync).AllowAnonymous();
        return app;
    }

    /// <summary>
    /// Sends somebody to sign in again when that was longer ago than this; zero asks always. For an act that wants the person to be there
    /// now. Use as the result of a page: <c>return ArboSignIn.Again(TimeSpan.FromMinutes(15), "/path");</c>
    /// </summary>
    public static Microsoft.AspNetCore.Mvc.ChallengeResult Again(TimeSpan maxAge, string back)
    {
        var properties = new AuthenticationProperties { RedirectUri = LocalPath.Or(back, "/") };
        properties.SetParameter<TimeSpan?>(SignInHandler.MaxAge, maxAge);
        return new(ArboSignInNames.Provider, properties);
    }

    /// <summary>Begins the zone's session of somebody who is known by now, in place of any session that the browser had.</summary>
    public static async Task StartAsync(HttpContext http, ClaimsPrincipal person, AuthenticationProperties properties, TimeSpan atMost)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(properties);
        var client = http.RequestServices.GetRequiredService<ArboSignInOptions>();
        var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
        properties.IssuedUtc = now;
        properties.ExpiresUtc = now + client.Idle;
        properties.Items[EndsAt] = (now + atMost).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        await FreshSession.StartAsync(http, ArboSignInNames.Session, $"__Host-arbo-{client.Zone}", person, properties);
    }

    /// <summary>When this person showed the factors.</summary>
    public static DateTimeOffset AuthenticatedAt(this ClaimsPrincipal person) => DateTimeOffset.FromUnixTimeSeconds(
        long.TryParse(person.FindFirstValue(ArboSignInNames.AuthenticatedAt), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0);

    private static void Cookie(CookieAuthenticationOptions o, ArboSignInOptions client, CookieSecurePolicy secure)
    {
        o.Cookie.Name = $"__Host-arbo-{client.Zone}";
        o.Cookie.Path = "/";
        o.Cookie.HttpOnly = true;
        o.Cookie.SameSite = SameSiteMode.Lax;
        o.Cookie.SecurePolicy = secure;
        o.ExpireTimeSpan = client.Idle;
        o.SlidingExpiration = true;
        o.Events.OnValidatePrincipal = async context =>
        {
            var services = context.HttpContext.RequestServices;
            var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
            var over = !context.Properties.Items.TryGetValue(EndsAt, out var text)
                || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var end) || now.ToUnixTimeSeconds() >= end;
            if (over || services.GetRequiredService<Revocations>().IsRevoked(context.Principal!))
            {
                context.RejectPrincipal();
                await context.HttpContext.SignOutAsync(ArboSignInNames.Session);
            }
        };
    }

    private static void SignIn(SignInHandlerOptions o, ArboSignInOptions client, CookieSecurePolicy secure)
    {
        o.ClientId = client.Zone;
        o.Key = client.Key!;
        o.Pinned = client.IdentityKeys;
        o.Elsewhere = client.Elsewhere;
        o.CallbackPath = ArboSignInNames.ReturnPath;
        Common(o, $"__Host-arbo-{client.Zone}-signin.", secure);
        o.Events.OnTicketReceived = async context =>
        {
            var http = context.HttpContext;
            var properties = context.Properties!;
            if (http.RequestServices.GetRequiredService<Revocations>().IsRevoked(context.Principal!))
            {
                context.HandleResponse();
                await AskAgainAsync(http, properties, context.ReturnUri);
                return;
            }

            properties.Items.Remove(AskedAgain);
            context.HandleResponse();
            await StartAsync(http, context.Principal!, properties, client.AtMost);
            http.Response.Redirect(LocalPath.Or(context.ReturnUri, "/"));
        };
        // A state page instead of starting again by itself: a provider that always refuses would be asked without end.
        o.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.StatusCode = context.Failure is HttpRequestException ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        };
    }

    /// <summary>What every client of a provider has in common, whatever it asks there.</summary>
    internal static void Common(SignInHandlerOptions o, string cookie, CookieSecurePolicy secure)
    {
        // The framework asks for these; the client signs instead, and the addresses are the provider's own description.
        o.ClientSecret = "signed";
        o.AuthorizationEndpoint = "https://provider/authorize";
        o.TokenEndpoint = "https://provider/token";
        o.SignInScheme = ArboSignInNames.Session;
        o.UsePkce = true;
        o.Scope.Clear();
        o.Scope.Add("openid");
        o.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(30);
        o.CorrelationCookie.Name = cookie;
        o.CorrelationCookie.Path = "/";
        o.CorrelationCookie.HttpOnly = true;
        o.CorrelationCookie.SameSite = SameSiteMode.Lax;
        o.CorrelationCookie.SecurePolicy = secure;
    }

    /// <summary>
    /// What the provider still knows of somebody is what was revoked: it is to ask for the factors anew. Once, or the two would send somebody to and
    /// fro without end.
    /// </summary>
    private static async Task AskAgainAsync(HttpContext http, AuthenticationProperties before, string? back)
    {
        if (before.Items.ContainsKey(AskedAgain))
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var properties = new AuthenticationProperties { RedirectUri = LocalPath.Or(back, "/") };
        properties.Items[AskedAgain] = "1";
        properties.SetParameter<TimeSpan?>(SignInHandler.MaxAge, TimeSpan.Zero);
        await http.ChallengeAsync(ArboSignInNames.Provider, properties);
    }

    private static async Task<IResult> SignOutAsync(HttpContext http, IAntiforgery antiforgery, ArboSignInOptions client, Provider provider, CancellationToken cancel)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Results.BadRequest();
        if (client.Elsewhere(http) is not null)
        {
            await http.SignOutAsync(ArboSignInNames.Session);
            return Results.LocalRedirect(client.SignedOut(http));
        }

        var hint = await http.GetTokenAsync(ArboSignInNames.Session, "id_token");
        await http.SignOutAsync(ArboSignInNames.Session);
        try
        {
            var end = (await provider.DescribeAsync(cancel)).EndSession;
            return end is null || hint is null ? Results.LocalRedirect("/") : Results.Redirect(QueryHelpers.AddQueryString(end, "id_token_hint", hint));
        }
        catch (HttpRequestException)
        {
            // Signed out here; the provider's own session ends by itself or there.
            return Results.LocalRedirect("/");
        }
    }
}
