using System.Text.RegularExpressions;

namespace ArboDossier.Build.Tests;

/// <summary>What a clone looks like.</summary>
public sealed partial class RepositoryTests
{
    private static readonly string[] RootNames = ["src", "tests", "fhir-profiles", "keys-dev", "ArboDossier.sln", "SECURITY.md", "README.md", "LICENSE"];

    [Fact]
    public void The_root_holds_only_the_agreed_names()
    {
        var names = Repository.Files().Select(file => file.Split('/')[0]).Distinct().Where(name => !name.StartsWith('.')).ToList();
        names.Should().Contain(["src", "tests", "ArboDossier.sln", "LICENSE"]);
        names.Except(RootNames).Should().BeEmpty();
    }

    [Fact]
    public void Every_project_has_its_lock_file()
    {
        Projects().Should().HaveCountGreaterThan(8);
        Projects().Where(project => !Repository.Files().Contains($"{Path.GetDirectoryName(project)}/packages.lock.json")).Should().BeEmpty();
    }

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "ArboDossier.sln")).Replace('\\', '/');
        Projects().Where(project => !solution.Contains($"\"{project}\"", StringComparison.Ordinal)).Should().BeEmpty();
    }

    [Fact]
    public void A_Release_build_of_the_solution_does_not_ask_for_the_demo_authenticator()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "ArboDossier.sln"));
        var id = DemoProject().Match(solution).Groups[1].Value;
        id.Should().NotBeEmpty();
        solution.Should().Contain($"{id}.Debug|Any CPU.Build.0");
        solution.Should().NotMatchRegex(Regex.Escape(id) + @"\.Release\|[^.]+\.Build\.0");
    }

    [Fact]
    public void Continuous_integration_calls_the_one_test_command_and_nothing_of_its_own()
    {
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, ".ci", "run")).Where(line => line.Length > 0 && !line.StartsWith('#'));
        lines.Should().ContainSingle().Which.Should().StartWith("exec ").And.EndWith("/../tests/run\" \"$@\"");
    }

    private static List<string> Projects() => Repository.Files().Where(file => file.EndsWith(".csproj", StringComparison.Ordinal)).ToList();

    [GeneratedRegex("""DemoAuthenticator\.csproj", "(\{[0-9A-F-]+\})""")]
    private static partial Regex DemoProject();
}
