using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using ArboDossier.Build.Tests;

namespace ArboDossier.Deploy.Tests;

/// <summary>An empty Debian with its own systemd, its own users and its own network that leads nowhere: what an operator begins with.</summary>
internal sealed partial class EmptyMachine : IDisposable
{
    /// <summary><c>CLONE_NEWNET</c> of setns(2).</summary>
    private const int NewNetwork = 0x40000000;
    private const string Path_ = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-machine").FullName;
    private Process? _container;
    private string _leader = "";

    public EmptyMachine()
    {
        Host($"debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus bookworm '{Root}'");
        // It reaches the distribution's packages the way this machine does.
        Host($"cp /etc/resolv.conf '{Root}/etc/resolv.conf'; cp -r /etc/apt/apt.conf.d/. '{Root}/etc/apt/apt.conf.d/'; rm -f '{Root}/etc/apt/sources.list'; cp -r /etc/apt/sources.list* '{Root}/etc/apt/'");
    }

    /// <summary>The machine's file system, from outside.</summary>
    public string Root => Path.Combine(_directory, "root");

    /// <summary>A directory outside of it, where <see cref="Attack"/> works.</summary>
    public string Outside => _directory;

    /// <summary>Runs a script on the machine before it was started, while it reaches the packages.</summary>
    public void Install(string script) => Host($"systemd-nspawn --register=no --keep-unit --quiet --resolv-conf=off -D '{Root}' bash -euc {Quoted(script)}");

    /// <summary>Starts it; from here on its network is its own loopback.</summary>
    public void Boot()
    {
        _container = Process.Start(new ProcessStartInfo("systemd-nspawn", ["--register=no", "--keep-unit", "--quiet", "--private-network", "-D", Root, "--boot"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _container.StandardOutput.ReadToEndAsync();
        _ = _container.StandardError.ReadToEndAsync();
        Until("it has started", () =>
        {
            _leader = Repository.Run("pgrep", "/", "-P", _container.Id.ToString(CultureInfo.InvariantCulture)).Output.Trim();
            return _leader.Length > 0 && Run("systemctl is-system-running").Output.Trim() is "running" or "degraded";
        });
    }

    /// <summary>Runs a script on the running machine, as root.</summary>
    public (int Code, string Output) Run(string script) =>
        Repository.Run("nsenter", "/", "-t", _leader, "-a", "--", "env", "-i", $"PATH={Path_}", "LANG=C.UTF-8", "bash", "-euc", script);

    /// <summary>The same where it has to work.</summary>
    public string Do(string script)
    {
        var (code, output) = Run(script);
        code.Should().Be(0, $"{script}\n{output}");
        return output;
    }

    /// <summary>Runs a program of this machine, with its files, in the network of that one, where the names of the deployed service lead to it.</summary>
    public (int Code, string Output) Attack(string script)
    {
        File.WriteAllText(Path.Combine(_directory, "hosts"), $"127.0.0.1 localhost inloggen.{DeployedService.Domain} reintegratie.{DeployedService.Domain} medisch.{DeployedService.Domain}\n");
        return Repository.Run("nsenter", _directory, "-t", _leader, "-n", "--", "unshare", "-m", "bash", "-euc", $"mount --bind '{_directory}/hosts' /etc/hosts\n{script}");
    }

    /// <summary>A socket in that machine's network.</summary>
    public Socket NewSocket()
    {
        // A socket belongs to the network of the thread that makes it; the thread ends with this, and nothing else of the process moves.
        Socket? made = null;
        var thread = new Thread(() =>
        {
            using var network = File.OpenHandle($"/proc/{_leader}/ns/net");
            SetNamespace((int)network.DangerousGetHandle(), NewNetwork).Should().Be(0);
            made = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        });
        thread.Start();
        thread.Join();
        return made!;
    }

    /// <summary>Tries until it is so, for a minute.</summary>
    public static void Until(string what, Func<bool> isSo)
    {
        for (var i = 0; i < 240; i++)
        {
            if (isSo())
            {
                return;
            }

            Thread.Sleep(250);
        }

        throw new TimeoutException($"within a minute it did not come about that {what}");
    }

    public void Dispose()
    {
        if (_container is not null)
        {
            if (_leader.Length > 0)
            {
                // Its first process takes all others with it.
                Repository.Run("kill", "/", "-KILL", _leader);
            }

            _container.WaitForExit();
            _container.Dispose();
        }

        Directory.Delete(_directory, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int kind);

    private static void Host(string script)
    {
        var (code, output) = Published.Shell("/", script);
        code.Should().Be(0, $"{script}\n{output}");
    }

    private static string Quoted(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
