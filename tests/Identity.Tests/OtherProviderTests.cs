using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text.Json;
using ArboDossier.Identity.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Tests;

/// <summary>Logout tokens of another provider (OpenID Connect Back-Channel Logout 1.0): what they end, and all that they must be.</summary>
public sealed class OtherProviderTests : WorldTest
{
    private const string Event = "http://schemas.openid.net/event/backchannel-logout";
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly ECDsa _next = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly string _issuer = $"http://127.0.0.1:{World.FreePort()}";
    private readonly List<object> _published = [];
    private WebApplication _provider = null!;
    private int _fetched;

    protected override string[] Settings() => [$"--Provider:Issuer={_issuer}", $"--Provider:Keys={_issuer}/jwks"];

    protected override async Task BeginAsync()
    {
        _published.AddRange([Forge.Jwk(_key, "een"), Forge.Jwk(_rsa, "rsa")]);
        var builder = WebApplication.CreateSlimBuilder([$"--urls={_issuer}"]);
        builder.Logging.ClearProviders();
        _provider = builder.Build();
        _provider.MapGet("/jwks", () =>
        {
            Interlocked.Increment(ref _fetched);
            return Results.Json(new { keys = _published });
        });
        await _provider.StartAsync();
    }

    protected override async Task EndAsync()
    {
        await _provider.DisposeAsync();
        _key.Dispose();
        _next.Dispose();
        _rsa.Dispose();
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task LogoutToken_EndsTheSessionThatItNames_InTheZoneOfItsClientOnly()
    {
        (await SendAsync(Token())).Should().Be((HttpStatusCode.OK, ""));

        (await RevokedAsync("medical")).Should().ContainSingle().Which.Should().Match<RevocationRow>(x => x.Sid == "zitting-1" && x.Subject == null);
        (await RevokedAsync("reintegration")).Should().BeEmpty();
        (await World.LedgerAsync()).Should().ContainSingle(x => x.Event == "session.end-elsewhere" && x.Permitted && x.Role == "machine:other-provider");

        // A program that fetches the list knows it, for that session and no other.
        var list = World.Medical.Services.GetRequiredService<Revocations>();
        await list.FetchAsync(CancellationToken.None);
        list.IsRevoked(Person("iemand", "zitting-1")).Should().BeTrue();
        list.IsRevoked(Person("iemand", "zitting-2")).Should().BeFalse();
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task LogoutToken_ThatNamesASubjectOnly_EndsAllItsSessions_ByThatProvidersClock()
    {
        var ahead = World.Clock.GetUtcNow().AddSeconds(20);
        (await SendAsync(Token(("sid", null), ("iat", ahead.ToUnixTimeSeconds())))).Status.Should().Be(HttpStatusCode.OK);
        var list = World.Medical.Services.GetRequiredService<Revocations>();
        await list.FetchAsync(CancellationToken.None);
        list.IsRevoked(Person("iemand", "zitting-7", ahead.AddSeconds(-1))).Should().BeTrue("its clock is ahead of ours, and it signed in before it signed out");
        list.IsRevoked(Person("iemand", "zitting-8", ahead.AddSeconds(1))).Should().BeFalse("and signed in again since");
        list.IsRevoked(Person("ander", "zitting-7", ahead.AddSeconds(-1))).Should().BeFalse();
    }

    [Fact]
    public async Task LogoutToken_ShownTwice_CountsOnce()
    {
        var token = Token();
        (await SendAsync(token)).Status.Should().Be(HttpStatusCode.OK);
        await RefusedAsync(token, "replayed", "shown again");
        World.Clock.Advance(TimeSpan.FromMinutes(9));
        await RefusedAsync(token, "time", "shown again later");
        (await RevokedAsync("medical")).Should().ContainSingle();

        var both = await Task.WhenAll(Enumerable.Repeat(Token(("sid", "zitting-9")), 8).Select(SendAsync));
        both.Count(x => x.Status == HttpStatusCode.OK).Should().Be(1);
    }

    [Theory]
    [InlineData("iss", "http://127.0.0.1:1", "other-issuer")]
    [InlineData("iss", null, "form")]
    [InlineData("aud", "elders", "other-audience")]
    [InlineData("aud", null, "form")]
    [InlineData("iat", "4102444800", "time")]
    [InlineData("iat", "1000000000", "time")]
    [InlineData("iat", null, "form")]
    [InlineData("exp", "1000000000", "time")]
    [InlineData("exp", null, "form")]
    [InlineData("jti", null, "form")]
    [InlineData("jti", "", "form")]
    [InlineData("nonce", "iets", "nonce")]
    [InlineData("events", null, "form")]
    [InlineData("sub", "", "form")]
    [InlineData("sid", "", "form")]
    public async Task LogoutToken_ThatDoesNotFit_IsRefusedAndRecorded(string claim, string? value, string reason)
    {
        object? changed = claim is "iat" or "exp" && value is not null ? long.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : value;
        await RefusedAsync(Token((claim, changed)), reason, claim);
        (await RevokedAsync("medical")).Should().BeEmpty();
    }

    [Fact]
    public async Task LogoutToken_ForNobody_ForAnotherEvent_OrForSeveral_IsRefused()
    {
        await RefusedAsync(Token(("sub", null), ("sid", null)), "nobody", "whom it ends");
        await RefusedAsync(Token(("events", new Dictionary<string, object> { ["http://schemas.openid.net/event/other"] = new() })), "no-logout", "another event");
        await RefusedAsync(Token(("events", new Dictionary<string, object> { [Event] = "ja" })), "no-logout", "no object");
        await RefusedAsync(Token(("aud", new[] { "medical", "reintegration" })), "other-audience", "two audiences");
        await RefusedAsync(Token(("sid", new string('a', 256))), "form", "too long a name");
        (await SendAsync(Token(("aud", new[] { "medical" })))).Status.Should().Be(HttpStatusCode.OK, "a list of one is allowed");
    }

    [Fact]
    public async Task LogoutToken_NotSignedByThatProvider_IsRefused()
    {
        var (claims, good) = (Claims(), new { alg = "ES256", typ = "logout+jwt", kid = "een" });
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = _key.ExportSubjectPublicKeyInfo();
        (string Why, string Token)[] forged =
        [
            ("another key", Forge.Sign(stranger, good, claims)),
            ("a key that it brings along", Forge.Sign(stranger, new { alg = "ES256", typ = "logout+jwt", kid = "een", jwk = Forge.Jwk(stranger, "een") }, claims)),
            ("an address of keys", Forge.Sign(stranger, new { alg = "ES256", typ = "logout+jwt", kid = "twee", jku = "https://kwaad.example/jwks" }, claims)),
            ("a key id that is a path", Forge.Sign(stranger, new { alg = "ES256", typ = "logout+jwt", kid = "../../../../dev/null" }, claims)),
            ("no key id", Forge.Sign(_key, new { alg = "ES256", typ = "logout+jwt" }, claims)),
            ("an unknown key id", Forge.Sign(_key, new { alg = "ES256", typ = "logout+jwt", kid = "drie" }, claims)),
            ("alg none", Forge.Unsigned(new { alg = "none", typ = "logout+jwt", kid = "een" }, claims)),
            ("no signature", Forge.Unsigned(good, claims)),
            ("the public key as a secret", Forge.Shared(point, new { alg = "HS256", typ = "logout+jwt", kid = "een" }, claims)),
            ("the other algorithm", Forge.Sign(_rsa, new { alg = "RS256", typ = "logout+jwt", kid = "rsa" }, claims)),
            ("an ID token's type", Forge.Sign(_key, new { alg = "ES256", typ = "JWT", kid = "een" }, claims)),
            ("no type", Forge.Sign(_key, new { alg = "ES256", kid = "een" }, claims)),
            ("a critical extension", Forge.Sign(_key, new { alg = "ES256", typ = "logout+jwt", kid = "een", crit = new[] { "b64" }, b64 = false }, claims)),
            ("our own key", Exchange.Jose.Jws.Sign(World.IdentityKey, "logout+jwt", JsonSerializer.SerializeToUtf8Bytes(claims))),
            ("changed since", Forge.Bent(Forge.Sign(_key, good, claims), "sid", "zitting-2")),
            ("three letters", "a.b.c"),
            ("nothing", ""),
        ];
        foreach (var (why, token) in forged)
            await RefusedAsync(token, token.Length == 0 ? "form" : "signature", why);
        (await RevokedAsync("medical")).Should().BeEmpty();
        (await SendAsync(Forge.Sign(_key, good, claims))).Status.Should().Be(HttpStatusCode.OK, "the same claims, as it signs them");
    }

    [Fact]
    public async Task Keys_AreFetchedForAKeyThatIsNew_AndNotForEveryKeyThatSomebodyMakesUp()
    {
        await SendAsync(Token());
        _fetched.Should().Be(1);
        for (var i = 0; i < 20; i++)
            await SendAsync(Forge.Sign(_next, new { alg = "ES256", typ = "logout+jwt", kid = $"verzonnen-{i}" }, Claims()));
        _fetched.Should().Be(1, "whoever makes up key ids makes nobody ask");

        // That provider changed its key.
        _published.Add(Forge.Jwk(_next, "twee"));
        World.Clock.Advance(TimeSpan.FromSeconds(11));
        (await SendAsync(Forge.Sign(_next, new { alg = "ES256", typ = "logout+jwt", kid = "twee" }, Claims()))).Status.Should().Be(HttpStatusCode.OK);
        _fetched.Should().Be(2);

        // And is away: what was had still counts.
        await _provider.StopAsync();
        World.Clock.Advance(TimeSpan.FromMinutes(11));
        (await SendAsync(Token())).Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AProviderThatSignsWithRsa_IsTakenWhereThatIsSet_AndOnlyThat()
    {
        await using var world = await World.StartAsync(more: [.. Settings(), "--Provider:Algorithm=RS256"]);
        using var http = world.Program();
        (await PostAsync(http, Forge.Sign(_rsa, new { alg = "RS256", typ = "logout+jwt", kid = "rsa" }, Claims()))).Status.Should().Be(HttpStatusCode.OK);
        (await PostAsync(http, Forge.Sign(_key, new { alg = "ES256", typ = "logout+jwt", kid = "een" }, Claims()))).Status.Should().Be(HttpStatusCode.BadRequest);
        (await PostAsync(http, Forge.Unsigned(new { alg = "none", typ = "logout+jwt", kid = "rsa" }, Claims()))).Status.Should().Be(HttpStatusCode.BadRequest);

        // A key that is too short signs nothing, published or not.
        using var weak = RSA.Create(1024);
        PublishedKeys.Parse(JsonSerializer.Serialize(new { keys = new[] { Forge.Jwk(weak, "zwak") } })).Count.Should().Be(0);
    }

    [Fact]
    public async Task WithoutAnotherProvider_EveryLogoutTokenIsRefused()
    {
        await using var world = await World.StartAsync();
        using var http = world.Program();
        (await PostAsync(http, Token())).Should().Be((HttpStatusCode.BadRequest, """{"error":"invalid_request"}"""));
    }

    [Theory]
    [InlineData("--Provider:Issuer=geen-adres", "Provider:Issuer")]
    [InlineData("--Provider:Keys=file:///etc/passwd", "Provider:Keys")]
    [InlineData("--Provider:Algorithm=HS256", "Provider:Algorithm")]
    public async Task Settings_ThatCannotBe_KeepTheProgramFromStarting(string setting, string named)
    {
        var starting = () => World.StartAsync(more: [.. Settings(), setting]);
        (await starting.Should().ThrowAsync<ArboDossier.Store.StoreSettingException>()).Which.Message.Should().Contain(named);
    }

    private Dictionary<string, object?> Claims(params (string Name, object? Value)[] changes)
    {
        var now = World.Clock.GetUtcNow().ToUnixTimeSeconds();
        var claims = new Dictionary<string, object?>
        {
            ["iss"] = _issuer,
            ["aud"] = "medical",
            ["iat"] = now,
            ["exp"] = now + 120,
            ["jti"] = Guid.NewGuid().ToString("N"),
            ["events"] = new Dictionary<string, object> { [Event] = new() },
            ["sub"] = "iemand",
            ["sid"] = "zitting-1",
        };
        foreach (var (name, value) in changes)
        {
            if (value is null)
                claims.Remove(name);
            else
                claims[name] = value;
        }

        return claims;
    }

    private string Token(params (string Name, object? Value)[] changes) => Forge.Sign(_key, new { alg = "ES256", typ = "logout+jwt", kid = "een" }, Claims(changes));

    private async Task<(HttpStatusCode Status, string Body)> SendAsync(string token)
    {
        using var http = World.Program();
        return await PostAsync(http, token);
    }

    private static async Task<(HttpStatusCode Status, string Body)> PostAsync(HttpClient http, string token)
    {
        using var content = new FormUrlEncodedContent([new("logout_token", token)]);
        using var answer = await http.PostAsync(new Uri("/connect/backchannel-logout", UriKind.Relative), content);
        answer.Headers.CacheControl!.NoStore.Should().BeTrue();
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task RefusedAsync(string token, string reason, string why)
    {
        var before = (await World.LedgerAsync()).Count;
        (await SendAsync(token)).Should().Be((HttpStatusCode.BadRequest, """{"error":"invalid_request"}"""), why);
        (await World.LedgerAsync()).Skip(before).Should().Contain(x => x.Event == "session.end-elsewhere" && !x.Permitted && x.Reason.Contains(reason), why);
    }

    private async Task<IReadOnlyList<RevocationRow>> RevokedAsync(string zone) =>
        (await World.Identity.Services.GetRequiredService<Sessions>().RevocationsAsync(zone, CancellationToken.None)).Revoked;

    private ClaimsPrincipal Person(string subject, string sid, DateTimeOffset? at = null) => new(new ClaimsIdentity(
    [
        new Claim(ArboSignInNames.Subject, subject),
        new Claim(ArboSignInNames.ProviderSession, sid),
        new Claim(ArboSignInNames.AuthenticatedAt, (at ?? World.Clock.GetUtcNow()).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)),
    ]));
}
