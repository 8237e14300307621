using ArboDossier.Reintegration.Access;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>A labour expert reads the one case of the appointment, in its period and as long as the case goes on, and does nothing with it.</summary>
public sealed class ExpertTests
{
    [Theory]
    [MemberData(nameof(World.Engines), MemberType = typeof(World))]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-071")]
    public async Task A_labour_expert_sees_the_one_case_in_the_period_and_nothing_else(StoreProvider engine)
    {
        await using var stage = await Stage.SetAsync(engine);
        var (karims, olgas) = (await stage.ReportAsync(stage.Hr, "Karim"), await stage.ReportAsync(stage.Hr, "Olga"));
        var expert = await stage.StaffAsync(Role.LabourExpert, "T. Kundig");
        (await expert.SeeAsync("/")).Should().Contain("voor geen zaak aangesteld");
        await stage.AppointAsync(karims, "T. Kundig", 1, 2);
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(404, "it begins tomorrow");

        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await expert.SeeAsync("/")).Should().Contain("Karim Bouali").And.NotContain("Olga").And.Contain("Arbeidsdeskundige");
        (await expert.SeeAsync($"/cases/{karims}")).Should().Contain("L. van Rijn stelde u aan").And.NotContain("R. Özdemir").And.NotContain("Vraag een consult aan").And.NotContain("Meld herstel");
        (await expert.GetAsync($"/cases/{olgas}")).Status.Should().Be(404);
        foreach (var page in (string[])["ask", "correct", "recovery", "withdraw", "expert"])
        {
            (await expert.GetAsync($"/cases/{karims}/{page}")).Status.Should().Be(404, page);
        }

