using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace ArboDossier.Reintegration.Tests;

/// <summary>A clock that runs, and can be set forward.</summary>
public sealed class Clock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}

/// <summary>
/// The program on real Kestrel under its own host name, with antiforgery and both databases, an Identity that only makes invitations, and a Medical
/// that only signs. Who somebody is comes from a header instead of a session: only the subject and the accepted invitations, as in the real one.
/// </summary>
public sealed class World : IAsyncDisposable
{
    public const string FoundingCode = "ABCD2345EFGH";
    private readonly DirectoryInfo _directory;
    private readonly WebApplication _identity;
    private readonly ZoneKeys _keys;
    private readonly SigningKey _identityKey;
    private readonly string? _database;

    private World(WebApplication app, WebApplication identity, ZoneKeys keys, SigningKey identityKey, SigningKey medicalKey, Clock clock, int port, string? database, DirectoryInfo directory)
    {
        (App, _identity, _keys, _identityKey, MedicalKey, Clock, Port, _database, _directory) = (app, identity, keys, identityKey, medicalKey, clock, port, database, directory);
    }

    public static TheoryData<StoreProvider> Engines { get; } = Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES") is null
        ? new(StoreProvider.Sqlite)
        : new(StoreProvider.Sqlite, StoreProvider.Postgres);

    public WebApplication App { get; }

    public SigningKey MedicalKey { get; }

    public JwsKeys ReintegrationKeys => JwsKeys.Of(_keys.Messages.Public);

    /// <summary>The key custody of the program, counted.</summary>
    public Shape.CountingCustody Custody => (Shape.CountingCustody)App.Services.GetRequiredService<Sealing.IKeyCustody>();

    public Clock Clock { get; }

    public int Port { get; }

    public string Host => $"reintegratie.localhost:{Port}";

    public string DataDirectory => _directory.FullName;

    public CapturedLog Log => App.Services.GetRequiredService<CapturedLog>();

    public DateOnly Today => Web.Words.LocalDay(Clock.GetUtcNow());

    public static async Task<World> StartAsync(StoreProvider provider = StoreProvider.Sqlite, params string[] more)
    {
        var directory = Directory.CreateTempSubdirectory("arbo-reintegration-");
        var clock = new Clock();
        var (identityKey, medicalKey) = (SigningKey.Create(), SigningKey.Create());
        var peers = Path.Combine(directory.FullName, "peers.json");
        await File.WriteAllTextAsync(peers, $"[{Peer("medical", medicalKey)},{Peer("identity", identityKey)}]");
        var database = provider == StoreProvider.Postgres ? await TestDatabases.CreateAsync() : null;
        var identity = await IdentityAsync(identityKey, clock);
        var port = FreePort();
        string[] settings =
        [
            $"--Zone:Data={Path.Combine(directory.FullName, "reintegration")}", $"--Zone:Peers={peers}", $"--Store:Provider={(database is null ? "sqlite" : "postgres")}",
            $"--Web:Host=reintegratie.localhost:{port}", $"--urls=http://127.0.0.1:{port}", "--Identity:Authority=http://inloggen.localhost:1",
            $"--Identity:BackChannel={identity.Urls.First()}", $"--Medical:Origin={MedicalSide.Origin}", "--Service:Name=Arbodienst De Brug",
            $"--Founding:CodeHash={Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(FoundingCode)))}",
            .. database is null ? [] : TestDatabases.Settings(database), .. more,
        ];
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = "ArboDossier.Reintegration",
            EnvironmentName = "Development",
            ContentRootPath = AppContext.BaseDirectory,
            Args = settings,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddSingleton<TimeProvider>(clock);
        var options = StoreOptions.Read(builder.Configuration, "reintegration");
        var keys = ZoneKeys.Initialise(options);
        Composition.Compose(new ZoneStart(builder, options, keys, Peers.Read(peers)));
        builder.Services.AddSingleton<Sealing.IKeyCustody>(new Shape.CountingCustody(keys.Custody));
        builder.Services.AddSingleton<CapturedLog>();
        builder.Services.AddSingleton<ILoggerProvider>(s => s.GetRequiredService<CapturedLog>());
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HeaderDoor>("header", null);
        builder.Services.PostConfigure<AuthenticationOptions>(o => (o.DefaultScheme, o.DefaultAuthenticateScheme, o.DefaultChallengeScheme, o.DefaultForbidScheme) = ("header", "header", "header", "header"));
        var app = builder.Build();
        Composition.Configure(app);
        await app.StartAsync();
        return new World(app, identity, keys, identityKey, medicalKey, clock, port, database, directory);
    }

