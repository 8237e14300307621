using System.Globalization;
using ArboDossier.Custody.Tests;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>Keys are changed in the real programs while people work, and programs are killed meanwhile.</summary>
public sealed class RotationTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ARBO_LONG") == "1";
    private static readonly int Times = Long ? 60 : 4;
    private static readonly int Kills = Long ? 3 : 1;
    private static readonly string[] Keys = ["wrapping", "data", "messages", "ledger"];

    [Theory, InlineData("key-file"), InlineData("pkcs11"), Trait("Rule", "R-220")]
    public async Task Programs_killed_while_every_key_is_changed_lose_nothing_and_end_with_the_new_keys(string custody)
    {
        using var token = custody == "pkcs11" ? new SoftToken() : null;
        await using var world = await World.StartAsync(custody: token?.Settings);
        var programs = world.Programs;
        var (@case, file) = await world.OpenedFileAsync();
        var path = file.Address.AbsolutePath;
        await SignAsync(world, file, "voor de wissel", "Unfit");
        // The moments vary from run to run and are printed, so that a failure can be looked at.
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var asked = Programs.Zones.ToDictionary(zone => zone, _ => 1L);
        for (var i = 0; i < Times; i++)
        {
            foreach (var zone in Programs.Zones)
            {
                var key = Keys[i % 4];
                if (zone == Programs.Medical && token is not null)
                {
                    MakeNext(token, key, i / 4 + 2);
                }

                (await Programs.ToolAsync("rotate", "--zone", zone, "--data", programs.Data, "--key", key)).Code.Should().Be(0);
                asked[zone] += key is "messages" or "ledger" ? 2 : 0;
            }

            for (var kills = 0; kills < Kills; kills++)
            {
                await Task.Delay(random.Next(0, 6000));
                var victim = Programs.Zones[random.Next(3)];
                await programs.KillAsync(victim);
                await programs.RestartAsync(victim);
            }

            await UntilAsync(() => Programs.Zones.All(zone =>
                !File.Exists(Path.Combine(programs.DataOf(zone), "rotate.request")) && !File.Exists(Path.Combine(programs.DataOf(zone), "rotate-data.json")) && NumberOf(programs, zone) == asked[zone] && PinnedEverywhere(programs, zone)));
        }

        var page = await world.Doctor.OpenAsync(programs.At.Medical + path);
        page.Document.Body!.TextContent.Should().Contain("voor de wissel", "what was sealed before opens");
        await SignAsync(world, page, "na de wissel", "Fit");
        await World.UntilAsync(async () => (await world.CaseManager.OpenAsync($"{programs.At.Reintegration}/cases/{@case}")).Document.QuerySelector("a[href$='/outcome/2']") is not null);
        await IdentitySteps.InviteAsync(world.Administrator, "reintegration", "Nog Iemand", "nog.iemand@proef.invalid");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {Times} changes in each zone, {Kills * Times} kills"));

        await programs.StopAsync();
        var (code, output) = await Programs.ToolAsync("verify", "--data", programs.Data);
        code.Should().Be(0, output);
        output.Should().NotContain("no other zone here has pinned");
    }

    /// <summary>What the operator does on the token before the key is changed.</summary>
    private static void MakeNext(SoftToken token, string key, int generation)
    {
        if (key == "wrapping")
        {
            token.MakeRsa($"wrapping-{generation}", 3072);
        }
        else if (key != "data")
        {
            token.MakeEc($"{key}-{generation}");
        }
    }

    private static async Task SignAsync(World world, DemoAuthenticator.Browsing.Page file, string findings, string verdict) => await MedicalSteps.SignAsync(
        world.Doctor,
        await MedicalSteps.RecordAsync(world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = findings }, verdict, world.Today, readTogether: true));

    /// <summary>A change takes several rounds of each program, and each of them may have been killed.</summary>
    private static async Task UntilAsync(Func<bool> isSo)
    {
        for (var i = 0; i < 360 && !isSo(); i++)
        {
            await Task.Delay(500);
        }

        isSo().Should().BeTrue("it comes about within three minutes");
    }

    /// <summary>The number of a zone's list of keys: two more with each signing key that was changed.</summary>
    private static long NumberOf(Programs programs, string zone) => Number(System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(programs.DataOf(zone), "public.json"))).RootElement);

    private static bool PinnedEverywhere(Programs programs, string zone) => Programs.Zones.Where(x => x != zone).All(other =>
        System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(programs.DataOf(other), "peers.json"))).RootElement.EnumerateArray()
            .Any(x => x.GetProperty("zone").GetString() == zone && Number(x) == NumberOf(programs, zone)));

    private static long Number(System.Text.Json.JsonElement keys) => keys.TryGetProperty("list", out var list) ? list.GetProperty("Number").GetInt64() : 1;
}
