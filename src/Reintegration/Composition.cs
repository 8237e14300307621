using ArboDossier.Exchange;
using ArboDossier.Mail;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features;
using ArboDossier.Reintegration.Features.Exchange;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Reintegration.Features.SignIn;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration;

/// <summary>Puts the reintegration program together.</summary>
public static class Composition
{
    /// <summary>Services, with signing in at Identity.</summary>
    public static void Compose(ZoneStart start)
    {
        Services(start);
        start.Builder.AddArboSignIn(client =>
        {
            client.Zone = "reintegration";
            client.Key = () => start.Keys.Messages;
            client.IdentityKeys = () => start.Peers.Messages("identity");
            client.Sessions = s => s.GetRequiredService<SessionTickets<ReintegrationContext>>();
            client.Ledger = s => s.GetRequiredService<Witness<ReintegrationContext>>();
            client.Notices = s => s.GetRequiredService<IKeyNotices>();
            client.Elsewhere = EmployerSignIn.SchemeOf;
            client.SignedOut = EmployerSignIn.Leave;
        });
        EmployerSignIn.Add(start.Builder);
        start.Builder.AddArboWeb(web =>
        {
            web.Look = ZoneLook.Reintegration;
            web.IsAway = StoreAway.Means;
        });
    }

    /// <summary>Pipeline.</summary>
    public static void Configure(WebApplication app)
    {
        app.Services.MigrateZoneStore<ReintegrationContext>();
        MakeKeysAsync(app.Services).GetAwaiter().GetResult();
        app.UseArboWeb(afterSignIn: x => x.UseMiddleware<VisitorMiddleware>());
        app.MapArboSignIn();
        app.MapTick();
        app.MapImport();
        app.MapEmployerSignIn();
    }

    /// <summary>At installation and with each new version: the databases.</summary>
    public static void Initialise(ZoneStart start)
    {
        using var held = DirectoryLock.Take(start.Options.Data);
        var services = new ServiceCollection();
        services.AddLogging();
        AddStore(services, start);
        var provider = services.BuildServiceProvider();
        provider.MigrateZoneStore<ReintegrationContext>();
        provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Everything but the door: who somebody is comes from Identity, or in tests from the test.</summary>
    internal static void Services(ZoneStart start)
    {
        var (builder, _, _, peers) = start;
        var services = builder.Services;
        var configuration = builder.Configuration;
        AddStore(services, start);
        services.AddSingleton(peers);
        services.AddSingleton(new MedicalDoor(Required(configuration, "Medical:Origin")));
        services.AddSingleton(new SignInProgram((configuration["Identity:Revocations"] is { Length: > 0 } own ? own : Required(configuration, "Identity:Authority")).TrimEnd('/')));
        services.AddSingleton(new ServiceName(configuration["Service:Name"] ?? "ArboDossier"));
        services.AddSingleton(new FoundingCode(CodeHash(configuration["Founding:CodeHash"])));
        services.AddSingleton<Visitors>().AddSingleton<Organisation>().AddSingleton<EmployerAccounts>().AddSingleton<Substitutions>().AddSingleton<Employees>().AddSingleton<CaseStore>().AddSingleton<CaseWrites>().AddSingleton<Experts>().AddSingleton<Audits>().AddSingleton<Representatives>().AddSingleton<FileLog<ReintegrationContext>>();
        services.AddSingleton<Rosters>().AddSingleton<Releases>().AddSingleton<Inbox>().AddSingleton<Imports>().AddSingleton<PrivacyReads<ReintegrationContext>>();
        services.AddSingleton<ImportRunner>();
        services.AddHostedService(s => s.GetRequiredService<ImportRunner>());
        services.AddHostedService<Sweep>();
        services.AddSingleton<Calls>();
        services.AddNotices<ReintegrationContext, MemberAddresses>(configuration, s => s.GetRequiredService<WebSettings>().Host);
        Policies.Add(services);
        services.AddScoped<IShellContent, Menu>();
        services.AddScoped<IRefusals, RecordRefusal>();
        services.Configure<MvcOptions>(mvc => mvc.Filters.Add<ClosedForm>());
    }

    /// <summary>The keys that must exist before anything is sealed: of waiting messages, and of the service's own people.</summary>
    private static async Task MakeKeysAsync(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var openings = scope.ServiceProvider.GetRequiredService<Openings<ReintegrationContext>>();
        var vault = services.GetRequiredService<Vault>();
        await vault.CreateKeysAsync((await openings.OpenAsync(MachineAccess.StartMessages()))!, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        await vault.CreateKeysAsync((await openings.OpenAsync(MachineAccess.StartService()))!, KeyKind.Directory, Guid.Empty, [Guid.Empty]);
    }

    private static void AddStore(IServiceCollection services, ZoneStart start)
    {
        services.AddSingleton(new SealedColumns<ReintegrationContext>(MachineAccess.Reseal, SealedRows.Columns));
        services.AddZoneStore<ReintegrationContext, ReintegrationSqliteContext, ReintegrationPostgresContext>(start.Options, start.Keys, o => new(o), o => new(o));
    }

    private static byte[]? CodeHash(string? hex)
    {
        if (string.IsNullOrEmpty(hex))
        {
            return null;
        }

        return hex.Length == 64 && hex.All(char.IsAsciiHexDigit) ? Convert.FromHexString(hex) : throw new StoreSettingException("Founding:CodeHash must be 64 hex digits");
    }

    private static string Required(ConfigurationManager configuration, string name) =>
        configuration[name] is { Length: > 0 } value ? value : throw new StoreSettingException($"{name} is not set");
}

/// <summary>Our own Identity, where accounts and invitations are; for the link to them.</summary>
public sealed record SignInProgram(string Origin);

/// <summary>The service's name, as on screens.</summary>
public sealed record ServiceName(string Value);

/// <summary>SHA-256 of the founding code that Identity made, or null where none is configured.</summary>
public sealed record FoundingCode(byte[]? Hash);
