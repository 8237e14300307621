using System.Globalization;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>Programs, disks and databases fail at random moments while outcomes are signed and delivered.</summary>
public sealed class HarmedTests
{
    /// <summary>How often, in the campaign by <c>ARBO_TIMES</c> where that is set.</summary>
    private static readonly int Times = Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? int.Parse(Environment.GetEnvironmentVariable("ARBO_TIMES") ?? "500", CultureInfo.InvariantCulture) : 3;

    /// <summary>What is done at a random moment; it gives what undoes it.</summary>
    private delegate Task<Func<Task>> Harm(World world, Random random);

    [Fact, Trait("Rule", "R-224"), Trait("Rule", "R-086")]
    public async Task Programs_that_are_killed_and_disks_that_are_full_lose_nothing_that_was_acknowledged()
    {
        await using var world = await World.StartAsync(disks: true);
        await HarmAsync(world, "sqlite", KillAsync, KillAsync, FillDiskAsync);
    }

    [Fact, Trait("Rule", "R-224"), Trait("Rule", "R-086")]
    public async Task A_server_that_stops_and_connections_that_are_cut_in_a_commit_lose_nothing_that_was_acknowledged()
    {
        await using var server = await PrivatePostgres.StartAsync();
        await using var world = await World.StartAsync("postgres", server: server.Connection);
        await HarmAsync(world, "postgres", KillAsync, CutAsync, StopAsync);

        async Task<Func<Task>> CutAsync(World _, Random random)
        {
            await server.CutAsync($"boundary_{Programs.Zones[random.Next(3)][..3]}");
            return () => Task.CompletedTask;
        }

        async Task<Func<Task>> StopAsync(World _, Random random)
        {
            await server.StopAsync();
            await Task.Delay(random.Next(0, 2000));
            return server.StartAgainAsync;
        }
    }

    /// <summary>Two copies of each program are killed as often as one, but not both at once.</summary>
    [Fact, Trait("Rule", "R-224"), Trait("Rule", "R-086")]
    public async Task Copies_that_are_killed_lose_nothing_that_was_acknowledged()
    {
        await using var world = await World.StartAsync("postgres", copies: 2);
        await HarmAsync(world, "postgres, two of each", KillAsync);
    }

    /// <summary>One program's clock is two hours ahead of the others for a while, and goes back.</summary>
    [Fact, Trait("Rule", "R-224"), Trait("Rule", "R-086")]
    public async Task Clocks_that_step_forth_and_back_lose_nothing_that_was_acknowledged()
    {
        await using var world = await World.StartAsync(clocks: true);
        await HarmAsync(world, "clocks", StepAsync);

        static async Task<Func<Task>> StepAsync(World world, Random random)
        {
            var zone = Programs.Zones[random.Next(3)];
            await world.Programs.StepClockAsync(zone, TimeSpan.FromHours(2));
            return () => world.Programs.StepClockAsync(zone, TimeSpan.Zero);
        }
    }

    private static async Task<Func<Task>> KillAsync(World world, Random random)
    {
        var (victim, copy) = (Programs.Zones[random.Next(3)], random.Next(world.Programs.Copies));
        await world.Programs.KillAsync(victim, copy);
        return () => world.Programs.RestartAsync(victim, copy);
    }

    private static Task<Func<Task>> FillDiskAsync(World world, Random random)
    {
        var filler = world.Programs.FillDisk(random.Next(2) == 0 ? Programs.Medical : Programs.Reintegration, random.Next(0, 200_000));
        return Task.FromResult<Func<Task>>(() =>
        {
            File.Delete(filler);
            return Task.CompletedTask;
        });
    }

