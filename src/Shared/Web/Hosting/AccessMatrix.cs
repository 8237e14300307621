using System.Reflection;
using System.Text;

namespace ArboDossier.Web;

/// <summary>Somebody in some relation to what is asked: one column of the matrix.</summary>
/// <param name="Key">One letter.</param>
/// <param name="Words">Who it is.</param>
public sealed record MatrixColumn(char Key, Text Words);

/// <summary>One way in, with the answer that everybody gets.</summary>
/// <param name="Way">Method, route and handler.</param>
/// <param name="Answers">One of <see cref="AccessMatrix.Legend"/> for each column.</param>
public sealed record MatrixRow(string Way, string Answers);

/// <summary>
/// Who gets which answer at which way in. The text file lies beside the rules of a program and is reviewed; a test tries every way in as everybody
/// and compares. The program shows it.
/// </summary>
public sealed record AccessMatrix(IReadOnlyList<MatrixColumn> Columns, IReadOnlyList<MatrixRow> Rows)
{
    private const string Resource = "matrix.txt";

    /// <summary>What the answers mean.</summary>
    public static IReadOnlyList<(char Sign, Text Words)> Legend { get; } =
    [
        ('+', new("mag", "may")),
        ('.', new("niet gevonden", "not found")),
        ('?', new("gesloten, met de regel erbij", "closed, told by which rule")),
        ('d', new("eerst door de medische deur", "through the medical door first")),
        ('s', new("eerst inloggen", "sign in first")),
        ('k', new("vraagt de sleutel of handtekening van een programma", "asks for a program's key or signature")),
    ];

    /// <summary>The matrix that was built into a program.</summary>
    public static AccessMatrix Of(Assembly program)
    {
        ArgumentNullException.ThrowIfNull(program);
        using var stream = program.GetManifestResourceStream(Resource) ?? throw new InvalidOperationException("the program has no matrix");
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd());
    }

    /// <summary>Reads the text form.</summary>
    /// <exception cref="FormatException">A line is not what it should be.</exception>
    public static AccessMatrix Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var (columns, rows) = (new List<MatrixColumn>(), new List<MatrixRow>());
        foreach (var line in text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(x => x[0] != '#'))
        {
            var parts = line.Split("  ", 2, StringSplitOptions.TrimEntries);
            if (parts.Length == 2 && parts[0].Length == 1 && parts[1].Split(" | ") is [var nl, var en])
            {
                columns.Add(new(parts[0][0], new(nl, en)));
            }
            else if (parts.Length == 2 && parts[0].Length == columns.Count && parts[0].All(x => Legend.Any(l => l.Sign == x)))
            {
                rows.Add(new(parts[1], parts[0]));
            }
            else
            {
                throw new FormatException($"not a line of a matrix: {line}");
            }
        }

        return new(columns, rows);
    }

    /// <summary>The text form.</summary>
    public string ToText()
    {
        var text = new StringBuilder("# Who gets which answer where. A test tries every way in as everybody; a difference is a change of access and is reviewed here.\n");
        text.Append("# ").AppendJoin("; ", Legend.Select(x => $"{x.Sign} {x.Words.En}")).Append("\n\n");
        foreach (var column in Columns)
        {
            text.Append(column.Key).Append("  ").Append(column.Words.Nl).Append(" | ").Append(column.Words.En).Append('\n');
        }

        text.Append("\n# ").Append(Keys()[2..]).Append('\n');
        foreach (var row in Rows)
        {
            text.Append(row.Answers).Append("  ").Append(row.Way).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>As a table for a document.</summary>
    public string ToMarkdown()
    {
        var text = new StringBuilder();
        text.AppendJoin("; ", Columns.Select(x => $"**{x.Key}** {x.Words.En}")).Append(".\n\n");
        text.Append("| |").AppendJoin('|', Columns.Select(x => x.Key)).Append("|\n|---|").AppendJoin('|', Columns.Select(_ => "-")).Append("|\n");
        foreach (var row in Rows)
        {
            text.Append("| `").Append(row.Way).Append("` |").AppendJoin('|', row.Answers.AsEnumerable()).Append("|\n");
        }

        return text.ToString();
    }

    private string Keys() => string.Concat(Columns.Select(x => x.Key));
}
