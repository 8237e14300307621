using ArboDossier.Contracts.Law;

namespace ArboDossier.Contracts.Tests;

/// <summary>Working days and the statutory calendar, against vectors from the sources (V-12, V-13, R-145).</summary>
public sealed class LawTests
{
    [Theory]
    [InlineData("2024-01-01 2024-03-29 2024-04-01 2024-04-27 2024-05-09 2024-05-20 2024-12-25 2024-12-26", 2024)]
    [InlineData("2025-01-01 2025-04-18 2025-04-21 2025-04-26 2025-05-05 2025-05-29 2025-06-09 2025-12-25 2025-12-26", 2025)]
    [InlineData("2026-01-01 2026-04-03 2026-04-06 2026-04-27 2026-05-14 2026-05-25 2026-12-25 2026-12-26", 2026)]
    [InlineData("2027-01-01 2027-03-26 2027-03-29 2027-04-27 2027-05-06 2027-05-17 2027-12-25 2027-12-26", 2027)]
    [InlineData("2030-01-01 2030-04-19 2030-04-22 2030-04-27 2030-05-05 2030-05-30 2030-06-10 2030-12-25 2030-12-26", 2030)]
    [InlineData("2038-01-01 2038-04-23 2038-04-26 2038-04-27 2038-06-03 2038-06-14 2038-12-25 2038-12-26", 2038)]
    public void The_holidays_of_a_year_are_these(string days, int year) =>
        Enumerable.Range(0, DateTime.IsLeapYear(year) ? 366 : 365).Select(new DateOnly(year, 1, 1).AddDays).Where(WorkingDays.IsHoliday)
            .Should().Equal(days.Split(' ').Select(Day));

    [Theory]
    [InlineData("2026-04-02", 2, "2026-04-08")]
    [InlineData("2026-11-24", 2, "2026-11-26")]
    [InlineData("2026-11-26", 2, "2026-11-30")]
    [InlineData("2026-11-28", 1, "2026-11-30")]
    [InlineData("2026-12-24", 2, "2026-12-29")]
    [InlineData("2026-11-24", 0, "2026-11-24")]
    public void A_term_in_working_days_begins_the_day_after(string from, int days, string last) => WorkingDays.Add(Day(from), days).Should().Be(Day(last));

    [Theory]
    [InlineData("2026-11-27", "2026-11-27")]
    [InlineData("2026-11-28", "2026-11-30")]
    [InlineData("2026-04-03", "2026-04-07")]
    public void A_day_that_is_no_working_day_moves_on(string day, string next) => WorkingDays.OnOrAfter(Day(day)).Should().Be(Day(next));

    [Fact]
    [Trait("Rule", "R-145")]
    public void The_calendar_of_the_sources_example_is_this()
    {
        Dates(new SickPeriod(Day("2026-01-05"), null)).Should().Equal(new Dictionary<StatutoryStepKind, DateOnly>
        {
            [StatutoryStepKind.NoticeToService] = Day("2026-01-12"),
            [StatutoryStepKind.ProblemAnalysis] = Day("2026-02-16"),
            [StatutoryStepKind.ActionPlan] = Day("2026-03-02"),
            [StatutoryStepKind.Week42Report] = Day("2026-10-26"),
            [StatutoryStepKind.FirstYearEvaluation] = Day("2027-01-03"),
            [StatutoryStepKind.FinalEvaluation] = Day("2027-10-04"),
            [StatutoryStepKind.WiaApplication] = Day("2027-10-18"),
            [StatutoryStepKind.EndOfWaitingPeriod] = Day("2028-01-03"),
        });
        StatutoryCalendar.For([new(Day("2026-01-05"), null)]).Single(x => x.Step.Kind == StatutoryStepKind.FirstYearEvaluation).From.Should().Be(Day("2026-11-16"));
    }

    [Fact]
    public void Only_the_report_of_week_42_moves_to_a_working_day()
    {
        // Ill since a Saturday: day 294 is a Saturday.
        var dates = Dates(new SickPeriod(Day("2026-01-10"), null));
        dates[StatutoryStepKind.Week42Report].Should().Be(Day("2026-11-02"));
        dates[StatutoryStepKind.ProblemAnalysis].Should().Be(Day("2026-02-21"));
        dates[StatutoryStepKind.EndOfWaitingPeriod].Should().Be(Day("2028-01-08"));
    }