    public Person Person(string subject, params Guid[] invitations) => new(this, subject, invitations);

    /// <summary>The same account at another browser, which does not go on by itself from the privacy statement.</summary>
    public Person Again(Person person) => new(this, person.Subject, person.Invitations) { ReadsOn = false };

    /// <summary>A connection to one of this world's databases.</summary>
    public bool Owns(System.Data.Common.DbConnection connection) =>
        connection.DataSource.StartsWith(_directory.FullName, StringComparison.Ordinal) || (_database is not null && connection.Database.StartsWith(_database, StringComparison.Ordinal));

    /// <summary>Stops what the program does by itself, so that all that is done is done for a request.</summary>
    public async Task QuietAsync()
    {
        foreach (var service in App.Services.GetServices<IHostedService>().Where(x => x.GetType().FullName!.StartsWith("ArboDossier.", StringComparison.Ordinal)))
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    public Person Stranger() => Person(Guid.NewGuid().ToString("N"));

    /// <summary>The ledger, oldest first.</summary>
    public Task<IReadOnlyList<LedgerLine>> LedgerAsync() => RowsAsync<IReadOnlyList<LedgerLine>>(async db =>
    {
        var rows = await db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync();
        return rows.ConvertAll(bytes =>
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return new LedgerLine(
                root.GetProperty("EventTypeCode").GetString()!, root.GetProperty("EventOutcomeIndicator").GetInt32() == 0, root.GetProperty("Controles").GetString()!,
                root.GetProperty("RoleIDCode").GetString()!, root.TryGetProperty("Subject", out var subject) ? Guid.ParseExact(subject.GetString()!, "N") : null, Encoding.UTF8.GetString(bytes));
        });
    });

    public async Task<T> RowsAsync<T>(Func<ReintegrationContext, Task<T>> read)
    {
        await using var db = App.Services.GetRequiredService<Func<ReintegrationContext>>()();
        return await read(db);
    }

