using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Benchmarks;

/// <summary>
/// Recording an entry, from 32 connections; signing and storing an outcome, one after another: a doctor has one authenticator, and its counter goes up by
/// one each time. Each signature is one consultation with an outcome: the form, the signing page, the assertion.
/// </summary>
internal static class Writes
{
    internal static async Task RunAsync(string[] options)
    {
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | what | connections | a second | median ms | p99 ms |\n|---|---|---:|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var world = await World.StartAsync(engine);
            var (_, file) = await world.OpenedFileAsync();
            var path = file.Address.AbsolutePath;
            var signed = 0;
            var signing = await Load.RunAsync(1, TimeSpan.FromSeconds(10), async _ =>
            {
                var page = await world.Doctor.OpenAsync(file.Address.ToString());
                page = await MedicalSteps.RecordAsync(world.Doctor, page, Files.Words(signed), signed % 2 == 0 ? "Unfit" : "Fit", world.Today.AddDays(signed++ % 10), readTogether: true);
                await MedicalSteps.SignAsync(world.Doctor, page);
            });
            Console.WriteLine($"| {engine} | consultation, outcome and signature | 1 | {signing} |");

            var form = (await world.Doctor.OpenAsync(file.Address.ToString())).Document.QuerySelector("form[data-draft-url]")!;
            var token = form.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
            var action = form.QuerySelector("[formaction*=Without]")!.GetAttribute("formaction")!;
            foreach (var connections in (int[])[1, 32])
            {
                var lines = Line.To(connections, world.Programs.At.Medical, world.Programs.LoopbackOf(Programs.Medical, 0), world.Doctor);
                var number = 0;
                var recording = await Load.RunAsync(connections, TimeSpan.FromSeconds(6), c => lines[c].PostAsync(
                    action.StartsWith('/') ? action : path + action,
                    new Dictionary<string, string>(Files.Words(Interlocked.Increment(ref number))) { ["Input.ThirdParty"] = "no", ["__RequestVerificationToken"] = token },
                    302));
                Console.WriteLine($"| {engine} | an entry recorded | {connections} | {recording} |");
                lines.ToList().ForEach(x => x.Dispose());
            }
        }
    }
}
