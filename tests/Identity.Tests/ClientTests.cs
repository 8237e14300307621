using System.Net;
using System.Text;
using ArboDossier.Exchange.Jose;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Tests;

/// <summary>The sign-in client of the file programs against a provider that lies.</summary>
public sealed class ClientTests : IAsyncLifetime
{
    private FakeProvider _provider = null!;

    public async Task InitializeAsync() => _provider = await FakeProvider.StartAsync();

    public async Task DisposeAsync() => await _provider.DisposeAsync();

    [Fact]
    public async Task SignIn_WithAGoodToken_Works()
    {
        _provider.IdToken = nonce => _provider.Sign(_provider.Claims(nonce));
        using var browser = new Browser();
        (await _provider.SignInAsync(browser)).Should().Be(HttpStatusCode.OK);
        browser.Body.Should().Contain("sub=somebody");
        _provider.LastForm.Should().ContainKey("code_verifier").And.ContainKey("client_assertion").And.NotContainKey("client_secret");
    }

    [Theory]
    [InlineData("iss", "http://elders.localhost")]
    [InlineData("aud", "reintegration")]
    [InlineData("azp", "reintegration")]
    [InlineData("nonce", "another")]
    [InlineData("sub", "")]
    [InlineData("exp", 1)]
    [InlineData("iat", 4102444800)]
    [InlineData("auth_time", 0)]
    [InlineData("nonce", null)]
    [InlineData("exp", null)]
    [InlineData("amr", null)]
    [InlineData("auth_time", null)]
    public async Task SignIn_WithATokenThatDoesNotFit_IsRefused(string claim, object? value)
    {
        _provider.IdToken = nonce =>
        {
            var claims = _provider.Claims(nonce);
            if (value is null)
                claims.Remove(claim);
            else
                claims[claim] = value;
            return _provider.Sign(claims);
        };
        await RefusedAsync();
    }

    [Fact]
    public async Task R064_OneFactorAtTheProvider_IsRefused()
    {
        _provider.IdToken = nonce => _provider.Sign(new(_provider.Claims(nonce)) { ["amr"] = new[] { "pwd" } });
        await RefusedAsync();
    }

    [Fact]
    public async Task SignIn_WithATokenNotSignedByTheProvider_IsRefused()
    {
        using var stranger = SigningKey.Create();
        Func<string, string>[] lies =
        [
            nonce => _provider.Sign(_provider.Claims(nonce), key: stranger),
            nonce => _provider.Sign(_provider.Claims(nonce), type: "logout+jwt"),
            nonce => None(_provider.Sign(_provider.Claims(nonce))),
            nonce => _provider.Sign(_provider.Claims(nonce))[..^4] + "AAAA",
            _ => "",
            _ => "a.b.c",
        ];
        foreach (var lie in lies)
        {
            _provider.IdToken = lie;
            await RefusedAsync();
        }
    }

    [Fact]
    public async Task SignIn_WithTheTokenOfAnotherSignIn_IsRefused()
    {
        string? first = null;
        _provider.IdToken = nonce => first ??= _provider.Sign(_provider.Claims(nonce));
        using var victim = new Browser();
        (await _provider.SignInAsync(victim)).Should().Be(HttpStatusCode.OK);
        await RefusedAsync();
    }

    [Fact]
    public async Task SignIn_WithAnAnswerOfAnotherProvider_OrAnotherState_IsRefused()
    {
        _provider.IdToken = nonce => _provider.Sign(_provider.Claims(nonce));
        _provider.Answer = a => new(a) { ["iss"] = "http://elders.localhost" };
        await RefusedAsync();
        _provider.Answer = a => new() { ["code"] = a["code"], ["state"] = a["state"] };
        await RefusedAsync();
        _provider.Answer = a => new(a) { ["state"] = a["state"]![..^3] + "AAA" };
        await RefusedAsync();
        _provider.Answer = a => new() { ["error"] = "access_denied", ["state"] = a["state"], ["iss"] = a["iss"] };
        await RefusedAsync();
    }

