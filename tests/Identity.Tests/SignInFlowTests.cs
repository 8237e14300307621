using System.Net;
using ArboDossier.Store;

namespace ArboDossier.Identity.Tests;

public class SignInFlowTests
{
    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World))]
    public async Task Person_FromInvitationToTheProgramAndOut(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        using var browser = world.NewBrowser();
        var person = await browser.EnrolAsync(world, "jan@voorbeeld.nl", withPasskey: false);

        await browser.GetAsync(world.MedicalClient.Origin + "/me?x=1");
        browser.Url.Should().Be(world.MedicalClient.Origin + "/me?x=1", browser.Says);
        browser.Body.Should().Contain("sub=").And.Contain("invitation=").And.Contain("amr=pwd").And.Contain("amr=otp").And.Contain("amr=mfa");

        await browser.GetAsync(world.MedicalClient.Origin + "/form");
        await browser.SubmitAsync("/sign-out");
        browser.Url.Should().Be(world.Authority + "/signed-out");

        await browser.GetAsync(world.MedicalClient.Origin + "/me");
        browser.Url.AbsolutePath.Should().Be("/sign-in", "the session ended here and there");
        world.Clock.Advance(TimeSpan.FromSeconds(31));
        await browser.SignInAsync(world, person);
        browser.Url.Should().Be(world.MedicalClient.Origin + "/me", browser.Says);
        browser.Status.Should().Be(HttpStatusCode.OK);
    }
}
