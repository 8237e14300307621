using System.Diagnostics;

namespace ArboDossier.Cli.Tests;

/// <summary>The real tool in a process of its own.</summary>
internal static class Tool
{
    /// <summary>Where it lies.</summary>
    public static string Path { get; } = Find("Cli", "arbodossier.dll");

    public static (int Code, string Output) Run(params IEnumerable<string> arguments) => RunWith(new Dictionary<string, string>(), arguments);

    /// <summary>With settings of the zone in the environment.</summary>
    public static (int Code, string Output) RunWith(IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
    {
        using var process = Start(settings, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + error.Result).Trim());
    }

    /// <summary>The built program of a zone.</summary>
    public static string ProgramOf(string project) => Find(project, $"ArboDossier.{project}.dll");

    /// <summary>kill -9 after that time; true where it had not ended by itself.</summary>
    public static bool RunAndKill(IReadOnlyDictionary<string, string> settings, TimeSpan after, params IEnumerable<string> arguments)
    {
        using var process = Start(settings, arguments);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        var killed = !process.WaitForExit(after);
        process.Kill();
        process.WaitForExit();
        return killed;
    }

    private static Process Start(IReadOnlyDictionary<string, string> settings, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

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
