using AngleSharp.Dom;
using ArboDossier.Shape;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>Forms from elsewhere, frames, cookies and addresses that lead away, at every way in.</summary>
public sealed class IntruderTests : WorldTest, IDisposable
{
    private readonly Browser _nobody = new();
    private readonly Browser _other = new();
    private Person _administrator = null!;

    public void Dispose()
    {
        _nobody.Dispose();
        _other.Dispose();
    }

    private Uri Address => new(World.Authority);

    [Fact]
    public async Task Form_FromElsewhere_IsRefusedEverywhere_AndChangesNothing()
    {
        using var intruder = new Intruder(World.Identity, Address.Port, Address.Authority);
        await WhoseAsync(false);
        var before = await World.CountAsync(db => db.LedgerBodies.CountAsync());
        var (forms, tries) = await intruder.ForgeAsync(way => WhoseAsync(way.Anonymous), (_, _) => Guid.NewGuid());
        (await World.LedgerAsync()).Skip(before).Should().NotContain(x => x.Permitted, "nothing was done");
        forms.Should().BeGreaterThan(15);
        Console.WriteLine($"identity: {forms} forms forged in {tries} ways, all refused");
    }

    [Fact]
    public async Task EveryAnswer_StandsInNoFrame_AndEveryCookieIsBoundToTheHost()
    {
        using var intruder = new Intruder(World.Identity, Address.Port, Address.Authority);
        var (answers, cookies) = await intruder.LookAtAnswersAsync(way => WhoseAsync(way.Anonymous), (_, _) => Guid.NewGuid());
        answers.Should().BeGreaterThan(60);
        cookies.Should().Contain("__Host-arbo-identity").And.Contain("__Host-arbo-lang").And.Contain("__Host-arbo-af");
        Console.WriteLine($"identity: {answers} answers, cookies {string.Join(", ", cookies)}");
    }

    [Fact]
    public async Task NoAddressOrForm_LeadsToAnotherHost()
    {
        using var intruder = new Intruder(World.Identity, Address.Port, Address.Authority);
        var tries = await intruder.LeadAwayAsync(way => WhoseAsync(way.Anonymous), (_, _) => Guid.NewGuid(), provider: null);
        tries.Should().BeGreaterThan(400);
        Console.WriteLine($"identity: {tries} requests that would lead away, none did");
    }

    protected override async Task BeginAsync()
    {
        _administrator = await Browser.FoundAsync(World);
        await _other.EnrolAsync(World, "ander@voorbeeld.nl", withPasskey: true);
        await _nobody.GetAsync(World.Authority + "/sign-in");
    }

    /// <summary>Whoever was signed out by a form signs in again.</summary>
    private async Task<Misused> WhoseAsync(bool anonymous)
    {
        var browser = anonymous ? _nobody : Browser;
        await browser.GetAsync(World.Authority + (anonymous ? "/sign-in" : "/"));
        if (!anonymous && browser.Url.AbsolutePath == "/sign-in")
        {
            await browser.SignInAsync(World, _administrator);
            browser.Url.AbsolutePath.Should().Be("/", browser.Says);
        }

        await _other.GetAsync(World.Authority + "/");
        return new([("Cookie", string.Join("; ", browser.CookiesOf(Address.Host).Select(x => $"{x.Key}={x.Value}")))], Token(browser), Token(_other));
    }

    private static string Token(Browser browser) => browser.Page.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
}
