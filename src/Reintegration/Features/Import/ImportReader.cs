using System.Globalization;
using System.Text;
using ArboDossier.Contracts.Values;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Web;
using CsvHelper;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>
/// Reads what personnel systems export: semicolons, commas or tabs, UTF-8 with or without BOM, UTF-16 and Windows-1252, Dutch days and numbers,
/// line breaks inside quotes. Pure: bytes in, rows and reasons out. A value that may not enter is not in what comes out, not even in a reason.
/// </summary>
public static class ImportReader
{
    /// <summary>The largest file.</summary>
    public const int MostBytes = 20 * 1024 * 1024;

    /// <summary>The most lines.</summary>
    public const int MostRows = 100_000;

    private const int LongestText = 100;
    private const int MostRecord = 256 * 1024;
    private static readonly Encoding Strict = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file. <paramref name="today"/> bounds plausible days.</summary>
    public static ImportError Read(ReadOnlySpan<byte> file, DateOnly today, out ImportPlan plan)
    {
        plan = new([], 0, [], [], [], []);
        if (file.Length > MostBytes)
        {
            return ImportError.TooLarge;
        }

        var text = Text(file);
        if (text is null || string.IsNullOrWhiteSpace(text) || text.Contains('\0', StringComparison.Ordinal))
        {
            return ImportError.NotText;
        }

        var broken = new HashSet<long>();
        using var csv = CsvReader.FromText(text, new CsvReaderOptions
        {
            Separator = Separator(text),
            HasHeader = false,
            TrackLineNumbers = true,
            MaxRecordSize = MostRecord,
            // What a person's line holds does not belong in an exception.
            IncludeValuesInExceptions = false,
            OnMalformedRecord = x => broken.Add(x.LineNumber),
        });
        try
        {
            return Read(csv, today, broken, ref plan);
        }
        catch (CsvFormatException)
        {
            return ImportError.NotText;
        }
    }

