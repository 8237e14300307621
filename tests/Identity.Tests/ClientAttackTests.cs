using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Tests;

/// <summary>Tokens and answers that somebody made, kept, or took from elsewhere, at the sign-in client of the file programs.</summary>
public sealed class ClientAttackTests : IAsyncLifetime
{
    private readonly ECDsa _stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private FakeProvider _pinned = null!;
    private FakeProvider _published = null!;

    public async Task InitializeAsync() => (_pinned, _published) = (await FakeProvider.StartAsync(), await FakeProvider.StartAsync(pinned: false));

    public async Task DisposeAsync()
    {
        await _pinned.DisposeAsync();
        await _published.DisposeAsync();
        _stranger.Dispose();
    }

    [Fact]
    public async Task SignIn_WithAHeaderThatPointsElsewhere_IsRefused()
    {
        foreach (var provider in (FakeProvider[])[_pinned, _published])
        {
            var point = _stranger.ExportParameters(includePrivateParameters: false).Q;
            var jwk = new { kty = "EC", crv = "P-256", kid = "stranger", x = WebEncoders.Base64UrlEncode(point.X!), y = WebEncoders.Base64UrlEncode(point.Y!) };
            (string What, Dictionary<string, object> Header)[] headers =
            [
                ("none", new() { ["alg"] = "none", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }),
                ("another case of none", new() { ["alg"] = "nOnE", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }),
                ("another key under the right name", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }),
                ("another key under its own name", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "stranger" }),
                ("a key that it brings along", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "stranger", ["jwk"] = jwk }),
                ("an address of keys", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "stranger", ["jku"] = "https://kwaad.example/keys", ["x5u"] = "https://kwaad.example/c" }),
                ("a file of this machine", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "../../../../../../dev/null" }),
                ("a file, encoded", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "..%2f..%2fkeys%2fzone.key" }),
                ("a question to a database", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = "x' UNION SELECT 'AAAA" }),
                ("no name of a key", new() { ["alg"] = "ES256", ["typ"] = "JWT" }),
                ("another curve", new() { ["alg"] = "ES384", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }),
                ("something that must be understood", new() { ["alg"] = "ES256", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId, ["crit"] = new[] { "exp" } }),
            ];
            foreach (var (what, header) in headers)
            {
                await RefusedAsync(provider, nonce => Made(provider, nonce, header, signed => _stranger.SignData(signed, HashAlgorithmName.SHA256)), what);
                await RefusedAsync(provider, nonce => Made(provider, nonce, header, _ => []), $"{what}, unsigned");
                await RefusedAsync(provider, nonce => Made(provider, nonce, header, _ => new byte[64]), $"{what}, signed with zeros");
            }

            // The public key as if it were a secret that both share.
            var shared = Encoding.UTF8.GetBytes(JwsKeys.Of(provider.Key.Public).ToJson());
            foreach (var secret in (byte[][])[shared, [], Encoding.ASCII.GetBytes(provider.Key.KeyId)])
                await RefusedAsync(provider, nonce => Made(provider, nonce, new() { ["alg"] = "HS256", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }, signed => HMACSHA256.HashData(secret, signed)), "HS256");
            using var rsa = RSA.Create(2048);
            await RefusedAsync(provider, nonce => Made(provider, nonce, new() { ["alg"] = "RS256", ["typ"] = "JWT", ["kid"] = provider.Key.KeyId }, signed => rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)), "RS256");
        }
    }

    [Fact]
    public async Task SignIn_WithATokenOfThePastOrTheFuture_IsRefused()
    {
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        (string What, Action<Dictionary<string, object?>> Change)[] changes =
        [
            ("just expired", x => x["exp"] = now - 31), ("expired a day ago", x => (x["exp"], x["iat"]) = (now - 86_400, now - 86_700)), ("made tomorrow", x => (x["iat"], x["exp"]) = (now + 86_400, now + 86_700)),
            ("made in a minute", x => x["iat"] = now + 60), ("shown tomorrow", x => x["auth_time"] = now + 86_400), ("shown in the year 2100", x => x["auth_time"] = 4_102_444_800), ("never shown", x => x["auth_time"] = 0),
            ("a time that is no number", x => x["exp"] = "4102444800"), ("a time too large", x => x["exp"] = 1e300), ("a negative time", x => x["auth_time"] = -1),
        ];
        foreach (var provider in (FakeProvider[])[_pinned, _published])
        {
            foreach (var (what, change) in changes)
                await RefusedAsync(provider, Changed(provider, change), what);
        }
    }

    [Fact]
    public async Task SignIn_WithATokenOfAnotherClientOrIssuer_IsRefused()
    {
        foreach (var provider in (FakeProvider[])[_pinned, _published])
        {
            (string What, Action<Dictionary<string, object?>> Change)[] changes =
            [
                ("of another client", x => (x["aud"], x["azp"]) = ("reintegration", "reintegration")), ("of both", x => x["aud"] = new[] { "medical", "reintegration" }), ("of nobody", x => x["aud"] = Array.Empty<string>()),
                ("twice of this one", x => x["aud"] = new[] { "medical", "medical" }), ("handed on by another", x => x["azp"] = "reintegration"), ("another issuer", x => x["iss"] = "https://kwaad.example"),
                ("an issuer with a slash more", x => x["iss"] = provider.Authority + "/"), ("an issuer in capitals", x => x["iss"] = provider.Authority.ToUpperInvariant()), ("no issuer", x => x.Remove("iss")),
                ("no audience", x => x.Remove("aud")), ("somebody with a long name", x => x["sub"] = new string('x', 256)), ("a list of people", x => x["sub"] = new[] { "a" }), ("one factor", x => x["amr"] = new[] { "mfaX", "pwd" }),
            ];
            foreach (var (what, change) in changes)
                await RefusedAsync(provider, Changed(provider, change), what);

            // The same member twice: another reader might have taken the other one.
            await RefusedAsync(provider, nonce => Jws.Sign(provider.Key, "JWT", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(provider.Claims(nonce)).Replace("{\"iss\"", "{\"sub\":\"another\",\"iss\"", StringComparison.Ordinal))), "two subjects");
            // What another kind of token says is no ID token.
            if (provider == _pinned)
            {
                foreach (var type in (string[])["at+jwt", "logout+jwt", "client-authentication+jwt", "revocations+jws", "invitation-answer+jws", "jwt"])
                    await RefusedAsync(provider, nonce => provider.Sign(provider.Claims(nonce), type: type), type);
            }
        }
    }

    [Fact]
    public async Task SignIn_WithAnAnswerThatIsBentOrComesTwice_IsRefused()
    {
        _pinned.IdToken = nonce => _pinned.Sign(_pinned.Claims(nonce));
        (string What, Func<Dictionary<string, string?>, Dictionary<string, string?>> Change)[] changes =
        [
            ("no state", x => Without(x, "state")), ("no code", x => Without(x, "code")), ("another issuer", x => new(x) { ["iss"] = "https://kwaad.example" }), ("an empty issuer", x => new(x) { ["iss"] = "" }),
            ("an error beside the code", x => new(x) { ["error"] = "access_denied" }), ("the state of nobody", x => new(x) { ["state"] = "the-state" }),
        ];
        foreach (var (what, change) in changes)
        {
            _pinned.Answer = change;
            using var browser = new Browser();
            (await _pinned.SignInAsync(browser)).Should().Be(HttpStatusCode.BadRequest, what);
            browser.CookiesOf("medisch.localhost").Keys.Should().NotContain("__Host-arbo-medical", what);
        }

        // A good one works once: the same address again, in the same browser, is nothing.
        _pinned.Answer = x => x;
        using var victim = new Browser();
        await victim.GetOnceAsync(_pinned.Origin + "/me");
        await victim.GetOnceAsync(victim.Last.Headers.Location!.ToString());
        var answer = victim.Last.Headers.Location!.ToString();
        await victim.GetOnceAsync(answer);
        victim.Status.Should().Be(HttpStatusCode.Redirect);
        var session = victim.CookiesOf("medisch.localhost")["__Host-arbo-medical"];
        await victim.GetOnceAsync(answer);
        victim.Status.Should().Be(HttpStatusCode.BadRequest, "it came before");
        victim.CookiesOf("medisch.localhost").GetValueOrDefault("__Host-arbo-medical").Should().BeOneOf(session, null);

        static Dictionary<string, string?> Without(Dictionary<string, string?> from, string name) => new(from.Where(x => x.Key != name));
    }

    [Fact]
    public async Task SignIn_AlwaysAsksForACodeWithS256_AndANonceOfItsOwn()
    {
        _pinned.IdToken = nonce => _pinned.Sign(_pinned.Claims(nonce));
        var seen = new List<Dictionary<string, string>>();
        for (var i = 0; i < 3; i++)
        {
            using var browser = new Browser();
            await browser.GetOnceAsync(_pinned.Origin + "/me?code_challenge_method=plain&response_type=token&prompt=none");
            var asked = QueryHelpers.ParseQuery(browser.Last.Headers.Location!.Query).ToDictionary(x => x.Key, x => x.Value.ToString());
            asked.Should().Contain("response_type", "code").And.Contain("code_challenge_method", "S256").And.Contain("scope", "openid").And.NotContainKey("prompt");
            asked["redirect_uri"].Should().Be(_pinned.Origin + "/sign-in/return");
            seen.Add(asked);
            await browser.GetAsync(browser.Last.Headers.Location!.ToString());
            WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(_pinned.LastForm["code_verifier"]))).Should().Be(asked["code_challenge"]);
        }

        foreach (var name in (string[])["nonce", "state", "code_challenge"])
            seen.Select(x => x[name]).Should().OnlyHaveUniqueItems(name).And.OnlyContain(x => x.Length >= 43);
    }

    private static Func<string, string> Changed(FakeProvider provider, Action<Dictionary<string, object?>> change) => nonce =>
    {
        var claims = provider.Claims(nonce);
        change(claims);
        return provider.Sign(claims);
    };

    private static string Made(FakeProvider provider, string nonce, Dictionary<string, object> header, Func<byte[], byte[]> sign)
    {
        var signed = $"{WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(header))}.{WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(provider.Claims(nonce)))}";
        return $"{signed}.{WebEncoders.Base64UrlEncode(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    private static async Task RefusedAsync(FakeProvider provider, Func<string, string> token, string what)
    {
        provider.IdToken = token;
        using var browser = new Browser();
        (await provider.SignInAsync(browser)).Should().Be(HttpStatusCode.BadRequest, what);
        browser.CookiesOf("medisch.localhost").Keys.Should().NotContain("__Host-arbo-medical", what);
    }
}

