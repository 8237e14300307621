using System.Diagnostics;
using System.Globalization;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// The programs as published, each under an operating-system user of its own with an own home and temporary directory. The users are numbers without
/// a name: nothing is added to the machine.
/// </summary>
public sealed class ZoneUsers : IDisposable
{
    private const int First = 61_001;
    private static readonly Lazy<Task<string>> Publishing = new(PublishAllAsync);
    private readonly string _root = Directory.CreateTempSubdirectory("arbo-users").FullName;
    private readonly string _programs;

    private ZoneUsers(string programs)
    {
        _programs = programs;
        File.SetUnixFileMode(_root, OpenToPass);
    }

    private static UnixFileMode OpenToPass => (UnixFileMode)Convert.ToInt32("711", 8);

    /// <summary>Users with homes of their own. The programs are published once for all tests of this run: nobody of the users can write there.</summary>
    public static async Task<ZoneUsers> PublishAsync()
    {
        var users = new ZoneUsers(await Publishing.Value);
        foreach (var zone in Programs.Zones)
        {
            users.Prepare(zone, users.HomeOf(zone));
            users.Prepare(zone, users.TemporaryOf(zone));
        }

        return users;
    }

    public static int UserOf(string zone) => First + Programs.Zones.ToList().IndexOf(zone);

    public string HomeOf(string zone) => Path.Combine(_root, $"{zone}-home");

    public string TemporaryOf(string zone) => Path.Combine(_root, $"{zone}-tmp");

    public string ProgramOf(string zone) => Path.Combine(_programs, Programs.ProjectOf(zone), $"ArboDossier.{Programs.ProjectOf(zone)}.dll");

    /// <summary>A directory of mode 0700 that belongs to the zone's user; the one above it can be passed by all and read by none.</summary>
    public void Prepare(string zone, string directory)
    {
        Directory.CreateDirectory(directory);
        File.SetUnixFileMode(Path.GetDirectoryName(directory)!, OpenToPass);
        File.SetUnixFileMode(directory, (UnixFileMode)Convert.ToInt32("700", 8));
        Own(zone, directory);
    }

    /// <summary>Gives a file to the zone's user.</summary>
    public void Own(string zone, string path)
    {
        using var process = Process.Start("chown", [$"{Number(zone)}:{Number(zone)}", path]);
        process.WaitForExit();
        process.ExitCode.Should().Be(0, "the tests run as root: only root can start programs under several users");
    }

    /// <summary>Makes the start one of that zone's user, with an environment of its own.</summary>
    public void Become(string zone, ProcessStartInfo info)
    {
        info.Environment["HOME"] = HomeOf(zone);
        info.Environment["TMPDIR"] = TemporaryOf(zone);
        info.Environment["DOTNET_CLI_HOME"] = HomeOf(zone);
        info.Environment.Remove("ARBO_TEST_POSTGRES");
        string[] command = [info.FileName, .. info.ArgumentList];
        info.FileName = "setpriv";
        info.ArgumentList.Clear();
        foreach (var word in (string[])["--reuid", Number(zone), "--regid", Number(zone), "--clear-groups", "--no-new-privs", .. command])
        {
            info.ArgumentList.Add(word);
        }
    }

    /// <summary>Runs a command as that zone's user.</summary>
    public Task<(int Code, string Output)> TryAsync(string zone, string command, params string[] arguments)
    {
        var info = new ProcessStartInfo(command, arguments) { WorkingDirectory = "/" };
        Become(zone, info);
        return RunAsync(info);
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private static async Task<string> PublishAllAsync()
    {
        var target = Directory.CreateTempSubdirectory("arbo-published").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(target, recursive: true);
        foreach (var project in Programs.Zones.Select(Programs.ProjectOf))
        {
            var (code, output) = await RunAsync(new ProcessStartInfo("dotnet",
            [
                "publish", Path.Combine(Repository.Root, "src", project, $"{project}.csproj"), "--no-build", "-c", Repository.Configuration, "-nologo", "-v", "quiet",
                "-nodeReuse:false", "-o", Path.Combine(target, project),
            ]));
            code.Should().Be(0, output);
        }

        foreach (var path in Directory.GetFileSystemEntries(target, "*", SearchOption.AllDirectories).Append(target))
        {
            File.SetUnixFileMode(path, (UnixFileMode)Convert.ToInt32(Directory.Exists(path) ? "755" : "644", 8));
        }

        return target;
    }

    private static string Number(string zone) => UserOf(zone).ToString(CultureInfo.InvariantCulture);

    private static async Task<(int Code, string Output)> RunAsync(ProcessStartInfo info)
    {
        info.RedirectStandardOutput = info.RedirectStandardError = true;
        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
