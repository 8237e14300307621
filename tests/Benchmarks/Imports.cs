using System.Diagnostics;
using System.Globalization;
using System.Text;
using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Benchmarks;

/// <summary>An employer's export read in through the screen, and then the list and the search in it.</summary>
internal static class Imports
{
    /// <summary>The option is the number of rows.</summary>
    internal static async Task RunAsync(string[] options)
    {
        var rows = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 100_000;
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | rows | preview s | read in s | rows a second | MB before | most MB, importing | most MB, listing | list of 50 ms | search ms |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var world = await World.StartAsync(engine);
            var program = world.Programs.Of(Programs.Reintegration);
            var before = Engines.MegaBytes(program);
            using var watch = new Watch(program);
            var begun = Stopwatch.GetTimestamp();
            var page = await ImportSteps.UploadAsync(world.Employer, Encoding.UTF8.GetBytes(World.Workforce(rows)));
            var preview = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            begun = Stopwatch.GetTimestamp();
            page = await world.Employer.Browser.SubmitAsync(page, "form:has(button[name=Confirm])", null, "button[name=Confirm]");
            while (page.Document.QuerySelector("section.done") is null)
            {
                await Task.Delay(200);
                page = await world.Employer.Browser.GetAsync(page.Address.ToString());
            }

            var read = Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var most = watch.Most;
            var list = await TimeAsync(() => world.Employer.OpenAsync($"{world.Programs.At.Reintegration}/employees"));
            var search = await TimeAsync(() => ReintegrationSteps.FindEmployeeAsync(world.Employer, "Werknemer Nummer0777"));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {rows} | {preview:F1} | {read:F1} | {rows / (preview + read):F0} | {before:F0} | {most:F0} | {watch.Most:F0} | {list:F0} | {search:F0} |"));
        }
    }

    /// <summary>The second of two, in milliseconds.</summary>
    private static async Task<double> TimeAsync(Func<Task> act)
    {
        await act();
        var begun = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
    }

    /// <summary>The most that a process held.</summary>
    private sealed class Watch : IDisposable
    {
        private readonly Timer _timer;

        internal Watch(Process process) => _timer = new(_ => Most = Math.Max(Most, Engines.MegaBytes(process)), null, 0, 200);

        internal double Most { get; private set; }

        public void Dispose() => _timer.Dispose();
    }
}