/// <summary>The same with the real provider between an attacker and a victim.</summary>
public sealed class CodeAttackTests : WorldTest
{
    private const string MedicalCookie = "__Host-arbo-medical";

    [Fact]
    public async Task CodeOfAnother_PutIntoOnesOwnSignIn_OrIntoAVictims_IsRefused()
    {
        await Browser.EnrolAsync(World, "slachtoffer@voorbeeld.nl", withPasskey: true);
        using var attacker = new Browser();
        await attacker.EnrolAsync(World, "aanvaller@voorbeeld.nl", withPasskey: true);

        // The victim's code, seen on its way, in the attacker's sign-in: his verifier and nonce are others.
        var stolen = await ReturnAsync(Browser);
        var own = await ReturnAsync(attacker);
        await attacker.GetAsync(With(own, Code(stolen)));
        attacker.Status.Should().Be(HttpStatusCode.BadRequest);
        attacker.CookiesOf("medisch.localhost").Keys.Should().NotContain(MedicalCookie);
        // It is burnt with that, for the victim too.
        await Browser.GetAsync(stolen);
        Browser.Status.Should().Be(HttpStatusCode.BadRequest);

        // The attacker's code in the victim's sign-in: the victim would work in the attacker's name.
        var planted = await ReturnAsync(attacker);
        var victims = await ReturnAsync(Browser);
        await Browser.GetAsync(With(victims, Code(planted)));
        Browser.Status.Should().Be(HttpStatusCode.BadRequest);
        Browser.CookiesOf("medisch.localhost").Keys.Should().NotContain(MedicalCookie);

        // And as it should be.
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task SessionThatWasPlanted_IsNotTheVictims_AfterSigningIn()
    {
        // A cookie of the attacker's own making, and one of a real session of his.
        using var attacker = new Browser();
        await attacker.EnrolAsync(World, "aanvaller@voorbeeld.nl", withPasskey: true);
        await attacker.GetAsync(World.MedicalClient.Origin + "/me");
        var real = attacker.CookiesOf("medisch.localhost")[MedicalCookie];
        var mine = attacker.Body;
        var person = await Browser.EnrolAsync(World, "slachtoffer@voorbeeld.nl", withPasskey: true);
        foreach (var planted in (string[])["00000000000000000000000000000000", real])
        {
            using var victim = new Browser();
            victim.CookiesOf("inloggen.localhost")["__Host-arbo-identity"] = planted;
            await victim.GetAsync(World.Authority + "/sign-in");
            await victim.SignInAsync(World, person);
            victim.CookiesOf("inloggen.localhost")["__Host-arbo-identity"].Should().NotBe(planted);
            // Planted while the victim is on the way back with the code.
            var back = await ReturnAsync(victim);
            victim.CookiesOf("medisch.localhost")[MedicalCookie] = planted;
            await victim.GetAsync(back);
            victim.Status.Should().Be(HttpStatusCode.OK);
            victim.CookiesOf("medisch.localhost")[MedicalCookie].Should().NotBe(planted, "a new sign-in makes a key that nobody saw before");
            victim.Body.Should().Contain("sub=").And.NotBe(mine);

            // Whoever kept the planted one is not the victim by it.
            using var thief = new Browser();
            thief.CookiesOf("medisch.localhost")[MedicalCookie] = planted;
            await thief.GetOnceAsync(World.MedicalClient.Origin + "/me");
            thief.Status.Should().Be(HttpStatusCode.Redirect, "it is nobody's");
        }

        using var later = new Browser();
        later.CookiesOf("inloggen.localhost")["__Host-arbo-identity"] = "00000000000000000000000000000000";
        await later.GetAsync(World.Authority + "/");
        later.Url.AbsolutePath.Should().Be("/sign-in", "the planted cookie has become nobody's session");
    }

    /// <summary>Begins to sign in at the file program, up to the address with the code.</summary>
    private async Task<string> ReturnAsync(Browser browser)
    {
        browser.CookiesOf("medisch.localhost").Remove(MedicalCookie);
        await browser.GetOnceAsync(World.MedicalClient.Origin + "/me");
        await browser.GetOnceAsync(browser.Last.Headers.Location!.ToString());
        var address = browser.Last.Headers.Location!.ToString();
        address.Should().Contain("/sign-in/return?").And.Contain("code=");
        return address;
    }

    private static string Code(string address) => QueryHelpers.ParseQuery(new Uri(address).Query)["code"].ToString();

    private static string With(string address, string code) => address.Replace(Code(address), code, StringComparison.Ordinal);
}
