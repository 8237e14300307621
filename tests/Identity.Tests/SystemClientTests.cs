using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Identity.Tests;

/// <summary>Systems that come by themselves (SMART Backend Services): what they get, and every way of posing as one.</summary>
public sealed class SystemClientTests : WorldTest
{
    private const string Scope = "system/Appointment.rs";
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-system-").FullName;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _long = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _other = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    protected override string[] Settings() =>
    [
        "--Systems:agenda:Zone=medical", $"--Systems:agenda:Scopes={Scope} system/Schedule.r", $"--Systems:agenda:Keys={Jwks("agenda.json", Forge.Jwk(_key, "agenda-1"), Forge.Jwk(_long, "agenda-2"), Forge.Jwk(_rsa, "agenda-3"))}",
        "--Systems:loket:Zone=reintegration", "--Systems:loket:Scopes=system/Task.rs", $"--Systems:loket:Keys={Jwks("loket.json", Forge.Jwk(_other, "loket-1"))}",
    ];

    protected override Task EndAsync()
    {
        _key.Dispose();
        _long.Dispose();
        _rsa.Dispose();
        _other.Dispose();
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [Fact]
    public async Task System_GetsAShortTokenForItsZone_ThatOpensNothingHere()
    {
        var (status, json) = await AskAsync(Form());
        status.Should().Be(200, json.GetRawText());
        json.GetProperty("token_type").GetString().Should().Be("Bearer");
        json.GetProperty("expires_in").GetInt32().Should().Be(300);
        json.GetProperty("scope").GetString().Should().Be(Scope);
        json.EnumerateObject().Select(x => x.Name).Should().BeEquivalentTo("access_token", "token_type", "expires_in", "scope");

        var token = json.GetProperty("access_token").GetString();
        Jws.Verify(token, World.IdentityKeys, "at+jwt", 4096, out var content, out _).Should().BeTrue();
        var claims = JsonDocument.Parse(content!.Payload).RootElement;
        claims.GetProperty("aud").GetString().Should().Be(World.MedicalClient.Origin);
        claims.GetProperty("sub").GetString().Should().Be("agenda");
        claims.GetProperty("client_id").GetString().Should().Be("agenda");
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).Should().Be(300);
        claims.TryGetProperty("sid", out _).Should().BeFalse();

        using var http = World.Program();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/connect/userinfo");
        request.Headers.Authorization = new("Bearer", token);
        using var answer = await http.SendAsync(request);
        ((int)answer.StatusCode).Should().Be(401, "it is about nobody");
        (await World.LedgerAsync()).Should().Contain(x => x.Event == "token.issue-system" && x.Permitted && x.Role == "machine:agenda");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("openid")]
    [InlineData("system/Appointment.cruds")]
    [InlineData("system/Task.rs")]
    [InlineData("system/Appointment.rs system/Patient.rs")]
    [InlineData("system/Appointment.rs openid")]
    [InlineData("SYSTEM/appointment.RS")]
    public async Task System_ThatAsksForWhatWasNotConfigured_GetsNothing(string? scope)
    {
        await RefusedAsync(Form(("scope", scope)), 400, "invalid_scope", scope ?? "no scope");
        (await World.LedgerAsync()).Should().Contain(x => x.Event == "token.issue-system" && !x.Permitted);
    }

    [Fact]
    public async Task System_GetsPartOfWhatWasConfigured_WhereItAsksForLess()
    {
        (await AskAsync(Form(("scope", "system/Schedule.r")))).Json.GetProperty("scope").GetString().Should().Be("system/Schedule.r");
        (await AskAsync(Form(("scope", $"{Scope} system/Schedule.r")))).Status.Should().Be(200);
        (await AskAsync(Form(("client_assertion", Assertion(header: new { alg = "ES256", typ = "client-authentication+jwt", kid = "agenda-1" }))))).Status.Should().Be(200, "the newer type");
    }

