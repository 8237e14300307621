using System.Text.Json;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;

namespace ArboDossier.Identity.Tests;

public sealed class TokenTests : WorldTest
{
    private RelyingClient _client = null!;

    protected override async Task BeginAsync()
    {
        _client = new RelyingClient(World);
        await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
    }

    [Fact]
    public async Task Token_SaysWhoAndHow_AndNothingMore()
    {
        var claims = await _client.ClaimsAsync(await _client.CodeAsync(Browser));

        claims.EnumerateObject().Select(p => p.Name).Should().BeEquivalentTo(
            "iss", "sub", "aud", "azp", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "invitations");
        claims.GetProperty("iss").GetString().Should().Be(World.Authority);
        claims.GetProperty("aud").GetString().Should().Be("medical");
        claims.GetProperty("azp").GetString().Should().Be("medical");
        claims.GetProperty("nonce").GetString().Should().Be("the-nonce");
        claims.GetProperty("amr").EnumerateArray().Select(a => a.GetString()).Should().Equal("pwd", "pop", "user", "mfa");
        claims.GetProperty("invitations").GetArrayLength().Should().Be(1);
        (claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64()).Should().Be(300);
    }

    [Fact]
    public async Task Token_TwoZones_ShareNothingAboutThePerson()
    {
        var other = new RelyingClient(World, "reintegration");
        var medical = await _client.ClaimsAsync(await _client.CodeAsync(Browser));
        var again = await _client.ClaimsAsync(await _client.CodeAsync(Browser));
        var reintegration = await other.ClaimsAsync(await other.CodeAsync(Browser));

        again.GetProperty("sub").GetString().Should().Be(medical.GetProperty("sub").GetString());
        again.GetProperty("sid").GetString().Should().Be(medical.GetProperty("sid").GetString());
        reintegration.GetProperty("sub").GetString().Should().NotBe(medical.GetProperty("sub").GetString());
        reintegration.GetProperty("sid").GetString().Should().NotBe(medical.GetProperty("sid").GetString());
        reintegration.GetProperty("invitations").GetArrayLength().Should().Be(0, "it was an invitation of the other zone");
    }

    [Fact]
    public async Task Code_UsedTwice_IsRefusedAndRevokesWhatWasIssued()
    {
        var code = await _client.CodeAsync(Browser);
        var sid = (await _client.ClaimsAsync(code)).GetProperty("sid").GetString();

        await RefusedAsync(_client.Form(code), 400, "invalid_grant");
        (await RevokedAsync()).Should().Contain(sid);
        await RefusedAsync(_client.Form(code), 400, "invalid_grant");
        var next = await _client.ClaimsAsync(await _client.CodeAsync(Browser));
        next.GetProperty("sid").GetString().Should().NotBe(sid);
    }

    [Fact]
    public async Task Code_WrongVerifierOrAddress_BurnsIt()
    {
        foreach (var (name, value) in ((string, string?)[])[
            ("code_verifier", new string('a', 43)), ("code_verifier", _client.Request()["code_challenge"]), ("redirect_uri", _client.RedirectUri + "/"), ("redirect_uri", null)])
        {
            var code = await _client.CodeAsync(Browser);
            await RefusedAsync(_client.Form(code, (name, value)), 400, "invalid_grant");
            await RefusedAsync(_client.Form(code), 400, "invalid_grant");
        }
    }

    [Fact]
    public async Task Code_AfterAMinute_IsRefused()
    {
        var code = await _client.CodeAsync(Browser);
        World.Clock.Advance(TimeSpan.FromSeconds(61));
        await RefusedAsync(_client.Form(code), 400, "invalid_grant");
    }

    [Fact]
    public async Task Code_OfAnotherClient_IsRefused()
    {
        var code = await _client.CodeAsync(Browser);
        var other = new RelyingClient(World, "reintegration");
        await RefusedAsync(other.Form(code, ("code_verifier", _client.Verifier), ("redirect_uri", _client.RedirectUri)), 400, "invalid_grant");
        await _client.ClaimsAsync(code); // and it was not burnt by somebody else
    }

    [Fact]
    public async Task Code_AfterSigningOut_IsRefused()
    {
        var code = await _client.CodeAsync(Browser);
        await Browser.GetAsync(World.Authority + "/sign-out");
        await Browser.SubmitAsync("/sign-out");
        await RefusedAsync(_client.Form(code), 400, "invalid_grant");
    }