    /// <summary>Signs outcomes while harm is done at random moments. Nothing acknowledged is lost, nothing is delivered twice, and the ledgers verify.</summary>
    private static async Task HarmAsync(World world, string what, params Harm[] harms)
    {
        var (@case, file) = await world.OpenedFileAsync();
        var path = file.Address.AbsolutePath;
        // The moments vary from run to run and are printed, so that a failure can be looked at.
        var random = new Random(Environment.ProcessId);
        var acknowledged = 0;
        for (var i = 0; i < Times; i++)
        {
            var moment = TimeSpan.FromMilliseconds(random.Next(0, 900));
            var signing = SignOneAsync(world, path, i);
            await Task.Delay(moment);
            var undo = await harms[i % harms.Length](world, random);
            if (await signing is { } version)
            {
                version.Should().BeGreaterThan(acknowledged, "a version is acknowledged once");
                acknowledged = version;
            }

            await undo();
            await World.UntilAsync(() => AnswersAsync(world));
        }

        var last = await NewestAsync(world, path);
        last.Should().BeGreaterThanOrEqualTo(acknowledged, "what was acknowledged is there");
        await World.UntilAsync(async () => await DeliveredAsync(world, @case) == last);
        Console.WriteLine($"{what}: harmed {Times} times, {acknowledged} is the newest version that was acknowledged, {last} was delivered");

        world.Programs.Log.Where(x => x.Contains("Unhandled", StringComparison.Ordinal)).Should().BeEmpty("what passes is refused as what passes");
        await world.Programs.StopAsync();
        var (code, output) = await world.Programs.VerifyAsync();
        code.Should().Be(0, output);
        output.Should().Contain("medical:").And.Contain("reintegration:").And.Contain("identity:");
    }

    /// <summary>One more consultation and outcome; the version where the doctor was told that it was released, else null.</summary>
    private static async Task<int?> SignOneAsync(World world, string path, int i)
    {
        try
        {
            var file = await world.Doctor.OpenAsync(world.Programs.At.Medical + path);
            if (file.Document.QuerySelector("form[data-draft-url]") is null)
            {
                return null;
            }

            var text = new Dictionary<string, string> { ["Input.Findings"] = $"gesprek {i.ToString(CultureInfo.InvariantCulture)}" };
            var page = await MedicalSteps.RecordAsync(world.Doctor, file, text, i % 2 == 0 ? "Unfit" : "Fit", world.Today.AddDays(i), readTogether: true);
            page = await MedicalSteps.SignAsync(world.Doctor, page);
            return page.TextOf("section.done") is null ? null : VersionOn(page);
        }
        catch (Exception cut) when (cut is HttpRequestException or InvalidOperationException or IOException or TaskCanceledException)
        {
            // The program that answered was killed: nothing was acknowledged.
            return null;
        }
    }

    /// <summary>By itself, without a hand: each program is ready again.</summary>
    private static async Task<bool> AnswersAsync(World world)
    {
        foreach (var origin in (string[])[world.Programs.At.Identity, world.Programs.At.Reintegration, world.Programs.At.Medical])
        {
            using var answer = await world.Administrator.Browser.LookAsync(HttpMethod.Get, $"{origin}/health/ready");
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            {
                return false;
            }
        }

        return true;
    }

    private static int VersionOn(DemoAuthenticator.Browsing.Page page) =>
        page.Document.QuerySelectorAll(".tl .o h3").Select(x => int.Parse(x.TextContent.Split(' ')[^1], CultureInfo.InvariantCulture)).DefaultIfEmpty(0).Max();

    private static async Task<int> NewestAsync(World world, string path)
    {
        var page = await world.Doctor.OpenAsync(world.Programs.At.Medical + path);
        var versions = page.Document.QuerySelectorAll(".tl .o h3").Select(x => int.Parse(x.TextContent.Split(' ')[^1], CultureInfo.InvariantCulture)).ToList();
        versions.Should().OnlyHaveUniqueItems("no version was released twice");
        versions.Order().Should().Equal(Enumerable.Range(1, versions.Count), "there is no gap");
        return versions.Count;
    }

    private static async Task<int> DeliveredAsync(World world, Guid @case)
    {
        var page = await world.CaseManager.OpenAsync($"{world.Programs.At.Reintegration}/cases/{@case}");
        var shown = page.Document.QuerySelector("a[href*='/outcome/']")?.GetAttribute("href")?.Split('/')[^1];
        return shown is null ? 0 : int.Parse(shown, CultureInfo.InvariantCulture);
    }
}
