using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Medical.Tests;

/// <summary>An electronic identification whose answers the test chooses. It publishes its key, and identifies whoever comes.</summary>
internal sealed class FakeScheme : IAsyncDisposable
{
    internal const string Substantial = "urn:scheme:substantial";
    private readonly ConcurrentDictionary<string, string> _codes = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly WebApplication _app;

    private FakeScheme()
    {
        var builder = WebApplication.CreateSlimBuilder(["--urls=http://127.0.0.1:0"]);
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.MapGet("/.well-known/openid-configuration", () => new { issuer = Authority, authorization_endpoint = Authority + "/a", token_endpoint = Authority + "/t", jwks_uri = Authority + "/k" });
        _app.MapGet("/k", () => _key.ExportParameters(false) is var p
            ? Results.Json(new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "scheme-1", use = "sig", x = WebEncoders.Base64UrlEncode(p.Q.X!), y = WebEncoders.Base64UrlEncode(p.Q.Y!) } } })
            : Results.NotFound());
        _app.MapGet("/a", (Delegate)Authorize);
        _app.MapPost("/t", (Delegate)TokenAsync).DisableAntiforgery();
    }

    internal required Func<DateTimeOffset> Now { get; set; }

    internal string Authority { get; private set; } = "";

    /// <summary>Where the last person was sent back to.</summary>
    internal string LastAnswer { get; private set; } = "";

    /// <summary>What is changed in each token before it is signed.</summary>
    internal Action<Dictionary<string, object>>? Say { get; set; }

    /// <summary>Another key signs than the one that is published.</summary>
    internal bool Forged { get; set; }

    internal string[] Settings => [$"--ElectronicId:Authority={Authority}", "--ElectronicId:ClientId=arbo", "--ElectronicId:Name=ProefID", $"--ElectronicId:Levels:0={Substantial}"];

    internal static async Task<FakeScheme> StartAsync()
    {
        var made = new FakeScheme { Now = () => DateTimeOffset.UnixEpoch };
        await made._app.StartAsync();
        made.Authority = made._app.Urls.Single();
        return made;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        query["acr_values"].ToString().Split(' ')[0].Should().Be(Substantial);
        query["code_challenge_method"].ToString().Should().Be("S256");
        query["prompt"].ToString().Should().Be("login");
        var code = Guid.NewGuid().ToString("N");
        _codes[code] = query["nonce"].ToString();
        LastAnswer = QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] });
        return Results.Redirect(LastAnswer);
    }

    private async Task<IResult> TokenAsync(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        if (form["client_id"] != "arbo" || form["client_assertion"].ToString().Split('.').Length != 3 || !_codes.TryRemove(form["code"].ToString(), out var nonce))
        {
            return Results.BadRequest();
        }

        var now = Now().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Authority,
            ["sub"] = "somebody",
            ["aud"] = "arbo",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["auth_time"] = now,
            ["nonce"] = nonce,
            ["acr"] = Substantial,
            ["family_name"] = "JANSEN",
            ["birthdate"] = "1984-05-17",
            ["bsn"] = "111222333",
        };
        Say?.Invoke(claims);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var signed = $"{WebEncoders.Base64UrlEncode("{\"alg\":\"ES256\",\"kid\":\"scheme-1\"}"u8)}.{WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        var signature = (Forged ? other : _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256);
        return Results.Json(new { access_token = "x", token_type = "Bearer", id_token = $"{signed}.{WebEncoders.Base64UrlEncode(signature)}" });
    }
}