    [Fact]
    [Trait("Rule", "R-145")]
    public void Periods_with_a_short_gap_add_up_and_the_gap_moves_every_later_day()
    {
        SickPeriod[] periods = [new(Day("2022-01-03"), Day("2022-07-04")), new(Day("2022-07-25"), null)];
        StatutoryCalendar.Joined(periods).Should().HaveCount(2);
        var dates = Dates(periods);
        dates[StatutoryStepKind.EndOfWaitingPeriod].Should().Be(Day("2024-01-22"));
        dates[StatutoryStepKind.ProblemAnalysis].Should().Be(Day("2022-02-14"), "it fell before the gap");
        dates[StatutoryStepKind.Week42Report].Should().Be(Day("2022-11-14"));
        Dates(new SickPeriod(Day("2022-01-03"), null))[StatutoryStepKind.EndOfWaitingPeriod].Should().Be(Day("2024-01-01"));
    }

    [Theory]
    [InlineData("2026-04-28", 2)]
    [InlineData("2026-04-29", 1)]
    [InlineData("2026-04-01", 2)]
    public void A_gap_of_27_days_joins_and_of_28_does_not(string again, int joined)
    {
        // Ill in March, fit from 1 April.
        SickPeriod[] periods = [new(Day("2026-03-01"), Day("2026-04-01")), new(Day(again), null)];
        StatutoryCalendar.Joined(periods).Should().HaveCount(joined);
        var first = joined == 2 ? Day("2026-03-01") : Day(again);
        StatutoryCalendar.For(periods)[0].Due.Should().Be(first.AddDays(7));
    }

    [Fact]
    public void A_long_gap_ends_the_chain_also_before_a_short_one()
    {
        SickPeriod[] periods = [new(Day("2025-01-01"), Day("2025-02-01")), new(Day("2025-06-01"), Day("2025-06-11")), new(Day("2025-06-20"), null)];
        StatutoryCalendar.Joined(periods).Should().Equal(periods[1], periods[2]);
        // Ten days of the first, then the gap of nine.
        Dates(periods)[StatutoryStepKind.ProblemAnalysis].Should().Be(Day("2025-06-20").AddDays(32));
    }

    [Theory]
    [InlineData("2026-01-05", 1)]
    [InlineData("2026-01-11", 1)]
    [InlineData("2026-01-12", 2)]
    [InlineData("2026-10-25", 42)]
    [InlineData("2026-10-26", 43)]
    public void Weeks_are_counted_from_the_first_day(string day, int week) => StatutoryCalendar.WeekOn([new(Day("2026-01-05"), null)], Day(day)).Should().Be(week);

    [Fact]
    public void Weeks_do_not_count_the_gap() =>
        StatutoryCalendar.WeekOn([new(Day("2022-01-03"), Day("2022-07-04")), new(Day("2022-07-25"), null)], Day("2022-07-25")).Should().Be(27);

    [Fact]
    [Trait("Rule", "R-004")]
    public void Each_step_has_a_source_and_a_first_day_and_none_is_of_one_safety_net()
    {
        StatutoryCalendar.Steps.Should().OnlyContain(x => x.Source.Length > 5 && x.ValidFrom.Year >= 2004 && x.Responsible != ResponsibleParty.None);
        StatutoryCalendar.Steps.Select(x => x.Kind).Should().BeEquivalentTo(Enum.GetValues<StatutoryStepKind>());
        StatutoryCalendar.Steps.Select(x => x.Days).Should().BeInAscendingOrder();
        FluentActions.Invoking(() => StatutoryCalendar.For([])).Should().Throw<ArgumentException>();
    }

    private static Dictionary<StatutoryStepKind, DateOnly> Dates(params SickPeriod[] periods) => StatutoryCalendar.For(periods).ToDictionary(x => x.Step.Kind, x => x.Due);

    private static DateOnly Day(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
