using ArboDossier.Build.Tests;

namespace ArboDossier.Deploy.Tests;

/// <summary>
/// The product published as the operator's README says, from a copy of the sources in a place of its own: what this run builds beside it is not
/// disturbed, and nothing that lies about in the tree gets in.
/// </summary>
public sealed class Published : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("arbo-deploy").FullName;
    private readonly Lazy<string> _output;

    public Published() => _output = new Lazy<string>(Publish);

    /// <summary>The directory that goes to the new machine as <c>/opt/arbodossier</c>.</summary>
    public string Output => _output.Value;

    /// <summary>Copies the sources, as git knows them and as they are in the tree now.</summary>
    public static string CopySources(string target)
    {
        Directory.CreateDirectory(target);
        var (code, output) = Shell(Repository.Root, $"git ls-files -z --cached --others --exclude-standard src keys-dev .config .editorconfig LICENSE | xargs -0 cp --parents -t '{target}'");
        code.Should().Be(0, output);
        return target;
    }

    /// <summary>Runs a script in a directory; gives exit code and output.</summary>
    public static (int Code, string Output) Shell(string directory, string script) => Repository.Run("bash", directory, "-euc", script);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private string Publish()
    {
        var (sources, target) = (CopySources(Path.Combine(_root, "source")), Path.Combine(_root, "out"));
        // Locked: publishing needs nothing that the lock files do not hold.
        var (code, output) = Shell(sources, $"export OUT='{target}' RestoreLockedMode=true UseSharedCompilation=false MSBUILDDISABLENODEREUSE=1\n{OperatorReadme.Script(OperatorReadme.Build)}");
        code.Should().Be(0, output);
        return target;
    }
}

/// <summary>It is published once for all who look at it.</summary>
[CollectionDefinition(nameof(Published))]
public sealed class PublishedOnce : ICollectionFixture<Published>;