    [Fact]
    public async Task System_SignsWithWhatItsKeyIsFor()
    {
        var (sha256, sha384) = (HashAlgorithmName.SHA256, HashAlgorithmName.SHA384);
        foreach (var (why, assertion, status) in ((string, string, int)[])
        [
            ("ES384", Forge.Sign(_long, new { alg = "ES384", typ = "JWT", kid = "agenda-2" }, Claims(), sha384), 200),
            ("RS384", Forge.Sign(_rsa, new { alg = "RS384", typ = "JWT", kid = "agenda-3" }, Claims(), sha384), 200),
            ("ES384 with the shorter hash", Forge.Sign(_long, new { alg = "ES384", typ = "JWT", kid = "agenda-2" }, Claims(), sha256), 401),
            ("the long curve as ES256", Forge.Sign(_long, new { alg = "ES256", typ = "JWT", kid = "agenda-2" }, Claims(), sha256), 401),
            ("the short curve as ES384", Forge.Sign(_key, new { alg = "ES384", typ = "JWT", kid = "agenda-1" }, Claims(), sha384), 401),
            ("RS256, which is not taken here", Forge.Sign(_rsa, new { alg = "RS256", typ = "JWT", kid = "agenda-3" }, Claims(), sha256), 401),
            ("RS384 under the id of a curve", Forge.Sign(_rsa, new { alg = "RS384", typ = "JWT", kid = "agenda-2" }, Claims(), sha384), 401),
        ])
            (await AskAsync(Form(("client_assertion", assertion)))).Status.Should().Be(status, why);
        Values(await DescribedAsync(World), "token_endpoint_auth_signing_alg_values_supported").Should().Equal("ES256", "ES384", "RS384");
    }

    [Fact]
    public async Task Grant_OfTheOtherKindOfClient_IsRefused()
    {
        await RefusedAsync(Form(("grant_type", "authorization_code"), ("code", "x")), 400, "unauthorized_client", "a system has no codes");
        var zone = new RelyingClient(World);
        await RefusedAsync(Form(("client_assertion", zone.Assertion())), 400, "unauthorized_client", "a zone is no system");
        await RefusedAsync(Form(("grant_type", "password")), 400, "unsupported_grant_type", "password");
        await RefusedAsync(Form(("grant_type", null)), 400, "invalid_request", "none");
    }

    [Fact]
    public async Task System_ThatCannotProveItself_IsRefused()
    {
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var rsa = RSA.Create(2048);
        var header = new { alg = "ES256", typ = "JWT", kid = "agenda-1" };
        var used = Assertion();
        (await AskAsync(Form(("client_assertion", used)))).Status.Should().Be(200);
        (string Why, string? Assertion)[] wrong =
        [
            ("none", null),
            ("empty", ""),
            ("used before", used),
            ("alg none", Forge.Unsigned(new { alg = "none", typ = "JWT", kid = "agenda-1" }, Claims())),
            ("no signature", Forge.Unsigned(header, Claims())),
            ("the public key as a secret", Forge.Shared(_key.ExportSubjectPublicKeyInfo(), new { alg = "HS256", typ = "JWT", kid = "agenda-1" }, Claims())),
            ("another key", Forge.Sign(stranger, header, Claims())),
            ("the key of another system", Forge.Sign(_other, new { alg = "ES256", typ = "JWT", kid = "loket-1" }, Claims())),
            ("an algorithm that was not agreed", Forge.Sign(rsa, new { alg = "RS256", typ = "JWT", kid = "agenda-1" }, Claims())),
            ("a key that it brings along", Forge.Sign(stranger, new { alg = "ES256", typ = "JWT", kid = "eigen", jwk = Forge.Jwk(stranger, "eigen") }, Claims())),
            ("an address of keys", Forge.Sign(stranger, new { alg = "ES256", typ = "JWT", kid = "eigen", jku = "https://kwaad.example/jwks" }, Claims())),
            ("a key id that is a path", Forge.Sign(_key, new { alg = "ES256", typ = "JWT", kid = "../../agenda.json" }, Claims())),
            ("a key id that is a query", Forge.Sign(_key, new { alg = "ES256", typ = "JWT", kid = "agenda-1' OR '1'='1" }, Claims())),
            ("no key id", Forge.Sign(_key, new { alg = "ES256", typ = "JWT" }, Claims())),
            ("another type", Forge.Sign(_key, new { alg = "ES256", typ = "at+jwt", kid = "agenda-1" }, Claims())),
            ("another issuer", Assertion(("iss", "loket"))),
            ("a zone as issuer", Assertion(("iss", "medical"), ("sub", "medical"))),
            ("another subject", Assertion(("sub", "loket"))),
            ("another audience", Assertion(("aud", "https://elders.example"))),
            ("the zone as audience", Assertion(("aud", World.MedicalClient.Origin))),
            ("expired", Assertion(("exp", Now - 31))),
            ("too long-lived", Assertion(("exp", Now + 3600))),
            ("of the future", Assertion(("iat", Now + 60), ("exp", Now + 120))),
            ("not yet", Assertion(("nbf", Now + 60))),
            ("without an id", Assertion(("jti", ""))),
            ("with another member", Assertion(("admin", true))),
            ("changed since", Forge.Bent(Assertion(), "sub", "loket")),
        ];
        foreach (var (why, assertion) in wrong)
            await RefusedAsync(Form(("client_assertion", assertion)), 401, "invalid_client", why);
        await RefusedAsync(Form(("client_id", "loket")), 401, "invalid_client", "another client id");
        await RefusedAsync(Form(("client_assertion_type", "other")), 401, "invalid_client", "another type of proof");
        (await AskAsync(Form(("client_id", "agenda")))).Status.Should().Be(200, "and the real one still counts");
        (await World.LedgerAsync()).Count(x => x is { Event: "token.issue", Permitted: false }).Should().Be(wrong.Length + 2);
    }

