using System.Text;
using ArboDossier.Medical.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>What was typed when the session or the door turned out to be closed comes back to whoever typed it, and lies nowhere in clear.</summary>
public sealed class TypedFormTests
{
    private const string Typed = "slaapt slecht sinds de verhuizing";
    private static readonly Dictionary<string, string> Words = new() { ["Input.Findings"] = Typed, ["Input.Verdict"] = "Fit", ["Input.Day"] = "31-02-2026" };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_typed_is_in_the_form_again_after_coming_in_anew_and_nothing_was_sent(bool sessionOver)
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        await stage.World.AdvanceAsync(sessionOver ? 2 * Doors.InConsultation + TimeSpan.FromMinutes(1) : Doors.InConsultation + TimeSpan.FromMinutes(1));
        var page = await stage.Doctor.Browser.SubmitAsync(file, "form[data-draft-url]", Words, "[formaction*=Sign]");

        page.Address.AbsolutePath.Should().Be("/door");
        page.Text.Should().NotContain(Typed);
        var kept = string.Concat(stage.Doctor.Browser.CookiesOf(page.Address.Host).Where(x => x.Key.StartsWith("__Host-arbo-typed", StringComparison.Ordinal)).Select(x => x.Value));
        kept.Should().NotBeEmpty().And.NotContain(Typed).And.NotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Typed))[..20]);
        (await stage.World.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0, "nothing was sent");

        page = await stage.Doctor.SubmitWithPasskeyAsync(page, "form[data-passkey=get]");
        page.Address.AbsolutePath.Should().Be(file.Address.AbsolutePath);
        page.TextOf("textarea[name='Input.Findings']").Should().Be(Typed);
        page.Document.QuerySelector("[name='Input.Day']")!.GetAttribute("value").Should().Be("31-02-2026");
        page.Document.QuerySelector("[name='Input.Verdict'][value=Fit]")!.HasAttribute("checked").Should().BeTrue();
        page.TextOf("main [role=status]").Should().Contain("nog niet verstuurd");
        (await stage.World.ReadAsync(db => db.Outcomes.CountAsync())).Should().Be(0);

        // Once: then it is in the form, and nowhere else.
        stage.Doctor.Browser.CookiesOf(page.Address.Host).Keys.Should().NotContain(x => x.StartsWith("__Host-arbo-typed", StringComparison.Ordinal));
        (await stage.Doctor.OpenAsync(await stage.AddressAsync(@case))).Text.Should().NotContain(Typed);
    }

    [Fact]
    public async Task Whoever_comes_in_next_at_the_same_screen_gets_nothing_of_it()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        // The clerk was here before, and read the privacy statement.
        await stage.Clerk.OpenAsync($"{stage.World.At.Medical}/work");
        var file = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        await stage.World.AdvanceAsync(2 * Doors.InConsultation + TimeSpan.FromMinutes(1));
        // The session is over, and at the sign-in program somebody else is signed in by now.
        var browser = stage.Doctor.Browser;
        await browser.GetAsync($"{stage.World.At.Identity}/be/{MedicalWorld.Subject("K. Smit")}");
        var door = await browser.SubmitAsync(file, "form[data-draft-url]", Words, "[formaction*=Sign]");
        var options = door.Document.QuerySelector("form[data-passkey=get]")!.GetAttribute("data-passkey-options")!;
        var next = await browser.SubmitAsync(door, "form[data-passkey=get]", new Dictionary<string, string> { ["Credential"] = stage.Clerk.Answer(options, door.Address.GetLeftPart(UriPartial.Authority)) });

        next.Address.AbsolutePath.Should().Be(file.Address.AbsolutePath, "the clerk may open the file");
        next.Text.Should().Contain("Jansen").And.NotContain(Typed);
        browser.CookiesOf(file.Address.Host).Keys.Should().NotContain(x => x.StartsWith("__Host-arbo-typed", StringComparison.Ordinal), "it is gone");
    }
}
