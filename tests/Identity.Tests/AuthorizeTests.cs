using System.Net;

namespace ArboDossier.Identity.Tests;

public sealed class AuthorizeTests : WorldTest
{
    [Theory]
    [InlineData("client_id", "identity")]
    [InlineData("client_id", null)]
    [InlineData("redirect_uri", null)]
    [InlineData("redirect_uri", "https://kwaad.example/sign-in/return")]
    [InlineData("redirect_uri", "ORIGIN/sign-in/return/")]
    [InlineData("redirect_uri", "ORIGIN/sign-in/return?x=1")]
    [InlineData("redirect_uri", "ORIGIN/sign-in/../elders")]
    [InlineData("redirect_uri", "ORIGIN/Sign-in/return")]
    [InlineData("redirect_uri", "ORIGIN.kwaad.example/sign-in/return")]
    [InlineData("redirect_uri", "ORIGIN@kwaad.example/sign-in/return")]
    public async Task Authorize_UnknownClientOrAddress_SendsNobodyAnywhere(string name, string? value)
    {
        var client = new RelyingClient(World);
        await Browser.GetOnceAsync(client.Url((name, value?.Replace("ORIGIN", World.MedicalClient.Origin, StringComparison.Ordinal))));

        Browser.Status.Should().Be(HttpStatusCode.BadRequest);
        Browser.Last.Headers.Location.Should().BeNull();
    }

    [Theory]
    [InlineData("response_type", "token", "unsupported_response_type")]
    [InlineData("response_type", "code id_token", "unsupported_response_type")]
    [InlineData("response_type", null, "unsupported_response_type")]
    [InlineData("scope", "profile", "invalid_scope")]
    [InlineData("scope", null, "invalid_scope")]
    [InlineData("nonce", null, "invalid_request")]
    [InlineData("code_challenge", null, "invalid_request")]
    [InlineData("code_challenge", "short", "invalid_request")]
    [InlineData("code_challenge_method", null, "invalid_request")]
    [InlineData("code_challenge_method", "plain", "invalid_request")]
    [InlineData("response_mode", "fragment", "invalid_request")]
    [InlineData("prompt", "none login", "invalid_request")]
    [InlineData("max_age", "-1", "invalid_request")]
    [InlineData("max_age", "soon", "invalid_request")]
    [InlineData("request", "eyJhbGciOiJub25lIn0..", "request_not_supported")]
    [InlineData("request_uri", "https://kwaad.example/r", "request_uri_not_supported")]
    public async Task Authorize_AnythingLoose_IsAnErrorForTheClient(string name, string? value, string error)
    {
        var client = new RelyingClient(World);
        await Browser.GetOnceAsync(client.Url((name, value)));

        client.Answer(Browser).Should().Equal(new Dictionary<string, string> { ["error"] = error, ["state"] = "the-state", ["iss"] = World.Authority });
    }

    [Fact]
    public async Task Authorize_WithoutState_OrAParameterTwice_IsAnError()
    {
        var client = new RelyingClient(World);
        await Browser.GetOnceAsync(client.Url(("state", null)));
        client.Answer(Browser).Should().Contain("error", "invalid_request").And.NotContainKey("state");
        await Browser.GetOnceAsync(client.Url() + "&nonce=other");
        client.Answer(Browser).Should().Contain("error", "invalid_request");
        await Browser.GetOnceAsync(client.Url() + "&redirect_uri=https%3A%2F%2Fkwaad.example");
        Browser.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Authorize_PromptNone_AsksNobody()
    {
        var client = new RelyingClient(World);
        await Browser.GetOnceAsync(client.Url(("prompt", "none")));
        client.Answer(Browser).Should().Contain("error", "login_required");

        await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        await Browser.GetOnceAsync(client.Url(("prompt", "none")));
        client.Answer(Browser).Should().ContainKey("code");
    }

    [Fact]
    public async Task Authorize_PromptLoginAndMaxAge_AskAgain()
    {
        var client = new RelyingClient(World);
        var person = await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        World.Clock.Advance(TimeSpan.FromMinutes(2));

        await Browser.GetOnceAsync(client.Url(("max_age", "600")));
        client.Answer(Browser).Should().ContainKey("code");
        foreach (var (name, value) in ((string, string)[])[("max_age", "60"), ("prompt", "login")])
        {
            await Browser.GetOnceAsync(client.Url((name, value)));
            Browser.Last.Headers.Location!.ToString().Should().StartWith("/sign-in?");
            await Browser.GetOnceAsync(World.Authority + Browser.Last.Headers.Location);
            // Until then the request does not go on, although there is a session.
            var resume = System.Web.HttpUtility.ParseQueryString(Browser.Url.Query)["continue"];
            await Browser.GetOnceAsync(World.Authority + resume);
            Browser.Last.Headers.Location!.ToString().Should().StartWith("/sign-in?");
            await Browser.GetOnceAsync(World.Authority + Browser.Last.Headers.Location);
            var question = Browser.Form("handler=Passkey");
            await Browser.PostOnceAsync(question, ("Credential", person.Passkey!.Answer(question.GetAttribute("data-passkey-options")!, World.Authority)));
            await Browser.GetOnceAsync(World.Authority + Browser.Last.Headers.Location);
            client.Answer(Browser).Should().ContainKey("code");
            World.Clock.Advance(TimeSpan.FromMinutes(2));
        }
    }

    [Theory]
    [InlineData("https://kwaad.example/")]
    [InlineData("//kwaad.example/")]
    [InlineData("/\\kwaad.example/")]
    [InlineData("javascript:alert(1)")]
    public async Task SignIn_ContinueElsewhere_StaysHere(string elsewhere)
    {
        var person = await Browser.EnrolAsync(World, "a@voorbeeld.nl", withPasskey: true);
        using var other = new Browser();
        await other.GetAsync($"{World.Authority}/sign-in?continue={Uri.EscapeDataString(elsewhere)}");
        await other.SignInAsync(World, person);

        other.Url.Should().Be(World.Authority + "/");
        other.Visited.Should().OnlyContain(u => u.Host == "inloggen.localhost");
    }

    [Fact]
    public async Task Resume_OfSomebodyElse_IsRefused()
    {
        await Browser.GetOnceAsync(new RelyingClient(World).Url());
        var resume = System.Web.HttpUtility.ParseQueryString(Browser.Last.Headers.Location!.ToString().Split('?')[1])["continue"];
        using var other = new Browser();
        await other.GetOnceAsync(World.Authority + resume);

        other.Status.Should().Be(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Authorize_AgainAndAgain_DoesNotFillTheBrowser()
    {
        for (var i = 0; i < 30; i++)
            await Browser.GetOnceAsync(new RelyingClient(World).Url());
        Browser.CookiesOf("inloggen.localhost").Should().HaveCountLessThan(7);
    }
}
