using System.Text.RegularExpressions;
using ArboDossier.Build.Tests;

namespace ArboDossier.Deploy.Tests;

/// <summary>The commands of the operator's README, to the letter: each block stands under a mark that says where it is run.</summary>
internal static partial class OperatorReadme
{
    /// <summary>On the build machine, in the repository.</summary>
    public const string Build = "build";

    /// <summary>On the new machine, while it reaches the distribution's packages.</summary>
    public const string Packages = "packages";

    /// <summary>On the new machine.</summary>
    public const string Machine = "machine";

    /// <summary>All blocks of that place, in their order, as one script.</summary>
    public static string Script(string place)
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root, "src/Deploy/README.md"));
        var blocks = Blocks().Matches(text).Where(x => x.Groups["place"].Value == place).Select(x => x.Groups["commands"].Value).ToList();
        blocks.Should().NotBeEmpty(place);
        return string.Join('\n', blocks);
    }

    [GeneratedRegex("<!-- (?<place>[a-z]+) -->\n```sh\n(?<commands>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();
}
