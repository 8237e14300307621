using System.Text.Json.Nodes;

namespace ArboDossier.Cli.Tests;

/// <summary>The people of whom two approve that a zone goes on from a backup.</summary>
public sealed class ApproveTests : IAsyncLifetime
{
    private BackupStage _stage = null!;

    private string People => Directory.CreateDirectory(Path.Combine(_stage.Zones.Data, "people")).FullName;

    private string Restored => Path.Combine(_stage.Data, "restored.json");

    public async Task InitializeAsync()
    {
        _stage = await BackupStage.StartAsync("sqlite");
        foreach (var name in new[] { "anne", "bert", "carla" })
        {
            var (code, line) = Tool.Run("approver", "new", "--name", name, "--to", KeyOf(name));
            code.Should().Be(0, line);
            await File.WriteAllTextAsync(KeyOf(name) + ".pub", line);
        }

        Pin("anne").Output.Should().Contain("1 approvers: anne; one more is needed");
        Pin("bert").Output.Should().Contain("2 approvers: anne, bert");
        var (content, keys) = await _stage.BackedUpAsync();
        await _stage.GrowAsync(5);
        _stage.Restore(content, keys).Output.Should().Contain("it starts when 2 people approved");
    }

    public async Task DisposeAsync() => await _stage.DisposeAsync();

    [Fact, Trait("Rule", "R-225")]
    public void Public_halves_are_pinned_once_each_and_go_to_the_other_zones_without_a_name()
    {
        File.GetUnixFileMode(KeyOf("anne")).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(KeyOf("anne") + ".pub").Should().NotContain("PRIVATE");
        Tool.Run("approver", "new", "--name", "anne", "--to", KeyOf("anne")).Code.Should().Be(2, "a key is not written over");
        Pin("anne").Output.Should().Contain("twice");
        File.WriteAllText(KeyOf("x") + ".pub", "{}");
        Pin("x").Output.Should().Contain("no list of approvers");

        var own = JsonNode.Parse(File.ReadAllText(Path.Combine(_stage.Data, "public.json")))!;
        own["approvers"]!.AsArray().Should().HaveCount(2);
        own.ToJsonString().Should().NotContain("anne");
        _stage.Zones.Keys(BackupStage.Zone).Dispose();
        JsonNode.DeepEquals(own, JsonNode.Parse(File.ReadAllText(Path.Combine(_stage.Data, "public.json")))).Should().BeTrue("the program writes the same as the tool");
    }

    [Fact, Trait("Rule", "R-225")]
    public void It_is_shown_before_it_is_approved_and_one_person_counts_once()
    {
        var (code, shown) = Approve("--data", _stage.Data);
        code.Should().Be(0);
        shown.Should().Contain("the ledger that is left: 42 entries").And.Contain("it goes on after entry 37").And.Contain("reason: schijf kapot");
        Approvals().Should().Be(0);

        Approve("--data", _stage.Data, "--key", KeyOf("anne")).Output.Should().Contain("approved by anne; one more is needed");
        Approve("--data", _stage.Data, "--key", KeyOf("anne")).Output.Should().Contain("approved by anne; one more is needed");
        Approvals().Should().Be(1);
        Approve("--data", _stage.Data, "--key", KeyOf("carla")).Output.Should().Contain("no approval of this by an approver of this zone");
        Approve("--data", _stage.Data, "--key", KeyOf("bert")).Output.Should().Contain("approved by bert; the program can start");
        Approvals().Should().Be(2);
    }

    [Fact, Trait("Rule", "R-225")]
    public void It_is_approved_elsewhere_so_that_no_private_key_comes_to_the_machine()
    {
        var copy = Path.Combine(People, "restored.json");
        File.Copy(Restored, copy);
        var approval = Approve("--statement", copy, "--key", KeyOf("anne")).Output.Split('\n')[^1];

        Approve("--data", _stage.Data, "--approval", approval).Output.Should().Contain("approved by anne");
        Approve("--data", _stage.Data, "--approval", approval[..^4] + "AAAA").Code.Should().Be(2);
        Approve("--statement", copy, "--approval", approval).Code.Should().Be(2);

        // What is shown is what is signed: a reason that was changed under the approver's eyes is no such file.
        File.WriteAllText(copy, File.ReadAllText(copy).Replace("schijf kapot", "niets aan de hand", StringComparison.Ordinal));
        Approve("--statement", copy, "--key", KeyOf("bert")).Output.Should().Contain("was changed");
        File.WriteAllText(copy, "{}");
        Approve("--statement", copy, "--key", KeyOf("bert")).Code.Should().Be(2);
    }

    private string KeyOf(string name) => Path.Combine(People, name);

    private (int Code, string Output) Pin(string name) => Tool.Run("approver", "pin", "--data", _stage.Data, "--approver", KeyOf(name) + ".pub");

    private static (int Code, string Output) Approve(params string[] arguments) => Tool.Run(["approve", .. arguments]);

    private int Approvals() => JsonNode.Parse(File.ReadAllText(Restored))!["Approvals"]!.AsArray().Count;
}
