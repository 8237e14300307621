using System.Diagnostics;
using System.Globalization;
using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Benchmarks;

/// <summary>
/// A sealed file of twenty entries, opened over HTTP in the real program: session, door, policy, decryption, and the entry in the ledger that is durable
/// before a byte is shown. Beside it a host that reads as many rows of plaintext from a database of its own and asks nobody anything.
/// </summary>
internal static class Files
{
    internal const int Entries = 20;
    private static readonly int[] Connections = [1, 8, 32];

    /// <summary>Both databases; the option is the number of rounds of three seconds.</summary>
    internal static async Task RunAsync(string[] options)
    {
        var rounds = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 4;
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | connections | what | a second | median ms | p99 ms | p99 ÷ median | ÷ unguarded | processor ms each | MB after |\n|---|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var world = await World.StartAsync(engine);
            var path = await FillAsync(world);
            await using var plain = await UnguardedProcess.StartAsync(engine);
            foreach (var connections in Connections)
            {
                var guarded = Line.To(connections, world.Programs.At.Medical, world.Programs.LoopbackOf(Programs.Medical, 0), world.Doctor);
                var unguarded = Line.To(connections, plain.Address, plain.Address);
                var (sealing, reading) = (new Spent(world.Programs.Of(Programs.Medical)), new Spent(plain.Process));
                var loads = await Load.SideBySideAsync(connections, rounds, TimeSpan.FromSeconds(3), c => sealing.CountAsync(guarded[c].GetAsync(path)), c => reading.CountAsync(unguarded[c].GetAsync("/file")));
                Print(engine, connections, $"sealed ({await guarded[0].GetAsync(path)} bytes)", loads[0], loads[1], sealing);
                Print(engine, connections, $"unguarded ({await unguarded[0].GetAsync("/file")} bytes)", loads[1], loads[1], reading);
                guarded.Concat(unguarded).ToList().ForEach(x => x.Dispose());
            }
        }
    }

    /// <summary>A file of the doctor with so many entries; gives its path.</summary>
    internal static async Task<string> FillAsync(World world)
    {
        var (_, file) = await world.OpenedFileAsync();
        for (var i = 0; i < Entries; i++)
        {
            file = await world.Doctor.Browser.GetAsync(file.Address.ToString());
            await MedicalSteps.RecordAsync(world.Doctor, file, Words(i), verdict: null, day: null, readTogether: false);
        }

        return file.Address.AbsolutePath;
    }

    internal static Dictionary<string, string> Words(int i) => new()
    {
        ["Input.Reason"] = string.Create(CultureInfo.InvariantCulture, $"Vraag {i} van de werkgever"),
        ["Input.Findings"] = string.Create(CultureInfo.InvariantCulture, $"Gesprek {i}. ") + new string('b', 500),
        ["Input.Plan"] = new string('p', 100),
    };

    private static void Print(string engine, int connections, string what, Load load, Load unguarded, Spent spent) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {engine} | {connections} | {what} | {load} | {load.High / load.Median:F1} | {load.PerSecond / unguarded.PerSecond:F2} | {spent.MillisecondsEach:F2} | {Engines.MegaBytes(spent.Process):F0} |"));
}

/// <summary>The processor's time that a process spends on each request: what other processes do meanwhile does not show in it.</summary>
internal sealed class Spent(Process process)
{
    private readonly TimeSpan _before = process.TotalProcessorTime;
    private int _requests;

    internal Process Process => process;

    internal double MillisecondsEach
    {
        get
        {
            process.Refresh();
            return (process.TotalProcessorTime - _before).TotalMilliseconds / _requests;
        }
    }

    internal Task CountAsync(Task<long> request)
    {
        Interlocked.Increment(ref _requests);
        return request;
    }
}

/// <summary>What all of these need.</summary>
internal static class Engines
{
    /// <summary>The databases there are here.</summary>
    internal static string[] Known => Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];

    /// <summary>What a process holds of the machine's memory.</summary>
    internal static double MegaBytes(Process process)
    {
        process.Refresh();
        return process.WorkingSet64 / 1024.0 / 1024.0;
    }
}
