using AngleSharp.Dom;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator;
using ArboDossier.Signing;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity.Tests;

/// <summary>A person with the factors that he set up.</summary>
internal sealed record Person(string Email, string Password, byte[]? Secret, SoftwarePasskey? Passkey);

/// <summary>What people do, by the pages.</summary>
internal static class Steps
{
    internal const string Password = "vier gewone woorden samen";

    internal static async Task<InvitationAnswer> InviteAsync(this World world, string email, Guid? id = null, bool staff = false)
    {
        var answer = await world.Medical.Services.GetRequiredService<Inviting>()
            .InviteAsync(new Invitation(id ?? Guid.NewGuid(), "medical", "P. Persoon", email, "nl", staff), CancellationToken.None);
        answer.Should().NotBeNull();
        return answer!;
    }

    /// <summary>Follows the link of an invitation and types its code.</summary>
    internal static async Task FollowAsync(this Browser browser, InvitationAnswer invited)
    {
        await browser.GetAsync(invited.Link);
        if (browser.Page.QuerySelector("[name=Code]") is not null)
            await browser.SubmitAsync("handler=Code", ("Code", invited.Code));
    }

    /// <summary>Accepts an invitation as somebody new; ends signed in at Identity.</summary>
    internal static async Task<Person> EnrolAsync(this Browser browser, World world, string email, bool withPasskey, bool staff = false)
    {
        await browser.FollowAsync(await world.InviteAsync(email, staff: staff));
        (string, string)[] promise = staff ? [("Secrecy", "true")] : [];
        await browser.SubmitAsync("/invitation/", [("Password", Password), ("Confirm", Password), .. promise]);
        browser.Url.AbsolutePath.Should().Be("/enrol", browser.Says);
        return await browser.FinishAsync(world, email, withPasskey);
    }

    internal static async Task<Person> FinishAsync(this Browser browser, World world, string email, bool withPasskey)
    {
        Person person;
        if (withPasskey)
        {
            person = new Person(email, Password, null, await browser.CreateAsync("handler=Passkey"));
        }
        else
        {
            Base32.TryDecode(browser.Page.QuerySelector("[data-secret]")!.GetAttribute("data-secret"), out var secret).Should().BeTrue();
            person = new Person(email, Password, secret, null);
            await browser.SubmitAsync("handler=Code", ("Code", person.Code(world)));
        }

        browser.Url.AbsolutePath.Should().Be("/", browser.Says);
        browser.Status.Should().Be(System.Net.HttpStatusCode.OK);
        return person;
    }

    internal static async Task<Person> FoundAsync(this Browser browser, World world)
    {
        await browser.GetAsync(world.Authority + "/founding");
        await browser.SubmitAsync(
            "/founding", ("Code", world.FoundingCode), ("Name", "B. Beheer"), ("Email", "beheer@voorbeeld.nl"), ("Password", Password), ("Confirm", Password), ("Secrecy", "true"));
        return await browser.FinishAsync(world, "beheer@voorbeeld.nl", withPasskey: true);
    }

    internal static string Code(this Person person, World world) => OneTimeCode.Compute(person.Secret, OneTimeCode.StepAt(world.Clock.GetUtcNow()));

    /// <summary>On the sign-in page: all that it takes.</summary>
    internal static async Task SignInAsync(this Browser browser, World world, Person person)
    {
        if (person.Passkey is { } passkey)
        {
            await browser.AnswerAsync("handler=Passkey", passkey);
            return;
        }

        await browser.PasswordAsync(person.Email, person.Password);
        browser.Url.AbsolutePath.Should().Be("/sign-in/second", browser.Says);
        await browser.SubmitAsync("/sign-in/second", ("Code", person.Code(world)));
    }

    internal static Task PasswordAsync(this Browser browser, string email, string password) => browser.SubmitAsync(
        browser.Page.QuerySelectorAll("form").OfType<AngleSharp.Html.Dom.IHtmlFormElement>().Single(f => f.QuerySelector("[name=Password]") is not null),
        ("Email", email), ("Password", password));

    internal static string Origin(this Browser browser) => browser.Url.GetLeftPart(UriPartial.Authority);
}
