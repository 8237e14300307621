using System.Globalization;

namespace ArboDossier.Web;

/// <summary>Days as people in the Netherlands type them.</summary>
public static class DutchDate
{
    /// <summary>
    /// Reads 24-11-2026, 24/11/2026, 24.11.2026, 2026-11-24 and 24 november 2026 (also in English and with three letters).
    /// Refused: two-digit years (which century?), days that do not exist, years outside 1900 to 2199, and every digit but
    /// 0-9: other scripts look alike and would be stored as something the reader did not see.
    /// </summary>
    public static bool TryParse(string? typed, out DateOnly day)
    {
        day = default;
        var text = typed?.Trim() ?? "";
        if (text.Length is < 8 or > 24)
            return false;
        var separator = text.Contains('-') ? '-' : text.Contains('/') ? '/' : text.Contains('.') ? '.' : ' ';
        var parts = text.Split(separator, separator == ' ' ? StringSplitOptions.RemoveEmptyEntries : StringSplitOptions.None);
        if (parts.Length != 3)
            return false;
        var yearFirst = parts[0].Length == 4;
        if (yearFirst && separator != '-')
            return false;
        if (!Digits(parts[yearFirst ? 2 : 0], 1, 2, out var d) || !Digits(parts[yearFirst ? 0 : 2], 4, 4, out var y))
            return false;
        if (separator == ' ')
        {
            var named = Month(parts[1]);
            if (named == 0)
                return false;
            return Make(y, named, d, out day);
        }
        return Digits(parts[1], 1, 2, out var m) && Make(y, m, d, out day);
    }

    /// <summary>24-11-2026: how a day stands in a form field, and how it is asked for.</summary>
    public static string ForField(DateOnly day) => day.ToString("dd'-'MM'-'yyyy", CultureInfo.InvariantCulture);

    private static bool Make(int y, int m, int d, out DateOnly day)
    {
        day = default;
        if (y is < 1900 or > 2199 || m is < 1 or > 12 || d < 1 || d > DateTime.DaysInMonth(y, m))
            return false;
        day = new DateOnly(y, m, d);
        return true;
    }

    private static bool Digits(string part, int least, int most, out int value)
    {
        value = 0;
        if (part.Length < least || part.Length > most)
            return false;
        foreach (var c in part)
        {
            if (!char.IsAsciiDigit(c))
                return false;
            value = value * 10 + (c - '0');
        }
        return true;
    }

    private static int Month(string word)
    {
        for (var i = 0; i < 12; i++)
        {
            foreach (var name in (ReadOnlySpan<string>)[Words.MonthsNl[i], Words.MonthsEn[i]])
            {
                if (word.Equals(name, StringComparison.OrdinalIgnoreCase) ||
                    (word.Length == 3 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase)))
                    return i + 1;
            }
        }
        return word.Equals("mrt", StringComparison.OrdinalIgnoreCase) ? 3 : 0;
    }
}
