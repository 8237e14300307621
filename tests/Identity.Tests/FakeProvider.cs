using System.Net;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Tests;

/// <summary>A provider that says what a test wants, and a file program that trusts its key.</summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _provider;
    private readonly WebApplication _program;

    private FakeProvider(WebApplication provider, WebApplication program, string authority, string origin)
    {
        (_provider, _program, Authority, Origin) = (provider, program, authority, origin);
    }

    internal SigningKey Key { get; private init; } = null!;

    internal string Authority { get; }

    internal string Origin { get; }

    internal Clock Clock { get; } = new();

    /// <summary>Makes the token endpoint's <c>id_token</c> of the nonce that was asked.</summary>
    internal Func<string, string> IdToken { get; set; } = _ => "";

    /// <summary>What the authorization endpoint adds to its answer, or puts in place of it.</summary>
    internal Func<Dictionary<string, string?>, Dictionary<string, string?>> Answer { get; set; } = a => a;

    internal Dictionary<string, string> LastForm { get; private set; } = [];

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        await _provider.DisposeAsync();
        Key.Dispose();
    }

    /// <summary>Starts it, with a program that has its key pinned, reads the published ones, or has another Identity's key pinned beside them.</summary>
    internal static async Task<FakeProvider> StartAsync(bool pinned = true, SigningKey? identity = null)
    {
        var (providerPort, programPort) = (World.FreePort(), World.FreePort());
        var authority = identity is null ? $"http://inloggen.localhost:{providerPort}" : $"http://127.0.0.1:{providerPort}";
        var key = SigningKey.Create();
        FakeProvider? self = null;
        var nonces = new Dictionary<string, string>();

        var provider = WebApplication.CreateSlimBuilder([$"--urls=http://127.0.0.1:{providerPort}"]);
        provider.Logging.ClearProviders();
        var app = provider.Build();
        app.MapGet("/.well-known/openid-configuration", () => new
        {
            issuer = authority,
            authorization_endpoint = authority + "/a",
            token_endpoint = authority + "/t",
            jwks_uri = authority + "/k",
            end_session_endpoint = authority + "/e",
            authorization_response_iss_parameter_supported = true,
        });
        app.MapGet("/k", () => Results.Text(JwsKeys.Of(key.Public).ToJson(), "application/json"));
        app.MapGet("/a", (HttpContext http) =>
        {
            var query = http.Request.Query;
            nonces["the-code"] = query["nonce"].ToString();
            var answer = new Dictionary<string, string?> { ["code"] = "the-code", ["state"] = query["state"], ["iss"] = authority };
            return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"].ToString(), self!.Answer(answer)));
        });
        app.MapPost("/t", async (HttpContext http) =>
        {
            var form = await http.Request.ReadFormAsync();
            self!.LastForm = form.ToDictionary(f => f.Key, f => f.Value.ToString());
            return Results.Json(new { access_token = "x", token_type = "Bearer", id_token = self.IdToken(nonces["the-code"]) });
        }).DisableAntiforgery();
        await app.StartAsync();

        var trusted = identity is not null ? JwsKeys.Of(identity.Public) : pinned ? JwsKeys.Of(key.Public) : JwsKeys.None;
        var program = World.Program(programPort, authority, providerPort, SigningKey.Create(), trusted, TimeProvider.System,
            identity is null ? [] : ["--Identity:Revocations=http://inloggen.localhost:1"]);
        await program.StartAsync();
        return self = new FakeProvider(app, program, authority, $"http://medisch.localhost:{programPort}") { Key = key };
    }

    internal Dictionary<string, object?> Claims(string nonce)
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        return new()
        {
            ["iss"] = Authority,
            ["sub"] = "somebody",
            ["aud"] = "medical",
            ["azp"] = "medical",
            ["exp"] = now + 300,
            ["iat"] = now,
            ["auth_time"] = now,
            ["nonce"] = nonce,
            ["acr"] = "urn:arbodossier:two-factors",
            ["amr"] = new[] { "pwd", "otp", "mfa" },
            ["sid"] = "session",
            ["invitations"] = Array.Empty<Guid>(),
        };
    }

    internal string Sign(Dictionary<string, object?> claims, string type = "JWT", SigningKey? key = null) =>
        Jws.Sign(key ?? Key, type, JsonSerializer.SerializeToUtf8Bytes(claims));

    internal async Task<HttpStatusCode> SignInAsync(Browser browser)
    {
        await browser.GetAsync(Origin + "/me");
        return browser.Status;
    }
}
