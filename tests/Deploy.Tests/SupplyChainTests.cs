using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using ArboDossier.Build.Tests;

namespace ArboDossier.Deploy.Tests;

/// <summary>What the published programs are made of, and that the same sources make the same programs.</summary>
[Collection(nameof(Published))]
public sealed partial class SupplyChainTests(Published published)
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ARBO_LONG") == "1";

    [Fact]
    public void Beside_each_program_lies_a_bill_of_materials_that_fits_its_lock_file_and_the_list_of_licences()
    {
        var licences = PackageRows().Matches(File.ReadAllText(Path.Combine(Repository.Root, "src/Shared/Web/THIRD-PARTY.md")))
            .ToDictionary(x => x.Groups["name"].Value, x => x.Groups["licence"].Value);
        var seen = new HashSet<string>();
        foreach (var (directory, project) in new[] { ("identity", "Identity"), ("reintegration", "Reintegration"), ("medical", "Medical"), ("tool", "Cli") })
        {
            var components = Components(Path.Combine(published.Output, directory, "sbom.json"));
            // Analyzers take part in the build only and are not in what is published.
            components.Select(x => x.Name + " " + x.Version).Should().BeEquivalentTo(Locked(project).Where(x => !x.StartsWith("Microsoft.CodeAnalysis.BannedApiAnalyzers ", StringComparison.Ordinal)), project);
            foreach (var (name, _, licence) in components)
            {
                licences.Should().ContainKey(name).WhoseValue.Should().Be(licence, name);
                seen.Add(name);
            }

            File.Exists(Path.Combine(published.Output, directory, "THIRD-PARTY.md")).Should().BeTrue();
            File.Exists(Path.Combine(published.Output, directory, "LICENSE")).Should().BeTrue();
        }

        licences.Keys.Should().BeSubsetOf(seen, "nothing is on the list that is in no program");
    }

    [Fact]
    public void The_same_sources_in_another_directory_make_the_same_assemblies()
    {
        // The operator's tool and the libraries under it; the long run takes Medical, and with it nearly everything.
        var project = Long ? "Medical" : "Cli";
        List<string> roots = [Directory.CreateTempSubdirectory("arbo-repeat").FullName, Directory.CreateTempSubdirectory("arbo-again").FullName];
        List<string> places = [Path.Combine(roots[0], "one"), Path.Combine(roots[1], "another", "place")];
        try
        {
            var hashes = places.ConvertAll(place =>
            {
                Published.CopySources(place);
                var (code, output) = Published.Shell(place, $"CI=true dotnet build src/{project} -c Release -nologo -v quiet -nodeReuse:false -p:UseSharedCompilation=false -p:RestoreLockedMode=true -o '{place}/out'");
                code.Should().Be(0, output);
                return Directory.GetFiles($"{place}/out", "*.dll").Select(x => (Name: Path.GetFileName(x), Hash: Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(x)))))
                    .Where(x => x.Name.StartsWith("arbodossier", StringComparison.OrdinalIgnoreCase)).OrderBy(x => x.Name, StringComparer.Ordinal).ToList();
            });

            hashes[0].Should().HaveCountGreaterThan(3);
            hashes[1].Should().Equal(hashes[0]);
            Console.WriteLine($"{hashes[0].Count} assemblies built twice, the same bytes");
        }
        finally
        {
            roots.ForEach(root => Directory.Delete(root, recursive: true));
        }
    }

    private static List<(string Name, string Version, string Licence)> Components(string path)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        json.RootElement.GetProperty("bomFormat").GetString().Should().Be("CycloneDX");
        return [.. json.RootElement.GetProperty("components").EnumerateArray().Select(x =>
        {
            x.GetProperty("hashes").GetArrayLength().Should().BePositive();
            var licences = x.GetProperty("licenses").EnumerateArray().Select(l => l.TryGetProperty("license", out var one) ? (one.TryGetProperty("id", out var id) ? id : one.GetProperty("name")).GetString()! : l.GetProperty("expression").GetString()!);
            return (x.GetProperty("name").GetString()!, x.GetProperty("version").GetString()!, string.Join(" or ", licences));
        })];
    }

    private static IEnumerable<string> Locked(string project)
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository.Root, "src", project, "packages.lock.json")));
        return [.. json.RootElement.GetProperty("dependencies").GetProperty("net10.0").EnumerateObject()
            .Where(x => x.Value.GetProperty("type").GetString() != "Project").Select(x => $"{x.Name} {x.Value.GetProperty("resolved").GetString()}")];
    }

    [GeneratedRegex(@"^\| (?<name>[A-Z][A-Za-z0-9._]+) \| (?<licence>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex PackageRows();
}
