using System.Net;
using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator;
using ArboDossier.Signing;

namespace ArboDossier.Identity.Tests;

/// <summary>R-064: nobody enters with one factor, and nobody enters twice with what counts once.</summary>
public sealed partial class FactorTests : WorldTest
{
    [Fact]
    public async Task R064_PasswordAlone_OpensNothing()
    {
        var person = await SignedOutAsync(withPasskey: false);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        Browser.Url.AbsolutePath.Should().Be("/sign-in/second");

        foreach (var path in (string[])["/", "/factors/passkey", "/factors/code", "/factors/password", "/accounts"])
        {
            await Browser.GetAsync(World.Authority + path);
            Browser.Url.AbsolutePath.Should().Be("/sign-in", path);
        }

        await Browser.GetAsync(World.Authority + "/enrol");
        Browser.Status.Should().Be(HttpStatusCode.NotFound, "the step cookie is not an enrolment");
        await Browser.GetOnceAsync(new RelyingClient(World).Url());
        Browser.Last.Headers.Location!.ToString().Should().StartWith("/sign-in");
    }

    [Fact]
    public async Task OneTimeCode_GivenTwice_IsRefused()
    {
        var person = await SignedOutAsync(withPasskey: false);
        World.Clock.Advance(TimeSpan.FromSeconds(60));
        var code = person.Code(World);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        await Browser.SubmitAsync("/sign-in/second", ("Code", code));
        Browser.Url.AbsolutePath.Should().Be("/");

        using var thief = new Browser();
        await thief.GetAsync(World.Authority + "/sign-in");
        await thief.PasswordAsync(person.Email, person.Password);
        await thief.SubmitAsync("/sign-in/second", ("Code", code));
        thief.Url.AbsolutePath.Should().Be("/sign-in/second");
        (await World.LedgerAsync()).Should().Contain(new Ledger.Line("account.sign-in", false, "code", "account"));
    }

    [Fact]
    public async Task OneTimeCode_GuessedAgainAndAgain_MustWait()
    {
        var person = await SignedOutAsync(withPasskey: false);
        World.Clock.Advance(TimeSpan.FromSeconds(60));
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        for (var i = 0; i < 6; i++)
            await Browser.SubmitAsync("/sign-in/second", ("Code", "000000"));

        await Browser.SubmitAsync("/sign-in/second", ("Code", person.Code(World)));
        Browser.Url.AbsolutePath.Should().Be("/sign-in/second", "now the right one must wait as well");
        World.Clock.Advance(TimeSpan.FromMinutes(6));
        await Browser.SubmitAsync("/sign-in/second", ("Code", person.Code(World)));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
    }

    [Fact]
    public async Task Passkey_WithUserVerification_IsEnough()
    {
        var person = await SignedOutAsync(withPasskey: true);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.AnswerAsync("handler=Passkey", person.Passkey!);
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
    }

    [Fact]
    public async Task Passkey_AfterThePassword_IsASecondFactor()
    {
        var person = await SignedOutAsync(withPasskey: true);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        await Browser.AnswerAsync("handler=Passkey", person.Passkey!);
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
        (await World.LedgerAsync()).Should().Contain(new Ledger.Line("account.sign-in", true, "password-and-passkey", "account"));
    }

    [Fact]
    public async Task Passkey_ThatOnlyNoticedATouch_IsRefused()
    {
        var person = await SignedOutAsync(withPasskey: true);
        using var touched = WithoutVerification(person.Passkey!);
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.AnswerAsync("handler=Passkey", touched);
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
    }

    [Fact]
    public async Task Passkey_AnswerSentTwice_IsRefused()
    {
        var person = await SignedOutAsync(withPasskey: true);
        await Browser.GetAsync(World.Authority + "/sign-in");
        var form = Browser.Form("handler=Passkey");
        var answer = ("Credential", person.Passkey!.Answer(form.GetAttribute("data-passkey-options")!, World.Authority));
        await Browser.SubmitAsync(form, answer);
        Browser.Url.AbsolutePath.Should().Be("/");

        using var thief = new Browser();
        await thief.GetAsync(World.Authority + "/sign-in");
        var note = form.QuerySelector("[name=Note]")!.GetAttribute("value")!;
        await thief.SubmitAsync("handler=Passkey", answer, ("Note", note));
        thief.Url.AbsolutePath.Should().Be("/sign-in");
    }

