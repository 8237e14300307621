using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.Boundary.Tests;

/// <summary>AppHost as somebody starts it who just cloned the repository.</summary>
public sealed class AppHostTests : IDisposable
{
    private readonly string _data = Path.Combine(Directory.CreateTempSubdirectory("arbo-host").FullName, "data");
    private readonly List<Process> _started = [];

    [Fact]
    public async Task Three_programs_answer_on_three_host_names_and_refuse_a_foreign_one()
    {
        var port = Programs.FreePorts(3);
        var host = await StartAsync(port);

        host.Ready.Should().Be($"ready identity=http://inloggen.localhost:{port} reintegration=http://reintegratie.localhost:{port + 1} medical=http://medisch.localhost:{port + 2}");
        using var browser = new Browser();
        foreach (var (name, offset) in new[] { ("inloggen", 0), ("reintegratie", 1), ("medisch", 2) })
        {
            using var own = await browser.LookAsync(HttpMethod.Get, $"http://{name}.localhost:{port + offset}/health/ready");
            own.StatusCode.Should().Be(HttpStatusCode.OK);
            using var foreign = await browser.LookAsync(HttpMethod.Get, $"http://medisch.example:{port + offset}/health/ready");
            foreign.StatusCode.Should().Be(HttpStatusCode.BadRequest);
        }
    }

    [Fact]
    public async Task The_reintegration_process_is_started_with_nothing_that_mentions_the_medical_store()
    {
        await StartAsync(Programs.FreePorts(3));
        var medicalStore = Path.Combine(_data, "medical");
        var process = Children().Single(x => x.Command.Contains("ArboDossier.Reintegration.dll", StringComparison.Ordinal));

        var environment = File.ReadAllText($"/proc/{process.Id}/environ");
        var open = new DirectoryInfo($"/proc/{process.Id}/fd").GetFileSystemInfos().Select(x => x.LinkTarget ?? "").ToList();
        var mapped = File.ReadAllText($"/proc/{process.Id}/maps");

        Path.Exists(Path.Combine(medicalStore, "content.db")).Should().BeTrue("the search must be for something that is there");
        open.Should().Contain(x => x.Contains(Path.Combine(_data, "reintegration"), StringComparison.Ordinal), "its own store is open");
        process.Command.Should().NotContain(medicalStore);
        environment.Should().NotContain(medicalStore);
        open.Should().NotContain(x => x.Contains(medicalStore, StringComparison.Ordinal));
        mapped.Should().NotContain(medicalStore);
    }

    [Fact]
    public async Task A_port_in_use_is_one_clear_line_and_exit_code_1()
    {
        var port = Programs.FreePorts(3);
        using var other = new TcpListener(IPAddress.Loopback, port + 1);
        other.Start();

        var (code, error) = await RunAsync(port);

        code.Should().Be(1);
        error.Should().Be($"port {port + 1} is in use; choose other ports with --port-base");
    }

    [Fact]
    public async Task A_data_directory_of_another_version_is_one_clear_line_and_exit_code_1()
    {
        Directory.CreateDirectory(_data);
        await File.WriteAllTextAsync(Path.Combine(_data, "version"), "99");

        var (code, error) = await RunAsync(Programs.FreePorts(3));

        code.Should().Be(1);
        error.Should().Contain("another version").And.NotContain("\n");
    }

    [Fact]
    public async Task A_child_that_dies_ends_the_others_with_one_clear_line_and_exit_code_1()
    {
        var host = await StartAsync(Programs.FreePorts(3));
        var children = Children();
        using var medical = Process.GetProcessById(children.Single(x => x.Command.Contains("ArboDossier.Medical.dll", StringComparison.Ordinal)).Id);

        medical.Kill();
        await host.Process.WaitForExitAsync();

        host.Process.ExitCode.Should().Be(1);
        host.Lines.Should().Contain(x => x.StartsWith("medical ended with exit code", StringComparison.Ordinal));
        await GoneAsync(children);
    }

