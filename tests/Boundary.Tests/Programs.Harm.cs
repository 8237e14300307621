using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using Npgsql;

namespace ArboDossier.Boundary.Tests;

/// <summary>What can go wrong with them.</summary>
public sealed partial class Programs
{
    /// <summary>kill -9, at once.</summary>
    public async Task KillAsync(string zone, int copy = 0)
    {
        Of(zone, copy).Kill();
        await Of(zone, copy).WaitForExitAsync();
    }

    /// <summary>Makes a program fall over: it writes what it writes then.</summary>
    public async Task AbortAsync(string zone)
    {
        // The runtime catches the first one, writes what it has to say and takes its handler away; the next one ends the process.
        while (!_running[zone].HasExited)
        {
            using var abort = Process.Start("kill", ["-ABRT", _running[zone].Id.ToString(CultureInfo.InvariantCulture)]);
            await abort.WaitForExitAsync();
            await Task.Delay(200);
        }

        _running[zone].ExitCode.Should().NotBe(0);
    }

    /// <summary>Stops a copy's process where it stands, or lets it go on: a machine that hangs, and comes back.</summary>
    public async Task FreezeAsync(string zone, int copy, bool goOn = false)
    {
        using var kill = Process.Start("kill", [goOn ? "-CONT" : "-STOP", Of(zone, copy).Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.Should().Be(0);
    }

    /// <summary>Fills a zone's small disk but for so many bytes; gives the file to delete.</summary>
    public string FillDisk(string zone, long but)
    {
        var path = Path.Combine(DataOf(zone), "filler");
        var room = new DriveInfo(DataOf(zone)).AvailableFreeSpace - but;
        using var file = File.Create(path);
        var block = new byte[64 * 1024];
        for (; room > 0; room -= block.Length)
        {
            file.Write(block, 0, (int)Math.Min(room, block.Length));
        }

        return path;
    }

    private async Task MountAsync(string zone)
    {
        Directory.CreateDirectory(DataOf(zone), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", DataOf(zone)]);
        await mount.WaitForExitAsync();
        mount.ExitCode.Should().Be(0, "the tests run as root: only root can mount a disk");
        _mounts.Add(DataOf(zone));
    }
}
