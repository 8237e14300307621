using System.Text.RegularExpressions;

namespace ArboDossier.Build.Tests;

/// <summary>Law 10 and rule 14 of the house, kept by the compiler: each banned member fails a real build.</summary>
public sealed partial class BannedApiTests : IDisposable
{
    private static readonly string[] Banned =
    [
        "System.DateTime.Now", "System.DateTime.UtcNow", "System.DateTime.Today", "System.DateTimeOffset.Now", "System.DateTimeOffset.UtcNow",
        "new System.Random(1)", "System.Random.Shared", "System.Security.Cryptography.Aes.Create()",
        "new System.Net.Mail.SmtpClient()",
    ];

    private readonly ProjectTree _tree = new();

    public void Dispose() => _tree.Dispose();

    [Fact]
    public void Clocks_random_numbers_and_ciphers_of_the_framework_do_not_build_and_neither_does_writing_to_the_console()
    {
        var (code, output) = ProjectTree.Build(_tree.Add("banned", "Banned", "<Zone>shared</Zone>", Members([.. Banned, "System.Console.Out"])));
        code.Should().NotBe(0);
        LinesWithRule(output).Should().Equal(Enumerable.Range(FirstLine, Banned.Length + 1));
    }

    [Theory]
    [InlineData("cli")]
    [InlineData("host")]
    public void What_speaks_to_an_operator_may_write_to_the_console_and_nothing_more(string zone)
    {
        var (code, output) = ProjectTree.Build(_tree.Add(zone, "Operator", $"<Zone>{zone}</Zone>", Members([.. Banned, "System.Console.Out"])));
        code.Should().NotBe(0);
        LinesWithRule(output).Should().Equal(Enumerable.Range(FirstLine, Banned.Length));
    }

    /// <summary>The class's first member stands on line 5.</summary>
    private const int FirstLine = 5;

    private static string Members(string[] expressions) =>
        string.Join('\n', expressions.Select((expression, i) => $"    public static object Member{i} {{ get {{ return {expression}; }} }}"));

    private static IEnumerable<int> LinesWithRule(string output) =>
        RuleLine().Matches(output).Select(match => int.Parse(match.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture)).Distinct().Order();

    [GeneratedRegex(@"Sample\.cs\((\d+),\d+\): error RS0030")]
    private static partial Regex RuleLine();
}
