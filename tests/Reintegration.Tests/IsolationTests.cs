using System.Text.RegularExpressions;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Who does not see what: other employers, other teams, other case managers; and that all of it looks the same.</summary>
public sealed partial class IsolationTests : IAsyncLifetime
{
    private Stage _stage = null!;
    private Guid _case;

    public async Task InitializeAsync()
    {
        _stage = await Stage.SetAsync();
        _case = await _stage.ReportAsync(_stage.Hr, "Marieke");
    }

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    public static TheoryData<string> CasePages => ["/cases/{0}", "/cases/{0}/recovery", "/cases/{0}/withdraw", "/cases/{0}/correct", "/cases/{0}/ask", "/cases/{0}/outcome/1"];

    [Theory]
    [MemberData(nameof(CasePages))]
    [Trait("Rule", "R-068")]
    [Trait("Rule", "R-062")]
    public async Task Another_employers_case_is_the_same_page_as_no_case(string page)
    {
        var closed = await _stage.OtherHr.GetAsync(Path(page, _case));
        var absent = await _stage.OtherHr.GetAsync(Path(page, Guid.NewGuid()));

        closed.Status.Should().Be(404);
        Bare(closed).Should().Be(Bare(absent));
        (await _stage.World.LedgerAsync()).Should().Contain(x => !x.Permitted && x.Role == "EmployerAdministrator");
    }

    [Theory]
    [MemberData(nameof(CasePages))]
    [Trait("Rule", "R-060")]
    public async Task A_case_manager_of_nobody_sees_no_case(string page) => (await _stage.OtherCaseManager.GetAsync(Path(page, _case))).Status.Should().Be(404);

