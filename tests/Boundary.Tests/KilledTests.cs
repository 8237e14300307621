using System.Globalization;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>Programs are killed at random moments while outcomes are signed and delivered.</summary>
public sealed class KilledTests
{
    private static readonly int Times = Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? 500 : 8;

    /// <summary>Two copies of each program are killed as often as one, but not both at once.</summary>
    public static TheoryData<string, int> Engines => new() { { "sqlite", 1 }, { "postgres", 1 }, { "postgres", 2 } };

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-224"), Trait("Rule", "R-086")]
    public async Task Nothing_acknowledged_is_lost_nothing_is_delivered_twice_and_the_ledgers_verify(string engine, int copies)
    {
        await using var world = await World.StartAsync(engine, copies: copies);
        var (@case, file) = await world.OpenedFileAsync();
        var path = file.Address.AbsolutePath;
        // The moments vary from run to run and are printed, so that a failure can be looked at.
        var random = new Random(Environment.ProcessId);
        var acknowledged = 0;
        for (var i = 0; i < Times; i++)
        {
            var victim = Programs.Zones[random.Next(3)];
            var copy = random.Next(copies);
            var moment = TimeSpan.FromMilliseconds(random.Next(0, 900));
            var signing = SignOneAsync(world, path, i);
            await Task.Delay(moment);
            await world.Programs.KillAsync(victim, copy);
            if (await signing is { } version)
            {
                version.Should().BeGreaterThan(acknowledged, "a version is acknowledged once");
                acknowledged = version;
            }

            await world.Programs.RestartAsync(victim, copy);
        }

        var last = await NewestAsync(world, path);
        last.Should().BeGreaterThanOrEqualTo(acknowledged, "what was acknowledged is there");
        await World.UntilAsync(async () => await DeliveredAsync(world, @case) == last);
        Console.WriteLine($"{engine}, {copies} of each: killed {Times} times, {acknowledged} is the newest version that was acknowledged, {last} was delivered");

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
