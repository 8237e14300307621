using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>The zones witness each other's ledgers, so that none can be put back to yesterday unseen.</summary>
public sealed partial class WitnessTests
{
    private static readonly string[] Zones = [Programs.Identity, Programs.Medical, Programs.Reintegration];

    [Fact, Trait("Rule", "R-225")]
    public async Task A_zone_put_back_to_an_older_copy_of_its_database_is_found_by_the_tool_and_by_the_running_program()
    {
        await using var world = await World.StartAsync();
        var programs = world.Programs;
        await World.UntilAsync(async () => (await SaidAsync(programs)).Values.All(zone => zone.Anchored > 0));
        await programs.StopAsync();
        var before = Read(await VerifiedAsync(programs, 0));
        before.Should().HaveCount(3).And.OnlyContain(zone => zone.Value.Anchored > 0, "all three are anchored");
        Keep(programs, "older");

        await StartAsync(programs);
        await IdentitySteps.InviteAsync(world.Administrator, "reintegration", "Nog Iemand", "nog.iemand@proef.invalid");
        await world.OpenedFileAsync();
        await World.UntilAsync(async () => (await SaidAsync(programs)).All(zone => zone.Value.Anchored > before[zone.Key].Entries));
        await programs.StopAsync();
        await VerifiedAsync(programs, 0);
        Keep(programs, "newer");

        foreach (var zone in Zones)
        {
            PutBack(programs, zone, "older");
            var said = await VerifiedAsync(programs, 1);
            said.Should().MatchRegex($"{zone}: rolled back: [a-z]+ saw [0-9]+ entries, here are {before[zone].Entries.ToString(CultureInfo.InvariantCulture)}\n");
            said.Split('\n').Where(line => line.Contains("consistent", StringComparison.Ordinal)).Should().HaveCount(2, said);

            programs.Log.Clear();
            await StartAsync(programs);
            await World.UntilAsync(() => Task.FromResult(programs.Log.Any(line => line.StartsWith(zone, StringComparison.Ordinal) && line.Contains("was rolled back or replaced", StringComparison.Ordinal))));
            (await HealthAsync(programs, zone)).Should().Be("degraded: ledger\n");
            await programs.StopAsync();
            InItsLedger(programs, zone).Should().BeTrue("a rollback that was noticed is an entry");
            (await VerifiedAsync(programs, 1)).Should().MatchRegex($"{zone}: (rolled back|different history|entry [0-9]+: [a-z]+ saw another one)", "what it went on with does not hide it");
            foreach (var each in Zones)
            {
                PutBack(programs, each, "newer");
            }
        }

        await VerifiedAsync(programs, 0);
    }

    private static Task StartAsync(Programs programs) => Task.WhenAll(Zones.Select(zone => programs.RestartAsync(zone)));

    /// <summary>What the tool says of exports of the three running programs, each with the others as witnesses.</summary>
    private static async Task<Dictionary<string, (long Entries, long Anchored)>> SaidAsync(Programs programs)
    {
        var to = Directory.CreateTempSubdirectory("arbo-exports").FullName;
        try
        {
            foreach (var zone in Zones)
            {
                var (code, output) = await Programs.ToolAsync("export", "ledger", "--data", programs.Data, "--zone", zone, "--to", to);
                code.Should().Be(0, output);
            }

            return Read((await Programs.ToolAsync("verify", "--data", to)).Output);
        }
        finally
        {
            Directory.Delete(to, recursive: true);
        }
    }

    private static Dictionary<string, (long Entries, long Anchored)> Read(string output) => Line().Matches(output)
        .ToDictionary(x => x.Groups[1].Value, x => (long.Parse(x.Groups[2].Value, CultureInfo.InvariantCulture), long.TryParse(x.Groups[3].Value, CultureInfo.InvariantCulture, out var anchored) ? anchored : 0));

    private static async Task<string> VerifiedAsync(Programs programs, int expected)
    {
        var (code, output) = await Programs.ToolAsync("verify", "--data", programs.Data);
        code.Should().Be(expected, output);
        return output;
    }

    private static async Task<string> HealthAsync(Programs programs, string zone)
    {
        var at = programs.At;
        var origin = zone switch { Programs.Identity => at.Identity, Programs.Medical => at.Medical, _ => at.Reintegration };
        using var browser = new Browser();
        using var answer = await browser.LookAsync(HttpMethod.Get, $"{origin}/health/ready");
        return await answer.Content.ReadAsStringAsync();
    }

    private static void Keep(Programs programs, string name)
    {
        foreach (var zone in Zones)
        {
            foreach (var file in Directory.GetFiles(programs.DataOf(zone), "content.db*"))
            {
                File.Copy(file, Directory.CreateDirectory(Path.Combine(programs.DataOf(zone), name)).FullName + "/" + Path.GetFileName(file));
            }
        }
    }

    private static void PutBack(Programs programs, string zone, string name)
    {
        foreach (var file in Directory.GetFiles(programs.DataOf(zone), "content.db*"))
        {
            File.Delete(file);
        }

        foreach (var file in Directory.GetFiles(Path.Combine(programs.DataOf(zone), name)))
        {
            File.Copy(file, Path.Combine(programs.DataOf(zone), Path.GetFileName(file)));
        }
    }

    private static bool InItsLedger(Programs programs, string zone) => Directory.GetFiles(programs.DataOf(zone), "content.db*")
        .Any(file => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes("ledger.rolled-back")) >= 0);

    [GeneratedRegex("^([a-z]+): ([0-9]+) entries, [0-9]+ checkpoints.*?, consistent(?:, anchored up to entry ([0-9]+))?", RegexOptions.Multiline)]
    private static partial Regex Line();
}