    [Fact]
    [Trait("Rule", "R-068")]
    public async Task Writing_for_another_employer_changes_nothing()
    {
        var form = $"/employees";
        (await _stage.OtherHr.PostToAsync(form, $"/cases/{_case}/withdraw", ("Sure", "true"))).Status.Should().Be(404);
        (await _stage.OtherHr.PostToAsync(form, $"/employees/{_stage.Employees["Olga"]}/report-sick", Stage.Report(_stage.World.Today))).Status.Should().Be(404);
        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).State.Should().Be(Features.Cases.CaseState.Open);
    }

    [Fact]
    [Trait("Rule", "R-068")]
    public async Task Lists_show_the_own_employer_only()
    {
        (await _stage.OtherHr.SeeAsync("/")).Should().Contain("Niemand is ziek gemeld").And.NotContain("Marieke");
        (await _stage.OtherHr.SeeAsync("/employees")).Should().NotContain("Olga");
        (await _stage.OtherHr.PostAsync("/employees", ("Search", "Smit"))).Body.Should().Contain("Niemand gevonden");
        (await _stage.OtherHr.GetAsync($"/employees/{_stage.Employees["Olga"]}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-068")]
    public async Task A_line_manager_sees_the_own_team_only()
    {
        var olgas = await _stage.ReportAsync(_stage.Hr, "Olga");
        (await _stage.Petra.SeeAsync("/employees")).Should().Contain("Marieke de Vries").And.Contain("Karim Bouali").And.NotContain("Olga");
        (await _stage.Petra.SeeAsync("/")).Should().Contain("Marieke de Vries").And.NotContain("Olga");
        (await _stage.Petra.GetAsync($"/cases/{_case}")).Status.Should().Be(200);
        (await _stage.Petra.GetAsync($"/cases/{olgas}")).Status.Should().Be(404);
        (await _stage.Petra.GetAsync($"/employees/{_stage.Employees["Olga"]}")).Status.Should().Be(404);
        (await _stage.Petra.GetAsync($"/employees/{_stage.Employees["Olga"]}/report-sick")).Status.Should().Be(404);
        (await _stage.Petra.PostAsync("/employees", ("Search", "Olga"))).Body.Should().Contain("Niemand gevonden");
    }

    [Fact]
    [Trait("Rule", "R-069")]
    public async Task Nobody_opens_the_own_case_by_role()
    {
        var own = await _stage.ReportAsync(_stage.Hr, "Petra");
        (await _stage.Petra.GetAsync($"/cases/{own}")).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("data-closed-by=\"R-069\""), "she knows of it, and is told where to look");
        (await _stage.Petra.SeeAsync("/my")).Should().Contain("U bent ziek gemeld");
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "case.open" && !x.Permitted && x.Reason == "own-by-role");
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task A_case_manager_sees_cases_as_long_as_the_assignment_lasts()
    {
        (await _stage.CaseManager.SeeAsync("/")).Should().Contain("Marieke de Vries");
        (await _stage.CaseManager.GetAsync($"/cases/{_case}")).Status.Should().Be(200);

        var assignment = (await _stage.World.RowsAsync(db => db.Assignments.SingleAsync())).Id;
        await _stage.Admin.DoAsync($"/employers/{_stage.VanDam}", ("EndAssignment", assignment.ToString()));

        (await _stage.CaseManager.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
        (await _stage.CaseManager.SeeAsync("/")).Should().NotContain("Marieke");
    }

    [Fact]
    [Trait("Rule", "R-060")]
    public async Task An_assignment_does_not_count_before_its_first_day_nor_after_its_last()
    {
        var page = $"/employers/{_stage.VanDam}/assign";
        var other = OtherCaseManagerOption().Match(await _stage.Admin.SeeAsync(page)).Groups[1].Value;
        await _stage.Admin.DoAsync(page, ("Input.Member", other), ("Input.From", Web.DutchDate.ForField(_stage.World.Today.AddDays(1))), ("Input.Until", Web.DutchDate.ForField(_stage.World.Today.AddDays(2))));

        (await _stage.OtherCaseManager.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
        _stage.World.Clock.Advance(TimeSpan.FromDays(1));
        (await _stage.OtherCaseManager.GetAsync($"/cases/{_case}")).Status.Should().Be(200);
        _stage.World.Clock.Advance(TimeSpan.FromDays(2));
        (await _stage.OtherCaseManager.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-009")]
    public async Task A_case_manager_sees_no_employee_who_is_not_sick()
    {
        (await _stage.CaseManager.GetAsync("/employees")).Status.Should().Be(404);
        (await _stage.CaseManager.GetAsync($"/employees/{_stage.Employees["Olga"]}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-066")]
    public async Task The_services_administrator_sees_no_case_and_no_employee()
    {
        (await _stage.Admin.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
        (await _stage.Admin.GetAsync($"/employees/{_stage.Employees["Olga"]}")).Status.Should().Be(404);
        (await _stage.Admin.SeeAsync($"/employers/{_stage.VanDam}")).Should().NotContain("Marieke").And.NotContain("Olga");
    }

    [Fact]
    [Trait("Rule", "R-068")]
    public async Task Two_employments_of_one_person_do_not_show_each_other()
    {
        await Stage.ImportAsync(_stage.OtherHr, Stage.People.Replace("vandam", "linde", StringComparison.Ordinal));
        var elsewhere = EmployeePattern().Match(await _stage.OtherHr.SeeAsync("/employees")).Groups[1].Value;
        var link = InvitationPattern().Match((await _stage.OtherHr.PostAsync($"/employees/{elsewhere}/invite", ("Input.Name", "Marieke de Vries"), ("Input.Email", "m@linde.example"), ("Input.Language", "nl"))).Body).Groups[1].Value;
        var first = await _stage.World.RowsAsync(db => db.Members.Where(x => x.Employment == _stage.Employees["Marieke"]).Select(x => x.Invitation!.Value).FirstAsync());
        var both = _stage.World.Person(_stage.Marieke.Subject, first, Guid.ParseExact(link, "N"));

        (await both.SeeAsync("/my")).Should().Contain("Van Dam Logistiek B.V.").And.Contain("Zorggroep De Linde").And.Contain("U heeft 2 banen");
        (await _stage.OtherHr.SeeAsync("/")).Should().Contain("Niemand is ziek gemeld");
        (await _stage.OtherHr.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-071")]
    public async Task A_role_that_ended_is_gone_at_the_next_request()
    {
        var member = await _stage.World.RowsAsync(db => db.Members.Where(x => x.Employer == _stage.VanDam && x.Role == Access.Role.EmployerAdministrator).Select(x => x.Id).SingleAsync());
        await _stage.Admin.DoAsync($"/employers/{_stage.VanDam}", ("EndMember", member.ToString()));
        (await _stage.Hr.GetAsync($"/cases/{_case}")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-077")]
    public async Task An_invitation_binds_one_account_once()
    {
        var invitation = await _stage.World.RowsAsync(db => db.Members.Where(x => x.Employment == _stage.Employees["Marieke"]).Select(x => x.Invitation!.Value).FirstAsync());
        await _stage.Marieke.SeeAsync("/my");
        (await _stage.World.Person(Guid.NewGuid().ToString("N"), invitation).GetAsync("/my")).Status.Should().Be(404);
    }

    [Fact]
    [Trait("Rule", "R-072")]
    public async Task A_search_is_recorded_without_its_words()
    {
        await _stage.Hr.PostAsync("/employees", ("Search", "canary-zoekwoord"));
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "employees.search" && x.Permitted);
        (await _stage.World.EverythingAsync()).Should().NotContain("canary-zoekwoord");
    }

    [Fact]
    [Trait("Rule", "R-220")]
    public async Task Opening_a_case_is_recorded_with_its_employment_as_subject()
    {
        await _stage.Hr.SeeAsync($"/cases/{_case}");
        (await _stage.World.LedgerAsync()).Should().Contain(x => x.Event == "case.open" && x.Permitted && x.Role == "EmployerAdministrator" && x.Subject == _stage.Employees["Marieke"]);
    }

    private static string Path(string page, Guid @case) => page.Replace("{0}", @case.ToString(), StringComparison.Ordinal);

    private static string Bare(Answer answer) => $"{answer.Status} {string.Join(';', answer.Headers.Where(x => x.Key is not ("Date" or "Set-Cookie")).OrderBy(x => x.Key).Select(x => $"{x.Key}={x.Value}"))}\n{TokenPattern().Replace(answer.Body, "")}";

    [GeneratedRegex("<input name=\"__RequestVerificationToken\"[^>]*>")]
    private static partial Regex TokenPattern();

    [GeneratedRegex("<option value=\"([0-9a-f-]{36})\">B. Jacobs")]
    private static partial Regex OtherCaseManagerOption();

    [GeneratedRegex("<a href=\"/employees/([0-9a-f-]{36})\">Marieke")]
    private static partial Regex EmployeePattern();

    [GeneratedRegex("data-invitation>[^<]*/invitation/([0-9a-f]{32})<")]
    private static partial Regex InvitationPattern();
}
