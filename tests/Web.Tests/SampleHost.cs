using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace ArboDossier.Web.Tests;

/// <summary>A program in small: real Kestrel, real antiforgery, the pages of Features/, and a door that believes a header.</summary>
public sealed class SampleHost : IAsyncDisposable
{
    public const string Name = "medisch.localhost";
    public const string Origin = "http://" + Name;

    private SampleHost(WebApplication app, Uri address)
    {
        App = app;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = address };
    }

    public WebApplication App { get; }

    public HttpClient Http { get; }

    public Uri Address => Http.BaseAddress!;

    public CapturedLog Log => App.Services.GetRequiredService<CapturedLog>();

    public RecordedRefusals Refusals => App.Services.GetRequiredService<RecordedRefusals>();

    public static WebApplication Build(string environment, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(SampleHost).Assembly.GetName().Name,
            EnvironmentName = environment,
            ContentRootPath = AppContext.BaseDirectory,
            Args = settings,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.AddArboWeb(o =>
        {
            o.Look = ZoneLook.Medical;
            o.FormOrigins.Add("https://inloggen.example");
        });
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddSingleton<CapturedLog>();
        builder.Services.AddSingleton<ILoggerProvider>(s => s.GetRequiredService<CapturedLog>());
        builder.Services.AddSingleton<RecordedRefusals>();
        builder.Services.AddSingleton<IRefusals>(s => s.GetRequiredService<RecordedRefusals>());
        builder.Services.AddScoped<IShellContent, SampleMenu>();
        builder.Services.AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderDoor>("header", null);
        builder.Services.AddAuthorizationBuilder().AddPolicy("OnlyDoctors", p => p.RequireClaim("doctor"));
        if (builder.Configuration["Sample:Ledger"] is { } state)
            builder.Services.AddHealthChecks().AddCheck("ledger", () => new HealthCheckResult(Enum.Parse<HealthStatus>(state), "secret-canary"));
        var app = builder.Build();
        app.UseArboWeb();
        app.MapGet("/closed/{id:guid}", () => "secret").RequireAuthorization("OnlyDoctors");
        app.MapGet("/fails", (string what) => Fails(what)).AllowAnonymous();
        app.MapGet("/breaks", async (HttpContext http) =>
        {
            await http.Response.WriteAsync("half");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("secret-canary");
        }).AllowAnonymous();
        app.MapGet("/gives/{code:int}", (int code) => Results.StatusCode(code)).AllowAnonymous();
        app.MapPost("/exchange/tick", () => "tock").FromPrograms().AllowAnonymous();
        app.MapPost("/exchange/refused", () => Results.StatusCode(404)).FromPrograms().AllowAnonymous();
        return app;
    }

    public static async Task<SampleHost> StartAsync(string environment = "Development", params string[] settings)
    {
        var app = Build(environment, ["--Web:Host=" + Name, "--urls=http://127.0.0.1:0", .. settings]);
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new SampleHost(app, new Uri(address));
    }

    /// <summary>Sends as a browser on the own host would, unless told otherwise.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? body = null, params (string Name, string? Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body };
        request.Headers.Host = Name;
        if (method != HttpMethod.Get && method != HttpMethod.Head)
            request.Headers.Add("Origin", Origin);
        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            if (value is not null)
                request.Headers.TryAddWithoutValidation(name, value);
        }
        using var response = await Http.SendAsync(request);
        var all = response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), all);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string? Value)[] headers) =>
        SendAsync(HttpMethod.Get, path, null, headers);

    /// <summary>Opens the page, takes token and cookie from it and posts the fields, as a person would.</summary>
    public async Task<Answer> PostFormAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, params (string Name, string? Value)[] headers)
    {
        var page = await GetAsync(path, headers);
        var token = page.Body.Split("name=\"__RequestVerificationToken\" type=\"hidden\" value=\"")[1].Split('"')[0];
        var cookie = page.Headers["Set-Cookie"].Split(';')[0];
        return await SendAsync(HttpMethod.Post, path,
            new FormUrlEncodedContent(fields.Append(new("__RequestVerificationToken", token))), [("Cookie", cookie), .. headers]);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await App.DisposeAsync();
    }

    private static string Fails(string what) => what switch
    {
        "state" => throw new InvalidOperationException("secret-canary of Marieke de Vries"),
        "request" => throw new BadHttpRequestException("secret-canary", 413),
        "data" => throw new InvalidDataException("secret-canary: a blob of ours is damaged"),
        _ => throw new AggregateException("secret-canary", new TimeoutException("secret-canary")),
    };
}

public sealed record Answer(int Status, string Body, IReadOnlyDictionary<string, string> Headers);

public sealed class CapturedLog : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> Lines { get; } = new();

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        ArgumentNullException.ThrowIfNull(formatter);
        Lines.Enqueue(formatter(state, null) + " " + exception);
    }

    public void Dispose()
    {
    }
}

public sealed class RecordedRefusals : IRefusals
{
    public ConcurrentQueue<string?> Policies { get; } = new();

    public Task RefusedAsync(HttpContext http, string? policy)
    {
        Policies.Enqueue(policy);
        return Task.CompletedTask;
    }
}

public sealed class HeaderDoor(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory log, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, log, encoder)
{
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Headers["X-Person"] is not [{ Length: > 0 } person])
            return Task.FromResult(AuthenticateResult.NoResult());
        var identity = new ClaimsIdentity([new Claim("name", person)], Scheme.Name, "name", "role");
        return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), Scheme.Name)));
    }
}

public sealed class SampleMenu(Words words) : IShellContent
{
    public ValueTask FillAsync(Shell shell, HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(shell);
        if (shell.Menu.Count > 0)
            return ValueTask.CompletedTask;
        shell.Person = new ShellPerson("S. Bakker", "SB", words["Bedrijfsarts, BIG 19012345601", "Company doctor, BIG 19012345601"], words["Register gecontroleerd: vandaag 06:10", "Register checked: today 06:10"]);
        shell.Menu.Add(new MenuGroup(words["Mijn werk", "My work"],
            new MenuItem(words["Werkvoorraad", "Worklist"], "list-checks", "/look/worklist", 18),
            new MenuItem(words["Consulten", "Consultations"], "stethoscope", "/look/consult", 6),
            new MenuItem(words["Te ondertekenen", "To sign"], "file-pen-line", "/look/case", 3),
            new MenuItem(words["Formulier", "Form"], "pencil", "/form")));
        shell.Menu.Add(new MenuGroup(words["Verantwoording", "Accountability"], new MenuItem(words["Inzagelogboek", "Access log"], "history", "/look/mine")));
        return ValueTask.CompletedTask;
    }
}

public static class Program
{
    public static async Task Main(string[] args) =>
        await SampleHost.Build("Development", ["--Web:Host=localhost:5099", "--urls=http://localhost:5099", .. args]).RunAsync();
}
