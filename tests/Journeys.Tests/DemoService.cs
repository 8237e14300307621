using System.Diagnostics;
using ArboDossier.Boundary.Tests;

namespace ArboDossier.Journeys.Tests;

/// <summary>The first command of the README: AppHost with its demo people, and a browser beside it.</summary>
#pragma warning disable CA1001 // xunit ends it through IAsyncLifetime.
public sealed class DemoService : IAsyncLifetime
#pragma warning restore CA1001
{
    private readonly string _data = Path.Combine(Directory.CreateTempSubdirectory("arbo-demo").FullName, "data");
    private Process _host = null!;

    public int Port { get; } = Programs.FreePorts(5);

    public Chromium Chromium { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        var started = Stopwatch.StartNew();
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = "";
        _host = new Process
        {
            StartInfo = new("dotnet", [Path.Combine(Repository.Output("AppHost"), "ArboDossier.AppHost.dll"), "--data", _data, "--port-base", $"{Port}"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
            EnableRaisingEvents = true,
        };
        void Take(string? line)
        {
            last = line ?? last;
            if (line?.StartsWith("ready ", StringComparison.Ordinal) == true)
            {
                ready.TrySetResult();
            }
        }

        _host.OutputDataReceived += (_, x) => Take(x.Data);
        _host.ErrorDataReceived += (_, x) => Take(x.Data);
        _host.Exited += (_, _) => ready.TrySetException(new InvalidOperationException(last));
        _host.Start();
        _host.BeginOutputReadLine();
        _host.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(5));
        Console.WriteLine($"the demo was filled in {started.Elapsed.TotalSeconds:F0} s");
        Chromium = await Chromium.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Chromium.DisposeAsync();
        using (var end = Process.Start("kill", ["-TERM", $"{_host.Id}"])!)
        {
            await end.WaitForExitAsync();
        }

        await _host.WaitForExitAsync();
        _host.Dispose();
        Directory.Delete(Path.GetDirectoryName(_data)!, recursive: true);
    }
}