    private static ImportError Read(CsvReader csv, DateOnly today, HashSet<long> broken, ref ImportPlan plan)
    {
        if (!csv.Read())
        {
            return ImportError.NotText;
        }

        var header = Cells(csv);
        Column[] columns = [.. header.Select(ImportColumns.Of)];
        if (ImportColumns.Needed.Any(x => !columns.Contains(x)))
        {
            return ImportError.ColumnMissing;
        }

        if (columns.Where(x => x is not (Column.Unknown or Column.Forbidden)).GroupBy(x => x).Any(x => x.Count() > 1))
        {
            return ImportError.ColumnTwice;
        }

        var rows = new List<ImportRow>();
        var refused = new List<ImportNote>();
        var seen = new HashSet<(string, DateOnly)>();
        var counts = new int[columns.Length];
        var read = 0;
        while (csv.Read())
        {
            var (line, cells) = ((int)csv.LineNumber, Cells(csv));
            if (cells.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (++read > MostRows)
            {
                return ImportError.TooLarge;
            }

            for (var i = 0; i < Math.Min(cells.Length, columns.Length); i++)
            {
                counts[i] += columns[i] == Column.Forbidden && !string.IsNullOrWhiteSpace(cells[i]) ? 1 : 0;
            }

            // A line with more cells than the header has shifted somewhere: nobody knows which cell is which.
            ImportRow row = null!;
            var reason = broken.Contains(line) || cells.Length > columns.Length ? ImportReason.Broken : Row(line, columns, cells, today, out row);
            reason = reason == ImportReason.None ? Add(rows, seen, row) : reason;
            if (reason != ImportReason.None)
            {
                refused.Add(new(line, reason));
            }
        }

        plan = new(
            rows, read, refused, [],
            [.. header.Select((x, i) => (Name: ImportColumns.Shown(x), i)).Where(x => columns[x.i] == Column.Forbidden).Select(x => new ImportColumn(x.Name, counts[x.i]))],
            [.. header.Where((x, i) => columns[i] == Column.Unknown && !string.IsNullOrWhiteSpace(x)).Select(ImportColumns.Shown)]);
        return ImportError.None;
    }

    private static string[] Cells(CsvReader csv)
    {
        var cells = new string[csv.FieldCount];
        for (var i = 0; i < cells.Length; i++)
        {
            cells[i] = csv.GetString(i);
        }

        return cells;
    }

    private static ImportReason Add(List<ImportRow> rows, HashSet<(string, DateOnly)> seen, ImportRow row)
    {
        if (!seen.Add((row.Label.Number, row.Label.Start)))
        {
            return ImportReason.Duplicate;
        }

        rows.Add(row);
        return ImportReason.None;
    }

    private static ImportReason Row(int line, Column[] columns, string[] cells, DateOnly today, out ImportRow row)
    {
        row = null!;
        string Cell(Column column)
        {
            var at = Array.IndexOf(columns, column);
            return at < 0 || at >= cells.Length ? "" : string.Join(' ', cells[at].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }

        string[] texts = [Cell(Column.Initials), Cell(Column.GivenName), Cell(Column.Prefix), Cell(Column.Surname), Cell(Column.Email), Cell(Column.Department), Cell(Column.Function)];
        string[] numbers = [Cell(Column.Number), Cell(Column.Phone), Cell(Column.Manager)];
        if (texts.Concat(numbers).Any(x => x.Length > LongestText || x.Any(char.IsControl)))
        {
            return ImportReason.Text;
        }

        if (texts.Any(HoldsCitizenServiceNumber))
        {
            return ImportReason.CitizenServiceNumber;
        }

        if (numbers[0].Length == 0)
        {
            return ImportReason.NumberMissing;
        }

        if (texts[3].Length == 0)
        {
            return ImportReason.SurnameMissing;
        }

        if (!Day(Cell(Column.BirthDate), out var birth) || birth > today || birth < today.AddYears(-110))
        {
            return ImportReason.BirthDate;
        }

        if (!Hours(Cell(Column.Hours), out var hours))
        {
            return ImportReason.Hours;
        }

        if (!Day(Cell(Column.Start), out var start))
        {
            return ImportReason.Start;
        }

        DateOnly? end = null;
        if (Cell(Column.End) is { Length: > 0 } last)
        {
            if (!Day(last, out var day) || day < start)
            {
                return ImportReason.End;
            }

            end = day;
        }

        if (texts[4].Length > 0 && !ContactData.IsEmail(texts[4]))
        {
            return ImportReason.Email;
        }

        row = new(line, new(numbers[0], texts[0], texts[1], texts[2], texts[3], birth, texts[4], numbers[1], texts[5], texts[6], hours, start, end), numbers[2]);
        return ImportReason.None;
    }

    /// <summary>A whole cell, or nine digits in a row inside one. Columns that are numbers by nature are not looked at: one in eleven would fall.</summary>
    private static bool HoldsCitizenServiceNumber(string text)
    {
        if (Bsn.TryParse(text, out _))
        {
            return true;
        }

        for (var i = 0; i < text.Length; i++)
        {
            var length = text.Skip(i).TakeWhile(char.IsAsciiDigit).Count();
            if (length == 9 && Bsn.TryParse(text.Substring(i, length), out _))
            {
                return true;
            }

            i += length;
        }

        return false;
    }

    private static bool Day(string text, out DateOnly day)
    {
        var bare = text.Split(' ') is [var date, { Length: >= 4 } time] && time.Contains(':', StringComparison.Ordinal) ? date : text;
        bare = bare.Split('T') is [{ Length: 10 } iso, _] ? iso : bare;
        return DutchDate.TryParse(bare, out day)
            || (bare.Length == 8 && bare.All(char.IsAsciiDigit) && DateOnly.TryParseExact(bare, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day) && day.Year is >= 1900 and < 2200);
    }

    private static bool Hours(string text, out decimal hours) =>
        decimal.TryParse(text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out hours) && hours is >= 0 and <= 80 && decimal.Round(hours, 2) == hours;

    /// <summary>By its mark, else strictly as UTF-8, else as Windows-1252, in which every byte is a character.</summary>
    private static string? Text(ReadOnlySpan<byte> file)
    {
        try
        {
            return file switch
            {
                [0xEF, 0xBB, 0xBF, .. var rest] => Strict.GetString(rest),
                [0xFF, 0xFE, .. var rest] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true).GetString(rest),
                [0xFE, 0xFF, .. var rest] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true).GetString(rest),
                _ when System.Text.Unicode.Utf8.IsValid(file) => Strict.GetString(file),
                _ => CodePagesEncodingProvider.Instance.GetEncoding(1252)!.GetString(file),
            };
        }
        catch (ArgumentException)
        {
            // It says what it is and is something else.
            return null;
        }
    }

    /// <summary>The sign that stands most often in the first line.</summary>
    private static char Separator(string text)
    {
        var header = text.AsSpan(0, Math.Max(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length));
        var (best, most) = (';', 0);
        foreach (var sign in (ReadOnlySpan<char>)[';', ',', '\t', '|'])
        {
            if (header.Count(sign) > most)
            {
                (best, most) = (sign, header.Count(sign));
            }
        }

        return best;
    }
}