    [Theory]
    [InlineData("TERM", 0)]
    [InlineData("INT", 0)]
    [InlineData("KILL", 137)]
    public async Task Nothing_is_left_behind_after_a_signal(string signal, int code)
    {
        var host = await StartAsync(Programs.FreePorts(3));
        var children = Children();
        children.Should().HaveCount(3);

        using (var kill = Process.Start("kill", [$"-{signal}", $"{host.Process.Id}"])!)
        {
            await kill.WaitForExitAsync();
        }

        await host.Process.WaitForExitAsync();
        host.Process.ExitCode.Should().Be(code);
        await GoneAsync(children);
    }

    [Fact]
    public async Task A_restart_finds_its_data_and_a_second_host_on_it_is_refused()
    {
        var port = Programs.FreePorts(3);
        var first = await StartAsync(port);
        first.Lines.Should().Contain(x => x.StartsWith("Founding code", StringComparison.Ordinal));

        var (code, error) = await RunAsync(Programs.FreePorts(3));
        code.Should().Be(1);
        error.Should().Contain("in use");

        first.Process.Kill();
        await first.Process.WaitForExitAsync();
        await GoneAsync([]);
        var again = await StartAsync(port);
        again.Lines.Should().NotContain(x => x.StartsWith("Founding code", StringComparison.Ordinal), "the codes are printed once");
    }

    public void Dispose()
    {
        foreach (var process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        // The children end by themselves when their input closes; their files are free a moment later.
        for (var i = 0; i < 100 && Children().Count > 0; i++)
        {
            Thread.Sleep(100);
        }

        Directory.Delete(Path.GetDirectoryName(_data)!, recursive: true);
    }

    private async Task<(Process Process, List<string> Lines, string Ready)> StartAsync(int port)
    {
        var lines = new List<string>();
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = Info(port), EnableRaisingEvents = true };
        void Take(string? line)
        {
            if (line is not null)
            {
                lock (lines)
                {
                    lines.Add(line);
                }

                if (Regex.IsMatch(line, "^ready "))
                {
                    ready.TrySetResult(line);
                }
            }
        }

        process.OutputDataReceived += (_, x) => Take(x.Data);
        process.ErrorDataReceived += (_, x) => Take(x.Data);
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException("ended: " + string.Join('\n', lines.TakeLast(5))));
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _started.Add(process);
        return (process, lines, await ready.Task.WaitAsync(TimeSpan.FromMinutes(2)));
    }

    private async Task<(int Code, string Error)> RunAsync(int port)
    {
        using var process = Process.Start(Info(port))!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, error.Trim());
    }

    private ProcessStartInfo Info(int port) => new("dotnet", [Path.Combine(Repository.Output("AppHost"), "ArboDossier.AppHost.dll"), "--data", _data, "--port-base", $"{port}", "--empty"])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>The programs that run on this test's data.</summary>
    private List<(int Id, string Command)> Children() =>
        [.. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(x => x!.All(char.IsAsciiDigit)).Select(x => (Id: int.Parse(x!, System.Globalization.CultureInfo.InvariantCulture), Command: CommandOf(x!)))
            .Where(x => x.Command.Contains($"--Zone:Data={_data}", StringComparison.Ordinal))];

    private async Task GoneAsync(List<(int Id, string Command)> children)
    {
        for (var i = 0; i < 150; i++)
        {
            if (Children().Count == 0 && children.TrueForAll(x => !CommandOf($"{x.Id}").Contains(_data, StringComparison.Ordinal)))
            {
                return;
            }

            await Task.Delay(100);
        }

        Children().Should().BeEmpty("every program ends within seconds");
    }

    private static string CommandOf(string id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").Replace('\0', ' ');
        }
        catch (IOException)
        {
            return "";
        }
        catch (UnauthorizedAccessException)
        {
            return "";
        }
    }
}