    [Fact]
    public async Task Client_ThatCannotProveItself_IsRefused()
    {
        var code = await _client.CodeAsync(Browser);
        using var stranger = SigningKey.Create();
        var used = _client.Assertion();
        await _client.TokenAsync(_client.Form("x", ("client_assertion", used)));
        (string Why, string? Assertion)[] wrong =
        [
            ("none", null),
            ("empty", ""),
            ("another key", new RelyingClient(World, key: stranger).Assertion()),
            ("the other zone's key", new RelyingClient(World, key: World.ReintegrationKey).Assertion()),
            ("another audience", _client.Assertion(audience: "https://elders.example")),
            ("expired", _client.Assertion(expiresIn: TimeSpan.FromSeconds(-31))),
            ("too long-lived", _client.Assertion(expiresIn: TimeSpan.FromHours(1))),
            ("another type", _client.Assertion(type: "JWT")),
            ("another issuer", _client.Assertion(issuer: "reintegration")),
            ("used before", used),
            ("of the future", _client.Assertion(ahead: TimeSpan.FromMinutes(1))),
            ("a key id that is a path", Headed(new { alg = "ES256", typ = "client-authentication+jwt", kid = "../../../keys/messages" })),
            ("a key that it brings along", Headed(new { alg = "ES256", typ = "client-authentication+jwt", kid = World.MedicalKey.KeyId, jwk = new { kty = "EC" } })),
            ("an address of keys", Headed(new { alg = "ES256", typ = "client-authentication+jwt", kid = World.MedicalKey.KeyId, jku = "https://kwaad.example/jwks" })),
            ("the key of the other zone", new RelyingClient(World, key: World.ReintegrationKey).Assertion()),
            ("changed since", Forge.Bent(_client.Assertion(), "exp", World.Clock.GetUtcNow().AddMinutes(4).ToUnixTimeSeconds())),
            ("alg none", "eyJhbGciOiJub25lIn0." + used.Split('.')[1] + "."),
        ];
        foreach (var (why, assertion) in wrong)
            await RefusedAsync(_client.Form(code, ("client_assertion", assertion)), 401, "invalid_client", why);
        (await _client.TokenAsync(_client.Form("x", ("client_assertion", Headed(new { alg = "ES256", typ = "client-authentication+jwt", kid = World.MedicalKey.KeyId }))))).Status
            .Should().Be(400, "under the header that it should have, the same is taken, and only the code is not");
        await RefusedAsync(_client.Form(code, ("client_assertion_type", "other")), 401, "invalid_client");
        await RefusedAsync(_client.Form(code, ("client_id", "reintegration")), 401, "invalid_client");
        await _client.ClaimsAsync(code);
    }

    [Fact]
    public async Task Token_AnotherGrant_IsRefused()
    {
        var code = await _client.CodeAsync(Browser);
        await RefusedAsync(_client.Form(code, ("grant_type", "password")), 400, "unsupported_grant_type");
        await RefusedAsync(_client.Form(code, ("grant_type", null)), 400, "invalid_request");
        await RefusedAsync(_client.Form(code, ("code", null)), 400, "invalid_request");
        await RefusedAsync(_client.Form(code, ("code_verifier", null)), 400, "invalid_request");
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task Code_RedeemedManyTimesAtOnce_CountsOnce(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        using var browser = new Browser();
        await browser.EnrolAsync(world, "a@voorbeeld.nl", withPasskey: true);
        var client = new RelyingClient(world);
        var code = await client.CodeAsync(browser);

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => client.TokenAsync(client.Form(code))));
        answers.Count(a => a.Status == 200).Should().Be(1);
    }

    /// <summary>The client's own key, under another header than ours.</summary>
    private string Headed(object header)
    {
        var now = World.Clock.GetUtcNow();
        using var key = Forge.Opened(World.MedicalKey);
        return Forge.Sign(key, header, new Dictionary<string, object>
        {
            ["iss"] = "medical",
            ["sub"] = "medical",
            ["aud"] = World.Authority,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
        });
    }

    private async Task RefusedAsync(Dictionary<string, string> form, int status, string error, string because = "")
    {
        var answer = await _client.TokenAsync(form);
        answer.Status.Should().Be(status, because);
        answer.Json.GetProperty("error").GetString().Should().Be(error, because);
        answer.Json.TryGetProperty("id_token", out _).Should().BeFalse();
    }

    private async Task<IReadOnlyList<string?>> RevokedAsync() =>
        [.. (await World.Identity.Services.GetRequiredService<Sessions>().RevocationsAsync("medical", CancellationToken.None)).Revoked.Select(r => r.Sid)];
}
