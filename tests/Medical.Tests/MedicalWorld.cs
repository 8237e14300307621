using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Exchange.Jose;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// The medical program as it is composed for production, on real Kestrel, with a clock that the test sets, an identity provider and an employer's
/// side that the test plays.
/// </summary>
internal sealed class MedicalWorld : IAsyncDisposable
{
    internal const string Service = "Arbodienst De Brug";
    private static int _nextPort = System.Security.Cryptography.RandomNumberGenerator.GetInt32(9_000);
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-medical-").FullName;
    private readonly List<string> _databases = [];
    private readonly List<Person> _people = [];
    private readonly CapturedLog _log = new();
    private RealIdentity? _real;
    private WebApplication _app = null!;
    private string[] _settings = [];
    private ZoneKeys _keys = null!;
    private string _peers = "";

    private MedicalWorld(DateTimeOffset at)
    {
        Clock = new(at);
        Identity = new(FreePort(), Clock);
        Reintegration = new(FreePort(), Clock);
        At = new(Identity.Authority, "http://reintegratie.localhost:1", $"http://medisch.localhost:{FreePort()}");
    }

    /// <summary>Both engines; PostgreSQL is the one of the test run.</summary>
    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    internal Clock Clock { get; }

    internal FakeIdentity Identity { get; }

    internal FakeReintegration Reintegration { get; }

    internal Addresses At { get; }

    internal IServiceProvider Services => _app.Services;

    internal WebApplication App => _app;

    internal string Data => Path.Combine(_directory, "medical");

    /// <summary>The key custody of the program, counted.</summary>
    internal Shape.CountingCustody Custody { get; private set; } = null!;

    /// <summary>All that the program logged, exceptions with their messages.</summary>
    internal string Log => _log.ToString();

    /// <summary>Lets go what was logged up to now.</summary>
    internal void ForgetLog() => _log.Forget();

    /// <summary>The founding codes that were printed.</summary>
    internal IReadOnlyList<string> FoundingCodes { get; private set; } = [];

    /// <summary>Starts on a Tuesday morning in a week without holidays, unless told otherwise.</summary>
    internal static async Task<MedicalWorld> StartAsync(string engine = "sqlite", DateTimeOffset? at = null, bool realIdentity = false, params string[] settings)
    {
        var world = new MedicalWorld(at ?? new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero));
        var identityKey = world.Identity.Key;
        if (realIdentity)
        {
            world._real = await RealIdentity.StartAsync(Path.Combine(world._directory, "identity"), world.At, world.Data, world.Clock);
            identityKey = world._real.Key;
        }
        else
        {
            await world.Identity.StartAsync();
        }

