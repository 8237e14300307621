using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Who has no right to a file gets the same answer as for one that does not exist, and the attempt is in the ledger under that file.</summary>
public sealed class RefusalTests
{
    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "R-069")]
    [Trait("Rule", "R-227")]
    public async Task Whoever_may_not_gets_the_answer_of_an_absent_file(string engine)
    {
        await using var stage = await Stage.StartAsync(engine);
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.FileAsync(@case);
        var otherCase = await stage.TreatedAsync("Pieters");

        var colleague = await stage.NewDoctorAsync("R. Mulder", "39012345601");
        var otherClerk = await stage.HireAsync("DerivedSecrecyStaff", "L. Bos", "");
        await MedicalSteps.RecordStatementAsync(stage.OtherDoctor, "L. Bos", stage.Today);
        await MedicalSteps.ConfirmAsync(stage.OtherDoctor, "L. Bos", await MedicalSteps.EnrolAsync(otherClerk));
        var unsworn = await stage.HireAsync("DerivedSecrecyStaff", "N. Vos", "");
        var other = await stage.ActivatedAsync(otherCase, "W. Ander");
        var stranger = await world.PersonAsync("V. Reemd");
        foreach (var person in (Person[])[stage.OtherDoctor, colleague, otherClerk, unsworn, other, stranger])
        {
            foreach (var tail in (string[])["", "/desk", $"/outcomes/{Guid.NewGuid()}/sign"])
            {
                var before = (await world.LedgerAsync()).Count(x => x.Subject == file && !x.Permitted);
                var refused = await person.OpenAsync($"{world.At.Medical}/files/{file}{tail}");
                var absent = await person.OpenAsync($"{world.At.Medical}/files/{Guid.NewGuid()}{tail}");
                refused.Status.Should().Be(HttpStatusCode.NotFound, person.Name + tail);
                refused.Text.Should().Be(absent.Text);
                refused.Text.Should().NotContain("Jansen");
                (await world.LedgerAsync()).Count(x => x.Subject == file && !x.Permitted).Should().Be(before + 1, person.Name + tail);
            }

            var no = await person.Browser.GetAsync($"{world.At.Medical}/no/such/path");
            (await person.Browser.GetAsync($"{world.At.Medical}/files/{file}")).Text.Should().Be(no.Text);
        }

        // The log of a file is its employee's only.
        var log = await other.OpenAsync($"{world.At.Medical}/my/{file}/log");
        log.Status.Should().Be(HttpStatusCode.NotFound);
        log.Text.Should().Be((await other.OpenAsync($"{world.At.Medical}/my/{Guid.NewGuid()}/log")).Text);
        (await stage.Doctor.OpenAsync($"{world.At.Medical}/my/{file}/log")).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Rule", "R-076")]
    public async Task An_appointed_doctor_without_a_relation_states_a_reason_from_the_list()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        var address = await stage.AddressAsync(@case);

        var asked = await stage.OtherDoctor.OpenAsync(address);
        asked.Status.Should().Be(HttpStatusCode.OK);
        asked.Text.Should().NotContain("Jansen");
        foreach (var reason in (string[])["None", "0", "99", "-1", "curious"])
        {
            (await stage.OtherDoctor.OpenAsync($"{address}?Reason={reason}")).Text.Should().NotContain("Jansen", reason);
        }

        (await stage.OtherDoctor.OpenAsync($"{address}?Reason=StandIn")).Text.Should().Contain("Jansen");
        (await world.LedgerAsync()).Should().Contain(x => x.Event == "file.open" && x.Permitted && x.Reason == "stated-StandIn");

        // A stated reason is for reading: what is written and signed is the treating doctor's.
        var opened = await stage.OtherDoctor.OpenAsync($"{address}?Reason=StandIn");
        (await stage.OtherDoctor.Browser.SubmitAsync(opened, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = "x" }, "[formaction*=Draft]")).Status.Should().Be(HttpStatusCode.Forbidden);
        (await world.ReadAsync(db => db.Drafts.CountAsync())).Should().Be(0);
    }

    [Fact]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "R-076")]
    [Trait("Rule", "R-083")]
    public async Task Whoever_may_know_is_told_by_which_rule_and_all_others_find_nothing()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        await stage.WithEmployeeAsync(@case);
        var sign = $"{address}/outcomes/{await stage.World.ReadAsync(db => db.Outcomes.Select(x => x.Id).SingleAsync())}/sign";
        var appointed = await stage.NewDoctorAsync("R. Mulder", "39012345601");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "R. Mulder", Stage.Employer.ToString("N"), "Bakkerij De Korst");

        (await stage.Doctor.OpenAsync(sign)).Text.Should().Contain("data-closed-by=\"R-083\"").And.Contain("De werknemer leest deze tekst eerst");
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/language/en?back={new Uri(sign).AbsolutePath}")).Text.Should().Contain("The employee reads this text first").And.NotContain("werknemer");
        (await appointed.OpenAsync(sign)).Text.Should().Contain("data-closed-by=\"R-076\"").And.NotContain("Jansen");
        (await appointed.OpenAsync(address)).Text.Should().Contain("data-closed-by=\"R-076\"").And.NotContain("Jansen");
        foreach (var (person, path) in ((Person, string)[])[(stage.OtherDoctor, address), (stage.OtherDoctor, sign), (await stage.World.PersonAsync("V. Reemd"), address), (stage.Clerk, sign)])
        {
            var refused = await person.OpenAsync(path);
            refused.Status.Should().Be(HttpStatusCode.NotFound);
            refused.Text.Should().NotContain("data-closed-by").And.NotContain("R-0");
        }
    }

    [Fact]
    [Trait("Rule", "R-046")]
    [Trait("Rule", "R-048")]
    public async Task A_clerk_opens_while_there_is_a_task_and_in_the_doctors_name()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.FileAsync(@case);
        var page = await stage.Clerk.OpenAsync(await stage.AddressAsync(@case));
        page.Status.Should().Be(HttpStatusCode.OK);
        var doctor = await world.ReadAsync(db => db.Staff.Where(x => x.Name == "S. Bakker").Select(x => x.Id).SingleAsync());
        (await world.LedgerAsync()).Should().Contain(x => x.Subject == file && x.Event == "file.open" && x.Role == "DerivedSecrecy" && x.OnBehalfOf == doctor);

        await MedicalSteps.RecordAsync(stage.Doctor, await stage.Doctor.OpenAsync(await stage.AddressAsync(@case)), new Dictionary<string, string> { ["Input.Findings"] = "Bevinding." }, null, null, false);
        var told = await stage.Clerk.OpenAsync(await stage.AddressAsync(@case));
        told.Status.Should().Be(HttpStatusCode.Forbidden);
        told.Text.Should().Contain("data-closed-by=\"R-046\"").And.NotContain("Jansen");
        (await world.LedgerAsync()).Should().Contain(x => x.Subject == file && !x.Permitted && x.Reason == "no-open-task");
    }

    [Fact]
    [Trait("Rule", "R-041")]
    [Trait("Rule", "R-042")]
    public async Task A_clerk_whose_statement_ended_or_whose_instruction_is_old_is_a_stranger_at_the_next_request()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        await stage.TreatedAsync("Jansen");
        (await stage.Clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
        var people = await stage.Doctor.OpenAsync($"{world.At.Medical}/people");
        await stage.Doctor.Browser.SubmitAsync(people, "form[action*=End]");
        (await stage.Clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);

        await MedicalSteps.RecordStatementAsync(stage.Doctor, "K. Smit", stage.Today);
        (await stage.Clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
        await world.AdvanceToAsync(new DateTimeOffset(2028, 11, 23, 12, 0, 0, TimeSpan.Zero));
        (await stage.Clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.OK);
        await world.AdvanceToAsync(new DateTimeOffset(2028, 11, 24, 12, 0, 0, TimeSpan.Zero));
        (await stage.Clerk.OpenAsync($"{world.At.Medical}/work")).Status.Should().Be(HttpStatusCode.NotFound);
    }
}