    /// <summary>Every column of every table as text, and everything that was logged: where a word that was refused must not be.</summary>
    public async Task<string> EverythingAsync()
    {
        var all = new StringBuilder();
        await using var db = App.Services.GetRequiredService<Func<ReintegrationContext>>()();
        await db.Database.OpenConnectionAsync();
        foreach (var entity in db.Model.GetEntityTypes())
        {
            await using var command = db.Database.GetDbConnection().CreateCommand();
#pragma warning disable CA2100 // A table's name from the model.
            command.CommandText = $"SELECT * FROM \"{entity.GetTableName()}\"";
#pragma warning restore CA2100
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
            {
                for (var i = 0; i < reader.FieldCount; i++)
                {
                    all.Append(reader[i] is byte[] bytes ? Encoding.UTF8.GetString(bytes) : reader[i]).Append('|');
                }
            }
        }

        return all.AppendJoin('\n', Log.Lines).ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _identity.DisposeAsync();
        _keys.Dispose();
        MedicalKey.Dispose();
        _identityKey.Dispose();
        if (_database is not null)
        {
            await TestDatabases.DropAsync(_database);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _directory.Delete(recursive: true);
    }

    /// <summary>An Identity that makes invitations and nothing else.</summary>
    private static async Task<WebApplication> IdentityAsync(SigningKey key, Clock clock)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls=http://127.0.0.1:0"], EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/exchange/invitations", async (HttpContext http) =>
        {
            using var reader = new StreamReader(http.Request.Body);
            var token = await reader.ReadToEndAsync();
            using var payload = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(token.Split('.')[1]));
            var id = payload.RootElement.GetProperty("body").GetProperty("Id").GetGuid();
            var now = clock.GetUtcNow();
            var body = JsonSerializer.SerializeToUtf8Bytes(new InvitationAnswer(id, $"http://inloggen.localhost:1/invitation/{id:N}", "123456"), TickCodec.Json);
            return Results.Text(JwsMessage.Sign(key, "invitation-answer+jws", new JwsClaims("identity", "reintegration", Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), body));
        });
        await app.StartAsync();
        return app;
    }

    private static string Peer(string zone, SigningKey key)
    {
        using var jwks = JsonDocument.Parse(JwsKeys.Of(key.Public).ToJson());
        var jwk = jwks.RootElement.GetProperty("keys")[0].GetRawText();
        return $$"""{"zone":"{{zone}}","messages":{{jwk}},"ledger":{{jwk}}}""";
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

public sealed record LedgerLine(string Event, bool Permitted, string Reason, string Role, Guid? Subject, string Text);

/// <summary>Believes a header: the account's subject and the invitations it accepted.</summary>
public sealed class HeaderDoor(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-Subject"] is not [{ Length: > 0 } subject])
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var claims = new List<Claim> { new(ArboSignInNames.Subject, subject) };
        // Signed in a moment ago, unless the test says otherwise.
        var ago = TimeSpan.FromMinutes(int.TryParse(Request.Headers["X-Signed-In-Minutes-Ago"], System.Globalization.CultureInfo.InvariantCulture, out var minutes) ? minutes : 0);
        claims.Add(new(ArboSignInNames.AuthenticatedAt, (TimeProvider.GetUtcNow() - ago).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)));
        claims.AddRange(Request.Headers["X-Invitations"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(x => new Claim(ArboSignInNames.Invitation, x)));
        // What a token might claim beyond that is nothing here.
        claims.Add(new("role", nameof(Role.EmployerAdministrator)));
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(new ClaimsIdentity(claims, Scheme.Name)), Scheme.Name)));
    }
}

/// <summary>Everything that was logged.</summary>
public sealed class CapturedLog : ILoggerProvider, ILogger
{
    public System.Collections.Concurrent.ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue(formatter(state, null) + " " + exception);

    public void Dispose()
    {
    }
}

/// <summary>Databases of one test on the PostgreSQL server that the test command started.</summary>
internal static class TestDatabases
{
    private static string Server => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")!;

    internal static async Task<string> CreateAsync()
    {
        var name = $"reintegration_{Guid.NewGuid():N}";
        await RunAsync($"CREATE DATABASE {name}_content");
        await RunAsync($"CREATE DATABASE {name}_keys");
        return name;
    }

    internal static string[] Settings(string name) => [$"--ConnectionStrings:Content={Of(name, "content")}", $"--ConnectionStrings:Keys={Of(name, "keys")}"];

    internal static async Task DropAsync(string name)
    {
        NpgsqlConnection.ClearAllPools();
        await RunAsync($"DROP DATABASE {name}_content WITH (FORCE)");
        await RunAsync($"DROP DATABASE {name}_keys WITH (FORCE)");
    }

    private static string Of(string name, string which) => new NpgsqlConnectionStringBuilder(Server) { Database = $"{name}_{which}", MaxPoolSize = 10 }.ToString();

    private static async Task RunAsync(string text)
    {
        await using var connection = new NpgsqlConnection(Server);
        await connection.OpenAsync();
#pragma warning disable CA2100 // The names are made here.
        await using var command = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