    [Fact]
    public async Task SignIn_WithTheAnswerForAnotherBrowser_IsRefused()
    {
        _provider.IdToken = nonce => _provider.Sign(_provider.Claims(nonce));
        using var attacker = new Browser();
        await attacker.GetOnceAsync(_provider.Origin + "/me");
        await attacker.GetOnceAsync(attacker.Last.Headers.Location!.ToString());
        using var victim = new Browser();
        await victim.GetAsync(attacker.Last.Headers.Location!.ToString());

        victim.Status.Should().Be(HttpStatusCode.BadRequest, "the correlation cookie is the attacker's");
        victim.CookiesOf("medisch.localhost").Keys.Should().NotContain("__Host-arbo-medical");
    }

    [Fact]
    public async Task SignIn_WithPublishedKeys_TakesOnlyEs256()
    {
        await using var open = await FakeProvider.StartAsync(pinned: false);
        open.IdToken = nonce => open.Sign(open.Claims(nonce));
        using var browser = new Browser();
        (await open.SignInAsync(browser)).Should().Be(HttpStatusCode.OK);

        using var stranger = SigningKey.Create();
        open.IdToken = nonce => open.Sign(open.Claims(nonce), key: stranger);
        using var second = new Browser();
        (await open.SignInAsync(second)).Should().Be(HttpStatusCode.BadRequest);
        open.IdToken = nonce => None(open.Sign(open.Claims(nonce)));
        using var third = new Browser();
        (await open.SignInAsync(third)).Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task SignIn_AtAnotherProvider_TakesWhatItPublishes_AndNotIdentitysPinnedKey()
    {
        using var identity = SigningKey.Create();
        await using var other = await FakeProvider.StartAsync(identity: identity);
        other.IdToken = nonce => other.Sign(other.Claims(nonce));
        using var browser = new Browser();
        (await other.SignInAsync(browser)).Should().Be(HttpStatusCode.OK, browser.Says);
        other.IdToken = nonce => other.Sign(other.Claims(nonce), key: identity);
        using var second = new Browser();
        (await other.SignInAsync(second)).Should().Be(HttpStatusCode.BadRequest, "Identity says nothing here about who comes in");
        other.IdToken = nonce => other.Sign(new(other.Claims(nonce)) { ["amr"] = new[] { "pwd" } });
        using var third = new Browser();
        (await other.SignInAsync(third)).Should().Be(HttpStatusCode.BadRequest, "R-064 holds for whoever is the provider");
    }

    [Theory]
    [InlineData("https://elders.example", null, true)]
    [InlineData("https://elders.example", "https://inloggen.example", true)]
    [InlineData("http://elders.example", "https://inloggen.example", false)]
    [InlineData("http://inloggen.example", null, true)]
    [InlineData("elders", null, false)]
    public void Settings_OfAnotherProviderInTheClear_AreRefusedOutsideDevelopment(string authority, string? revocations, bool good)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Identity:Authority"] = authority, ["Identity:Revocations"] = revocations }).Build();
        var reading = () => ArboDossier.Web.SignIn.ProviderSettings.Read(configuration, development: false);
        if (good)
            reading().IsForeign.Should().Be(revocations is not null);
        else
            reading.Should().Throw<InvalidOperationException>();
    }

    private static string None(string token) => $"{WebEncoders.Base64UrlEncode(Encoding.ASCII.GetBytes("""{"alg":"none","typ":"JWT"}"""))}.{token.Split('.')[1]}.";

    private async Task RefusedAsync()
    {
        using var browser = new Browser();
        (await _provider.SignInAsync(browser)).Should().Be(HttpStatusCode.BadRequest, browser.Says);
        browser.CookiesOf("medisch.localhost").Keys.Should().NotContain("__Host-arbo-medical");
    }
}
