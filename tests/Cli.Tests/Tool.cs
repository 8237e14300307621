using System.Diagnostics;

namespace ArboDossier.Cli.Tests;

/// <summary>The real tool in a process of its own.</summary>
internal static class Tool
{
    private static readonly string Program = Find();

    public static (int Code, string Output) Run(params IEnumerable<string> arguments) => RunWith(new Dictionary<string, string>(), arguments);

    /// <summary>With settings of the zone in the environment.</summary>
    public static (int Code, string Output) RunWith(IReadOnlyDictionary<string, string> settings, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + error.Result).Trim());
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        var framework = directory.Name;
        var configuration = directory.Parent!.Name;
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ArboDossier.sln")))
        {
            directory = directory.Parent;
        }

        return Path.Combine(directory!.FullName, "src", "Cli", "bin", configuration, framework, "arbodossier.dll");
    }
}
