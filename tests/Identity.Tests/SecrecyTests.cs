using System.Net;
using ArboDossier.Identity.Features.Secrecy;
using ArboDossier.Identity.Store;
using ArboDossier.Shape;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>A second version of the secrecy clause: who is asked for it, when, and that nobody goes round it.</summary>
[Trait("Rule", "R-280")]
public sealed class SecrecyTests : IAsyncLifetime
{
    private static readonly TimeSpan ToTheEve = TimeSpan.FromMinutes(4);
    private readonly PublishedText _next = new("301231.001", Words.LocalDay(TimeProvider.System.GetUtcNow()).AddDays(2), [new(new("Ook thuis", "At home too"), new("Ik praat er ook thuis niet over.", "I do not talk about it at home either."))]);
    private World _world = null!;

    private Browser Browser { get; set; } = null!;

    public Task InitializeAsync()
    {
        Browser = new Browser();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        Browser.Dispose();
        await _world.DisposeAsync();
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task NewerVersion_IsAskedFromItsDayOn_AfterTheFactors_Once_AndTheRequestGoesOn(StoreProvider engine)
    {
        await StartAsync(engine);
        var doctor = await Browser.EnrolAsync(_world, "arts@voorbeeld.nl", withPasskey: true, staff: true);
        using var before = await SignedInAsync(doctor);
        before.Url.AbsolutePath.Should().Be("/me", "its day is tomorrow");

        TheDayComes();
        using var asked = await SignedInAsync(doctor);
        asked.Url.AbsolutePath.Should().Be("/secrecy", asked.Says);
        asked.Says.Should().Contain("Ik praat er ook thuis niet over").And.Contain(_next.Version).And.Contain(SecrecyClauses.Published[0].Version, "what was signed before is said");
        await asked.SubmitAsync("/secrecy");
        asked.Says.Should().Contain("Teken voor geheimhouding");
        (await RowsAsync()).Should().ContainSingle();
        (await _world.LedgerAsync()).Should().ContainSingle(x => x.Event == "token.code" && !x.Permitted).Which.Reason.Should().Be("secrecy-not-signed");

        await asked.SubmitAsync("/secrecy", ("Secrecy", "true"));
        asked.Url.AbsolutePath.Should().Be("/me", asked.Says);
        asked.Says.Should().Contain("sub=");
        var (first, second) = ((await RowsAsync())[0], (await RowsAsync())[1]);
        (first.Version, second.Version).Should().Be((SecrecyClauses.Published[0].Version, _next.Version));
        first.TextHash.Should().Equal(SecrecyClauses.Published[0].Hash("nl"));
        second.TextHash.Should().Equal(_next.Hash("nl"));
        Words.LocalDay(second.SignedAt).Should().Be(_next.From);
        (await _world.LedgerAsync()).Count(x => x is { Event: "secrecy.sign", Permitted: true }).Should().Be(2);

        await asked.GetAsync(_world.Authority + "/");
        asked.Says.Should().Contain($"versie {first.Version}").And.Contain($"versie {second.Version}");
        await asked.GetAsync(_world.Authority + "/secrecy");
        asked.Says.Should().Contain("Ik praat er ook thuis niet over");
        asked.Page.QuerySelector("main form").Should().BeNull("it was signed");
        using var again = await SignedInAsync(doctor);
        again.Url.AbsolutePath.Should().Be("/me", again.Says);
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task WhoSignedAnOlderVersion_GoesNowhere_WithoutSigning_AlsoInASessionFromBefore(StoreProvider engine)
    {
        await StartAsync(engine);
        await Browser.FoundAsync(_world);
        var client = new RelyingClient(_world);
        var (_, tokens) = await client.TokenAsync(client.Form(await client.CodeAsync(Browser)));
        await Browser.GetAsync(_world.Authority + "/");
        var token = Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        var codes = await _world.CountAsync(db => db.Codes.CountAsync());
        var userInfoBefore = await UserInfoAsync(tokens.GetProperty("access_token").GetString()!);

        TheDayComes();
        await Browser.GetOnceAsync(client.Url(("prompt", "none")));
        client.Answer(Browser).Should().Equal(new Dictionary<string, string> { ["error"] = "interaction_required", ["state"] = "the-state", ["iss"] = _world.Authority });
        await Browser.GetOnceAsync(client.Url());
        Browser.Last.Headers.Location!.ToString().Should().StartWith("/secrecy?continue=");
        var resume = WebUtility.UrlDecode(Browser.Last.Headers.Location!.ToString().Split('=', 2)[1]);
        await Browser.GetOnceAsync(_world.Authority + resume);
        Browser.Last.Headers.Location!.ToString().Should().StartWith("/secrecy?continue=", "the address of afterwards is no way round");

        var ways = (await WayIn.ListAsync(_world.Identity.Services)).Where(x => x is { Anonymous: false, FromPrograms: false } && !x.Name.Contains("/secrecy", StringComparison.Ordinal)).ToList();
        ways.Should().HaveCountGreaterThan(15);
        foreach (var way in ways)
        {
            var address = _world.Authority + way.Address(_ => Guid.NewGuid());
            await (way.Method == "POST"
                ? Browser.PostOnceAsync(address, [("__RequestVerificationToken", token), .. way.Form(_ => Guid.NewGuid()).Select(x => (x.Key, x.Value))])
                : Browser.GetOnceAsync(address));
            Browser.Status.Should().Be(HttpStatusCode.Redirect, way.Name);
            Browser.Last.Headers.Location!.ToString().Should().StartWith("/secrecy?continue=", way.Name);
        }

        (await _world.CountAsync(db => db.Codes.CountAsync())).Should().Be(codes);
        (await UserInfoAsync(tokens.GetProperty("access_token").GetString()!)).Should().Be(userInfoBefore).And.Be(HttpStatusCode.OK, "what was issued before stands until its time");
        await Browser.GetAsync(_world.Authority + resume);
        await Browser.SubmitAsync(Browser.Form("/secrecy"), ("Secrecy", "false"));
        Browser.Url.AbsolutePath.Should().Be("/secrecy");
        await Browser.PostOnceAsync(Browser.Form("/secrecy"), ("Secrecy", "true"));
        await Browser.GetOnceAsync(_world.Authority + Browser.Last.Headers.Location);
        client.Answer(Browser).Should().ContainKey("code").WhoseValue.Should().NotBeEmpty();
        client.Answer(Browser).Should().Contain("state", "the-state");
    }

    [Fact]
    public async Task WhoDoesNotWantToSign_CanSignOut()
    {
        await StartAsync(StoreProvider.Sqlite);
        await Browser.EnrolAsync(_world, "arts@voorbeeld.nl", withPasskey: true, staff: true);
        TheDayComes();
        await Browser.GetAsync(_world.Authority + "/");
        Browser.Url.AbsolutePath.Should().Be("/secrecy");
        await Browser.GetAsync(_world.Authority + Browser.Page.QuerySelector("main a[href='/sign-out']")!.GetAttribute("href"));
        await Browser.SubmitAsync("/sign-out");
        Browser.Url.AbsolutePath.Should().Be("/signed-out");
        (await _world.CountAsync(db => db.Sessions.CountAsync())).Should().Be(0);
        (await RowsAsync()).Should().ContainSingle();
    }

    [Fact]
    public async Task WhoeverIsNotOfTheService_IsNotAsked_AndHasNoSuchPage()
    {
        await StartAsync(StoreProvider.Sqlite);
        var employee = await Browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: true);
        TheDayComes();
        await Browser.GetAsync(_world.Authority + "/");
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
        Browser.Says.Should().NotContain("eheimhouding");
        var token = Browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        await Browser.GetAsync(_world.Authority + "/secrecy");
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
        await Browser.PostOnceAsync(_world.Authority + "/secrecy", ("__RequestVerificationToken", token), ("Secrecy", "true"), ("Clause", SecrecyClauses.Shown(_next, "nl")));
        Browser.Status.Should().Be(HttpStatusCode.NotFound);
        (await RowsAsync()).Should().BeEmpty();
        (await _world.LedgerAsync()).Where(x => x.Event == "secrecy.sign").Should().HaveCount(2).And.OnlyContain(x => !x.Permitted && x.Reason == "not-of-the-service");
        using var again = await SignedInAsync(employee);
        again.Url.AbsolutePath.Should().Be("/me", again.Says);
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task TwoTabs_SignOnce_AndBothGoOn(StoreProvider engine)
    {
        await StartAsync(engine);
        await Browser.EnrolAsync(_world, "arts@voorbeeld.nl", withPasskey: true, staff: true);
        TheDayComes();
        await Browser.GetAsync(_world.Authority + "/factors/password");
        Browser.Url.AbsolutePath.Should().Be("/secrecy");
        var tabs = Enumerable.Range(0, 6).Select(_ => new Browser()).ToList();
        foreach (var tab in tabs)
        {
            foreach (var (name, value) in Browser.CookiesOf("inloggen.localhost"))
                tab.CookiesOf("inloggen.localhost")[name] = value;
            await tab.GetAsync(Browser.Url.ToString());
        }

        await Task.WhenAll(tabs.Select(x => x.SubmitAsync("/secrecy", ("Secrecy", "true"))));
        tabs.Should().OnlyContain(x => x.Url.AbsolutePath == "/factors/password");
        tabs.ForEach(x => x.Dispose());
        (await RowsAsync()).Select(x => x.Version).Should().Equal(SecrecyClauses.Published[0].Version, _next.Version);
        (await _world.LedgerAsync()).Count(x => x.Event == "secrecy.sign").Should().Be(2, "once at activation and once now");
    }

    [Fact]
    public async Task WhatIsSigned_IsWhatWasShown()
    {
        await StartAsync(StoreProvider.Sqlite);
        // Read the evening before, sent after midnight: the text is another one by then.
        await Browser.FollowAsync(await _world.InviteAsync("arts@voorbeeld.nl", staff: true));
        TheDayComes();
        (string, string)[] typed = [("Password", Steps.Password), ("Confirm", Steps.Password), ("Secrecy", "true")];
        await Browser.SubmitAsync("/invitation/", typed);
        Browser.Says.Should().Contain("Deze tekst is veranderd").And.Contain("Ik praat er ook thuis niet over");
        Browser.Page.QuerySelector("[name=Secrecy]")!.HasAttribute("checked").Should().BeFalse("a tick under another text is none");
        (await _world.CountAsync(db => db.Accounts.CountAsync())).Should().Be(0);

        // Read in English, sent after another tab chose Dutch.
        var address = Browser.Url;
        await Browser.GetAsync($"{_world.Authority}/language/en?back={address.AbsolutePath}");
        var form = Browser.Form("/invitation/");
        await Browser.GetAsync($"{_world.Authority}/language/nl?back={address.AbsolutePath}");
        await Browser.SubmitAsync(form, typed);
        await Browser.FinishAsync(_world, "arts@voorbeeld.nl", withPasskey: true);
        (await RowsAsync()).Should().ContainSingle().Which.TextHash.Should().Equal(_next.Hash("en"));
    }

    [Fact]
    public async Task Invitation_IsNotAccepted_BySomebodyWhoStillHasToSign()
    {
        await StartAsync(StoreProvider.Sqlite);
        await Browser.EnrolAsync(_world, "arts@voorbeeld.nl", withPasskey: true, staff: true);
        TheDayComes();
        await Browser.FollowAsync(await _world.InviteAsync("arts@voorbeeld.nl"));
        await Browser.SubmitAsync("handler=Accept");
        Browser.Says.Should().Contain("Teken voor geheimhouding");
        (await _world.CountAsync(db => db.Invitations.CountAsync(x => x.AcceptedBy != null))).Should().Be(1);
        await Browser.SubmitAsync("handler=Accept", ("Secrecy", "true"));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
        (await RowsAsync()).Should().HaveCount(2);
    }

    [Fact]
    public async Task Clauses_CountFromTheirDayOn_AndBeforeTheFirstDayThereIsOneToo()
    {
        SecrecyClauses.Published.Should().BeInAscendingOrder(x => x.From).And.OnlyHaveUniqueItems(x => x.Version);
        await StartAsync(StoreProvider.Sqlite);
        var clauses = _world.Identity.Services.GetRequiredService<SecrecyClauses>();
        clauses.Current.Should().Be(SecrecyClauses.Published[^1]);
        TheDayComes();
        clauses.Current.Should().Be(_next);
        _world.Clock.Advance(new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero) - _world.Clock.GetUtcNow());
        clauses.Current.Should().Be(SecrecyClauses.Published[0]);
    }

    /// <summary>A world on the eve of the second version.</summary>
    private async Task StartAsync(StoreProvider engine)
    {
        _world = await World.StartAsync(engine, x => x.AddSingleton(s => new SecrecyClauses([.. SecrecyClauses.Published, _next], s.GetRequiredService<TimeProvider>())));
        var midnight = TimeZoneInfo.ConvertTimeToUtc(_next.From.ToDateTime(TimeOnly.MinValue), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam"));
        _world.Clock.Advance(midnight - ToTheEve - _world.Clock.GetUtcNow().UtcDateTime);
    }

    private void TheDayComes() => _world.Clock.Advance(ToTheEve);

    private async Task<Browser> SignedInAsync(Person person)
    {
        var browser = new Browser();
        await browser.GetAsync(_world.MedicalClient.Origin + "/me");
        await browser.SignInAsync(_world, person);
        return browser;
    }

    private async Task<HttpStatusCode> UserInfoAsync(string token)
    {
        using var http = _world.Program();
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var answer = await http.GetAsync(new Uri("/connect/userinfo", UriKind.Relative));
        return answer.StatusCode;
    }

    private async Task<List<SecrecyRow>> RowsAsync()
    {
        await using var db = _world.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        return await db.Secrecy.AsNoTracking().OrderBy(x => x.SignedAt).ToListAsync();
    }
}
