using ArboDossier.Identity.Passwords;
using ArboDossier.Identity.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>Guessing is slow, nobody keeps somebody else out, and what attackers try first is no password.</summary>
public sealed class DefenceTests : WorldTest
{
    private const string Wrong = "niet het goede wachtwoord";

    [Fact, Trait("Rule", "R-064")]
    public async Task WhoeverGuessesSomebodysPassword_DoesNotKeepHimOut_OfABrowserThatHeUsedBefore()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: false);
        World.Clock.Advance(TimeSpan.FromSeconds(60));
        await Browser.SubmitAsync("handler=EndAll");
        using var attacker = new Browser();
        await attacker.GetAsync(World.Authority + "/sign-in");
        for (var i = 0; i < 40; i++)
            await attacker.PasswordAsync(person.Email, Wrong);
        await attacker.PasswordAsync(person.Email, person.Password);
        attacker.Url.AbsolutePath.Should().Be("/sign-in", "from elsewhere even the right one waits");

        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.SignInAsync(World, person);
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task AKnownBrowser_GuessesNoFasterThanAnyOther_AndKnowsNobodyElse()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: false);
        World.Clock.Advance(TimeSpan.FromSeconds(60));
        await Browser.SubmitAsync("handler=EndAll");
        await Browser.GetAsync(World.Authority + "/sign-in");
        for (var i = 0; i < 5; i++)
            await Browser.PasswordAsync(person.Email, Wrong);
        await Browser.PasswordAsync(person.Email, person.Password);
        Browser.Url.AbsolutePath.Should().Be("/sign-in", "its own failures count");

        using var other = new Browser();
        var victim = await other.EnrolAsync(World, "an@voorbeeld.nl", withPasskey: false);
        for (var i = 0; i < 5; i++)
            await Browser.PasswordAsync(victim.Email, Wrong);
        await Browser.PasswordAsync(victim.Email, victim.Password);
        Browser.Url.AbsolutePath.Should().Be("/sign-in", "it is known for one person only");
    }

    [Fact, Trait("Rule", "R-064")]
    public async Task OneAddress_ThatTriesManyNames_MustWait()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: false);
        using var attacker = new Browser();
        await attacker.GetAsync(World.Authority + "/sign-in");
        for (var i = 0; i < 62; i++)
            await attacker.PasswordAsync($"naam{i}@voorbeeld.nl", Wrong);
        await attacker.PasswordAsync(person.Email, person.Password);
        attacker.Url.AbsolutePath.Should().Be("/sign-in");

        World.Clock.Advance(TimeSpan.FromMinutes(6));
        await attacker.PasswordAsync(person.Email, person.Password);
        attacker.Url.AbsolutePath.Should().Be("/sign-in/second");
    }

    [Theory]
    [InlineData("wachtwoord12", "te kort lijkt het niet, bekend is het")]
    [InlineData("Password1234", "een bekend woord met cijfers erachter")]
    [InlineData("!!dragon2019!!", "en met tekens eromheen")]
    [InlineData("dragondragon", "twee keer hetzelfde")]
    [InlineData("abcdeabcdeabcde", "steeds hetzelfde")]
    [InlineData("1qaz2wsx3edc4rfv", "een rij van het toetsenbord")]
    public async Task WhatAttackersTryFirst_IsNoPassword(string password, string why)
    {
        await Browser.FollowAsync(await World.InviteAsync("jan@voorbeeld.nl"));
        await Browser.SubmitAsync("/invitation/", ("Password", password), ("Confirm", password));
        Browser.Url.AbsolutePath.Should().StartWith("/invitation/", why);
        Browser.Says.Should().Contain("bij inbraken zijn gevonden");
        Browser.Body.Should().NotContain(password);
    }

    [Theory]
    [InlineData("vier gewone woorden samen")]
    [InlineData("Ph'nglui mglw'nafh 7")]
    [InlineData("gisteren regende het nog")]
    [InlineData("aaaabbbbccccdddd eeee")]
    public void WhatIsLong_AndOnNoList_IsAPassword_WithoutRulesAboutItsCharacters(string password) => BreachedPasswords.Contains(password).Should().BeFalse();

    [Fact]
    public async Task AnAccountThatNobodyUsedForSoLong_IsClosed_AndAnAdministratorLetsInAgain()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        World.Clock.Advance(TimeSpan.FromDays(399));
        var tidying = World.Identity.Services.GetRequiredService<Tidying>();
        await tidying.TidyAsync(CancellationToken.None);
        (await Suspended()).Should().Be(0, "a year of leave is no reason");

        World.Clock.Advance(TimeSpan.FromDays(2));
        await tidying.TidyAsync(CancellationToken.None);
        (await Suspended()).Should().Be(1);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.AnswerAsync("handler=Passkey", person.Passkey!);
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
        (await World.LedgerAsync()).Should().Contain(x => x.Event == "account.close-dormant" && x.Permitted);
        Task<int> Suspended() => World.CountAsync(db => db.Accounts.CountAsync(x => x.SuspendedAt != null));
    }
}
