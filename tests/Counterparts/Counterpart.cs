using System.Diagnostics;

namespace ArboDossier.Counterparts;

/// <summary>
/// Independent implementations from npm, as processes. Installed once per run of a test project, by what the lock file names, next to the built tests.
/// </summary>
internal static class Counterpart
{
    private static readonly Lazy<string> Installed = new(Install);

    /// <summary>Starts a script with its input and output in the hands of the test.</summary>
    internal static Process Start(string script, params IEnumerable<string> arguments) => Start("node", Installed.Value, [Path.Combine(Installed.Value, script), .. arguments]);

    /// <summary>Runs a script to its end; gives exit code and output.</summary>
    internal static async Task<(int Code, string Output)> RunAsync(string script, params IReadOnlyList<string> arguments)
    {
        using var process = Start(script, arguments);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }

    private static string Install()
    {
        var (source, target) = (Path.Combine(Tests(), "Counterparts"), Path.Combine(AppContext.BaseDirectory, "counterparts"));
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(source).Where(x => x.EndsWith(".json", StringComparison.Ordinal) || x.EndsWith(".mjs", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
        }

        using var npm = Start("npm", target, ["ci", "--omit=dev", "--no-audit", "--no-fund"]);
        npm.StandardInput.Close();
        var error = npm.StandardError.ReadToEndAsync();
        var output = npm.StandardOutput.ReadToEnd();
        npm.WaitForExit();
        npm.ExitCode.Should().Be(0, output + error.Result);
        return target;
    }

    private static Process Start(string program, string directory, IEnumerable<string> arguments) => Process.Start(
        new ProcessStartInfo(program, arguments) { WorkingDirectory = directory, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;

    private static string Tests()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "rules-not-coded.md")))
        {
            directory = directory.Parent;
        }

        return directory.FullName;
    }
}
