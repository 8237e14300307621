using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>A zone that is copied while people work in it, and put back: over the real programs, with the operator's tool.</summary>
public sealed partial class RestoreTests : IDisposable
{
    private const string Zone = Programs.Medical;
    private readonly string _sets = Directory.CreateTempSubdirectory("arbo-sets").FullName;

    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    public void Dispose() => Directory.Delete(_sets, recursive: true);

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225"), Trait("Rule", "R-220")]
    public async Task A_zone_copied_under_load_is_put_back_starts_after_two_approvals_and_verify_tells_both_branches(string engine)
    {
        await using var world = await World.StartAsync(engine);
        var programs = world.Programs;
        await programs.StopAsync();
        await ApproversAsync(programs);
        await StartAsync(programs);
        var mark = $"kanarie{Guid.NewGuid():N}";
        var (@case, file) = await world.OpenedFileAsync();
        await MedicalSteps.RecordAsync(world.Doctor, file, new Dictionary<string, string> { ["Input.Findings"] = mark }, null, null, readTogether: false);
        var (content, keys) = await BackUpUnderLoadAsync(world, file.Address.AbsolutePath);
        Searches.InFiles(_sets, mark).Should().BeEmpty();
        Searches.InFiles(_sets, World.EmployeeName).Should().BeEmpty();

        await IdentitySteps.InviteAsync(world.Administrator, "reintegration", "Nog Iemand", "nog.iemand@proef.invalid");
        await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName, file.Address.AbsolutePath);
        await Task.Delay(TimeSpan.FromSeconds(4));
        await programs.StopAsync();
        var (verified, before) = await VerifyAsync(programs, engine);
        verified.Should().Be(0, before);

        var (code, output) = await programs.ToolForAsync(Zone, "restore", "--zone", Zone, "--data", programs.DataOf(Zone), "--from", content, "--keys-from", keys, "--reason", "proef", "--replace");
        code.Should().Be(0, output);
        output.Should().MatchRegex("[0-9]+ that came after are left");
        await RefusedAsync(programs, 0);
        (await ApproveAsync(programs, "anne")).Should().Contain("one more is needed");
        await RefusedAsync(programs, 1);
        (await ApproveAsync(programs, "anne")).Should().Contain("one more is needed");
        await RefusedAsync(programs, 1);
        (await ApproveAsync(programs, "bert")).Should().Contain("the program can start");

