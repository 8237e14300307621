using ArboDossier.Contracts.Law;

namespace ArboDossier.Reintegration.Tests;

/// <summary>The dates of the law: the vectors of the rule catalogue, and that the case page shows them.</summary>
public sealed class StatutoryTests
{
    [Theory]
    [InlineData(StatutoryStepKind.NoticeToService, "2026-01-12")]
    [InlineData(StatutoryStepKind.ProblemAnalysis, "2026-02-16")]
    [InlineData(StatutoryStepKind.ActionPlan, "2026-03-02")]
    [InlineData(StatutoryStepKind.Week42Report, "2026-10-26")]
    [InlineData(StatutoryStepKind.FirstYearEvaluation, "2027-01-03")]
    [InlineData(StatutoryStepKind.FinalEvaluation, "2027-10-04")]
    [InlineData(StatutoryStepKind.WiaApplication, "2027-10-18")]
    [InlineData(StatutoryStepKind.EndOfWaitingPeriod, "2028-01-03")]
    [Trait("Rule", "R-145")]
    public void The_worked_example_of_5_January_2026(StatutoryStepKind step, string due) =>
        Due(step, new SickPeriod(new(2026, 1, 5), null)).Should().Be(Day(due));

    [Fact]
    [Trait("Rule", "R-145")]
    public void The_first_year_evaluation_can_begin_at_day_315() =>
        StatutoryCalendar.For([new(new(2026, 1, 5), null)]).Single(x => x.Step.Kind == StatutoryStepKind.FirstYearEvaluation).From.Should().Be(new DateOnly(2026, 11, 16));

    [Fact]
    [Trait("Rule", "V-12")]
    public void A_gap_of_21_days_moves_the_end_of_104_weeks_by_21_days()
    {
        Due(StatutoryStepKind.EndOfWaitingPeriod, new SickPeriod(new(2022, 1, 3), null)).Should().Be(new DateOnly(2024, 1, 1));
        Due(StatutoryStepKind.EndOfWaitingPeriod, new(new(2022, 1, 3), new(2022, 7, 4)), new(new(2022, 7, 25), null)).Should().Be(new DateOnly(2024, 1, 22));
    }

    [Theory]
    [InlineData("2026-04-28", 2)]
    [InlineData("2026-04-29", 1)]
    [InlineData("2026-04-01", 2)]
    [Trait("Rule", "V-12")]
    public void Periods_add_up_when_the_gap_is_less_than_28_days(string second, int joined) =>
        StatutoryCalendar.Joined([new(new(2026, 3, 1), new(2026, 4, 1)), new(Day(second), null)]).Should().HaveCount(joined);

    [Theory]
    [InlineData("2026-01-05", 1)]
    [InlineData("2026-01-11", 1)]
    [InlineData("2026-01-12", 2)]
    [InlineData("2026-02-16", 7)]
    [InlineData("2027-01-03", 52)]
    [Trait("Rule", "V-13")]
    public void Weeks_count_from_the_first_day_and_not_from_Monday(string day, int week) => StatutoryCalendar.WeekOn([new(new(2026, 1, 5), null)], Day(day)).Should().Be(week);

    [Fact]
    [Trait("Rule", "V-13")]
    public void The_report_of_week_42_goes_to_the_next_working_day() =>
        // Day 294 of 7 June 2026 is Easter Sunday.
        StatutoryCalendar.For([new(new(2026, 6, 7), null)]).Single(x => x.Step.Kind == StatutoryStepKind.Week42Report).Due.Should().Be(new DateOnly(2027, 3, 30), "28 and 29 March 2027 are Easter");

    [Fact]
    [Trait("Rule", "R-004")]
    public void No_step_exists_that_only_some_kinds_of_safety_net_have() =>
        StatutoryCalendar.Steps.Should().OnlyContain(x => x.Days != 3 && (x.Days != 42 || x.Kind == StatutoryStepKind.ProblemAnalysis));

    [Fact]
    [Trait("Rule", "R-145")]
    public async Task The_case_page_shows_the_dates_week_and_who_has_to_act()
    {
        await using var stage = await Stage.SetAsync();
        var first = stage.World.Today.AddDays(-20);
        var @case = await stage.ReportAsync(stage.Hr, "Marieke", first, ("Input.Late", "EnteredLater"));
        var page = await stage.Hr.SeeAsync($"/cases/{@case}");
        page.Should().Contain("week 3").And.Contain("Nog 22 dagen").And.Contain(first.AddDays(42).ToString("yyyy-MM-dd", null)).And.Contain(first.AddDays(728).ToString("yyyy-MM-dd", null)).And.Contain("Bedrijfsarts. Als lang verzuim dreigt");
    }

    private static DateOnly Due(StatutoryStepKind step, params IReadOnlyList<SickPeriod> periods) => StatutoryCalendar.For(periods).Single(x => x.Step.Kind == step).Due;

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", null);
}
