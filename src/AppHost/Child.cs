using System.Diagnostics;

namespace ArboDossier.AppHost;

/// <summary>
/// A program as an operating-system process of its own. It ends when its standard input closes, so nothing is left behind, not even when this
/// process is killed.
/// </summary>
internal sealed class Child : IDisposable
{
    private readonly Process _process;

    private Child(string name, Process process)
    {
        Name = name;
        _process = process;
    }

    public string Name { get; }

    public Task Ended => _process.WaitForExitAsync();

    public int ExitCode => _process.ExitCode;

    public bool HasEnded => _process.HasExited;

    /// <summary>The last line that it wrote to standard error: why it ended.</summary>
    public string LastError { get; private set; } = "";

    /// <summary>Runs a program to its end and gives what it printed.</summary>
    public static async Task<string> RunAsync(string name, string program, IEnumerable<string> arguments)
    {
        var info = Info(program, arguments);
        info.RedirectStandardOutput = true;
        using var process = Process.Start(info) ?? throw new HostException($"{name} could not be started");
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new HostException(LastLine(await error) is { Length: > 0 } line ? line : $"{name} could not be set up");
    }

    /// <summary>Starts a program that goes on; its lines come out behind its name.</summary>
    public static Child Start(string name, string program, IEnumerable<string> arguments, Action<string>? onLine = null)
    {
        var info = Info(program, arguments);
        info.RedirectStandardOutput = true;
        var process = new Process { StartInfo = info, EnableRaisingEvents = true };
        var child = new Child(name, process);
        process.OutputDataReceived += (_, line) => Show(line.Data);
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                child.LastError = text;
                Show(text);
            }
        };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return child;

        void Show(string? line)
        {
            if (line is not null)
            {
                Console.WriteLine($"[{name}] {line}");
                onLine?.Invoke(line);
            }
        }
    }

    /// <summary>Asks it to end, and ends it after some seconds.</summary>
    public async Task StopAsync()
    {
        if (_process.HasExited)
        {
            return;
        }

        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }
    }

    public void Dispose() => _process.Dispose();

    private static ProcessStartInfo Info(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };

        // A child gets what it needs and nothing of what happens to stand in this environment.
        string[] kept = ["PATH", "HOME", "LANG", "TZ", "TMPDIR", "DOTNET_ROOT"];
        var values = kept.Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name))).Where(x => x.Value is not null).ToList();
        info.Environment.Clear();
        foreach (var (name, value) in values)
        {
            info.Environment[name] = value;
        }

        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        return info;
    }

    private static string LastLine(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries) is [.., var last] ? last : "";
}
