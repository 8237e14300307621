using System.Security.Cryptography;
using System.Text;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features;
using ArboDossier.Identity.Features.Connect;
using ArboDossier.Identity.Features.Invitation;
using ArboDossier.Identity.Features.Revocations;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Features.Witness;
using ArboDossier.Identity.Store;
using ArboDossier.Mail;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;

namespace ArboDossier.Identity;

/// <summary>Composition of the program that says who somebody is.</summary>
public static class IdentityProgram
{
    private const int FoundingCodeBytes = 15;

    public static void Compose(ZoneStart start)
    {
        var builder = start.Builder;
        var services = builder.Services;
        var settings = IdentitySettings.Read(builder.Configuration, builder.Environment.IsDevelopment());
        services.AddSingleton(settings);
        services.AddSingleton(start.Peers);
        AddStore(services, start);
        AddAccounts(services, settings);
        services.AddSingleton<Calls>();
        services.AddNotices<IdentityContext, AccountAddresses>(builder.Configuration, s => s.GetRequiredService<WebSettings>().Host);

        builder.AddArboWeb(o =>
        {
            o.Look = ZoneLook.Identity;
            o.IsAway = StoreAway.Means;
            // Signing in is a form post that ends at a client: form-action holds for that redirect too.
            foreach (var client in settings.Clients.Values)
                o.FormOrigins.Add(client.Origin);
        });
        services.AddAuthentication(Session.Scheme).AddCookie(Session.Scheme, cookie =>
        {
            cookie.Cookie.Name = Session.CookieName;
            cookie.Cookie.Path = "/";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            // UseArboWeb makes every cookie Secure, also on plain http in development, where Always would throw.
            cookie.Cookie.SecurePolicy = builder.Environment.IsDevelopment() ? CookieSecurePolicy.None : CookieSecurePolicy.Always;
            cookie.LoginPath = "/sign-in";
            cookie.ReturnUrlParameter = "continue";
            cookie.ExpireTimeSpan = Session.Lifetime;
            cookie.SlidingExpiration = false;
        });
        services.AddOptions<CookieAuthenticationOptions>(Session.Scheme).Configure<SessionTickets<IdentityContext>>((cookie, tickets) => cookie.SessionStore = tickets);
        Policies.Add(services.AddAuthorizationBuilder());
        services.AddScoped<IShellContent, Menu>();
        services.AddScoped<IRefusals, RecordRefusal>();
    }

    public static void Configure(WebApplication app)
    {
        app.Services.MigrateZoneStore<IdentityContext>();
        app.UseArboWeb(x => x.UseMiddleware<SecrecyFirst>());
        app.MapConnect();
        app.MapInvitations();
        app.MapRevocations();
        app.MapWitness();
    }

    /// <summary>Makes the databases and prints the founding code: once, and only its hash stays.</summary>
    public static void Initialise(ZoneStart start) => InitialiseAsync(start).GetAwaiter().GetResult();

    private static async Task InitialiseAsync(ZoneStart start)
    {
        using var held = DirectoryLock.Take(start.Options.Data);
        var services = new ServiceCollection();
        services.AddLogging();
        AddStore(services, start);
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddSingleton<Invitations>();
        await using var provider = services.BuildServiceProvider();
        provider.MigrateZoneStore<IdentityContext>();
        var code = Base32.Encode(RandomNumberGenerator.GetBytes(FoundingCodeBytes));
        if (await provider.GetRequiredService<Invitations>().PrepareFoundingAsync(code, CancellationToken.None))
            Say($"founding code: {code}");
    }

    private static void AddStore(IServiceCollection services, ZoneStart start) =>
        services.AddZoneStore<IdentityContext, IdentitySqliteContext, IdentityPostgresContext>(start.Options, start.Keys, o => new(o), o => new(o));

    private static void AddAccounts(IServiceCollection services, IdentitySettings settings)
    {
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = settings.PasswordIterations);
        services.AddSingleton<IPasswordHasher<Account>, PasswordHasher<Account>>();
        services.AddSingleton<ILookupNormalizer, UpperInvariantLookupNormalizer>();
        services.AddSingleton<SessionTickets<IdentityContext>>();
        services.AddSingleton<SealedNotes>();
        services.AddSingleton<AccountSecrets>();
        services.AddSingleton<StepCookie>();
        services.AddSingleton<Delays>();
        services.AddSingleton<RecoveryCodes>();
        services.AddSingleton<Accounts>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<Codes>();
        services.AddSingleton<Invitations>();
        services.AddSingleton<Promises>();
        services.AddSingleton(s => new SecrecyClauses(SecrecyClauses.Published, s.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Tidying>();
        services.AddHostedService(s => s.GetRequiredService<Tidying>());
        services.AddSingleton<PasswordCheck>();
        services.AddSingleton<PasskeyCheck>();
        services.AddSingleton<CodeCheck>();
        services.AddSingleton<ClientAssertion>();
        services.AddSingleton<IdTokens>();
        services.AddSingleton<AccessTokens>();
        services.AddSingleton<TokenGrants>();
        services.AddSingleton<OtherLogouts>();
        services.AddSingleton<Tellings>();
        services.AddSingleton<LogoutTeller>();
        services.AddHostedService(s => s.GetRequiredService<LogoutTeller>());
    }

    private static void Say(string line)
    {
#pragma warning disable RS0030 // What --init prints is for the operator who ran it, and is printed nowhere else.
        using var output = Console.OpenStandardOutput();
#pragma warning restore RS0030
        output.Write(Encoding.UTF8.GetBytes(line + "\n"));
    }
}
