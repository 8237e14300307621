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
        try
        {
            for (; room > 0; room -= block.Length)
            {
                file.Write(block, 0, (int)Math.Min(room, block.Length));
            }
        }
        catch (IOException) when (new DriveInfo(DataOf(zone)).AvailableFreeSpace < block.Length)
        {
            // The program wrote meanwhile and took what was left: the disk is full, which is what was asked.
        }

        return path;
    }

    /// <summary>Steps the system clock of one program, and waits until the program lives by it.</summary>
    /// <param name="zone">Whose.</param>
    /// <param name="ahead">How far it is ahead of ours from now on.</param>
    public async Task StepClockAsync(string zone, TimeSpan ahead)
    {
        await File.WriteAllTextAsync(ClockOf(zone), Offset(ahead));
        using var http = new HttpClient();
        await World.UntilAsync(async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{LoopbackOf(zone, 0)}/health/live");
            request.Headers.Host = new Uri(OriginOf(zone)).Authority;
            using var answer = await http.SendAsync(request);
            return (answer.Headers.Date - DateTimeOffset.UtcNow - ahead)?.Duration() < TimeSpan.FromMinutes(1);
        });
    }

    private string ClockOf(string zone) => Path.Combine(Data, $"{zone}.clock");

    private void GiveClock(string zone, ProcessStartInfo info)
    {
        if (!File.Exists(ClockOf(zone)))
        {
            File.WriteAllText(ClockOf(zone), Offset(TimeSpan.Zero));
        }

        info.Environment["LD_PRELOAD"] = "/usr/$LIB/faketime/libfaketimeMT.so.1";
        info.Environment["FAKETIME_TIMESTAMP_FILE"] = ClockOf(zone);
        // A system clock that steps takes the monotonic one not with it.
        info.Environment["FAKETIME_DONT_FAKE_MONOTONIC"] = "1";
        info.Environment["FAKETIME_CACHE_DURATION"] = "1";
    }

    private static string Offset(TimeSpan ahead) => ahead.TotalSeconds.ToString("+0;-0", CultureInfo.InvariantCulture);

    private async Task MountAsync(string zone)
    {
        Directory.CreateDirectory(DataOf(zone), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using var mount = Process.Start("mount", ["-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", DataOf(zone)]);
        await mount.WaitForExitAsync();
        mount.ExitCode.Should().Be(0, "the tests run as root: only root can mount a disk");
        _mounts.Add(DataOf(zone));
    }
}
