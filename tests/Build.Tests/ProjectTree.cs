using System.Globalization;

namespace ArboDossier.Build.Tests;

/// <summary>A throw-away tree of projects under the real build files of <c>src</c>.</summary>
public sealed class ProjectTree : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("arbo-fence-").FullName;

    public ProjectTree()
    {
        foreach (var file in (string[])["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            var real = Path.Combine(Repository.Root, "src", file);
            File.Exists(real).Should().BeTrue(real);
            File.WriteAllText(Path.Combine(_root, file), $"""<Project><Import Project="{real}" /></Project>""");
        }
    }

    /// <summary>Writes a library; gives its project file.</summary>
    public string Add(string folder, string name, string properties, string code = "", params IEnumerable<string> references)
    {
        var directory = Directory.CreateDirectory(Path.Combine(_root, folder, name)).FullName;
        File.WriteAllText(Path.Combine(directory, "Sample.cs"), $"namespace ArboDossier.{name};\n\npublic static class Sample\n{{\n{code}\n}}\n");
        var project = Path.Combine(directory, name + ".csproj");
        File.WriteAllText(project, string.Create(CultureInfo.InvariantCulture, $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>{properties}</PropertyGroup>
              <ItemGroup>{string.Concat(references.Select(reference => $"""<ProjectReference Include="{reference}" />"""))}</ItemGroup>
            </Project>
            """));
        return project;
    }

    /// <summary>A real build in processes of its own that leaves none behind.</summary>
    public static (int Code, string Output) Build(string project) => Repository.Run(
        "dotnet",
        Path.GetDirectoryName(project)!,
        "build", project, "-nologo", "-v:quiet", "-clp:NoSummary", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-p:RestorePackagesWithLockFile=false");

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