        await world.Reintegration.StartAsync();
        world._peers = Path.Combine(world._directory, "peers.json");
        await File.WriteAllTextAsync(world._peers, $"[{Peer("identity", identityKey)},{Peer("reintegration", world.Reintegration.Key)}]");
        var uri = new Uri(world.At.Medical);
        world._settings =
        [
            $"--Zone:Data={world.Data}", $"--Zone:Peers={world._peers}", $"--Store:Provider={engine}", $"--Web:Host={uri.Authority}", $"--urls=http://127.0.0.1:{uri.Port}",
            $"--Identity:Authority={world.Identity.Authority}", $"--Identity:BackChannel=http://127.0.0.1:{world.Identity.Port}", $"--Service:Name={Service}",
            $"--Exchange:Reintegration=http://127.0.0.1:{world.Reintegration.Port}", $"--Exchange:ReintegrationHost=127.0.0.1:{world.Reintegration.Port}",
            .. engine == "postgres" ? await world.DatabasesAsync() : [], .. settings,
        ];
        await world.BeginAsync();
        world.FoundingCodes = await world.Services.GetRequiredService<Doors>().PrepareFoundingAsync(2, CancellationToken.None);
        return world;
    }

    /// <summary>As after a restart of the program: all that was in memory is gone.</summary>
    internal async Task RestartAsync()
    {
        await EndAsync();
        await BeginAsync();
    }

    /// <summary>Somebody who is signed in at the identity provider, in a browser of his own.</summary>
    internal async Task<Person> PersonAsync(string name, string? subject = null)
    {
        var person = new Person(name, $"{name.Replace(" ", "", StringComparison.Ordinal)}@voorbeeld.nl", At);
        _people.Add(person);
        await person.Browser.GetAsync($"{At.Identity}/be/{subject ?? Subject(name)}");
        return person;
    }

    /// <summary>The account's subject of somebody.</summary>
    internal static string Subject(string name) => "sub-" + name.Replace(" ", "-", StringComparison.Ordinal).Replace(".", "", StringComparison.Ordinal);

    /// <summary>Sets the clock forward, and lets the revocation list and the register be seen at the new time.</summary>
    internal async Task AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        await Services.GetRequiredService<RegisterStore>().RefreshAsync(CancellationToken.None);
        (await Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None)).Should().BeTrue();
    }

    /// <summary>A connection to one of this world's databases.</summary>
    internal bool Owns(System.Data.Common.DbConnection connection) => connection.DataSource.StartsWith(_directory, StringComparison.Ordinal) || _databases.Contains(connection.Database);

    /// <summary>Stops what the program does by itself, so that all that is done is done for a request.</summary>
    internal async Task QuietAsync()
    {
        foreach (var service in Services.GetServices<IHostedService>().Where(x => x.GetType().FullName!.StartsWith("ArboDossier.", StringComparison.Ordinal)))
        {
            await service.StopAsync(CancellationToken.None);
        }
    }

    internal Task AdvanceToAsync(DateTimeOffset at) => AdvanceAsync(at - Clock.GetUtcNow());

    internal async Task<T> ReadAsync<T>(Func<MedicalContext, Task<T>> read)
    {
        await using var db = Services.GetRequiredService<Func<MedicalContext>>()();
        return await read(db);
    }

    /// <summary>The ledger, oldest first.</summary>
    internal async Task<IReadOnlyList<LedgerLine>> LedgerAsync()
    {
        var rows = await ReadAsync(db => db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync());
        return rows.ConvertAll(LedgerLine.Of);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        await Identity.DisposeAsync();
        if (_real is not null)
        {
            await _real.DisposeAsync();
        }

        await Reintegration.DisposeAsync();
        _people.ForEach(x => x.Dispose());
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        foreach (var database in _databases)
        {
            await using var source = NpgsqlDataSource.Create(Admin());
            await using var drop = source.CreateCommand($"DROP DATABASE IF EXISTS {database} WITH (FORCE)");
            await drop.ExecuteNonQueryAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>
    /// A port below those that the system gives to outgoing connections: one of those could be taken before the program listens. Each is given
    /// once in this process.
    /// </summary>
    private static int FreePort()
    {
        while (true)
        {
            var port = 10_000 + (Interlocked.Increment(ref _nextPort) % 9_000);
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody else's.
            }
        }
    }

    internal static string Peer(string zone, SigningKey key)
    {
        using var jwks = JsonDocument.Parse(JwsKeys.Of(key.Public).ToJson());
        var jwk = jwks.RootElement.GetProperty("keys")[0].GetRawText();
        return $$"""{"zone":"{{zone}}","messages":{{jwk}},"ledger":{{jwk}}}""";
    }

    /// <summary>A builder of the program as its own start makes it.</summary>
    internal static WebApplicationBuilder Builder(string name, string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = name, EnvironmentName = "Development", ContentRootPath = AppContext.BaseDirectory, Args = settings });
        builder.WebHost.UseStaticWebAssets();
        return builder;
    }

    private async Task BeginAsync()
    {
        var builder = Builder("ArboDossier.Medical", _settings);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        var options = StoreOptions.Read(builder.Configuration, "medical");
        _keys = ZoneKeys.Initialise(options);
        Reintegration.MedicalKeys = JwsKeys.Of(_keys.Messages.Public);
        Composition.Compose(new ZoneStart(builder, options, _keys, Peers.Read(_peers)));
        Custody = new(_keys.Custody);
        builder.Services.AddSingleton<Sealing.IKeyCustody>(Custody);
        builder.Logging.ClearProviders().AddProvider(_log).SetMinimumLevel(LogLevel.Debug);
        _app = builder.Build();
        Composition.Configure(_app);
        await _app.StartAsync();
        await Wait.ForAsync(() => Services.GetRequiredService<Revocations>().SeenAt is not null, "the first revocation list");
    }

    private async Task EndAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _keys.Dispose();
    }

    private async Task<string[]> DatabasesAsync()
    {
        var settings = new List<string>();
        foreach (var which in (string[])["Content", "Keys"])
        {
            var name = $"medical_{Guid.NewGuid():N}";
            await using var source = NpgsqlDataSource.Create(Admin());
            await using var create = source.CreateCommand($"CREATE DATABASE {name}");
            await create.ExecuteNonQueryAsync();
            _databases.Add(name);
            settings.Add($"--ConnectionStrings:{which}={new NpgsqlConnectionStringBuilder(Admin()) { Database = name, MaxPoolSize = 20 }}");
        }

        return [.. settings];
    }

    private static string Admin() => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")
        ?? throw new InvalidOperationException("ARBO_TEST_POSTGRES is not set: run the tests through tests/run");
}

/// <summary>An entry of the ledger, as far as tests look at it.</summary>
internal sealed record LedgerLine(string Event, bool Permitted, string Reason, string Rule, string Role, Guid? User, Guid? OnBehalfOf, Guid? Subject)
{
    internal static LedgerLine Of(byte[] fields)
    {
        using var json = JsonDocument.Parse(fields);
        var root = json.RootElement;
        Guid? Id(string name) => root.TryGetProperty(name, out var value) ? Guid.ParseExact(value.GetString()!, "N") : null;
        return new(
            root.GetProperty("EventTypeCode").GetString()!, root.GetProperty("EventOutcomeIndicator").GetInt32() == 0, root.GetProperty("Controles").GetString()!,
            root.GetProperty("AutorisatieProtocol").GetString()!, root.GetProperty("RoleIDCode").GetString()!, Id("UserID"), Id("OnBehalfOf"), Id("Subject"));
    }
}

/// <summary>Keeps all that is logged, more than the program itself would print.</summary>
internal sealed class CapturedLog : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, _lines);

    public void Dispose()
    {
        // Kept over a restart of the program.
    }

    internal void Forget() => _lines.Clear();

    public override string ToString() => string.Join('\n', _lines);

    private sealed class Logger(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue($"{logLevel} {category}: {formatter(state, exception)} {exception}");
    }
}
