using System.Text.RegularExpressions;
using ArboDossier.Boundary.Tests;

namespace ArboDossier.Journeys.Tests.Pages;

/// <summary>The texts of the three programs, read from their source: each stands there twice, in Dutch and in English.</summary>
public static partial class Languages
{
    private static readonly Lazy<IReadOnlyList<(string Dutch, string English)>> Texts = new(Read);

    private static readonly Lazy<(HashSet<string> Dutch, HashSet<string> English)> Words = new(() =>
    {
        var (dutch, english) = (WordsOf(Texts.Value.Select(x => x.Dutch)), WordsOf(Texts.Value.Select(x => x.English)));
        // Invented people, employers and services bear words that are Dutch too, and so does a column of a file that was refused.
        foreach (var name in (string[])["logistiek", "zorggroep", "linde", "planner", "thuiszorg", "zomer", "proef", "werk", "arbodienst", "reden"])
        {
            dutch.Remove(name);
        }

        return (dutch.Except(english).ToHashSet(), english.Except(dutch).ToHashSet());
    });

    /// <summary>Every pair.</summary>
    public static IReadOnlyList<(string Dutch, string English)> All => Texts.Value;

    /// <summary>Words on a page that only the other language has.</summary>
    public static IReadOnlyList<string> Foreign(string text, string language) =>
        [.. WordsOf([text]).Where((language == "en" ? Words.Value.Dutch : Words.Value.English).Contains).Order()];

    private static HashSet<string> WordsOf(IEnumerable<string> texts) =>
        [.. texts.SelectMany(x => WordPattern().Matches(x)).Select(x => x.Value.ToLowerInvariant())];

    private static List<(string, string)> Read() =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs*", SearchOption.AllDirectories)
            .Where(x => x.EndsWith(".cs", StringComparison.Ordinal) || x.EndsWith(".cshtml", StringComparison.Ordinal))
            .Where(x => !x.Contains("/obj/", StringComparison.Ordinal) && !x.Contains("/bin/", StringComparison.Ordinal) && !x.Contains("DemoAuthenticator", StringComparison.Ordinal))
            .SelectMany(x => PairPattern().Matches(File.ReadAllText(x)))
            .Select(x => (Plain(x.Groups["nl"].Value), Plain(x.Groups["en"].Value))),
    ];

    private static string Plain(string literal) => HolePattern().Replace(literal.Replace("\\\"", "\"", StringComparison.Ordinal), " ");

    // T["…", "…"], new("…", "…"), Asked("…", "…"): two literals side by side.
    [GeneratedRegex("""(?:[tT]\[|words\[|new\(|Text\(|Asked\(|Wrong\("[^"]*",\s*)\s*\$?"(?<nl>(?:[^"\\]|\\.)+)",\s*\$?"(?<en>(?:[^"\\]|\\.)+)"\s*[\])]""")]
    private static partial Regex PairPattern();

    [GeneratedRegex(@"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}")]
    private static partial Regex HolePattern();

    [GeneratedRegex(@"(?<![\p{L}\d@./_-])\p{L}{4,}(?![\p{L}\d@_]|\.\p{Ll})")]
    private static partial Regex WordPattern();
}
