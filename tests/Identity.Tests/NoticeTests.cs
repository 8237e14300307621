using ArboDossier.Counterparts;
using ArboDossier.Identity.Store;
using ArboDossier.Mail;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>The owner of an account hears of each change of it, by mail to the account's address that says nothing more .</summary>
public sealed class NoticeTests : IAsyncLifetime
{
    private MailServer Mail { get; } = new();
    private World _world = null!;

    public static TheoryData<StoreProvider> Engines => World.Engines;

    public Task InitializeAsync() => Mail.StartAsync();

    public async Task DisposeAsync()
    {
        if (_world is not null)
            await _world.DisposeAsync();
        await Mail.DisposeAsync();
    }

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Engines))]
    public async Task Each_change_of_an_account_is_told_to_its_owner_and_nothing_else_is(StoreProvider engine)
    {
        await BeginAsync(engine);
        using var administrator = new Browser();
        await administrator.FoundAsync(_world);
        using var browser = new Browser();
        var jan = await browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: false);
        (await ToldAsync()).Should().BeEmpty("who makes an account knows it");

        await browser.GetAsync(_world.Authority + "/factors/recovery");
        await browser.SubmitAsync("/factors/recovery");
        var recovery = browser.Page.QuerySelectorAll("[data-recovery] li").Select(x => x.TextContent.Trim()).First();
        (await ToldAsync()).Should().Equal("SignInChanged jan@voorbeeld.nl");

        await browser.GetAsync(_world.Authority + "/factors/passkey");
        await browser.CreateAsync("/factors/passkey");
        browser.Url.AbsolutePath.Should().Be("/", browser.Says);
        (await ToldAsync()).Should().Equal("SignInChanged jan@voorbeeld.nl");

        await browser.SubmitAsync("handler=RemovePasskey");
        (await ToldAsync()).Should().Equal("SignInChanged jan@voorbeeld.nl");

        await browser.GetAsync(_world.Authority + "/factors/password");
        await browser.SubmitAsync("/factors/password", ("Password", Steps.Password + " nieuw"), ("Confirm", Steps.Password + " nieuw"));
        (await ToldAsync()).Should().Equal("SignInChanged jan@voorbeeld.nl");
        jan = jan with { Password = Steps.Password + " nieuw" };

        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await browser.GetAsync(_world.Authority + "/sign-in?again=true");
        await browser.SignInAsync(_world, jan);
        (await ToldAsync()).Should().BeEmpty("this browser is known");

        using var other = new Browser();
        _world.Clock.Advance(TimeSpan.FromMinutes(2));
        await other.GetAsync(_world.Authority + "/sign-in");
        await other.SignInAsync(_world, jan);
        (await ToldAsync()).Should().Equal("NewBrowser jan@voorbeeld.nl");

        using var lost = new Browser();
        await lost.GetAsync(_world.Authority + "/sign-in");
        await lost.PasswordAsync(jan.Email, jan.Password);
        await lost.SubmitAsync("handler=Recovery", ("Recovery", recovery));
        lost.Url.AbsolutePath.Should().Be("/", lost.Says);
        (await ToldAsync()).Should().BeEquivalentTo("NewBrowser jan@voorbeeld.nl", "SignInChanged jan@voorbeeld.nl");

        await SuspendAsync(administrator, suspend: true);
        (await ToldAsync()).Should().Equal("AccountChanged jan@voorbeeld.nl");
        await SuspendAsync(administrator, suspend: false);
        (await ToldAsync()).Should().Equal("AccountChanged jan@voorbeeld.nl");

        Mail.Arrived.Should().OnlyContain(x => x.Header("Subject").StartsWith("Bericht van inloggen.localhost"));
    }

    [Fact]
    public async Task A_change_that_is_refused_tells_nobody()
    {
        await BeginAsync(StoreProvider.Sqlite);
        using var browser = new Browser();
        await browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: true);

        await browser.SubmitAsync("handler=RemovePasskey");
        await browser.GetAsync(_world.Authority + "/factors/password");
        await browser.SubmitAsync("/factors/password", ("Password", "kort"), ("Confirm", "kort"));

        (await ToldAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task An_account_that_nobody_used_is_told_that_it_was_closed()
    {
        await BeginAsync(StoreProvider.Sqlite);
        using var browser = new Browser();
        await browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: true);
        _world.Clock.Advance(TimeSpan.FromDays(401));
        await _world.Identity.Services.GetRequiredService<Tidying>().TidyAsync(CancellationToken.None);

        (await ToldAsync()).Should().Equal("AccountChanged jan@voorbeeld.nl");
    }

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Engines))]
    public async Task Where_mail_does_not_go_the_administrator_calls_and_says_when_that_is_done(StoreProvider engine)
    {
        Mail.Unknown.Add("jan@voorbeeld.nl");
        await BeginAsync(engine);
        using var administrator = new Browser();
        await administrator.FoundAsync(_world);
        using var browser = new Browser();
        await browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: true);
        await administrator.GetAsync(_world.Authority + "/accounts");
        administrator.Page.QuerySelector("#to-call").Should().BeNull();
        await SuspendAsync(administrator, suspend: true);
        (await ToldAsync()).Should().BeEmpty();

        await administrator.GetAsync(_world.Authority + "/accounts");
        administrator.Page.QuerySelector("[aria-labelledby=to-call]")!.TextContent.Should().Contain("P. Persoon").And.Contain("geblokkeerd");
        (await _world.LedgerAsync()).Should().Contain(x => x.Event == "notice.list");
        await administrator.SubmitAsync("handler=Called");

        administrator.Page.QuerySelector("#to-call").Should().BeNull(administrator.Says);
        (await _world.LedgerAsync()).Should().Contain(x => x.Event == "notice.called" && x.Permitted);
        (await _world.CountAsync(db => db.Notices.CountAsync())).Should().Be(0);
    }

    [Fact]
    public async Task An_account_that_goes_takes_along_what_waits_for_it()
    {
        await BeginAsync(StoreProvider.Sqlite);
        await Mail.StopAsync();
        using var administrator = new Browser();
        await administrator.FoundAsync(_world);
        using var browser = new Browser();
        await browser.EnrolAsync(_world, "jan@voorbeeld.nl", withPasskey: true);
        await SuspendAsync(administrator, suspend: true);
        (await _world.CountAsync(db => db.Notices.CountAsync())).Should().Be(1);

        await administrator.SubmitAsync("handler=Remove");
        (await _world.CountAsync(db => db.Notices.CountAsync())).Should().Be(0);
    }

    private async Task BeginAsync(StoreProvider engine)
    {
        _world = await World.StartAsync(engine, Mail.Settings);
        // Rounds are the test's own.
        await _world.Identity.Services.GetRequiredService<NoticePost<IdentityContext>>().StopAsync(CancellationToken.None);
    }

    private async Task SuspendAsync(Browser administrator, bool suspend)
    {
        await administrator.GetAsync(_world.Authority + "/accounts");
        await administrator.SubmitAsync("handler=Suspend");
        await using var db = _world.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        (await db.Accounts.AsNoTracking().SingleAsync(x => x.Email == "jan@voorbeeld.nl")).SuspendedAt.HasValue.Should().Be(suspend);
    }

    /// <summary>What was told since the last look: kind and address.</summary>
    private async Task<IReadOnlyList<string>> ToldAsync()
    {
        var before = Mail.Arrived.Count;
        await _world.Identity.Services.GetRequiredService<NoticePost<IdentityContext>>().RoundAsync(CancellationToken.None);
        var host = new Uri(_world.Authority).Authority;
        return [.. Mail.Arrived.Skip(before).Select(x => $"{Enum.GetValues<NoticeKind>().Single(k => x.Body.TrimEnd() == NoticeTexts.Body(k, host).TrimEnd())} {x.To}")];
    }
}
