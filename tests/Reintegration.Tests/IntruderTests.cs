using ArboDossier.Reintegration.Access;
using ArboDossier.Shape;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Forms from elsewhere, frames, cookies and addresses that lead away, at every way in.</summary>
public sealed class IntruderTests
{
    [Fact]
    public async Task A_form_that_was_not_sent_from_the_own_page_is_refused_everywhere_and_changes_nothing()
    {
        await using var all = await Everybody.StartAsync();
        await all.World.QuietAsync();
        using var intruder = new Intruder(all.World.App, all.World.Port, all.World.Host);
        var before = (await all.World.LedgerAsync()).Count(x => x.Permitted);
        var (forms, tries) = await intruder.ForgeAsync(way => WhoseAsync(all, way), (way, name) => Everybody.Id(way, name, way.Policy is Policies.Own or Policies.Self ? all.Employees : all.Team));
        (await all.World.LedgerAsync()).Count(x => x.Permitted).Should().Be(before, "nothing was done");
        forms.Should().BeGreaterThan(15);
        Console.WriteLine($"reintegration: {forms} forms forged in {tries} ways, all refused");
    }

    [Fact]
    public async Task Every_answer_may_stand_in_no_frame_and_every_cookie_is_bound_to_the_host()
    {
        await using var all = await Everybody.StartAsync();
        using var intruder = new Intruder(all.World.App, all.World.Port, all.World.Host);
        var (answers, cookies) = await intruder.LookAtAnswersAsync(way => WhoseAsync(all, way), (way, name) => Everybody.Id(way, name, all.Team));
        answers.Should().BeGreaterThan(90);
        cookies.Should().Contain("__Host-arbo-done").And.Contain("__Host-arbo-lang");
        Console.WriteLine($"reintegration: {answers} answers, cookies {string.Join(", ", cookies)}");
    }

    [Fact]
    public async Task No_address_or_form_leads_to_another_host()
    {
        await using var all = await Everybody.StartAsync();
        using var intruder = new Intruder(all.World.App, all.World.Port, all.World.Host);
        var tries = await intruder.LeadAwayAsync(way => WhoseAsync(all, way), (_, _) => Guid.NewGuid(), provider: null);
        tries.Should().BeGreaterThan(500);
        Console.WriteLine($"reintegration: {tries} requests that would lead away, none did");
    }

    private static async Task<Misused> WhoseAsync(Everybody all, WayIn way)
    {
        var person = way.Policy switch
        {
            Policies.Service or Policies.Overseeing => all.Stage.Admin,
            Policies.Own or Policies.Self => all.Stage.Marieke,
            Policies.SignedIn or null => all.Stranger,
            _ => all.Stage.Hr,
        };
        var token = await all.TokenAsync(person);
        return new(person.Headers, token, await all.TokenAsync(person == all.Stage.Hr ? all.Stage.Petra : all.Stage.Hr));
    }
}
