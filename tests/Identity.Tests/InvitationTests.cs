using System.Net;
using System.Text;
using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

public sealed class InvitationTests : WorldTest
{
    [Fact]
    public async Task Link_Works_Once()
    {
        var link = await World.InviteAsync("jan@voorbeeld.nl");
        await Browser.FollowAsync(link);
        await Browser.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password));
        await Browser.FinishAsync(World, "jan@voorbeeld.nl", withPasskey: true);

        using var second = new Browser();
        await second.FollowAsync(link);
        second.Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Link_AfterFourteenDays_IsGone()
    {
        var link = await World.InviteAsync("jan@voorbeeld.nl");
        World.Clock.Advance(TimeSpan.FromDays(14));
        await Browser.FollowAsync(link);
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
        await Browser.GetAsync(World.Authority + "/invitation/" + new string('A', 43));
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task SomebodyWithAnAccount_Accepts_AfterSigningIn()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var id = Guid.NewGuid();
        using var other = new Browser();
        await other.FollowAsync(await World.InviteAsync("jan@voorbeeld.nl", id));
        await other.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password));
        other.Says.Should().Contain("al een account");
        await other.GetAsync(World.Authority + other.Page.QuerySelector("a[href*='continue']")!.GetAttribute("href"));
        await other.SignInAsync(World, person);
        await other.SubmitAsync("handler=Accept");
        other.Url.AbsolutePath.Should().Be("/", other.Says);

        var client = new RelyingClient(World);
        var claims = await client.ClaimsAsync(await client.CodeAsync(other));
        claims.GetProperty("invitations").EnumerateArray().Select(i => i.GetGuid()).Should().HaveCount(2).And.Contain(id);
    }

    [Fact]
    public async Task BrokenOffHalfway_BeginsAgain_AndThePasswordAloneWasNothing()
    {
        var link = await World.InviteAsync("jan@voorbeeld.nl");
        await Browser.FollowAsync(link);
        await Browser.SubmitAsync("/invitation/", ("Password", "het eerste wachtwoord"), ("Confirm", "het eerste wachtwoord"));
        using var other = new Browser();
        await other.GetAsync(World.Authority + "/sign-in");
        await other.PasswordAsync("jan@voorbeeld.nl", "het eerste wachtwoord");
        other.Url.AbsolutePath.Should().Be("/sign-in", "the account is not finished");

        await other.FollowAsync(link);
        await other.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password));
        await other.FinishAsync(World, "jan@voorbeeld.nl", withPasskey: false);
        await Browser.GetAsync(World.Authority + "/enrol");
        Browser.Status.Should().Be(HttpStatusCode.NotFound, "what was begun first is gone");
    }

    [Fact]
    public async Task AskedAgain_BeforeItIsAccepted_GivesANewLinkAndEndsTheOld()
    {
        var id = Guid.NewGuid();
        var first = await World.InviteAsync("jan@voorbeeld.nl", id);
        var second = await World.InviteAsync("jan@voorbeeld.nl", id);
        await Browser.FollowAsync(first);
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
        await Browser.FollowAsync(second);
        Browser.Status.Should().Be(HttpStatusCode.OK);
        await Browser.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password));
        await Browser.FinishAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        (await World.InviteAsync("jan@voorbeeld.nl", id)).Link.Should().BeEmpty("it was accepted");
    }

    [Fact]
    public async Task LinkAlone_SaysNothing_AndMakesNoAccount_WithoutTheCode()
    {
        var (invited, other) = (await World.InviteAsync("jan@voorbeeld.nl"), await World.InviteAsync("piet@voorbeeld.nl"));
        invited.Code.Should().MatchRegex("^[0-9]{6}$").And.NotBe(other.Code);
        await Browser.GetAsync(invited.Link);
        Browser.Body.Should().NotContain("Persoon").And.NotContain("jan@voorbeeld.nl");
        var token = Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await Browser.PostOnceAsync(invited.Link, [("__RequestVerificationToken", token), ("Password", Steps.Password), ("Confirm", Steps.Password)]);
        (await World.CountAsync(db => db.Accounts.CountAsync())).Should().Be(0, "the form behind the code was sent without it");
        await Browser.GetAsync(invited.Link);
        await Browser.SubmitAsync("handler=Code", ("Code", other.Code));
        Browser.Says.Should().Contain("nog 4 keer").And.NotContain("jan@voorbeeld.nl");
        await Browser.FollowAsync(other);
        Browser.Says.Should().Contain("piet@voorbeeld.nl");
        await Browser.GetAsync(invited.Link);
        Browser.Body.Should().NotContain("jan@voorbeeld.nl", "the code of one invitation opens that one");

        await Browser.SubmitAsync("handler=Code", ("Code", $" {invited.Code[..3]} {invited.Code[3..]} "));
        Browser.Says.Should().Contain("jan@voorbeeld.nl");
        (await World.LedgerAsync()).Where(x => x.Event == "invitation.code").Select(x => x.Permitted).Should().Equal(false, true, true);
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task FiveWrongCodes_AlsoAtOnce_EndTheInvitation_UntilItIsAskedAgain(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        var id = Guid.NewGuid();
        var invited = await world.InviteAsync("jan@voorbeeld.nl", id);
        await Browser.GetAsync(invited.Link);
        for (var left = 4; left > 1; left--)
        {
            await Browser.SubmitAsync("handler=Code", ("Code", "x"));
            Browser.Says.Should().Contain($"nog {left} keer");
        }

        await Browser.FollowAsync(invited);
        Browser.Says.Should().Contain("jan@voorbeeld.nl", "a right code begins the count anew");

        var invitations = world.Identity.Services.GetRequiredService<Invitations>();
        var token = invited.Link[(invited.Link.LastIndexOf('/') + 1)..];
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => invitations.ShowCodeAsync(token, "000", "127.0.0.1", CancellationToken.None)));
        answers.Order().Should().Equal(0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4);
        (await invitations.ShowCodeAsync(token, invited.Code, "127.0.0.1", CancellationToken.None)).Should().Be(0, "the right code comes too late");
        await Browser.GetAsync(invited.Link);
        Browser.Status.Should().Be(HttpStatusCode.NotFound, "also in the browser that had shown the code");

        var again = await world.InviteAsync("jan@voorbeeld.nl", id);
        await Browser.GetAsync(again.Link);
        Browser.Body.Should().NotContain("jan@voorbeeld.nl", "a new link has its own code");
        await Browser.FollowAsync(again);
        Browser.Says.Should().Contain("jan@voorbeeld.nl");
    }

    [Fact]
    public async Task Ask_NotSignedByThatZone_IsRefused()
    {
        using var stranger = SigningKey.Create();
        var asked = new Invitation(Guid.NewGuid(), "medical", "J. Jansen", "j@voorbeeld.nl", "nl", false);
        (await PostAsync(Sign(World.MedicalKey, "medical", asked))).Should().Be(HttpStatusCode.OK);
        string?[] wrong =
        [
            "", "x", "a.b.c",
            Sign(stranger, "medical", asked),
            Sign(World.ReintegrationKey, "medical", asked),
            Sign(World.ReintegrationKey, "reintegration", asked),
            Sign(World.MedicalKey, "medical", asked, audience: "reintegration"),
            Sign(World.MedicalKey, "medical", asked, type: "invitation-answer+jws"),
            Sign(World.MedicalKey, "medical", asked with { Id = Guid.Empty }),
            Sign(World.MedicalKey, "medical", asked with { Language = "de" }),
            Sign(World.MedicalKey, "medical", asked with { Email = "geen adres" }),
            Sign(World.MedicalKey, "medical", asked with { Name = "" }),
            Sign(World.MedicalKey, "medical", asked with { Name = "a\nb" }),
        ];
        foreach (var token in wrong)
            (await PostAsync(token!)).Should().Be(HttpStatusCode.BadRequest, token);
        (await World.LedgerAsync()).Count(l => l is { Event: "invitation.create", Permitted: false }).Should().Be(wrong.Length);
    }

    [Fact]
    [Trait("Rule", "R-044")]
    [Trait("Rule", "R-045")]
    public async Task WhoeverWorksForTheService_OnOneSideOfTheWall_DoesNotOnTheOther()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.FollowAsync(await World.InviteAsync("jan@voorbeeld.nl", staff: true));
        await Browser.SubmitAsync("handler=Accept", ("Secrecy", "true"));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);

        var invitations = World.Identity.Services.GetRequiredService<Invitations>();
        async Task<InvitationAnswer> FromOtherSideAsync(bool staff)
        {
            var asked = new Invitation(Guid.NewGuid(), "reintegration", "P. Persoon", "jan@voorbeeld.nl", "nl", staff);
            var (token, code) = (await invitations.CreateAsync(asked, IdentityRules.InviteByZone("reintegration"), CancellationToken.None))!.Value;
            return new(asked.Id, $"{World.Authority}/invitation/{token}", code);
        }

        await Browser.FollowAsync(await FromOtherSideAsync(staff: true));
        Browser.Says.Should().Contain("R-045");
        Browser.Page.QuerySelector("form[action*=Accept]").Should().BeNull();
        await using var db = World.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        var who = await db.Accounts.Select(x => x.Id).SingleAsync();
        var waiting = await db.Invitations.Where(x => x.Zone == "reintegration").Select(x => x.Id).SingleAsync();
        (await invitations.AcceptAsync(waiting, new Actor(who, "account", null, "127.0.0.1"), null, CancellationToken.None)).Should().BeFalse("also without the page");
        (await World.LedgerAsync()).Should().Contain(x => x.Event == "invitation.accept" && !x.Permitted);

        // As an employee of an employer the same person comes to the other side as anybody does.
        await Browser.FollowAsync(await FromOtherSideAsync(staff: false));
        await Browser.SubmitAsync("handler=Accept");
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
    }

    [Fact]
    public async Task Ask_OfAnotherZoneWithAKnownId_ChangesNothing()
    {
        var id = Guid.NewGuid();
        var link = await World.InviteAsync("jan@voorbeeld.nl", id);
        var theirs = new Invitation(id, "reintegration", "Kwaad", "kwaad@voorbeeld.nl", "nl", false);
        await PostAsync(Sign(World.ReintegrationKey, "reintegration", theirs));
        await Browser.FollowAsync(link);
        Browser.Says.Should().Contain("jan@voorbeeld.nl");
    }

    [Fact]
    public async Task Founding_IsPossibleOnce()
    {
        await Browser.GetAsync(World.Authority + "/founding");
        await Browser.SubmitAsync("/founding", ("Code", "WRONG"), ("Name", "K. Kwaad"), ("Email", "k@voorbeeld.nl"), ("Password", Steps.Password), ("Confirm", Steps.Password), ("Secrecy", "true"));
        Browser.Url.AbsolutePath.Should().Be("/founding");
        await Browser.FoundAsync(World);
        Browser.Page.QuerySelector("a[href='/accounts']").Should().NotBeNull();

        using var second = new Browser();
        await second.GetAsync(World.Authority + "/founding");
        second.Status.Should().Be(HttpStatusCode.NotFound);
        (await World.LedgerAsync()).Should().Contain(l => l.Event == "service.found" && l.Permitted).And.Contain(l => l.Event == "service.found" && !l.Permitted);
    }

    [Fact]
    public async Task Administrator_InvitesAndSuspends_AtOnce()
    {
        using var administrator = new Browser();
        await administrator.FoundAsync(World);
        await administrator.GetAsync(World.Authority + "/accounts");
        await administrator.SubmitAsync((AngleSharp.Html.Dom.IHtmlFormElement)administrator.Page.QuerySelector("form:has([name=Zone])")!, ("Zone", "medical"), ("Name", "A. Arts"), ("Email", "arts@voorbeeld.nl"), ("Language", "nl"));
        var link = new InvitationAnswer(Guid.Empty, administrator.Page.QuerySelector("[data-invitation]")!.TextContent, administrator.Page.QuerySelector("[data-invitation-code]")!.TextContent);
        await administrator.GetAsync(World.Authority + "/accounts");
        administrator.Page.QuerySelector("[data-invitation], [data-invitation-code]").Should().BeNull("it is shown once");

        await Browser.FollowAsync(link);
        await Browser.SubmitAsync("/invitation/", ("Password", Steps.Password), ("Confirm", Steps.Password), ("Secrecy", "true"));
        var person = await Browser.FinishAsync(World, "arts@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Status.Should().Be(HttpStatusCode.OK);

        await administrator.GetAsync(World.Authority + "/accounts");
        await administrator.SubmitAsync("handler=Suspend");
        await World.Medical.Services.GetRequiredService<Revocations>().FetchAsync(CancellationToken.None);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        Browser.Url.AbsolutePath.Should().Be("/sign-in", "both sessions are over");
        await Browser.SignInAsync(World, person);
        Browser.Url.AbsolutePath.Should().Be("/sign-in");

        await administrator.SubmitAsync("handler=Suspend");
        World.Clock.Advance(TimeSpan.FromSeconds(2));
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        await Browser.SignInAsync(World, person);
        Browser.Url.AbsolutePath.Should().Be("/me", Browser.Says);
    }

    [Fact]
    public async Task SomebodyWhoLostEveryFactor_IsRemovedAndInvitedAnew_AsAnotherSubject()
    {
        using var administrator = new Browser();
        await administrator.FoundAsync(World);
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        var client = new RelyingClient(World);
        var before = (await client.ClaimsAsync(await client.CodeAsync(Browser))).GetProperty("sub").GetString();

        await administrator.GetAsync(World.Authority + "/accounts");
        administrator.Page.QuerySelector("form[action*=Remove]").Should().BeNull("first it is suspended");
        await administrator.SubmitAsync("handler=Suspend");
        await administrator.SubmitAsync("handler=Remove");
        administrator.Says.Should().NotContain("jan@voorbeeld.nl");

        using var again = new Browser();
        await again.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        (await client.ClaimsAsync(await client.CodeAsync(again))).GetProperty("sub").GetString().Should().NotBe(before);
        (await World.Identity.Services.GetRequiredService<Store.Sessions>().RevocationsAsync("medical", CancellationToken.None))
            .Revoked.Should().Contain(r => r.Subject == before);
    }

    [Fact]
    public async Task Tidying_KeepsNothingThatHadItsTime_AndTheNumberOfTheList()
    {
        await World.InviteAsync("nooit@voorbeeld.nl");
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.MedicalClient.Origin + "/me");
        await Browser.GetAsync(World.Authority + "/");
        await Browser.SubmitAsync("handler=EndAll");
        var sessions = World.Identity.Services.GetRequiredService<Store.Sessions>();
        var number = (await sessions.RevocationsAsync("medical", CancellationToken.None)).Number;
        World.Clock.Advance(TimeSpan.FromDays(15));
        await World.Identity.Services.GetRequiredService<Store.Tidying>().TidyAsync(CancellationToken.None);

        (await World.CountAsync(db => db.Invitations.CountAsync(x => x.AcceptedBy == null))).Should().Be(0);
        (await World.CountAsync(db => db.Codes.CountAsync())).Should().Be(0);
        (await World.CountAsync(db => db.Spent.CountAsync())).Should().Be(0);
        (await World.CountAsync(db => db.Accounts.CountAsync())).Should().Be(1);
        (await sessions.RevocationsAsync("medical", CancellationToken.None)).Number.Should().Be(number);
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task Accounts_AreFoundByNameAndAddress(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        await Browser.FoundAsync(world);
        foreach (var (search, found) in ((string, bool)[])[("", true), ("b. BEH", true), ("Beheer@Voor", true), ("niemand", false), ("%", false), ("' OR 1=1", false)])
        {
            await Browser.GetAsync($"{world.Authority}/accounts?search={Uri.EscapeDataString(search)}");
            Browser.Says.Contains("beheer@voorbeeld.nl", StringComparison.Ordinal).Should().Be(found, search);
        }
    }

    [Fact]
    public async Task Accounts_ForSomebodyElse_AreNotThere()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.Authority + "/accounts");
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
        (await World.LedgerAsync())[^1].Should().Be(new Ledger.Line("endpoint.refused", false, "service-administrator", "account"));
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task Invitation_AcceptedByTwoAtOnce_CountsOnce(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        var browsers = new[] { new Browser(), new Browser(), new Browser() };
        for (var i = 0; i < browsers.Length; i++)
            await browsers[i].EnrolAsync(world, $"persoon{i}@voorbeeld.nl", withPasskey: true);
        var link = await world.InviteAsync("nieuw@voorbeeld.nl");
        foreach (var browser in browsers)
            await browser.FollowAsync(link);
        await Task.WhenAll(browsers.Select(b => b.SubmitAsync("handler=Accept")));

        browsers.Count(b => b.Url.AbsolutePath == "/").Should().Be(1);
        browsers.Count(b => b.Status == HttpStatusCode.NotFound).Should().Be(2);
        foreach (var browser in browsers)
            browser.Dispose();
    }

    private string Sign(SigningKey key, string zone, Invitation asked, string audience = "identity", string type = "invitation+jws")
    {
        var now = World.Clock.GetUtcNow();
        return JwsMessage.Sign(key, type, new JwsClaims(zone, audience, Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), JsonSerializer.SerializeToUtf8Bytes(asked, TickCodec.Json));
    }

    private async Task<HttpStatusCode> PostAsync(string token)
    {
        var uri = new Uri(World.Authority);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{uri.Port}") };
        http.DefaultRequestHeaders.Host = uri.Authority;
        using var content = new StringContent(token, Encoding.ASCII, "text/plain");
        using var answer = await http.PostAsync(new Uri("/exchange/invitations", UriKind.Relative), content);
        return answer.StatusCode;
    }
}
