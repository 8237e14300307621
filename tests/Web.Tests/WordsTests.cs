namespace ArboDossier.Web.Tests;

public sealed class WordsTests
{
    private static readonly Words Nl = new("nl");
    private static readonly Words En = new("en");

    [Theory]
    [InlineData("24-11-2026", "2026-11-24")]
    [InlineData("24/11/2026", "2026-11-24")]
    [InlineData("24.11.2026", "2026-11-24")]
    [InlineData("2026-11-24", "2026-11-24")]
    [InlineData("24 november 2026", "2026-11-24")]
    [InlineData(" 24  November 2026 ", "2026-11-24")]
    [InlineData("3 mrt 2026", "2026-03-03")]
    [InlineData("3 maart 2026", "2026-03-03")]
    [InlineData("3 May 2026", "2026-05-03")]
    [InlineData("1-1-2026", "2026-01-01")]
    [InlineData("29-02-2028", "2028-02-29")]
    public void A_day_is_read_as_people_type_it(string typed, string day)
    {
        DutchDate.TryParse(typed, out var read).Should().BeTrue();
        read.Should().Be(DateOnly.ParseExact(day, "yyyy-MM-dd", null));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("31-02-2026")]
    [InlineData("29-02-2026")]
    [InlineData("00-01-2026")]
    [InlineData("11-24-2026")]
    [InlineData("24-11-26")]
    [InlineData("٢٤-١١-٢٠٢٦")]
    [InlineData("24-11-२०२६")]
    [InlineData("24-11-2026-")]
    [InlineData("24-11/2026")]
    [InlineData("2026/11/24")]
    [InlineData("+4-11-2026")]
    [InlineData("24 brumaire 2026")]
    [InlineData("24 ma 2026")]
    [InlineData("24-11-1899")]
    [InlineData("24-11-9999")]
    [InlineData("morgen of overmorgen misschien")]
    public void What_is_not_a_day_is_refused(string? typed) => DutchDate.TryParse(typed, out _).Should().BeFalse();

    [Fact]
    public void Days_are_written_in_both_languages()
    {
        var day = new DateOnly(2026, 11, 21);
        Nl.Day(day).Should().Be("21 november 2026");
        En.Day(day).Should().Be("21 November 2026");
        Nl.DayWithWeekday(day).Should().Be("zaterdag 21 november 2026");
        En.DayWithWeekday(day).Should().Be("Saturday 21 November 2026");
        Nl.Sentence(Nl.DayWithWeekday(day)).Should().StartWith("Zaterdag 21");
        Nl.ShortDay(new(2026, 3, 5)).Should().Be("5 mrt 2026");
        En.ShortDayWithWeekday(day).Should().Be("Sat 21 Nov 2026");
    }

    [Fact]
    public void Every_day_that_is_written_can_be_read_back()
    {
        for (var day = new DateOnly(2026, 1, 1); day.Year < 2029; day = day.AddDays(1))
        {
            foreach (var written in (string[])[Nl.Day(day), En.Day(day), Nl.ShortDay(day), En.ShortDay(day), DutchDate.ForField(day)])
            {
                DutchDate.TryParse(written, out var read).Should().BeTrue(written);
                read.Should().Be(day);
            }
        }
    }

    [Fact]
    public void An_instant_is_shown_on_the_clock_of_Amsterdam()
    {
        Nl.Instant(new(2026, 11, 21, 9, 38, 0, TimeSpan.Zero)).Should().Be("21 november 2026, 10:38");
        En.Instant(new(2026, 7, 1, 22, 30, 0, TimeSpan.Zero)).Should().Be("2 July 2026, 00:30");
        Words.LocalDay(new(2026, 12, 31, 23, 30, 0, TimeSpan.Zero)).Should().Be(new DateOnly(2027, 1, 1));
    }

    [Fact]
    public void Numbers_follow_the_language()
    {
        Nl.Number(1234567).Should().Be("1.234.567");
        En.Number(1234567).Should().Be("1,234,567");
        Nl.Number(1234.50m).Should().Be("1.234,5");
        Nl.Count(1, "dag", "dagen", "day", "days").Should().Be("1 dag");
        En.Count(1200, "dag", "dagen", "day", "days").Should().Be("1,200 days");
        Nl.Size(41_200).Should().Be("41 kB");
        Nl.Size(1_250_000).Should().Be("1,2 MB");
    }

    [Theory]
    [InlineData("/", true)]
    [InlineData("/zaken/1?page=2", true)]
    [InlineData("//evil.example", false)]
    [InlineData("/\\evil.example", false)]
    [InlineData("/a\\b", false)]
    [InlineData("/\t/evil.example", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("evil", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_a_path_on_this_host_is_local(string? path, bool local) => LocalPath.IsLocal(path).Should().Be(local);
}
