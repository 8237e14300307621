using System.Text.Json.Nodes;
using ArboDossier.Store;

namespace ArboDossier.Cli.Tests;

/// <summary>Backup sets and how they go back, without the programs.</summary>
public sealed class BackupTests
{
    public static TheoryData<string> Engines => BackupStage.Engines;

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-225")]
    public async Task A_restore_brings_back_exactly_the_moment_of_the_backup_and_keeps_what_was_there(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine);
        var key = await stage.AddKeyAsync();
        var (content, keys) = await stage.BackedUpAsync();
        await stage.GrowAsync(12);
        var later = await stage.AddKeyAsync();
        var (newest, newestKeys) = await stage.BackedUpAsync();

        var (code, output) = stage.Restore(content, keys);

        (code, output).Should().Match<(int Code, string Output)>(x => x.Code == 0 && x.Output.Contains("37 entries, 12 that came after are left") && x.Output.Contains("0 are pinned"));
        (await stage.EntriesAsync()).Should().Be(37);
        (await stage.HasKeyAsync(key)).Should().BeTrue();
        (await stage.HasKeyAsync(later)).Should().BeFalse();
        stage.Verify().Should().Match<(int Code, string Output)>(x => x.Code == 0 && x.Output.Contains("37 entries"));
        var restored = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(stage.Data, "restored.json")))!;
        ((long)restored["Restoration"]!["Former"]!["Size"]!, (long)restored["Restoration"]!["Head"]!["Size"]!).Should().Be((49, 37));
        Directory.GetFileSystemEntries(Directory.GetDirectories(stage.Data, "before-restore-*").Single()).Select(x => Path.GetFileNameWithoutExtension(x)).Distinct().Should().BeEquivalentTo(["content", "keys"], "both were put aside");

        stage.Restore(newest, newestKeys).Code.Should().Be(0, "a restore can be done again before it was approved");
        (await stage.EntriesAsync()).Should().Be(49);
        (await stage.HasKeyAsync(later)).Should().BeTrue();
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Sets_are_for_their_owner_only_and_hold_no_private_key(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine);
        var (content, keys) = await stage.BackedUpAsync();

        foreach (var path in Directory.GetFileSystemEntries(Path.GetDirectoryName(content)!, "*", SearchOption.AllDirectories).Concat(Directory.GetFileSystemEntries(Path.GetDirectoryName(keys)!, "*", SearchOption.AllDirectories)))
        {
            ((int)File.GetUnixFileMode(path)).Should().Be(Convert.ToInt32(Directory.Exists(path) ? "700" : "600", 8), path);
            if (File.Exists(path))
            {
                (await File.ReadAllTextAsync(path)).Should().NotContain("PRIVATE KEY");
            }
        }

        Directory.GetFiles(content).Select(Path.GetFileName).Should().NotContain(x => x!.Contains("key", StringComparison.Ordinal));
        File.Exists(Path.Combine(content, "checkpoint")).Should().BeTrue();
        ((int)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(keys, "manifest.json")))!["proven"]!["keys"]!).Should().Be(5);
        stage.Backup("--keys-to", stage.To).Code.Should().Be(2);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_set_that_was_cut_off_or_changed_anywhere_is_refused_before_anything_is_touched(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine);
        var (content, keys) = await stage.BackedUpAsync();
        await stage.GrowAsync(3);
        var before = await stage.StateAsync();
        var random = new Random(20261127);
        foreach (var path in Directory.GetFiles(content).Concat(Directory.GetFiles(keys)).Where(x => new FileInfo(x).Length > 0 && random.Next(engine == "sqlite" ? 1 : 2) == 0))
        {
            var whole = await File.ReadAllBytesAsync(path);
            var cut = random.Next(whole.Length);
            await File.WriteAllBytesAsync(path, whole[..cut]);
            Refused($"{path} was cut off at {cut}");

            var changed = whole.ToArray();
            var at = random.Next(whole.Length);
            changed[at] ^= (byte)(1 << random.Next(8));
            await File.WriteAllBytesAsync(path, changed);
            Refused($"byte {at} of {path} was changed");

            File.Delete(path);
            Refused($"{path} is gone");
            await File.WriteAllBytesAsync(path, whole);
        }

        (await stage.StateAsync()).Should().Be(before);
        stage.Restore(content, keys).Code.Should().Be(0, "the control");

        void Refused(string what)
        {
            var (code, output) = stage.Restore(content, keys);
            code.Should().Be(2, what);
            output.Should().MatchRegex("is no whole backup set|is not what was written", what);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Sets_that_do_not_belong_here_or_together_are_refused(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine);
        var (content, keys) = await stage.BackedUpAsync();
        var (later, _) = await stage.BackedUpAsync();
        await using var elsewhere = await BackupStage.StartAsync(engine);
        var (foreign, foreignKeys) = await elsewhere.BackedUpAsync();
        var before = await stage.StateAsync();

        stage.Restore(keys, content).Output.Should().Contain("is a set of keys of zone medical; wanted is one of content of medical");
        stage.Restore(later, keys).Output.Should().Contain("older than the content");
        stage.Restore(foreign, foreignKeys).Output.Should().Contain("of another installation");
        stage.Restore(Path.Combine(content, ".."), keys).Output.Should().Contain("is no whole backup set");
        stage.Restore(content, keys, "--reason", " ").Code.Should().Be(2);
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(content, "manifest.json")))!;
        manifest["checkpoint"]!["size"] = 36;
        BackupStage.Rewrite(content, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        stage.Restore(content, keys).Output.Should().Contain("does not end where its manifest says");
        manifest["zone"] = "identity";
        BackupStage.Rewrite(content, System.Text.Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        stage.Restore(content, keys).Output.Should().Contain("content of zone identity");

        (await stage.StateAsync()).Should().Be(before);
    }

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-220")]
    public async Task A_key_that_was_destroyed_since_does_not_come_back(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine);
        var (kept, destroyed) = (await stage.AddKeyAsync(), await stage.AddKeyAsync());
        var alsoDestroyed = await stage.AddKeyAsync();
        var (content, keys) = await stage.BackedUpAsync();
        await stage.DestroyAsync(destroyed);
        await stage.BackedUpAsync();
        // The machine is lost, and with it the list: the newer set of keys has it.
        File.Move(Path.Combine(stage.Data, "destroyed-keys"), Path.Combine(stage.Zones.Data, "lost"));
        await stage.DestroyAsync(alsoDestroyed);

        stage.Restore(content, keys).Output.Should().Contain("2 destroyed keys were destroyed again");

        (await stage.HasKeyAsync(kept)).Should().BeTrue();
        (await stage.HasKeyAsync(destroyed)).Should().BeFalse();
        (await stage.HasKeyAsync(alsoDestroyed)).Should().BeFalse();
    }

    [Fact, Trait("Rule", "R-220")]
    public async Task Keys_are_kept_for_fourteen_days_and_the_last_that_open_until_newer_ones_do()
    {
        await using var stage = await BackupStage.StartAsync("sqlite");
        var (oldContent, old) = await stage.BackedUpAsync();
        BackupStage.Age(old, 15);
        BackupStage.Age(oldContent, 91);

        await Task.Delay(1100);
        var (code, output) = stage.Backup("--program", stage.Program(opens: false));
        (code, output).Should().Match<(int Code, string Output)>(x => x.Code == 1 && x.Output.Contains("5 of 5 keys do not open"));
        Directory.Exists(old).Should().BeTrue("nothing newer was shown to open");
        Directory.Exists(oldContent).Should().BeFalse();
        await stage.BackedUpAsync("--prove-keys", "false");
        Directory.Exists(old).Should().BeTrue("nobody looked");

        await stage.BackedUpAsync();
        Directory.Exists(old).Should().BeFalse();
        Directory.GetDirectories(stage.KeysTo).Should().HaveCount(3);
    }

    [Fact]
    public async Task While_a_program_holds_the_zone_it_is_copied_and_not_put_back()
    {
        await using var stage = await BackupStage.StartAsync("sqlite");
        using (DirectoryLock.Take(stage.Data))
        {
            var (content, keys) = await stage.BackedUpAsync();
            stage.Restore(content, keys).Output.Should().Contain("a program holds");
            await stage.GrowAsync(1);
        }

        (await stage.EntriesAsync()).Should().Be(38);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Killed_at_any_moment_a_backup_leaves_whole_sets_only_and_a_restore_the_zone_as_it_was_or_one_that_does_not_start(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine, entries: 200);
        var (content, keys) = await stage.BackedUpAsync();
        await stage.GrowAsync(6);
        var random = new Random(20261127);
        var killed = 0;
        for (var i = 0; i < 8; i++)
        {
            killed += stage.BackupAndKill(TimeSpan.FromMilliseconds(random.Next(150, 1200))) ? 1 : 0;
            Directory.GetDirectories(stage.To).Concat(Directory.GetDirectories(stage.KeysTo)).Where(x => !Path.GetFileName(x).StartsWith(".unfinished-", StringComparison.Ordinal))
                .Should().OnlyContain(x => File.Exists(Path.Combine(x, "manifest.json")));
            killed += stage.RestoreAndKill(content, keys, TimeSpan.FromMilliseconds(random.Next(150, 1200))) ? 1 : 0;
            var waits = File.Exists(Path.Combine(stage.Data, "restored.json"));
            (waits || await stage.EntriesAsync() == 206).Should().BeTrue("where something was replaced, the statement that it was is there");
        }

        killed.Should().BePositive();
        stage.Restore(content, keys).Code.Should().Be(0);
        (await stage.EntriesAsync()).Should().Be(200);
        ((long)JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(stage.Data, "restored.json")))!["Restoration"]!["Former"]!["Size"]!).Should().Be(206);
        stage.Verify().Code.Should().Be(0);
    }

    [Fact]
    public async Task A_restore_that_was_killed_between_any_two_of_its_steps_is_run_again()
    {
        await using var stage = await BackupStage.StartAsync("sqlite");
        var (content, keys) = await stage.BackedUpAsync();
        await stage.GrowAsync(4);
        stage.Restore(content, keys).Code.Should().Be(0);
        string In(string name) => Path.Combine(stage.Data, name);

        // What there is after each step, with the statement written first.
        foreach (var missing in (string[][])[["keys.db"], ["content.db"], ["keys.db", "content.db"], []])
        {
            foreach (var name in missing)
            {
                File.Delete(In(name));
                await File.WriteAllTextAsync(In(name + ".restoring"), "cut off");
            }

            stage.Restore(content, keys).Code.Should().Be(0);
            (await stage.EntriesAsync()).Should().Be(37);
            ((long)JsonNode.Parse(await File.ReadAllTextAsync(In("restored.json")))!["Restoration"]!["Former"]!["Size"]!).Should().Be(41, "what was known of the ledger before is not forgotten");
        }

        Directory.GetFiles(stage.Data, "*.restoring*").Should().BeEmpty();
        Directory.GetDirectories(stage.Data, "before-restore-*").Should().ContainSingle();
    }
}
