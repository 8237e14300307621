using ArboDossier.Exchange;
using ArboDossier.Mail;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Exchange;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Medical;

/// <summary>Puts the medical program together.</summary>
public static class Composition
{
    private const int FoundingCodes = 2;

    /// <summary>Services.</summary>
    public static void Compose(ZoneStart start)
    {
        var (builder, options, keys, peers) = start;
        var services = builder.Services;
        var configuration = builder.Configuration;
        AddStore(services, start);
        services.AddSingleton(peers);
        AddDoors(services, configuration, s => RelyingParty.At(new Uri(s.GetRequiredService<WebSettings>().Origin)));
        services.AddSingleton(new ServiceName(configuration["Service:Name"] ?? "ArboDossier"));
        services.AddSingleton(new ExchangeAddress(new Uri(Required(configuration, "Exchange:Reintegration")), Required(configuration, "Exchange:ReintegrationHost")));
        services.AddHttpClient(nameof(Ticker), client =>
        {
            client.Timeout = TimeSpan.FromSeconds(10);
            client.MaxResponseContentBufferSize = TickCodec.MostCharacters;
        });
        services.AddSingleton<Visitors>().AddSingleton<EmployeeDoors>().AddSingleton<StaffStore>().AddSingleton<Appointing>().AddSingleton<Rosters>().AddSingleton<WhoMayOpen>();
        services.AddSingleton<FileStore>().AddSingleton<OutcomeStore>().AddSingleton<Worklists>().AddSingleton<FileLog<MedicalContext>>().AddSingleton<Inbox>().AddSingleton<Recoveries>();
        services.AddSingleton<ConflictStore>().AddSingleton<DeputyStore>().AddSingleton<OpeningReviews>().AddSingleton<TaskStore>();
        services.AddSingleton<DoorCodes>().AddSingleton<DeskStore>().AddSingleton<PrivacyReads<MedicalContext>>();
        services.AddSingleton<Contacts>();
        services.AddNotices<MedicalContext, ContactAddresses>(configuration, s => s.GetRequiredService<WebSettings>().Host);
        services.AddSingleton<Ticker>();
        services.AddHostedService(s => s.GetRequiredService<Ticker>());
        services.AddSingleton<ExchangeHealth>();
        services.AddHealthChecks().AddCheck<ExchangeHealth>("exchange");
        services.AddHostedService<Sweep>();
        Registers.Add(services, configuration, builder.Environment.IsDevelopment());
        services.AddSingleton<RegisterStore>();
        services.AddHostedService<RegisterWatch>();
        Policies.Add(services);
        services.AddScoped<IShellContent, Menu>();
        services.AddScoped<IRefusals, RecordRefusal>();
        builder.AddArboSignIn(client =>
        {
            client.Zone = "medical";
            client.Key = () => keys.Messages;
            client.IdentityKeys = () => peers.Messages("identity");
            // A session is renewed in the second half of its life only: this way it outlives the longest time that the door stays open.
            client.Idle = 2 * Doors.InConsultation;
            client.Sessions = s => s.GetRequiredService<SessionTickets<MedicalContext>>();
            client.Ledger = s => s.GetRequiredService<Witness<MedicalContext>>();
            client.Notices = s => s.GetRequiredService<IKeyNotices>();
        });
        ElectronicId.Add(builder);
        builder.AddArboWeb(web =>
        {
            web.Look = ZoneLook.Medical;
            web.IsAway = StoreAway.Means;
        });
    }

    /// <summary>Pipeline.</summary>
    public static void Configure(WebApplication app)
    {
        app.Services.MigrateZoneStore<MedicalContext>();
        MakeKeysAsync(app.Services).GetAwaiter().GetResult();
        app.UseArboWeb(afterSignIn: x => x.UseMiddleware<VisitorMiddleware>());
        app.MapArboSignIn();
    }

    /// <summary>At installation: the databases, and two founding codes of which only the hashes stay.</summary>
    public static void Initialise(ZoneStart start)
    {
        using var held = DirectoryLock.Take(start.Options.Data);
        var services = new ServiceCollection();
        services.AddLogging();
        AddStore(services, start);
        // Codes are made here and no passkey: nobody asks yet at which address that would be.
        AddDoors(services, start.Builder.Configuration, _ => new RelyingParty("localhost", "http://localhost"));
        var provider = services.BuildServiceProvider();
        provider.MigrateZoneStore<MedicalContext>();
        using var output = Output();
        foreach (var code in provider.GetRequiredService<Doors>().PrepareFoundingAsync(FoundingCodes, CancellationToken.None).GetAwaiter().GetResult())
        {
            output.WriteLine($"founding code: {code}");
        }

        provider.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }

    private static void AddDoors(IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, RelyingParty> at) =>
        services.AddSingleton(at).AddSingleton(new DoorSettings(configuration.GetValue("Door:SyncedPasskeys", false))).AddSingleton<Doors>();

    private static void AddStore(IServiceCollection services, ZoneStart start)
    {
        services.AddSingleton(new SealedColumns<MedicalContext>(MachineAccess.Reseal, SealedRows.Columns));
        services.AddZoneStore<MedicalContext, MedicalSqliteContext, MedicalPostgresContext>(start.Options, start.Keys, o => new(o), o => new(o));
    }

    /// <summary>The zone's message key exists before anything is sent, and the door's key before a secret is kept.</summary>
    private static async Task MakeKeysAsync(IServiceProvider services)
    {
        using var scope = services.CreateScope();
        var openings = scope.ServiceProvider.GetRequiredService<Openings<MedicalContext>>();
        var vault = services.GetRequiredService<Vault>();
        await vault.CreateKeysAsync((await openings.OpenAsync(MachineAccess.Start()))!, KeyKind.Message, Guid.Empty, [Guid.Empty]);
        await vault.CreateKeysAsync((await openings.OpenAsync(MachineAccess.StartDoor()))!, KeyKind.Door, Guid.Empty, [Guid.Empty]);
    }

    private static string Required(ConfigurationManager configuration, string name) =>
        configuration[name] is { Length: > 0 } value ? value : throw new StoreSettingException($"{name} is not set");

#pragma warning disable RS0030 // Installation speaks to the operator: the founding codes are printed once and stored nowhere.
    private static StreamWriter Output() => new(Console.OpenStandardOutput());
#pragma warning restore RS0030
}
