using System.CommandLine;
using System.Diagnostics;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier custodians</c>: the ceremony by which k of n custodians can bring back a zone's key-encryption key. The zone's program does it, at this
/// terminal and as this user; the tool passes nothing on and sees no share.
/// </summary>
internal static class CustodiansCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory.", Required = true, Recursive = true };
        var program = new Option<FileInfo>("--program") { Description = "The zone's program: ArboDossier.Medical.dll, or an executable.", Required = true, Recursive = true };
        var shares = new Option<int>("--shares") { Description = "How many custodians get a share (at most 10).", Required = true };
        var needed = new Option<int>("--needed") { Description = "How many of them are needed (at least 2).", Required = true };
        var split = new Command("split", "Hands out shares, one custodian at a time.") { shares, needed };
        split.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(program)!, ["split", $"--Shares={parsed.GetValue(shares)}", $"--Needed={parsed.GetValue(needed)}"], parsed.InvocationConfiguration.Output, cancel));
        var rehearse = new Command("rehearse", "Shows that the shares give the key. Changes nothing.");
        rehearse.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(program)!, ["rehearse"], parsed.InvocationConfiguration.Output, cancel));
        var recover = new Command("recover", "Writes the key file that was lost.");
        recover.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(data)!, parsed.GetValue(program)!, ["recover"], parsed.InvocationConfiguration.Output, cancel));
        return new Command("custodians", "Recovery of a zone's key file by its custodians. The program must be stopped; run it as the zone's user, at a terminal that nobody records.")
        {
            data, program, split, rehearse, recover,
        };
    }

    private static async Task<int> RunAsync(DirectoryInfo data, FileInfo program, string[] what, TextWriter output, CancellationToken cancel)
    {
        if (!program.Exists)
        {
            output.WriteLine("the program is not there");
            return ExitCode.CannotTell;
        }

        string[] arguments = ["--custodians", .. what, $"--Zone:Data={data.FullName}"];
        var isLibrary = program.Extension == ".dll";
        try
        {
            using var process = Process.Start(new ProcessStartInfo(isLibrary ? "dotnet" : program.FullName, isLibrary ? [program.FullName, .. arguments] : arguments));
            await process!.WaitForExitAsync(cancel);
            return process.ExitCode == 0 ? ExitCode.Right : ExitCode.Wrong;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            output.WriteLine("the program could not be started");
            return ExitCode.CannotTell;
        }
    }
}
