using System.Net;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

public sealed class SessionTests : WorldTest
{
    private const string IdentityCookie = "__Host-arbo-identity";
    private const string MedicalCookie = "__Host-arbo-medical";

    [Fact]
    public async Task SignOutEverywhere_EndsEverySessionHereAndThere()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        using var other = new Browser();
        await other.GetAsync(World.Authority + "/sign-in");
        await other.SignInAsync(World, person);
        other.Page.QuerySelectorAll("section:last-of-type tbody tr").Should().HaveCount(2, other.Says);
        World.Clock.Advance(TimeSpan.FromSeconds(2));
        await other.SubmitAsync("handler=EndAll");

        await World.Medical.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None);
        await Browser.GetOnceAsync(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.Redirect);
        await Browser.GetAsync(World.Authority + "/");
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
        World.Medical.Services.GetRequiredService<MemoryTickets>().Count.Should().Be(0);
        (await World.LedgerAsync()).Should().Contain(l => l.Event == "account.sign-out-everywhere");
    }

    [Fact]
    public async Task SigningInAgain_GivesAnotherKey_AndTheOldOneOpensNothing()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        var (copied, copiedThere) = (Browser.CookiesOf("inloggen.localhost")[IdentityCookie], Browser.CookiesOf("medisch.localhost")[MedicalCookie]);
        var sid = Sid();

        await Browser.GetAsync(World.Authority + "/sign-in?again=true");
        await Browser.SignInAsync(World, person);
        await Browser.GetAsync(World.MedicalClient.Origin + "/again");
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Sid().Should().Be(sid, "the zones go on");
        Browser.CookiesOf("inloggen.localhost")[IdentityCookie].Should().NotBe(copied);

        using var thief = new Browser();
        thief.CookiesOf("inloggen.localhost")[IdentityCookie] = copied;
        await thief.GetAsync(World.Authority + "/");
        thief.Url.AbsolutePath.Should().Be("/sign-in");
        copiedThere.Should().NotBeNull();
        string Sid() => Browser.Body.Split("sid=")[1].Split('"')[0];
    }

    [Fact]
    public async Task AnotherPersonAtTheSameScreen_EndsWhatWasThere()
    {
        using var elsewhere = new Browser();
        var other = await elsewhere.EnrolAsync(World, "ander@voorbeeld.nl", withPasskey: true);
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        var copied = Browser.CookiesOf("inloggen.localhost")[IdentityCookie];
        var first = Browser.Body;

        await Browser.GetAsync(World.Authority + "/sign-in?again=true");
        await Browser.SignInAsync(World, other);
        await World.Medical.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Body.Should().Contain("sub=").And.NotBe(first);
        using var thief = new Browser();
        thief.CookiesOf("inloggen.localhost")[IdentityCookie] = copied;
        await thief.GetAsync(World.Authority + "/");
        thief.Url.AbsolutePath.Should().Be("/sign-in");
    }

    [Fact]
    public async Task Session_EndsAfterAWorkingDay()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        World.Clock.Advance(TimeSpan.FromHours(10));
        await Browser.GetAsync(World.Authority + "/");
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
    }

    [Fact]
    public async Task ZoneSession_EndsAfterAnIdleHour()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        World.Clock.Advance(TimeSpan.FromMinutes(61));
        await Browser.GetOnceAsync(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.Redirect);
    }

    [Fact]
    public async Task SignOut_WithoutTheForm_IsRefused()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        await Browser.PostAsync(World.MedicalClient.Origin + "/sign-out");
        Browser.Status.Should().Be(HttpStatusCode.BadRequest);
        await Browser.PostAsync(World.Authority + "/sign-out");
        Browser.Status.Should().Be(HttpStatusCode.BadRequest);
        await Browser.GetAsync(World.Authority + "/connect/logout");
        Browser.Url.AbsolutePath.Should().Be("/sign-out", "a link alone ends nothing");
        await Browser.GetAsync(World.Authority + "/connect/logout?id_token_hint=eyJhbGciOiJub25lIn0.e30.");
        Browser.Url.AbsolutePath.Should().Be("/sign-out");
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("ORIGIN/", true)]
    [InlineData("ORIGIN", false)]
    [InlineData("ORIGIN/elders", false)]
    [InlineData("https://kwaad.example/", false)]
    [InlineData("ORIGIN.kwaad.example/", false)]
    public async Task Logout_LeadsOnlyToTheClientsOwnAddress(string address, bool followed)
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var client = new RelyingClient(World);
        var (_, json) = await client.TokenAsync(client.Form(await client.CodeAsync(Browser)));
        var to = address.Replace("ORIGIN", World.MedicalClient.Origin, StringComparison.Ordinal);
        await Browser.GetOnceAsync(
            $"{World.Authority}/connect/logout?id_token_hint={json.GetProperty("id_token").GetString()}&post_logout_redirect_uri={Uri.EscapeDataString(to)}&state=s");
        Browser.Last.Headers.Location!.ToString().Should().Be(followed ? to + "?state=s" : "/signed-out");
    }

    [Fact]
    public async Task Cookies_AreBoundToTheHost()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.CookiesOf("inloggen.localhost").Keys.Concat(Browser.CookiesOf("medisch.localhost").Keys).Should().OnlyContain(k => k.StartsWith("__Host-", StringComparison.Ordinal));
    }

    [Fact]
    public void Endpoints_HaveANamedPolicy_OrStandOnTheList()
    {
        string[] anonymous =
        [
            "/.well-known/openid-configuration", "/arbo/status", "/connect/authorize", "/connect/backchannel-logout", "/connect/keys", "/connect/logout", "/connect/token", "/connect/userinfo", "/enrol",
            "/exchange/invitations", "/exchange/revocations", "/exchange/witness", "/founding", "/health/live", "/health/ready", "/invitation/{token}", "/language/{language:regex(^(nl|en)$)}",
            "/sign-in", "/sign-in/second", "/sign-out", "/signed-out",
        ];
        var lines = EndpointAudit.List(World.Identity.Services);
        lines.Where(l => l.Anonymous).Select(l => l.Route).Distinct().Should().BeEquivalentTo(anonymous);
        lines.Where(l => !l.Anonymous).Should().OnlyContain(l => l.Policy == "account" || l.Policy == "service-administrator");
        lines.Where(l => !l.Anonymous).Select(l => l.Route).Distinct().Should().BeEquivalentTo("/", "/access", "/accounts", "/factors/code", "/factors/passkey", "/factors/password", "/factors/recovery", "/secrecy");
        lines.Where(l => l.FromPrograms).Select(l => l.Route).Should().BeEquivalentTo("/connect/backchannel-logout", "/connect/token", "/connect/userinfo", "/exchange/invitations", "/exchange/revocations", "/exchange/witness");
    }

    [Fact]
    public async Task Ledger_NamesNobody()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await using var db = World.Identity.Services.GetRequiredService<Func<Store.IdentityContext>>()();
        foreach (var row in await db.LedgerBodies.AsNoTracking().ToListAsync())
            System.Text.Encoding.UTF8.GetString(row.Fields).Should().NotContain("jan@").And.NotContain("Persoon");
    }
}
