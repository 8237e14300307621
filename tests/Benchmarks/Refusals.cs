using System.Globalization;
using ArboDossier.Store;

namespace ArboDossier.Benchmarks;

/// <summary>
/// The clock beside the counts of the equal-work tests (law 5): one person, one address, and a thing that does not exist, exists and is closed, or is
/// blocked. The answers are the same bytes; the time says how much somebody with a stopwatch could learn.
/// </summary>
internal static class Refusals
{
    /// <summary>Runs for both programs on both databases; the first option is the number of turns.</summary>
    internal static async Task RunAsync(string[] options)
    {
        var turns = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 2000;
        Console.WriteLine($"{SideBySide.Machine()}\n\n{SideBySide.Head}");
        string[] engines = Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES") is null ? ["sqlite"] : ["sqlite", "postgres"];
        foreach (var engine in engines)
        {
            await MedicalAsync(engine, turns);
            await ReintegrationAsync(engine, turns);
        }
    }

    /// <summary>A doctor whose appointment ended: a file he never had, one that does not exist, and one that he treated.</summary>
    private static async Task MedicalAsync(string engine, int turns)
    {
        await using var all = await Medical.Tests.Everybody.StartAsync(engine);
        await all.World.QuietAsync();
        all.World.Clock.Hold();
        Arm Arm(string name, Func<Guid> file) => new(name, async () =>
        {
            using var answer = await all.Former.Browser.LookAsync(HttpMethod.Get, $"{all.World.At.Medical}/files/{file()}");
            await MustBeNotFoundAsync((int)answer.StatusCode, answer.Content);
        });
        await PrintAsync($"file page, {engine}", [Arm("closed", () => all.Elsewhere.File), Arm("does not exist", Guid.NewGuid), Arm("blocked", () => all.Asked.File)], turns, all.World.ForgetLog);
    }

    /// <summary>A case manager whose assignment ended: a running case, one that does not exist, and one that was withdrawn.</summary>
    private static async Task ReintegrationAsync(string engine, int turns)
    {
        await using var all = await Reintegration.Tests.Everybody.StartAsync(engine == "sqlite" ? StoreProvider.Sqlite : StoreProvider.Postgres);
        await all.World.QuietAsync();
        Arm Arm(string name, Func<Guid> @case) => new(name, async () =>
        {
            var answer = await all.FormerCaseManager.GetAsync($"/cases/{@case()}");
            await MustBeNotFoundAsync(answer.Status, null);
        });
        await PrintAsync($"case page, {engine}", [Arm("closed", () => all.Team.Case), Arm("does not exist", Guid.NewGuid), Arm("blocked", () => all.Withdrawn.Case)], turns, all.World.Log.Lines.Clear);
    }

    private static async Task PrintAsync(string what, IReadOnlyList<Arm> arms, int turns, Action forget)
    {
        var side = new SideBySide(arms);
        await side.MeasureAsync(turns, turn =>
        {
            // What the test itself keeps of the log is let go, for all arms alike.
            if (turn % 200 == 0)
            {
                forget();
            }
        });
        foreach (var line in side.Lines(what))
        {
            Console.WriteLine(line);
        }
    }

    private static async Task MustBeNotFoundAsync(int status, HttpContent? content)
    {
        if (content is not null)
        {
            await content.ReadAsByteArrayAsync();
        }

        if (status != 404)
        {
            throw new InvalidOperationException($"a refusal is 404 and not {status}");
        }
    }
}
