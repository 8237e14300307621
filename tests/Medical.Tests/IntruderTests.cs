using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Medical.Access;
using ArboDossier.Shape;

namespace ArboDossier.Medical.Tests;

/// <summary>Forms from elsewhere, frames, cookies and addresses that lead away, at every way in.</summary>
public sealed class IntruderTests
{
    [Fact]
    public async Task A_form_that_was_not_sent_from_the_own_page_is_refused_everywhere_and_changes_nothing()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        await all.World.QuietAsync();
        all.World.Clock.Hold();
        using var intruder = new Intruder(all.World.App, new Uri(all.World.At.Medical).Port, new Uri(all.World.At.Medical).Authority);
        var before = (await all.World.LedgerAsync()).Count(x => x.Permitted);
        var (forms, tries) = await intruder.ForgeAsync(way => WhoseAsync(all, way), (way, name) => Everybody.Id(way, name, all.Asked));
        (await all.World.LedgerAsync()).Count(x => x.Permitted).Should().Be(before, "nothing was done");
        forms.Should().BeGreaterThan(40);
        Console.WriteLine($"medical: {forms} forms forged in {tries} ways, all refused");
    }

    [Fact]
    public async Task Every_answer_may_stand_in_no_frame_and_every_cookie_is_bound_to_the_host()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        using var intruder = new Intruder(all.World.App, new Uri(all.World.At.Medical).Port, new Uri(all.World.At.Medical).Authority);
        var (answers, cookies) = await intruder.LookAtAnswersAsync(way => WhoseAsync(all, way), (_, _) => Guid.NewGuid());
        answers.Should().BeGreaterThan(100);
        cookies.Should().HaveCountGreaterThan(1);
        Console.WriteLine($"medical: {answers} answers, cookies {string.Join(", ", cookies)}");
    }

    [Fact]
    public async Task No_address_or_form_leads_to_another_host()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        using var intruder = new Intruder(all.World.App, new Uri(all.World.At.Medical).Port, new Uri(all.World.At.Medical).Authority);
        var tries = await intruder.LeadAwayAsync(way => WhoseAsync(all, way), (_, _) => Guid.NewGuid(), all.World.Identity.Authority);
        tries.Should().BeGreaterThan(500);

        // Where the door was opened and the statement read there is somewhere to go on to.
        foreach (var elsewhere in (string[])["https://kwaad.example/", "//kwaad.example/", "/\\kwaad.example/", "/\t/kwaad.example"])
        {
            var again = await all.World.PersonAsync("Bakker elders", MedicalWorld.Subject("S. Bakker"));
            again.Keep(all.Stage.Doctor.Passkeys[0]);
            var door = await again.Browser.GetAsync($"{all.World.At.Medical}/door?back={Uri.EscapeDataString(elsewhere)}");
            var opened = await again.SubmitWithPasskeyAsync(door, "form[data-passkey=get]", new Dictionary<string, string> { ["Back"] = elsewhere });
            (opened.Address.GetLeftPart(UriPartial.Authority), opened.Address.AbsolutePath).Should().Be((all.World.At.Medical, "/work"));
        }

        Console.WriteLine($"medical: {tries} requests that would lead away, none did");
    }

    private static async Task<Misused> WhoseAsync(Everybody all, Person person)
    {
        var host = new Uri(all.World.At.Medical).Host;
        var other = person == all.Stage.Doctor ? all.Stage.OtherDoctor : all.Stage.Doctor;
        var token = await all.TokenAsync(person);
        return new([("Cookie", string.Join("; ", person.Browser.CookiesOf(host).Select(x => $"{x.Key}={x.Value}")))], token, await all.TokenAsync(other));
    }

    private static async Task<Misused> WhoseAsync(Everybody all, WayIn way) => await WhoseAsync(all, way.Policy switch
    {
        // Open to everyone, and one of them ends the session: somebody who has just come in.
        null => await all.World.PersonAsync("V. Luchtig"),
        Policies.Employee => all.Employee,
        Policies.Supervised => all.Support,
        Policies.Arriving => all.Arriving,
        Policies.SignedIn => all.Stranger,
        _ => all.Stage.Doctor,
    });
}