        (await stage.World.LedgerAsync()).Should().Contain(x => x.Event == "case.open" && x.Permitted && x.Role == "LabourExpert" && x.Reason == "appointed" && x.Subject == stage.Employees["Karim"] && x.Text.Contains("file:", StringComparison.Ordinal));
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(200, "the last day counts");
        stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await expert.SeeAsync("/")).Should().NotContain("Karim");
    }

    [Fact]
    [Trait("Rule", "R-071")]
    public async Task An_appointment_ends_at_once_when_it_is_withdrawn_the_case_ends_or_the_role_does()
    {
        await using var stage = await Stage.SetAsync();
        var karims = await stage.ReportAsync(stage.Hr, "Karim");
        var expert = await stage.StaffAsync(Role.LabourExpert, "T. Kundig");
        await stage.AppointAsync(karims, "T. Kundig", 0, 30);
        (await stage.Hr.SeeAsync($"/cases/{karims}")).Should().Contain("T. Kundig");
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(200);

        await stage.Hr.DoAsync($"/cases/{karims}/recovery", ("Input.Kind", "Full"), ("Input.FirstFitDay", DutchDate.ForField(stage.World.Today.AddDays(1))), ("Input.Hours", ""), ("Input.Since", ""));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(404, "the case has ended");
        (await stage.Hr.PostAsync($"/cases/{karims}/expert", ("Input.Member", Guid.NewGuid().ToString()), ("Input.From", DutchDate.ForField(stage.World.Today)), ("Input.Until", DutchDate.ForField(stage.World.Today)))).Status.Should().Be(200, "nobody is appointed for a case that has ended");
        await stage.Hr.DoAsync($"/cases/{karims}/recovery", ("Input.Kind", "Undo"), ("Input.FirstFitDay", ""), ("Input.Hours", ""), ("Input.Since", ""));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(200, "and goes on after all");

        var row = await stage.World.RowsAsync(db => db.ExpertAppointments.Select(x => x.Id).SingleAsync());
        await stage.Hr.DoAsync($"/cases/{karims}/expert", ("End", row.ToString()));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await stage.Hr.SeeAsync($"/cases/{karims}")).Should().NotContain("T. Kundig");

        await stage.AppointAsync(karims, "T. Kundig", 0, 30);
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(200);
        var member = await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.LabourExpert).Select(x => x.Id).SingleAsync());
        await stage.Admin.DoAsync("/service", ("EndMember", member.ToString()));
        (await expert.GetAsync($"/cases/{karims}")).Status.Should().Be(404);
        (await stage.World.LedgerAsync()).Select(x => x.Event).Should().Contain(["expert.appoint", "expert.end", "member.end"]);
    }

    [Fact]
    [Trait("Rule", "R-065")]
    [Trait("Rule", "R-066")]
    public async Task Only_who_may_ask_the_doctor_appoints_and_only_with_a_name_of_the_list_and_a_period()
    {
        await using var stage = await Stage.SetAsync();
        var karims = await stage.ReportAsync(stage.Hr, "Karim");
        await stage.StaffAsync(Role.LabourExpert, "T. Kundig");
        var page = $"/cases/{karims}/expert";
        var expert = await Stage.OptionAsync(stage.Hr, page, "T. Kundig");
        foreach (var person in (Person[])[stage.OtherHr, stage.Admin, stage.Petra, stage.OtherCaseManager, stage.World.Stranger()])
        {
            (await person.PostToAsync("/", page, Fields(stage, expert, 0, 7))).Status.Should().Be(404);
        }

        foreach (var (from, until) in ((int, int?)[])[(0, null), (3, 1), (-9, -1), (0, 400)])
        {
            (await stage.Hr.PostAsync(page, Fields(stage, expert, from, until))).Status.Should().Be(200);
        }

        var caseManager = await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.CaseManager).Select(x => x.Id).FirstAsync());
        foreach (var who in (string[])["", Guid.NewGuid().ToString(), caseManager.ToString()])
        {
            (await stage.Hr.PostAsync(page, Fields(stage, who, 0, 7))).Status.Should().Be(200);
        }

        (await stage.World.RowsAsync(db => db.ExpertAppointments.CountAsync())).Should().Be(0);
        await stage.CaseManager.DoAsync(page, Fields(stage, expert, 0, 7));
        (await stage.CaseManager.SeeAsync(page)).Should().Contain("aangesteld door R. Özdemir");
        (await stage.Admin.PostAsync("/service", ("EndMember", await stage.World.RowsAsync(db => db.Members.Where(x => x.Role == Role.ServiceAdministrator).Select(x => x.Id.ToString()).SingleAsync()))))
            .Status.Should().Be(404, "the last administrator does not end by this");
    }

    [Fact]
    [Trait("Rule", "R-011")]
    [Trait("Rule", "R-069")]
    public async Task The_employee_sees_the_appointment_and_nobody_is_expert_of_the_own_case()
    {
        await using var stage = await Stage.SetAsync();
        var mariekes = await stage.ReportAsync(stage.Hr, "Marieke");
        await stage.StaffAsync(Role.LabourExpert, "T. Kundig");
        await stage.AppointAsync(mariekes, "T. Kundig", 0, 7);
        (await stage.Marieke.SeeAsync("/my")).Should().Contain("T. Kundig is arbeidsdeskundige").And.Contain("L. van Rijn vroeg dat").And.Contain("Arbeidsdeskundige aangesteld");

        // The same account behind both, as only the rows could make it.
        var commits = stage.World.App.Services.GetRequiredService<Commits<Store.ReintegrationContext>>();
        await commits.RunAsync((act, c) => act.Db.Members.Where(x => x.Role == Role.LabourExpert).ExecuteUpdateAsync(set => set.SetProperty(x => x.Subject, stage.Marieke.Subject), c));
        (await stage.Marieke.GetAsync($"/cases/{mariekes}")).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("data-closed-by=\"R-069\"", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task An_invitation_to_the_service_takes_the_roles_of_its_list_only()
    {
        await using var stage = await Stage.SetAsync();
        foreach (var role in (string[])["ServiceAdministrator", "EmployerAdministrator", "Employee", "None", "99", "boss"])
        {
            (await stage.Admin.PostAsync("/service/invite", ("Role", role), ("Input.Name", "Q. Iemand"), ("Input.Email", "q@debrug.example"), ("Input.Language", "nl"))).Body.Should().NotContain("data-invitation", role);
        }

        (await stage.World.RowsAsync(db => db.Members.CountAsync(x => x.Role == Role.ServiceAdministrator))).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task Who_was_invited_twice_works_by_either_of_the_two()
    {
        await using var stage = await Stage.SetAsync();
        var @case = await stage.ReportAsync(stage.Hr, "Marieke");
        var (first, second) = (await stage.StaffAsync(Role.CaseManager, "T. Weemaal"), await stage.InviteAsync(
            stage.Admin, "/service/invite", ("Role", nameof(Role.CaseManager)), ("Input.Name", "T. Weemaal-Nieuw"), ("Input.Email", "tweede@debrug.example"), ("Input.Language", "nl")));
        var both = stage.World.Person(first.Subject, [.. first.Invitations, .. second.Invitations]);
        await both.SeeAsync("/");
        (await both.GetAsync($"/cases/{@case}")).Status.Should().Be(404);
        var page = $"/employers/{stage.VanDam}/assign";
        await stage.Admin.DoAsync(page, ("Input.Member", await Stage.OptionAsync(stage.Admin, page, "T. Weemaal-Nieuw")), ("Input.From", Web.DutchDate.ForField(stage.World.Today)), ("Input.Until", ""));
        await both.SeeAsync($"/cases/{@case}");
        (await both.SeeAsync("/")).Should().Contain($"/cases/{@case}");
    }

    private static (string Name, string Value)[] Fields(Stage stage, string member, int from, int? until) =>
    [
        ("Input.Member", member), ("Input.From", DutchDate.ForField(stage.World.Today.AddDays(from))),
        ("Input.Until", until is { } days ? DutchDate.ForField(stage.World.Today.AddDays(days)) : ""),
    ];
}
