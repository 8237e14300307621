using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ArboDossier.Web;

/// <summary>
/// The language of the person who is looking. Both languages are written at the place of use, so that nothing can be
/// half translated: <c>T["Ziek melden", "Report sick"]</c>. Scoped in a request; <c>new Words("nl")</c> for mail and documents.
/// </summary>
public sealed class Words
{
    private static readonly string[] DaysNl = ["zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"];
    private static readonly string[] DaysEn = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
    private static readonly string[] ShortNl = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];
    private static readonly string[] ShortEn = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    internal static readonly string[] MonthsNl =
        ["januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober", "november", "december"];
    internal static readonly string[] MonthsEn =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    // Own tables instead of a CultureInfo: a date in a signed text may not depend on the machine's language data.
    private static readonly NumberFormatInfo NumbersNl = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
    private static readonly NumberFormatInfo NumbersEn = new() { NumberDecimalSeparator = ".", NumberGroupSeparator = "," };
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    /// <summary>Words in a fixed language; anything but "en" is Dutch.</summary>
    public Words(string language) => Language = language == "en" ? "en" : "nl";

    /// <summary>"nl" or "en"; the value of the page's lang attribute.</summary>
    public string Language { get; }

    /// <summary>True where the person reads English.</summary>
    public bool English => Language == "en";

    /// <summary>The sentence in the person's language. Not HTML-encoded: Razor does that.</summary>
    public string this[string nl, string en] => English ? en : nl;

    /// <summary>The sentence in the person's language.</summary>
    public string this[Text text] => text.In(Language);

    /// <summary>21 november 2026 / 21 November 2026.</summary>
    public string Day(DateOnly day) => string.Create(CultureInfo.InvariantCulture,
        $"{day.Day} {(English ? MonthsEn : MonthsNl)[day.Month - 1]} {day.Year:0000}");

    /// <summary>zaterdag 21 november 2026 / Saturday 21 November 2026.</summary>
    public string DayWithWeekday(DateOnly day) => $"{Weekday(day)} {Day(day)}";

    /// <summary>The same words with a capital, where a day opens a sentence: Zaterdag 21 november 2026.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Stands beside the other words on the same T.")]
    public string Sentence(string words) =>
        string.IsNullOrEmpty(words) ? "" : char.ToUpperInvariant(words[0]) + words[1..];

    /// <summary>21 nov 2026 / 21 Nov 2026, for tables.</summary>
    public string ShortDay(DateOnly day) => string.Create(CultureInfo.InvariantCulture,
        $"{day.Day} {ShortMonth(day)} {day.Year:0000}");

    /// <summary>za 21 nov 2026 / Sat 21 Nov 2026, for tables and due dates.</summary>
    public string ShortDayWithWeekday(DateOnly day) => $"{ShortWeekday(day)} {ShortDay(day)}";

    /// <summary>zaterdag / Saturday.</summary>
    public string Weekday(DateOnly day) => (English ? DaysEn : DaysNl)[(int)day.DayOfWeek];

    /// <summary>za / Sat.</summary>
    public string ShortWeekday(DateOnly day) => Weekday(day)[..(English ? 3 : 2)];

    /// <summary>nov / Nov, for the block of the statutory calendar.</summary>
    public string ShortMonth(DateOnly day) => (English ? ShortEn : ShortNl)[day.Month - 1];

    /// <summary>21 november 2026, 10:38: an instant on the clock of Europe/Amsterdam.</summary>
    public string Instant(DateTimeOffset instant) => $"{Day(LocalDay(instant))}, {Time(instant)}";

    /// <summary>10:38 on the clock of Europe/Amsterdam.</summary>
    public string Time(DateTimeOffset instant) => Time(TimeOnly.FromDateTime(Local(instant)));

    /// <summary>10:38.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "Called on the same T as its sister for an instant.")]
    public string Time(TimeOnly time) => time.ToString("HH':'mm", CultureInfo.InvariantCulture);

    /// <summary>The legal day of an instant: its date in Europe/Amsterdam.</summary>
    public static DateOnly LocalDay(DateTimeOffset instant) => DateOnly.FromDateTime(Local(instant));

    /// <summary>1.234 / 1,234.</summary>
    public string Number(long value) => value.ToString("#,0", English ? NumbersEn : NumbersNl);

    /// <summary>1.234,5 / 1,234.5, with at most <paramref name="decimals"/> digits and no trailing zeros.</summary>
    public string Number(decimal value, int decimals = 2) =>
        value.ToString("#,0." + new string('#', Math.Clamp(decimals, 0, 10)), English ? NumbersEn : NumbersNl);

    /// <summary>A number with its noun: Count(1, "dag", "dagen", "day", "days") is "1 dag".</summary>
    public string Count(long n, string nlOne, string nlMany, string enOne, string enMany) =>
        $"{Number(n)} {(n == 1 ? this[nlOne, enOne] : this[nlMany, enMany])}";

    /// <summary>The size of a file: 41 kB, 1,2 MB.</summary>
    public string Size(long bytes) => bytes < 1_000_000
        ? $"{Number(Math.Max(1, (bytes + 500) / 1000))} kB"
        : $"{Number(Math.Round(bytes / 1_000_000m, 1))} MB";

    private static DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, Amsterdam).DateTime;
}
