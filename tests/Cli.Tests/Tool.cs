using System.Diagnostics;

namespace ArboDossier.Cli.Tests;

/// <summary>The real tool in a process of its own.</summary>
internal static class Tool
{
    /// <summary>Where it lies.</summary>
    public static string Path { get; } = Find("Cli", "arbodossier.dll");

    public static (int Code, string Output) Run(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + error.Result).Trim());
    }

    /// <summary>The built program of a zone.</summary>
    public static string ProgramOf(string project) => Find(project, $"ArboDossier.{project}.dll");

    private static string Find(string project, string name)
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        var framework = directory.Name;
        var configuration = directory.Parent!.Name;
        while (directory is not null && !File.Exists(System.IO.Path.Combine(directory.FullName, "ArboDossier.sln")))
        {
            directory = directory.Parent;
        }

        return System.IO.Path.Combine(directory!.FullName, "src", project, "bin", configuration, framework, name);
    }
}
