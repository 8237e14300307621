using System.Diagnostics;
using System.Text.RegularExpressions;

namespace ArboDossier.Cli.Tests;

/// <summary>The ceremony as it is held: the tool starts the zone's program at this terminal, and passes nothing on.</summary>
public sealed partial class CustodiansTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("arbo-custodians-").FullName;

    private string KeyFile => Path.Combine(_data, "keys", "zone.key");

    public void Dispose() => Directory.Delete(_data, recursive: true);

    [Fact, Trait("Rule", "R-220")]
    public void Shares_that_were_handed_out_are_rehearsed_and_bring_back_the_lost_key_file()
    {
        Run("", "init", "--zone", "identity", "--data", _data, "--program", Program).Code.Should().Be(0);
        var (code, output) = Run("\n\n\n", "custodians", "split", "--shares", "3", "--needed", "2", "--data", _data, "--program", Program);
        code.Should().Be(0, output);
        var shares = Share().Matches(output).Select(x => x.Groups[1].Value).ToList();
        shares.Should().HaveCount(3).And.OnlyHaveUniqueItems();

        Run($"{shares[2]}\n{shares[0]}\n", "custodians", "rehearse", "--data", _data, "--program", Program).Output.Should().Contain("these shares give the key; nothing was changed");
        var (lacking, said) = Run($"{shares[1]}\n", "custodians", "rehearse", "--data", _data, "--program", Program);
        (lacking, said.Contains("not enough shares", StringComparison.Ordinal)).Should().Be((1, true), said);

        var before = File.ReadAllBytes(KeyFile);
        Run("", "custodians", "recover", "--data", _data, "--program", Program).Output.Should().Contain("the key file is there: nothing was recovered");
        File.Delete(KeyFile);
        Run($"{shares[1]}\n{shares[2]}\n", "custodians", "recover", "--data", _data, "--program", Program).Code.Should().Be(0);
        File.ReadAllBytes(KeyFile).Should().Equal(before);
        File.GetUnixFileMode(KeyFile).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void What_cannot_be_held_is_said_and_nothing_is_handed_out()
    {
        Run("", "custodians", "rehearse", "--data", _data, "--program", Path.Combine(_data, "absent.dll")).Should().Be((2, "the program is not there"));
        Run("", "init", "--zone", "identity", "--data", _data, "--program", Program).Code.Should().Be(0);
        var (code, output) = Run("\n\n", "custodians", "split", "--shares", "2", "--needed", "3", "--data", _data, "--program", Program);
        code.Should().Be(1, output);
        Share().IsMatch(output).Should().BeFalse();
    }

    private static (int Code, string Output) Run(string typed, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Tool.Path, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        // All settings of the program: it is put together as when it serves.
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        foreach (var (name, value) in new[]
        {
            ("Web__Host", "inloggen.localhost:5000"), ("Identity__Authority", "http://inloggen.localhost:5000"),
            ("Clients__reintegration__Origin", "http://reintegratie.localhost:5001"), ("Clients__medical__Origin", "http://medisch.localhost:5002"),
        })
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Write(typed);
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, (output + error.Result).Trim());
    }

    private static string Program => Tool.ProgramOf("Identity");

    /// <summary>The line after the one that says whose share it is.</summary>
    [GeneratedRegex("are needed, key [0-9a-f]+\n(.+)\n")]
    private static partial Regex Share();
}
