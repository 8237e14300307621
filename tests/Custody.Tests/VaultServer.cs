using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Azure.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Custody.Tests;

/// <summary>How the service answers.</summary>
public enum Mood
{
    Well,
    Unauthorised,
    Forbidden,
    Busy,
    BusyOnce,
    Broken,
    Unavailable,
    Slow,
    Garbage,
    WrongShape,
    Refused,
}

/// <summary>A server on loopback that speaks the key service's documented REST interface (7.4) with real keys, and the machine identity's.</summary>
public sealed class VaultServer : IAsyncDisposable
{
    private readonly Dictionary<string, List<(string Version, RSA? Rsa, ECDsa? Ec)>> _keys = new()
    {
        ["wrapping"] = [NewRsa(3072)],
        ["messages"] = [NewEc()],
        ["ledger"] = [NewEc()],
    };

    private readonly TaskCompletionSource _never = new();
    private WebApplication _app = null!;

    public Mood Mood { get; set; }

    public int Calls { get; private set; }

    public string Bearer { get; set; } = "first";

    public Uri Address { get; private set; } = null!;

    public Uri Identity => new(Address, "metadata/identity/oauth2/token");

    public static async Task<VaultServer> StartAsync()
    {
        // The server and those who wait for it share one process here.
        ThreadPool.SetMinThreads(16, 16);
        var server = new VaultServer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        server._app = builder.Build();
        server._app.MapGet("/metadata/identity/oauth2/token", server.Token);
        server._app.MapGet("/keys/{name}/{version?}", (HttpContext http, string name, string? version) => server.AnswerAsync(http, () => server.Describe(name, version)));
        server._app.MapPost("/keys/{name}/{version}/{operation}", (HttpContext http, string name, string version, string operation) => server.OperateAsync(http, name, version, operation));
        await server._app.StartAsync();
        server.Address = new(server._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return server;
    }

    public KeyServiceKeys Open(TimeSpan? wait = null) => new(Address, new MachineIdentity(Identity, TimeSpan.FromSeconds(30)), wait ?? TimeSpan.FromSeconds(30));

    public void NewVersion(string name) => _keys[name].Add(name == "wrapping" ? NewRsa(3072) : NewEc());

    /// <summary>Another key under a version that was there, as after a restore of the wrong backup.</summary>
    public void Exchange(string name)
    {
        var (version, _, _) = _keys[name][^1];
        _keys[name][^1] = (name == "wrapping" ? NewRsa(3072) : NewEc()) with { Version = version };
    }

    public void Shorten() => _keys["wrapping"].Add(NewRsa(2048));

    public async ValueTask DisposeAsync()
    {
        _never.TrySetResult();
        await _app.DisposeAsync();
    }

    private static (string Version, RSA? Rsa, ECDsa? Ec) NewRsa(int bits) => (Guid.NewGuid().ToString("N"), RSA.Create(bits), null);

    private static (string Version, RSA? Rsa, ECDsa? Ec) NewEc() => (Guid.NewGuid().ToString("N"), null, ECDsa.Create(ECCurve.NamedCurves.nistP256));

    private IResult Token(HttpContext http) =>
        http.Request.Headers["Metadata"] == "true" && http.Request.Query["resource"] == "https://vault.azure.net" && http.Request.Query["api-version"] == "2018-02-01"
            ? Results.Json(new Dictionary<string, string> { ["access_token"] = Bearer, ["expires_on"] = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), ["token_type"] = "Bearer" })
            : Results.StatusCode(400);

    private async Task<IResult> AnswerAsync(HttpContext http, Func<IResult> well)
    {
        Calls++;
        if (http.Request.Query["api-version"] != "7.4" || http.Request.Headers.Authorization != $"Bearer {Bearer}")
        {
            return Results.StatusCode(401);
        }

        switch (Mood)
        {
            case Mood.BusyOnce:
                Mood = Mood.Well;
                goto case Mood.Busy;
            case Mood.Busy:
                http.Response.Headers.RetryAfter = "1";
                return Results.StatusCode(429);
            case Mood.Slow:
                await _never.Task.WaitAsync(http.RequestAborted);
                return Results.StatusCode(500);
            default:
                return Mood switch
                {
                    Mood.Unauthorised => Results.StatusCode(401),
                    Mood.Forbidden => Results.StatusCode(403),
                    Mood.Broken => Results.StatusCode(500),
                    Mood.Unavailable => Results.StatusCode(503),
                    Mood.Garbage => Results.Text("<html>hello</html>"),
                    Mood.WrongShape => Results.Json(new { value = 7 }),
                    Mood.Refused => Results.StatusCode(400),
                    _ => well(),
                };
        }
    }

    private IResult Describe(string name, string? version)
    {
        var found = Find(name, version);
        if (found.Rsa is { } rsa)
        {
            var open = rsa.ExportParameters(false);
            return Results.Json(new { key = new { kid = $"{Address}keys/{name}/{found.Version}", kty = "RSA", n = Base64Url.EncodeToString(open.Modulus), e = Base64Url.EncodeToString(open.Exponent) } });
        }

        if (found.Ec is { } ec)
        {
            var open = ec.ExportParameters(false);
            return Results.Json(new { key = new { kid = $"{Address}keys/{name}/{found.Version}", kty = "EC", crv = "P-256", x = Base64Url.EncodeToString(open.Q.X), y = Base64Url.EncodeToString(open.Q.Y) } });
        }

        return Results.NotFound();
    }

    private async Task<IResult> OperateAsync(HttpContext http, string name, string version, string operation)
    {
        var asked = await JsonSerializer.DeserializeAsync<Dictionary<string, string>>(http.Request.Body) ?? [];
        return await AnswerAsync(http, () =>
        {
            var (_, rsa, ec) = Find(name, version);
            var value = Base64Url.DecodeFromChars(asked["value"]);
            try
            {
                var done = (operation, asked["alg"], rsa, ec) switch
                {
                    ("wrapkey", "RSA-OAEP-256", { } key, _) => key.Encrypt(value, RSAEncryptionPadding.OaepSHA256),
                    ("unwrapkey", "RSA-OAEP-256", { } key, _) => key.Decrypt(value, RSAEncryptionPadding.OaepSHA256),
                    ("sign", "ES256", _, { } key) => key.SignHash(value),
                    _ => null,
                };
                return done is null ? Results.NotFound() : Results.Json(new { kid = $"{Address}keys/{name}/{version}", value = Base64Url.EncodeToString(done) });
            }
            catch (CryptographicException)
            {
                return Results.StatusCode(400);
            }
        });
    }

    private (string Version, RSA? Rsa, ECDsa? Ec) Find(string name, string? version) =>
        _keys.TryGetValue(name, out var versions) ? versions.LastOrDefault(x => version is null || x.Version == version) : default;
}
