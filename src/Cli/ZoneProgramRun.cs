using System.Diagnostics;

namespace ArboDossier.Cli;

/// <summary>Runs a zone's own program, which alone opens what is the zone's: the tool holds no key. Settings come from the environment.</summary>
internal static class ZoneProgramRun
{
    /// <summary>Exit code, and what it printed by the line: its output and, where there is any, what it said on the error stream after that.</summary>
    public static async Task<(int Code, List<string> Lines)> RunAsync(FileInfo program, IReadOnlyList<string> arguments, CancellationToken cancel)
    {
        var isLibrary = program.Extension == ".dll";
        var info = new ProcessStartInfo(isLibrary ? "dotnet" : program.FullName, isLibrary ? [program.FullName, .. arguments] : arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(info) ?? throw new CannotTellException("the program could not be started");
            process.StandardInput.Close();
            var error = process.StandardError.ReadToEndAsync(cancel);
            var printed = await process.StandardOutput.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            List<string> lines = [.. (printed + await error).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Trim())];
            return (process.ExitCode, lines.Count > 0 || process.ExitCode == 0 ? lines : [$"the program ended with exit code {process.ExitCode}"]);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            throw new CannotTellException("the program could not be started");
        }
    }
}
