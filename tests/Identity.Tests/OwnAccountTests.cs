using System.Net;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>What somebody sees and does about the own account: sessions, history, recovery codes, and the promise of secrecy.</summary>
public sealed class OwnAccountTests : WorldTest
{
    [Fact, Trait("Rule", "R-071")]
    public async Task OneSession_CanBeEnded_FromAnother_HereAndInTheZone()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        using var lost = new Browser();
        await lost.GetAsync(World.Authority + "/sign-in");
        await lost.SignInAsync(World, person);
        await new RelyingClient(World).CodeAsync(lost);

        await Browser.GetAsync(World.Authority + "/");
        var rows = Browser.Page.QuerySelectorAll("form[action*='handler=End']:not([action*=EndAll])").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().ToList();
        rows.Should().HaveCount(2);
        var other = rows.Single(x => x.Closest("tr")!.QuerySelector("status-tag, .tag")?.TextContent.Contains("dit apparaat", StringComparison.Ordinal) != true && !x.Closest("tr")!.TextContent.Contains("dit apparaat", StringComparison.Ordinal));
        await Browser.SubmitAsync(other);

        await lost.GetAsync(World.Authority + "/");
        lost.Url.AbsolutePath.Should().Be("/sign-in");
        await Browser.GetAsync(World.Authority + "/");
        Browser.Url.AbsolutePath.Should().Be("/");
        (await World.CountAsync(db => db.Revocations.CountAsync())).Should().Be(1, "the zone hears of that session");
    }

    [Fact]
    public async Task SomebodyElsesSession_CannotBeEnded()
    {
        using var other = new Browser();
        await other.EnrolAsync(World, "an@voorbeeld.nl", withPasskey: true);
        await using var db = World.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        var theirs = (await db.Sessions.AsNoTracking().SingleAsync()).ProviderSession;

        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.SubmitAsync(Browser.Page.QuerySelectorAll("form[action*='handler=End']:not([action*=EndAll])").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().Single(), ("session", theirs));
        await other.GetAsync(World.Authority + "/");
        other.Url.AbsolutePath.Should().Be("/");
    }

    [Fact]
    public async Task History_ShowsWhatWorkedAndWhatFailed_ToItsOwnerOnly()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: false);
        World.Clock.Advance(TimeSpan.FromSeconds(60));
        using var attacker = new Browser();
        await attacker.GetAsync(World.Authority + "/sign-in");
        await attacker.PasswordAsync(person.Email, "niet het goede wachtwoord");
        await attacker.PasswordAsync("niemand@voorbeeld.nl", "niet het goede wachtwoord");

        await Browser.GetAsync(World.Authority + "/");
        Lines(Browser).Should().HaveCount(2).And.Contain(x => x.Contains("nee", StringComparison.Ordinal)).And.Contain(x => x.Contains("wachtwoord en code", StringComparison.Ordinal));
        using var other = new Browser();
        await other.EnrolAsync(World, "an@voorbeeld.nl", withPasskey: true);
        Lines(other).Should().ContainSingle();

        World.Clock.Advance(TimeSpan.FromDays(91));
        await World.Identity.Services.GetRequiredService<Tidying>().TidyAsync(CancellationToken.None);
        (await World.CountAsync(db => db.SignIns.CountAsync())).Should().Be(0);
        static List<string> Lines(Browser browser) => [.. browser.Page.QuerySelectorAll("td[data-l=Gelukt]").Select(x => x.ParentElement!.TextContent)];
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task RecoveryCode_WithThePassword_LetsIn_Once()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var codes = await CodesAsync();
        codes.Should().HaveCount(10).And.OnlyHaveUniqueItems();
        await Browser.GetAsync(World.Authority + "/");
        await Browser.SubmitAsync("handler=EndAll");
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        await Browser.SubmitAsync("handler=Recovery", ("Recovery", $" {codes[3].ToLowerInvariant()} "));
        Browser.Url.PathAndQuery.Should().Be("/?recovered=true", Browser.Says);
        Browser.Says.Should().Contain("herstelcode").And.Contain("U heeft er nog 9");
        (await World.LedgerAsync()).Should().Contain(new Ledger.Line("account.sign-in", true, "password-and-recovery-code", "account"));

        using var thief = new Browser();
        await thief.GetAsync(World.Authority + "/sign-in");
        await thief.PasswordAsync(person.Email, person.Password);
        await thief.SubmitAsync("handler=Recovery", ("Recovery", codes[3]));
        thief.Url.AbsolutePath.Should().Be("/sign-in/second");
        thief.Says.Should().Contain("al gebruikt");
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task RecoveryCodes_OfAnother_OrOfAFormerSet_AreNothing_AndGuessingWaits()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var former = await CodesAsync();
        var codes = await CodesAsync();
        using var other = new Browser();
        var attacker = await other.EnrolAsync(World, "an@voorbeeld.nl", withPasskey: true);
        await other.GetAsync(World.Authority + "/factors/recovery");
        await other.SubmitAsync("/factors/recovery");
        var theirs = other.Page.QuerySelectorAll("[data-recovery] li").Select(x => x.TextContent).ToList();
        await other.SubmitAsync("sign-out");

        await other.GetAsync(World.Authority + "/sign-in");
        await other.PasswordAsync(person.Email, person.Password);
        foreach (var code in (string[])[theirs[0], former[0], "", "AAAA-AAAA-AAAA-AAAA", new string('x', 40)])
        {
            await other.SubmitAsync("handler=Recovery", ("Recovery", code));
            other.Url.AbsolutePath.Should().Be("/sign-in/second", code);
        }

        await other.SubmitAsync("handler=Recovery", ("Recovery", codes[0]));
        other.Url.AbsolutePath.Should().Be("/sign-in/second", "it was tried too often");
        World.Clock.Advance(TimeSpan.FromMinutes(6));
        await other.SubmitAsync("handler=Recovery", ("Recovery", codes[0]));
        other.Url.AbsolutePath.Should().Be("/");
        attacker.Email.Should().NotBe(person.Email);
    }

    [Fact, Trait("Rule", "R-280")]
    public async Task WhoeverWorksForTheService_HasNoAccount_BeforeSecrecyIsSigned()
    {
        var link = await World.InviteAsync("arts@voorbeeld.nl", staff: true);
        await Browser.FollowAsync(link);
        await Browser.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password));
        Browser.Url.AbsolutePath.Should().StartWith("/invitation/");
        Browser.Says.Should().Contain("Teken voor geheimhouding");
        (await World.CountAsync(db => db.Accounts.CountAsync())).Should().Be(0);

        await Browser.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password), ("Secrecy", "true"));
        await Browser.FinishAsync(World, "arts@voorbeeld.nl", withPasskey: true);
        var clause = World.Identity.Services.GetRequiredService<SecrecyClauses>().Current;
        Browser.Says.Should().Contain(clause.Version);
        await using var db = World.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        var row = await db.Secrecy.AsNoTracking().SingleAsync();
        row.TextHash.Should().Equal(clause.Hash("nl"));
        (await World.LedgerAsync()).Should().Contain(x => x.Event == "secrecy.sign" && x.Permitted);
    }

    [Fact, Trait("Rule", "R-280")]
    public async Task SomebodyWithAnAccount_WhoComesToWorkForTheService_SignsThen_AndOnce()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.FollowAsync(await World.InviteAsync("jan@voorbeeld.nl", staff: true));
        await Browser.SubmitAsync("handler=Accept");
        Browser.Says.Should().Contain("Teken voor geheimhouding");
        (await World.CountAsync(db => db.Invitations.CountAsync(x => x.AcceptedBy != null))).Should().Be(1);
        await Browser.SubmitAsync("handler=Accept", ("Secrecy", "true"));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);

        await Browser.FollowAsync(await World.InviteAsync("jan@voorbeeld.nl", staff: true));
        Browser.Page.QuerySelector("[name=Secrecy]").Should().BeNull();
        await Browser.SubmitAsync("handler=Accept");
        Browser.Status.Should().Be(HttpStatusCode.OK);
        (await World.CountAsync(db => db.Invitations.CountAsync(x => x.AcceptedBy != null))).Should().Be(3);
    }

    private async Task<List<string>> CodesAsync()
    {
        await Browser.GetAsync(World.Authority + "/factors/recovery");
        await Browser.SubmitAsync("/factors/recovery");
        return [.. Browser.Page.QuerySelectorAll("[data-recovery] li").Select(x => x.TextContent)];
    }
}
