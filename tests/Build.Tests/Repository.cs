using System.Diagnostics;

namespace ArboDossier.Build.Tests;

/// <summary>The working tree that this test assembly was built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    /// <summary>Tracked files and files that would be added: what a clone holds, with forward slashes.</summary>
    public static IReadOnlyList<string> Files()
    {
        // The tree may belong to another user than the one who tests; reading its list of files is harmless.
        var (code, output) = Run("git", Root, "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard", "-z");
        code.Should().Be(0, output);
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(file => File.Exists(Path.Combine(Root, file))).ToList();
    }

    public static (int Code, string Output) Run(string program, string directory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
        // The host of a test run sets these for itself; a build that inherits them would load the host's own MSBuild.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            start.Environment.Remove(name);
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.Result);
    }

    private static string Find()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "ArboDossier.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests do not lie in a working tree with ArboDossier.sln.");
    }
}