        await StartAsync(programs);
        // Not reachable for a moment is an answer that a busy machine may give; it asks to try again.
        var open = file;
        await World.UntilAsync(async () => (open = await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName, file.Address.AbsolutePath)).Status != System.Net.HttpStatusCode.ServiceUnavailable);
        open.Text.Should().Contain(mark, "what was sealed before the backup opens");
        await Task.Delay(TimeSpan.FromSeconds(5));
        programs.Log.Should().NotContain(x => x.Contains("was rolled back or replaced", StringComparison.Ordinal));
        await programs.StopAsync();

        var (after, said) = await VerifyAsync(programs, engine);
        after.Should().Be(0, said);
        said.Should().MatchRegex("medical: [0-9]+ entries, [0-9]+ checkpoints, consistent, anchored up to entry [0-9]+ by identity.*; restored on [0-9]+ [A-Z][a-z]+ [0-9]{4} at entry [0-9]+, as entry [0-9]+ says: entries [0-9]+ to [0-9]+ of the former branch are known to identity as [A-Za-z0-9+/]+=");
    }

    [Fact, Trait("Rule", "R-225")]
    public async Task A_directory_that_was_put_back_as_a_whole_is_found_at_the_witness_and_with_keys_of_another_custody_nothing_opens()
    {
        await using var programs = await Programs.StartAsync(separate: true);
        await Task.Delay(TimeSpan.FromSeconds(4));
        await programs.StopAsync();
        var yesterday = Path.Combine(_sets, "yesterday");
        Shell($"cp -a '{programs.DataOf(Zone)}' '{yesterday}'");
        await StartAsync(programs);
        await AbsentAsync(programs);
        await Task.Delay(TimeSpan.FromSeconds(5));
        await programs.StopAsync();
        Shell($"cp -a '{programs.DataOf(Zone)}' '{_sets}/today'; rm -r '{programs.DataOf(Zone)}'; cp -a '{yesterday}' '{programs.DataOf(Zone)}'");

        await programs.RestartAsync(Programs.Identity);
        var (code, error) = await programs.RefusedStartAsync(Zone, production: true);
        (code, error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1]).Should().Match<(int Code, string Line)>(x => x.Code == 1 && x.Line.StartsWith("medical does not start: its audit ledger lies behind what identity saw:"));

        // Another zone's custody, as on a machine that is not this one.
        Shell($"rm -r '{programs.DataOf(Zone)}'; cp -a '{_sets}/today' '{programs.DataOf(Zone)}'; cp '{programs.DataOf(Programs.Identity)}/keys/zone.key' '{programs.DataOf(Zone)}/keys/zone.key'");
        (code, error) = await programs.RefusedStartAsync(Zone);
        (code, error).Should().Match<(int Code, string Line)>(x => x.Code == 1 && x.Line.Contains("is not the one that wrapped the keys of this zone"));
    }

    /// <summary>Refused attempts, each an entry, so that there is something to be rolled back.</summary>
    private static async Task AbsentAsync(Programs programs)
    {
        using var browser = new DemoAuthenticator.Browsing.Browser();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await browser.LookAsync(HttpMethod.Get, $"{programs.At.Medical}/founding");
        }
    }

    private async Task<(string Content, string Keys)> BackUpUnderLoadAsync(World world, string file)
    {
        using var enough = new CancellationTokenSource();
        var load = Task.Run(async () =>
        {
            var opened = 0;
            while (!enough.IsCancellationRequested)
            {
                await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName, file);
                opened++;
            }

            return opened;
        });
        var (code, output) = await world.Programs.ToolForAsync(
            Zone, "backup", "--zone", Zone, "--data", world.Programs.DataOf(Zone), "--to", Path.Combine(_sets, "content"), "--keys-to", Path.Combine(_sets, "keys"), "--program", Programs.ProgramOf(Zone));
        await enough.CancelAsync();
        (await load).Should().BePositive("somebody worked meanwhile");
        code.Should().Be(0, output);
        var sets = Sets().Match(output);
        return (sets.Groups["content"].Value, sets.Groups["keys"].Value);
    }

    private async Task ApproversAsync(Programs programs)
    {
        foreach (var name in new[] { "anne", "bert" })
        {
            var (code, line) = await Programs.ToolAsync("approver", "new", "--name", name, "--to", Path.Combine(_sets, name));
            code.Should().Be(0, line);
            await File.WriteAllTextAsync(Path.Combine(_sets, name + ".pub"), line);
            (code, line) = await Programs.ToolAsync("approver", "pin", "--data", programs.DataOf(Zone), "--approver", Path.Combine(_sets, name + ".pub"));
            code.Should().Be(0, line);
        }

        await programs.PinAgainAsync();
    }

    private async Task<string> ApproveAsync(Programs programs, string name)
    {
        var (code, output) = await Programs.ToolAsync("approve", "--data", programs.DataOf(Zone), "--key", Path.Combine(_sets, name));
        code.Should().Be(0, output);
        return output;
    }

    private static async Task RefusedAsync(Programs programs, int approved) => (await programs.RefusedStartAsync(Zone)).Should().Match<(int Code, string Error)>(x =>
        x.Code == 1 && x.Error.Contains($"and {approved} of 2 people approved that; let two different approvers do so with arbodossier approve"));

    private static async Task<(int Code, string Output)> VerifyAsync(Programs programs, string engine)
    {
        if (engine == "sqlite")
        {
            return await Programs.ToolAsync("verify", "--data", programs.Data);
        }

        // The other zones' databases are elsewhere, and what they saw of this one is brought as an export.
        return await programs.VerifyAsync(Zone);
    }

    private static Task StartAsync(Programs programs) => Task.WhenAll(Programs.Zones.Select(zone => programs.RestartAsync(zone)));

    private static void Shell(string script)
    {
        using var process = System.Diagnostics.Process.Start("sh", ["-c", script]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, script);
    }

    [GeneratedRegex("content in (?<content>[^,]+), keys in (?<keys>[^,]+), which open")]
    private static partial Regex Sets();
}