    [Fact]
    public async Task Passkey_MadeOnAnotherPortOrForAnotherQuestion_IsRefused()
    {
        var person = await SignedOutAsync(withPasskey: true);
        await Browser.GetAsync(World.Authority + "/sign-in");
        var options = Browser.Form("handler=Passkey").GetAttribute("data-passkey-options")!;
        await Browser.SubmitAsync("handler=Passkey", ("Credential", person.Passkey!.Answer(options, "http://inloggen.localhost:1")));
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
        await Browser.SubmitAsync("handler=Passkey", ("Credential", person.Passkey!.Answer(options, World.Authority)));
        Browser.Url.AbsolutePath.Should().Be("/sign-in", "the page asks something else by now");
        foreach (var nonsense in (string[])["", "{}", "null", "[]", new string('x', 40_000)])
        {
            await Browser.SubmitAsync("handler=Passkey", ("Credential", nonsense));
            Browser.Status.Should().Be(HttpStatusCode.OK);
            Browser.Url.AbsolutePath.Should().Be("/sign-in");
        }
    }

    [Fact]
    public async Task Passkey_OfAnotherPerson_IsNoSecondFactor()
    {
        var person = await SignedOutAsync(withPasskey: true);
        using var elsewhere = new Browser();
        var other = await elsewhere.EnrolAsync(World, "ander@voorbeeld.nl", withPasskey: true);

        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, person.Password);
        var form = Browser.Form("handler=Passkey");
        var options = AnyCredential().Replace(form.GetAttribute("data-passkey-options")!, "\"allowCredentials\":[]");
        await Browser.SubmitAsync(form, ("Credential", other.Passkey!.Answer(options, World.Authority)));
        Browser.Url.AbsolutePath.Should().Be("/sign-in/second");
    }

    [Fact]
    public async Task UnknownName_AndWrongPassword_LookAlike()
    {
        var person = await SignedOutAsync(withPasskey: false);
        var before = (await World.LedgerAsync()).Count;
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync(person.Email, "niet het goede wachtwoord");
        var known = Seen();
        var afterKnown = (await World.LedgerAsync()).Count;
        await Browser.GetAsync(World.Authority + "/sign-in");
        await Browser.PasswordAsync("xan@voorbeeld.nl", "niet het goede wachtwoord");
        var unknown = Seen();
        var ledger = await World.LedgerAsync();

        unknown.Should().Be(known.Replace(person.Email, "xan@voorbeeld.nl", StringComparison.Ordinal));
        (ledger.Count - afterKnown).Should().Be(afterKnown - before).And.Be(1);
        ledger[^1].Should().Be(ledger[^2]);
        string Seen() => string.Join('\n', Browser.Last.Headers.Where(h => h.Key is not ("Date" or "Set-Cookie")).Select(h => $"{h.Key}: {string.Join(',', h.Value)}"))
            + Random().Replace(Browser.Body, "");
    }

    [Fact]
    public async Task WrongPassword_AgainAndAgain_MakesKnownAndUnknownWait()
    {
        var person = await SignedOutAsync(withPasskey: false);
        await Browser.GetAsync(World.Authority + "/sign-in");
        for (var i = 0; i < 6; i++)
            await Browser.PasswordAsync(person.Email, "niet het goede wachtwoord");
        await Browser.PasswordAsync(person.Email, person.Password);
        Browser.Url.AbsolutePath.Should().Be("/sign-in");
        for (var i = 0; i < 7; i++)
            await Browser.PasswordAsync("niemand@voorbeeld.nl", "niet het goede wachtwoord");
        var reasons = (await World.LedgerAsync()).Where(l => l.Event == "account.sign-in" && !l.Permitted).Select(l => l.Reason).ToList();
        reasons[..7].Should().Equal(reasons[7..], "both wait equally long");
        reasons.Should().Contain("too-soon");

        World.Clock.Advance(TimeSpan.FromMinutes(6));
        await Browser.PasswordAsync(person.Email, person.Password);
        Browser.Url.AbsolutePath.Should().Be("/sign-in/second", Browser.Says);
    }

    [Fact]
    public async Task LastFactor_CannotBeRemoved()
    {
        await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.SubmitAsync("handler=RemovePasskey");
        Browser.Page.QuerySelectorAll("[name=id]").Should().ContainSingle(Browser.Says);

        await Browser.GetAsync(World.Authority + "/factors/code");
        Base32.TryDecode(Browser.Page.QuerySelector("[data-secret]")!.GetAttribute("data-secret"), out var secret);
        await Browser.SubmitAsync("/factors/code", ("Code", OneTimeCode.Compute(secret, OneTimeCode.StepAt(World.Clock.GetUtcNow()))));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
        await Browser.SubmitAsync("handler=RemovePasskey");
        Browser.Page.QuerySelectorAll("[name=id]").Should().BeEmpty();
        await Browser.SubmitAsync("handler=RemoveCode");
        Browser.Page.QuerySelector("form[action*=RemoveCode]").Should().NotBeNull("it is the last one now");
    }

    [Fact]
    public async Task Factors_AnHourAfterSigningIn_AreAskedForAgain()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        World.Clock.Advance(TimeSpan.FromHours(1));
        foreach (var path in (string[])["/factors/passkey", "/factors/code", "/factors/password"])
        {
            await Browser.GetAsync(World.Authority + path);
            Browser.Url.AbsolutePath.Should().Be("/sign-in");
        }

        await Browser.SignInAsync(World, person);
        Browser.Url.AbsolutePath.Should().Be("/factors/password", Browser.Says);
        await Browser.SubmitAsync("/factors/password", ("Password", "een heel ander wachtwoord"), ("Confirm", "een heel ander wachtwoord"));
        Browser.Url.AbsolutePath.Should().Be("/", Browser.Says);
    }

    [Fact]
    public async Task SecondPasskey_GetsItsName_AndWorks()
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey: true);
        await Browser.GetAsync(World.Authority + "/factors/passkey");
        var options = Browser.Form("/factors/passkey").GetAttribute("data-passkey-options")!;
        options.Should().Contain(Convert.ToBase64String(person.Passkey!.CredentialId.Span).Replace('+', '-').Replace('/', '_').TrimEnd('='), "the same device is not taken twice");
        using var second = SoftwarePasskey.Create(options, World.Authority, out var json);
        await Browser.SubmitAsync("/factors/passkey", ("Name", "mijn telefoon"), ("Credential", json));
        Browser.Says.Should().Contain("mijn telefoon");

        using var other = new Browser();
        await other.GetAsync(World.Authority + "/sign-in");
        await other.AnswerAsync("handler=Passkey", second);
        other.Url.AbsolutePath.Should().Be("/");
    }

    [Fact]
    public async Task Secrets_AtRest_AreNotReadable()
    {
        var person = await SignedOutAsync(withPasskey: false);
        await using var db = World.Identity.Services.GetRequiredService<Func<Store.IdentityContext>>()();
        var row = db.Accounts.Single();
        row.TotpSecret.Should().NotBeNull();
        Convert.ToHexString(row.TotpSecret!).Should().NotContain(Convert.ToHexString(person.Secret!));
        World.Identity.Services.GetRequiredService<Store.AccountSecrets>().Unprotect(Guid.NewGuid(), row.TotpSecret).Should().BeNull("it is bound to its account");
    }

    private static SoftwarePasskey WithoutVerification(SoftwarePasskey passkey) => SoftwarePasskey.Import(passkey.Export(), verifiesUser: false);

    private async Task<Person> SignedOutAsync(bool withPasskey)
    {
        var person = await Browser.EnrolAsync(World, "jan@voorbeeld.nl", withPasskey);
        await Browser.GetAsync(World.Authority + "/sign-out");
        await Browser.SubmitAsync("/sign-out");
        return person;
    }

    [GeneratedRegex("\"allowCredentials\":\\[.*?\\]")]
    private static partial Regex AnyCredential();

    // Tokens, challenges and notes differ on every page.
    [GeneratedRegex("value=\"[A-Za-z0-9_-]{80,}\"|&quot;challenge&quot;:&quot;[A-Za-z0-9_-]+&quot;")]
    private static partial Regex Random();
}
