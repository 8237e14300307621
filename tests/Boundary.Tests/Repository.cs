namespace ArboDossier.Boundary.Tests;

/// <summary>Where the programs were built.</summary>
public static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>The configuration that these tests were built in.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";

    /// <summary>The output directory of a project under src, of the same configuration as these tests.</summary>
    public static string Output(string project) => Path.Combine(Root, "src", project, "bin", Configuration, "net10.0");

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "ArboDossier.sln")))
        {
            directory = directory.Parent ?? throw new DirectoryNotFoundException("not inside the repository");
        }

        return directory.FullName;
    }
}
