namespace ArboDossier.Contracts.Law;

/// <summary>
/// Dutch working days: no Saturday, no Sunday, no general holiday of the Algemene termijnenwet, article 3. Legal days are days in
/// Europe/Amsterdam; "today" comes from the caller.
/// </summary>
public static class WorkingDays
{
    /// <summary>True on a working day.</summary>
    public static bool IsWorkingDay(DateOnly day) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !IsHoliday(day);

    /// <summary>The day itself, or the first working day after it.</summary>
    public static DateOnly OnOrAfter(DateOnly day)
    {
        while (!IsWorkingDay(day))
        {
            day = day.AddDays(1);
        }

        return day;
    }

    /// <summary>The last day of a term of so many working days that starts the day after <paramref name="day"/>.</summary>
    public static DateOnly Add(DateOnly day, int workingDays)
    {
        for (var left = workingDays; left > 0; left--)
        {
            day = OnOrAfter(day.AddDays(1));
        }

        return day;
    }

    /// <summary>True on a general holiday.</summary>
    public static bool IsHoliday(DateOnly day)
    {
        var easter = Easter(day.Year);
        return (day.Month, day.Day) is (1, 1) or (12, 25) or (12, 26)
            || (day.Month, day.Day) == (5, 5) && day.Year % 5 == 0
            || day == KingsDay(day.Year)
            || day == easter.AddDays(-2) || day == easter.AddDays(1) || day == easter.AddDays(39) || day == easter.AddDays(50);
    }

    private static DateOnly KingsDay(int year)
    {
        var day = new DateOnly(year, 4, 27);
        return day.DayOfWeek == DayOfWeek.Sunday ? day.AddDays(-1) : day;
    }

    /// <summary>Easter Sunday by the anonymous Gregorian computus.</summary>
    private static DateOnly Easter(int year)
    {
        int a = year % 19, b = year / 100, c = year % 100;
        var h = ((19 * a) + b - (b / 4) - ((b - ((b + 8) / 25) + 1) / 3) + 15) % 30;
        var l = (32 + (2 * (b % 4)) + (2 * (c / 4)) - h - (c % 4)) % 7;
        var m = (a + (11 * h) + (22 * l)) / 451;
        var n = h + l - (7 * m) + 114;
        return new DateOnly(year, n / 31, (n % 31) + 1);
    }
}
