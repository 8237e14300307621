using System.Diagnostics;
using System.Globalization;

namespace ArboDossier.Cli.Tests;

/// <summary>A disk without room: one clear line, and nothing half made. The tests run as root, which may mount a small one.</summary>
public sealed class FullDiskTests : IDisposable
{
    private readonly List<string> _mounted = [];

    public static TheoryData<string> Engines => BackupStage.Engines;

    public void Dispose() => _mounted.ForEach(x => Shell($"umount '{x}'"));

    [Theory, MemberData(nameof(Engines))]
    public async Task A_backup_for_which_there_is_no_room_leaves_no_set_and_the_older_ones(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine, entries: 150);
        foreach (var small in new[] { stage.To, stage.KeysTo })
        {
            Directory.CreateDirectory(small);
            Mount(small, 8);
            var (code, output) = stage.Backup();
            code.Should().Be(2, output);
            output.Should().EndWith("medical: the disk is full: make room and run it again");
            Directory.GetFileSystemEntries(stage.To).Should().BeEmpty();
            Directory.GetFileSystemEntries(stage.KeysTo).Should().BeEmpty();
            Unmount(small);
        }

        // What one that was killed left is no set, and goes with the next.
        Directory.CreateDirectory(Path.Combine(stage.To, ".unfinished-20261127T101500Z"));
        var (content, keys) = await stage.BackedUpAsync();
        Directory.GetFileSystemEntries(stage.To).Should().Equal(content);
        stage.Restore(content, keys).Code.Should().Be(0);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_restore_for_which_there_is_no_room_leaves_the_zone_as_it_was(string engine)
    {
        await using var stage = await BackupStage.StartAsync(engine, entries: 150);
        var (content, keys) = await stage.BackedUpAsync();
        await stage.GrowAsync(3);
        var (before, moved) = (await stage.StateAsync(), stage.Data + "-moved");
        var used = Directory.GetFiles(stage.Data, "*", SearchOption.AllDirectories).Sum(x => new FileInfo(x).Length / 1024 + 8);
        Shell($"mv '{stage.Data}' '{moved}'; mkdir -m 700 '{stage.Data}'");
        Mount(stage.Data, used + 64);
        Shell($"cp -a '{moved}/.' '{stage.Data}'");

        var (code, output) = stage.Restore(content, keys);

        code.Should().Be(2, output);
        output.Should().EndWith("medical: the disk is full: make room and run it again");
        (await stage.StateAsync()).Should().Be(before);
        Directory.GetDirectories(stage.Data, "before-restore-*").Should().BeEmpty();
        Unmount(stage.Data);
        Shell($"cp -a '{moved}/.' '{stage.Data}'");
        stage.Restore(content, keys).Code.Should().Be(0, "with room it is run again");
    }

    private void Mount(string directory, long kibibytes)
    {
        Shell($"mount -t tmpfs -o size={kibibytes.ToString(CultureInfo.InvariantCulture)}k,mode=700 tmpfs '{directory}'");
        _mounted.Add(directory);
    }

    private void Unmount(string directory)
    {
        Shell($"umount '{directory}'");
        _mounted.Remove(directory);
    }

    private static void Shell(string script)
    {
        using var process = Process.Start("sh", ["-ec", script]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, script);
    }
}
