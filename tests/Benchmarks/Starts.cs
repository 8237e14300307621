using System.Diagnostics;
using System.Globalization;
using ArboDossier.Boundary.Tests;

namespace ArboDossier.Benchmarks;

/// <summary>A program that is killed and started again on its data: how long until it is ready, and what it holds when nobody asks anything.</summary>
internal static class Starts
{
    private const int Times = 5;

    internal static async Task RunAsync(string[] options)
    {
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | program | ready after s (median of {Times}) | slowest s | MB at rest |\n|---|---|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var world = await World.StartAsync(engine);
            await Files.FillAsync(world);
            foreach (var zone in Programs.Zones)
            {
                var seconds = new List<double>();
                for (var i = 0; i < Times; i++)
                {
                    await world.Programs.KillAsync(zone);
                    var begun = Stopwatch.GetTimestamp();
                    await world.Programs.RestartAsync(zone);
                    seconds.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
                }

                await Task.Delay(TimeSpan.FromSeconds(10));
                seconds.Sort();
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {zone} | {seconds[Times / 2]:F1} | {seconds[^1]:F1} | {Engines.MegaBytes(world.Programs.Of(zone)):F0} |"));
            }
        }
    }

    /// <summary>The opening of a file with one copy of the medical program, and with two between which the connections are shared.</summary>
    internal static async Task CopiesAsync(string[] options)
    {
        const int Connections = 32;
        Console.WriteLine($"{SideBySide.Machine()}\n\n| copies | a second | median ms | p99 ms |\n|---:|---:|---:|---:|");
        await using var world = await World.StartAsync("postgres", copies: 2);
        var path = await Files.FillAsync(world);
        var copies = Enumerable.Range(0, 2).Select(x => Line.To(Connections, world.Programs.At.Medical, world.Programs.LoopbackOf(Programs.Medical, x), world.Doctor)).ToArray();
        var loads = await Load.SideBySideAsync(Connections, 4, TimeSpan.FromSeconds(3), c => copies[0][c].GetAsync(path), c => copies[c % 2][c].GetAsync(path));
        Console.WriteLine($"| 1 | {loads[0]} |\n| 2 | {loads[1]} |");
        copies.SelectMany(x => x).ToList().ForEach(x => x.Dispose());
    }
}
