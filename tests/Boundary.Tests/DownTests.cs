using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>One side is down while the other goes on: the programs come back with their clocks an hour further each time.</summary>
public sealed class DownTests
{
    [Fact, Trait("Rule", "R-086"), Trait("Rule", "R-095")]
    public async Task Either_side_down_for_an_hour_loses_nothing_and_delivers_once()
    {
        await using var world = await World.StartAsync();
        var programs = world.Programs;

        await programs.KillAsync(Programs.Medical);
        var @case = await ReintegrationSteps.ReportSickAsync(world.Employer, world.EmployeeId, world.Today, late: false);
        await ReintegrationSteps.AskAsync(world.CaseManager, @case, world.Today.AddDays(7));
        await AnHourLaterAsync(programs, Programs.Identity, Programs.Reintegration);
        (await CaseAsync(world, @case)).Should().NotContain("Wanneer", "nothing came back yet");
        await programs.RestartAsync(Programs.Medical);
        await World.UntilAsync(() => MedicalSteps.PlanAsync(world.Doctor, World.EmployeeName));
        await World.UntilAsync(async () => (await CaseAsync(world, @case)).Contains("Wanneer", StringComparison.Ordinal));

        await programs.KillAsync(Programs.Reintegration);
        var file = await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName);
        var page = await MedicalSteps.RecordAsync(world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = "rustig aan" }, "Unfit", world.Today, readTogether: true);
        page = await MedicalSteps.SignAsync(world.Doctor, page);
        page.TextOf("section.done").Should().NotBeNull("a doctor does not wait for the other side");
        await AnHourLaterAsync(programs, Programs.Identity, Programs.Medical);
        await programs.RestartAsync(Programs.Reintegration);
        await World.UntilAsync(async () => (await CaseAsync(world, @case)).Contains("Ongeschikt voor het eigen werk per", StringComparison.Ordinal));
        var shown = await world.CaseManager.OpenAsync($"{programs.At.Reintegration}/cases/{@case}");
        shown.Document.QuerySelectorAll("a[href*='/outcome/']").Select(x => x.GetAttribute("href")).Distinct().Should().ContainSingle();

        await programs.StopAsync();
        var (code, output) = await Programs.ToolAsync("verify", "--data", programs.Data);
        code.Should().Be(0, output);
    }

    private static async Task AnHourLaterAsync(Programs programs, params string[] zones)
    {
        programs.Ahead += TimeSpan.FromHours(1);
        foreach (var zone in zones)
        {
            await programs.KillAsync(zone);
            await programs.RestartAsync(zone);
        }
    }

    private static async Task<string> CaseAsync(World world, Guid @case) => (await world.CaseManager.OpenAsync($"{world.Programs.At.Reintegration}/cases/{@case}")).TextOf("main")!;
}
