using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace ArboDossier.Identity.Tests;

/// <summary>Identity and one file program on real Kestrel, on 127.0.0.1 under their own host names, with their own keys.</summary>
public sealed class World : IAsyncDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbo-identity-");
    private readonly ZoneKeys _keys;
    private readonly string? _database;

    private World(WebApplication identity, WebApplication medical, ZoneKeys keys, SigningKey medicalKey, string foundingCode, string? database)
    {
        (Identity, Medical, _keys, MedicalKey, FoundingCode, _database) = (identity, medical, keys, medicalKey, foundingCode, database);
    }

    public static TheoryData<StoreProvider> Engines { get; } = Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES") is null
        ? new(StoreProvider.Sqlite)
        : new(StoreProvider.Sqlite, StoreProvider.Postgres);

    internal WebApplication Identity { get; }

    internal WebApplication Medical { get; }

    internal SigningKey MedicalKey { get; }

    internal SigningKey ReintegrationKey { get; private set; } = null!;

    /// <summary>Signs the checkpoints of Medical's ledger.</summary>
    internal ECDsa MedicalLedger { get; private set; } = null!;

    internal JwsPublicKey IdentityLedger => _keys.Ledger.Public;

    internal string FoundingCode { get; }

    internal Clock Clock { get; private init; } = null!;

    internal string Authority => Identity.Services.GetRequiredService<IdentitySettings>().Authority;

    internal Client MedicalClient => Identity.Services.GetRequiredService<IdentitySettings>().Clients["medical"];

    internal JwsKeys IdentityKeys => JwsKeys.Of(_keys.Messages.Public);

    internal SigningKey IdentityKey => _keys.Messages;

    internal ZoneKeys Keys => _keys;

    public async ValueTask DisposeAsync()
    {
        await Medical.DisposeAsync();
        await Identity.DisposeAsync();
        _keys.Dispose();
        MedicalKey.Dispose();
        ReintegrationKey.Dispose();
        MedicalLedger.Dispose();
        if (_database is not null)
            await TestDatabases.DropAsync(_database);
        _directory.Delete(recursive: true);
    }

    internal static Task<World> StartAsync(StoreProvider provider = StoreProvider.Sqlite, params string[] more) => StartAsync(provider, _ => { }, more);

    /// <summary>With services of Identity that a test brings along in place of the program's own.</summary>
    internal static async Task<World> StartAsync(StoreProvider provider, Action<IServiceCollection> instead, params string[] more)
    {
        var (identityPort, medicalPort) = (FreePort(), FreePort());
        var authority = $"http://inloggen.localhost:{identityPort}";
        var medicalOrigin = $"http://medisch.localhost:{medicalPort}";
        var directory = Directory.CreateTempSubdirectory("arbo-identity-");
        var clock = new Clock();
        var (medicalKey, reintegrationKey) = (SigningKey.Create(), SigningKey.Create());
        var peers = Path.Combine(directory.FullName, "peers.json");
        var medicalLedger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await File.WriteAllTextAsync(peers, $"[{Peer("medical", medicalKey.Public, PublicOf(medicalLedger))},{Peer("reintegration", reintegrationKey.Public, reintegrationKey.Public)}]");
        var database = provider == StoreProvider.Postgres ? await TestDatabases.CreateAsync() : null;
        string[] settings =
        [
            $"--Zone:Data={Path.Combine(directory.FullName, "identity")}",
            $"--Zone:Peers={peers}",
            $"--Store:Provider={(provider == StoreProvider.Postgres ? "postgres" : "sqlite")}",
            $"--Web:Host=inloggen.localhost:{identityPort}",
            $"--urls=http://127.0.0.1:{identityPort}",
            $"--Identity:Authority={authority}",
            "--Identity:PasswordIterations=1000",
            $"--Clients:medical:Origin={medicalOrigin}",
            "--Clients:reintegration:Origin=http://reintegratie.localhost:1",
            .. database is null ? [] : TestDatabases.Settings(database),
            .. more,
        ];

        var builder = Builder("ArboDossier.Identity", settings);
        builder.Services.AddSingleton<TimeProvider>(clock);
        var options = StoreOptions.Read(builder.Configuration, "identity");
        var keys = ZoneKeys.Initialise(options);
        IdentityProgram.Compose(new ZoneStart(builder, options, keys, Peers.Read(peers)));
        instead(builder.Services);
        var identity = builder.Build();
        IdentityProgram.Configure(identity);
        var code = "FOUNDINGCODE";
        await identity.Services.GetRequiredService<Invitations>().PrepareFoundingAsync(code, CancellationToken.None);
        await identity.StartAsync();

        var medical = Program(medicalPort, authority, identityPort, medicalKey, JwsKeys.Of(keys.Messages.Public), clock);
        await medical.StartAsync();
        return new World(identity, medical, keys, medicalKey, code, database) { Clock = clock, ReintegrationKey = reintegrationKey, MedicalLedger = medicalLedger };
    }

    internal Browser NewBrowser() => new();

    /// <summary>How programs reach Identity.</summary>
    internal HttpClient Program()
    {
        var uri = new Uri(Authority);
        var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{uri.Port}") };
        http.DefaultRequestHeaders.Host = uri.Authority;
        return http;
    }

    internal string PasskeyOrigin => Authority;

    private static WebApplicationBuilder Builder(string name, string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = name,
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
            Args = settings,
        });
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }

    internal static WebApplication Program(int port, string authority, int identityPort, SigningKey key, JwsKeys identity, TimeProvider clock, params string[] more)
    {
        var builder = Builder("ArboDossier.Identity.Tests", [
            $"--Web:Host=medisch.localhost:{port}", $"--urls=http://127.0.0.1:{port}",
            $"--Identity:Authority={authority}", $"--Identity:BackChannel=http://127.0.0.1:{identityPort}", .. more]);
        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton<MemoryTickets>();
        builder.AddArboSignIn(o =>
        {
            o.Zone = "medical";
            o.Key = () => key;
            o.IdentityKeys = () => identity;
            o.Sessions = s => s.GetRequiredService<MemoryTickets>();
        });
        builder.AddArboWeb(o => o.Look = ZoneLook.Medical);
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddAuthorizationBuilder().AddPolicy("person", p => p.RequireAuthenticatedUser());
        var app = builder.Build();
        app.UseArboWeb();
        app.MapArboSignIn();
        app.MapGet("/me", (ClaimsPrincipal me) => me.Claims.Select(c => $"{c.Type}={c.Value}").ToArray()).RequireAuthorization("person");
        app.MapGet("/form", (HttpContext http, Microsoft.AspNetCore.Antiforgery.IAntiforgery antiforgery) => Results.Text(
            $"<form method=post action=/sign-out><input type=hidden name=__RequestVerificationToken value='{antiforgery.GetAndStoreTokens(http).RequestToken}'></form>",
            "text/html")).RequireAuthorization("person");
        return app;
    }

    private static string Peer(string zone, JwsPublicKey messages, JwsPublicKey ledger)
    {
        static string Jwk(JwsPublicKey key)
        {
            using var jwks = JsonDocument.Parse(JwsKeys.Of(key).ToJson());
            return jwks.RootElement.GetProperty("keys")[0].GetRawText();
        }

        return $$"""{"zone":"{{zone}}","messages":{{Jwk(messages)}},"ledger":{{Jwk(ledger)}}}""";
    }

    private static JwsPublicKey PublicOf(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        return JwsPublicKey.TryCreate(point.X!, point.Y!, out var made) ? made : throw new InvalidOperationException("no point of the curve");
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>Sessions of the file program, in memory.</summary>
internal sealed class MemoryTickets : ITicketStore
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, AuthenticationTicket> _tickets = new();

    internal int Count => _tickets.Count;

    public Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Guid.NewGuid().ToString("N");
        _tickets[key] = ticket;
        return Task.FromResult(key);
    }

    public Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        if (_tickets.ContainsKey(key))
            _tickets[key] = ticket;
        return Task.CompletedTask;
    }

    public Task<AuthenticationTicket?> RetrieveAsync(string key) => Task.FromResult(_tickets.GetValueOrDefault(key));

    public Task RemoveAsync(string key)
    {
        _tickets.TryRemove(key, out _);
        return Task.CompletedTask;
    }
}