    [Fact]
    public async Task Discovery_SaysWhatIsSet_AndNothingElse()
    {
        var here = await DescribedAsync(World);
        Values(here, "grant_types_supported").Should().Equal("authorization_code", "client_credentials");
        Values(here, "scopes_supported").Should().Equal("openid", "system/Appointment.rs", "system/Schedule.r", "system/Task.rs");
        await using var plain = await World.StartAsync();
        var there = await DescribedAsync(plain);
        Values(there, "grant_types_supported").Should().Equal("authorization_code");
        Values(there, "scopes_supported").Should().Equal("openid");
        there.GetProperty("userinfo_endpoint").GetString().Should().Be(plain.Authority + "/connect/userinfo");
        there.GetProperty("backchannel_logout_supported").GetBoolean().Should().BeTrue();
        there.GetProperty("backchannel_logout_session_supported").GetBoolean().Should().BeTrue();

        // Every endpoint that is named is there.
        using var http = plain.Program();
        foreach (var (name, method) in new[] { ("userinfo_endpoint", HttpMethod.Get), ("token_endpoint", HttpMethod.Post), ("jwks_uri", HttpMethod.Get), ("authorization_endpoint", HttpMethod.Get), ("end_session_endpoint", HttpMethod.Get) })
        {
            using var request = new HttpRequestMessage(method, new Uri(there.GetProperty(name).GetString()!).AbsolutePath);
            using var answer = await http.SendAsync(request);
            ((int)answer.StatusCode).Should().NotBe(404, name);
        }
    }

    [Theory]
    [InlineData("--Systems:medical:Zone=medical")]
    [InlineData("--Systems:agenda:Zone=kelder")]
    [InlineData("--Systems:agenda:Scopes=openid")]
    [InlineData("--Systems:agenda:Scopes=system/Patient.")]
    [InlineData("--Systems:agenda:Keys=/nergens")]
    [InlineData("--Systems:agenda:Keys=")]
    public async Task Settings_ThatCannotBe_KeepTheProgramFromStarting(string setting)
    {
        var starting = () => World.StartAsync(more: [.. Settings(), setting]);
        (await starting.Should().ThrowAsync<ArboDossier.Store.StoreSettingException>()).Which.Message.Should().Contain("Systems:");
    }

    private long Now => World.Clock.GetUtcNow().ToUnixTimeSeconds();

    private Dictionary<string, object> Claims(params (string Name, object Value)[] changes)
    {
        var claims = new Dictionary<string, object>
        {
            ["iss"] = "agenda",
            ["sub"] = "agenda",
            ["aud"] = World.Authority + "/connect/token",
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = Now,
            ["exp"] = Now + 60,
        };
        foreach (var (name, value) in changes)
            claims[name] = value;
        return claims;
    }

    private string Assertion(params (string Name, object Value)[] changes) => Forge.Sign(_key, new { alg = "ES256", typ = "JWT", kid = "agenda-1" }, Claims(changes));

    private string Assertion(object header) => Forge.Sign(_key, header, Claims());

    private Dictionary<string, string> Form(params (string Name, string? Value)[] changes)
    {
        var form = new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials",
            ["scope"] = Scope,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Assertion(),
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                form.Remove(name);
            else
                form[name] = value;
        }

        return form;
    }

    private Task<(int Status, JsonElement Json)> AskAsync(Dictionary<string, string> form) => new RelyingClient(World).TokenAsync(form);

    private async Task RefusedAsync(Dictionary<string, string> form, int status, string error, string why)
    {
        var answer = await AskAsync(form);
        answer.Status.Should().Be(status, why);
        answer.Json.GetProperty("error").GetString().Should().Be(error, why);
        answer.Json.EnumerateObject().Should().ContainSingle(why);
    }

    private string Jwks(string file, params object[] keys)
    {
        var path = Path.Combine(_directory, file);
        File.WriteAllText(path, JsonSerializer.Serialize(new { keys }));
        return path;
    }

    private static async Task<JsonElement> DescribedAsync(World world)
    {
        using var http = world.Program();
        return await http.GetFromJsonAsync<JsonElement>(new Uri("/.well-known/openid-configuration", UriKind.Relative));
    }

    private static IEnumerable<string?> Values(JsonElement described, string name) => described.GetProperty(name).EnumerateArray().Select(x => x.GetString());
}
