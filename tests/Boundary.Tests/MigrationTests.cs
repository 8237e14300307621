using System.Diagnostics;

namespace ArboDossier.Boundary.Tests;

/// <summary>The databases are made, and brought to a new version, by a program that can be killed in the midst of it.</summary>
public sealed class MigrationTests
{
    private static readonly int Times = Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? 60 : 3;

    [Fact, Trait("Rule", "R-289")]
    public async Task One_that_is_killed_half_way_is_done_by_running_it_again()
    {
        var random = new Random(Environment.ProcessId);
        var killed = 0;
        for (var i = 0; i < Times; i++)
        {
            var data = Directory.CreateTempSubdirectory("arbo-migration").FullName;
            string[] arguments = ["--init", $"--Zone:Data={Path.Combine(data, "medical")}"];
            using (var first = Process.Start(Programs.Info(Programs.ProgramOf(Programs.Medical), arguments))!)
            {
                await Task.Delay(random.Next(700, 3500));
                killed += first.HasExited ? 0 : 1;
                first.Kill();
                await first.WaitForExitAsync();
            }

            using (var again = Process.Start(Programs.Info(Programs.ProgramOf(Programs.Medical), arguments))!)
            {
                var error = again.StandardError.ReadToEndAsync();
                _ = again.StandardOutput.ReadToEndAsync();
                await again.WaitForExitAsync();
                again.ExitCode.Should().Be(0, await error);
            }

            foreach (var database in (string[])["content.db", "keys.db"])
            {
                using var whole = Process.Start(new ProcessStartInfo("sqlite3", [Path.Combine(data, "medical", database), "PRAGMA integrity_check; SELECT count(*) > 0 FROM __EFMigrationsHistory"]) { RedirectStandardOutput = true })!;
                (await whole.StandardOutput.ReadToEndAsync()).Should().Be("ok\n1\n");
                await whole.WaitForExitAsync();
            }

            Directory.Delete(data, recursive: true);
        }

        Console.WriteLine($"killed while databases were made: {killed} of {Times}; all were made by running it again");
    }
}
