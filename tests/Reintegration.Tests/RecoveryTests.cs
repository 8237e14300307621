using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Features.Cases;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Tests;

/// <summary>Recovery, its correction, and taking a report back (R-013).</summary>
public sealed class RecoveryTests : IAsyncLifetime
{
    private Stage _stage = null!;

    public async Task InitializeAsync() => _stage = await Stage.SetAsync();

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact]
    [Trait("Rule", "R-013")]
    public async Task A_recovery_closes_the_case_and_lapses_what_was_asked()
    {
        var @case = await StartAsync();
        await _stage.Hr.DoAsync($"/cases/{@case}/ask", ("Input.Questions", "FitForOwnWork"), ("Input.WantedBy", Day(0)));
        await _stage.Medical.FetchAsync();

        await _stage.Petra.DoAsync($"/cases/{@case}/recovery", Full(-1));

        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).State.Should().Be(CaseState.Recovered);
        (await _stage.World.RowsAsync(db => db.Requests.SingleAsync())).State.Should().Be(RequestState.Lapsed);
        (await _stage.Medical.FetchAsync()).Should().ContainSingle().Which.Should().Match<CaseClosed>(x => x.End == CaseEnd.Recovered && x.Version == 1 && x.FirstFitDay == _stage.World.Today.AddDays(-1));
    }

    [Fact]
    [Trait("Rule", "R-013")]
    public async Task A_recovery_is_corrected_and_taken_back()
    {
        var @case = await StartAsync();
        await _stage.Hr.DoAsync($"/cases/{@case}/recovery", Full(0));
        await _stage.Hr.DoAsync($"/cases/{@case}/recovery", Full(-1));
        await _stage.Marieke.DoAsync($"/cases/{@case}/recovery", ("Input.Kind", "Undo"), ("Input.FirstFitDay", ""));

        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).State.Should().Be(CaseState.Open);
        (await _stage.Medical.FetchAsync()).OfType<CaseClosed>().Select(x => (x.Version, x.End)).Should().Equal((1, CaseEnd.Recovered), (2, CaseEnd.Recovered), (3, CaseEnd.Reopened));
        (await _stage.World.RowsAsync(db => db.CaseEvents.CountAsync())).Should().Be(4);
    }

    [Fact]
    [Trait("Rule", "R-088")]
    public async Task A_partial_recovery_is_hours_and_no_verdict()
    {
        var @case = await StartAsync();
        await _stage.Hr.DoAsync($"/cases/{@case}/recovery", ("Input.Kind", "Partial"), ("Input.Hours", "12,5"), ("Input.Since", Day(-2)));

        var facts = (await _stage.Medical.FetchAsync()).OfType<CaseFacts>().Last();
        (facts.Version, facts.HoursWorked, facts.HoursWorkedFrom).Should().Be((2, 12.5m, _stage.World.Today.AddDays(-2)));
        (await _stage.Hr.SeeAsync($"/cases/{@case}")).Should().Contain("12,5 uur per week").And.NotContain("eschikt voor het eigen werk per");
        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).State.Should().Be(CaseState.Open);
    }

    [Theory]
    [InlineData("Full", -6, "", 0, "Kies een dag na")]
    [InlineData("Full", -5, "", 0, "Kies een dag na")]
    [InlineData("Full", 8, "", 0, "Kies een dag na")]
    [InlineData("Partial", 0, "36", 0, "minder uren")]
    [InlineData("Partial", 0, "0", 0, "minder uren")]
    [InlineData("Partial", 0, "veel", 0, "minder uren")]
    [InlineData("Partial", 0, "1.2,5", 0, "minder uren")]
    [InlineData("Partial", 0, "12", -6, "Kies een dag vanaf")]
    [InlineData("Undo", 0, "", 0, "kan niet bij deze zaak")]
    [Trait("Rule", "V-12")]
    public async Task What_cannot_be_is_refused_and_tells_why(string kind, int fit, string hours, int since, string says)
    {
        var @case = await StartAsync();
        var answer = await _stage.Hr.PostAsync($"/cases/{@case}/recovery", ("Input.Kind", kind), ("Input.FirstFitDay", Day(fit)), ("Input.Hours", hours), ("Input.Since", Day(since)));
        answer.Status.Should().Be(200);
        System.Net.WebUtility.HtmlDecode(answer.Body).Should().Contain("Het herstel is nog niet bewaard").And.Contain(says);
        (await _stage.World.RowsAsync(db => db.CaseEvents.CountAsync())).Should().Be(1);
    }

    [Fact]
    [Trait("Rule", "R-013")]
    public async Task A_mistaken_report_is_withdrawn_after_asking_once()
    {
        var @case = await StartAsync();
        (await _stage.Hr.PostAsync($"/cases/{@case}/withdraw")).Body.Should().Contain("Zet een vinkje");
        await _stage.Marieke.DoAsync($"/cases/{@case}/withdraw", ("Sure", "true"));
        (await _stage.Medical.FetchAsync()).OfType<CaseClosed>().Should().ContainSingle().Which.End.Should().Be(CaseEnd.Withdrawn);
        (await _stage.Hr.GetAsync($"/cases/{@case}/recovery")).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("ingetrokken"));
        (await _stage.Marieke.SeeAsync("/my")).Should().Contain("U bent niet ziek gemeld");
    }

    [Fact]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "R-014")]
    public async Task What_a_case_takes_no_more_is_explained_to_whoever_has_it_and_to_nobody_else()
    {
        var @case = await StartAsync(-9);
        await _stage.Hr.DoAsync($"/cases/{@case}/recovery", Full(-2));
        foreach (var person in (Person[])[_stage.Hr, _stage.CaseManager])
        {
            (await person.GetAsync($"/cases/{@case}/ask")).Should().Match<Answer>(x => x.Status == 403 && x.Body.Contains("data-closed-by=\"R-014\"") && x.Body.Contains("Deze zaak is afgelopen"));
            await person.GetAsync("/language/en?back=/");
            (await person.GetAsync($"/cases/{@case}/ask")).Body.Should().Contain("This case has ended").And.NotContain("afgelopen");
        }

        foreach (var person in (Person[])[_stage.OtherHr, _stage.OtherCaseManager, _stage.Petra, _stage.World.Stranger()])
        {
            (await person.GetAsync($"/cases/{@case}/ask")).Should().Match<Answer>(x => x.Status == 404 && !x.Body.Contains("data-closed-by"));
        }
    }

    [Fact]
    [Trait("Rule", "V-12")]
    public async Task Periods_of_one_employment_add_up_and_do_not_overlap()
    {
        var first = await StartAsync(-60);
        await _stage.Hr.DoAsync($"/cases/{first}/recovery", Full(-50));
        (await _stage.Hr.PostAsync($"/employees/{_stage.Employees["Marieke"]}/report-sick", Stage.Report(_stage.World.Today.AddDays(-51), ("Input.Late", "EnteredLater")))).Body.Should().Contain("valt in een eerdere ziekteperiode");

        await _stage.Medical.FetchAsync();
        var second = await StartAsync(-30);
        var facts = (await _stage.Medical.FetchAsync()).OfType<CaseFacts>().Single();
        facts.Earlier.Should().Equal(new EarlierPeriod(_stage.World.Today.AddDays(-60), _stage.World.Today.AddDays(-50)));
        (await _stage.Hr.SeeAsync($"/cases/{second}")).Should().Contain("Eerdere ziekte telt mee");
        (await _stage.Hr.GetAsync($"/cases/{first}/recovery")).Status.Should().Be(403, "a later report stands in the way");
    }

    [Fact]
    [Trait("Rule", "R-086")]
    public async Task What_somebody_else_changed_a_moment_ago_is_not_overwritten()
    {
        var @case = await StartAsync();
        var token = await _stage.Hr.TokenAsync($"/cases/{@case}/recovery");
        token.Should().NotBeEmpty();
        var both = await Task.WhenAll(
            _stage.Hr.PostAsync($"/cases/{@case}/recovery", Full(0)), _stage.Petra.PostAsync($"/cases/{@case}/recovery", Full(-1)), _stage.Marieke.PostAsync($"/cases/{@case}/recovery", Full(1)));
        var taken = both.Count(x => x.Status == 302);
        taken.Should().BeGreaterThan(0);
        (await _stage.World.RowsAsync(db => db.CaseEvents.CountAsync(x => x.Kind == CaseEventKind.Recovered))).Should().Be(taken);
        (await _stage.World.RowsAsync(db => db.Cases.SingleAsync())).EndVersion.Should().Be(taken);
    }

    private Task<Guid> StartAsync(int days = -5) => _stage.ReportAsync(_stage.Hr, "Marieke", _stage.World.Today.AddDays(days), ("Input.Late", "EnteredLater"));

    private (string, string)[] Full(int days) => [("Input.Kind", "Full"), ("Input.FirstFitDay", Day(days)), ("Input.Hours", ""), ("Input.Since", "")];

    private string Day(int days) => Web.DutchDate.ForField(_stage.World.Today.AddDays(days));
}
