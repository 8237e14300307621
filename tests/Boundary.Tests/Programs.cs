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

/// <summary>
/// The three programs as real processes, each of which can be killed and started again. What AppHost does on one machine, with the handles that a
/// test needs.
/// </summary>
public sealed partial class Programs : IAsyncDisposable
{
    public const string Identity = "identity";
    public const string Reintegration = "reintegration";
    public const string Medical = "medical";
    public static readonly IReadOnlyList<string> Zones = [Identity, Reintegration, Medical];
    private readonly Dictionary<string, Process> _running = [];
    private readonly Dictionary<string, List<string>> _databases = [];
    private readonly int _port = FreePorts(9);
    private Process? _proxy;
    private string _foundingHash = "";
    private string? _telemetry;
    private string[] _custody = [];
    private string? _server;
    private bool _clocks;
    private string? _foreign;
    private string[] _medical = [];
    private string[] _reintegration = [];
    private readonly List<string> _mounts = [];

    public string Data { get; } = Directory.CreateTempSubdirectory("arbo-boundary").FullName;

    public Addresses At => Addresses.At(_port);

    /// <summary>What every program wrote to its output.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    /// <summary>How far the clock of programs that are started from now on is ahead of ours.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>What a password costs at a copy of Identity that is started from now on; little, because people here sign in often.</summary>
    public int PasswordRounds { get; set; } = 10_000;

    /// <summary>Founding codes by zone.</summary>
    public IReadOnlyDictionary<string, string[]> Codes { get; private set; } = new Dictionary<string, string[]>();

    /// <summary>How many copies of each program there are; more than one stand behind a proxy, on PostgreSQL.</summary>
    public int Copies { get; private init; } = 1;

    /// <summary>The operating-system users, where each program has one of its own; null where all run as whoever runs the tests.</summary>
    public ZoneUsers? Users { get; private init; }

    /// <summary>Starts all three.</summary>
    /// <param name="engine">Database.</param>
    /// <param name="separate">As published, each under a user of its own.</param>
    /// <param name="telemetry">Where metrics and traces go, if anywhere.</param>
    /// <param name="custody">Settings of Medical's custody, where its keys are not in files.</param>
    /// <param name="byTool">Set up by the operator's tool, as in production; otherwise by the programs' own --init.</param>
    /// <param name="copies">How many of each.</param>
    /// <param name="server">Another PostgreSQL server than that of the test run.</param>
    /// <param name="disks">The two file programs have their data on a small disk each, which can be filled.</param>
    /// <param name="clocks">Each program has a system clock of its own, which can be stepped.</param>
    /// <param name="medical">Gives more settings of Medical, once the programs have keys.</param>
    /// <param name="reintegration">Gives more settings of Reintegration, once the programs have keys.</param>
    /// <param name="foreign">Starts another provider than Identity, once the programs have keys, and gives its issuer.</param>
    public static async Task<Programs> StartAsync(string engine = "sqlite", bool separate = false, bool byTool = false, string? telemetry = null, int copies = 1, string[]? custody = null, string? server = null, bool disks = false, bool clocks = false, Func<Programs, Task<string>>? foreign = null, Func<Programs, Task<string[]>>? medical = null, Func<Programs, Task<string[]>>? reintegration = null)
    {
        var programs = new Programs { Users = separate ? await ZoneUsers.PublishAsync() : null, _telemetry = telemetry, Copies = copies, _custody = custody ?? [], _server = server, _clocks = clocks };
        if (disks)
        {
            await Task.WhenAll(programs.MountAsync(Reintegration), programs.MountAsync(Medical));
        }

        await (byTool ? programs.InitialiseByToolAsync() : programs.InitialiseAsync(engine));
        programs._foreign = foreign is null ? null : await foreign(programs);
        programs._medical = medical is null ? [] : await medical(programs);
        programs._reintegration = reintegration is null ? [] : await reintegration(programs);
        if (copies > 1)
        {
            Zones.ToList().ForEach(programs.Multiply);
            programs._proxy = Proxy.Start(programs.Data, Zones.Select((zone, i) => new Proxy.Service(zone, programs._port + i, new Uri(programs.OriginOf(zone)).Authority, [.. Enumerable.Range(0, copies).Select(x => programs.PortOf(zone, x))])));
        }

        await Task.WhenAll(Zones.SelectMany(zone => Enumerable.Range(0, copies).Select(x => programs.RestartAsync(zone, x))));
        return programs;
    }

    public Process Of(string zone, int copy = 0) => _running[NameOf(zone, copy)];

    public string DataOf(string zone, int copy = 0) => Path.Combine(Data, NameOf(zone, copy));

    /// <summary>Where one copy of a program listens itself.</summary>
    public string LoopbackOf(string zone, int copy) => $"http://127.0.0.1:{PortOf(zone, copy).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>An orderly end of all three.</summary>
    public async Task StopAsync()
    {
        foreach (var process in _running.Values.Where(x => !x.HasExited))
        {
            process.StandardInput.Close();
        }

        foreach (var process in _running.Values)
        {
            await process.WaitForExitAsync();
        }
    }

    /// <summary>Hands the public halves round again, as the operator does when something is pinned anew. The programs must be stopped.</summary>
    public async Task PinAgainAsync()
    {
        foreach (var zone in Zones)
        {
            var others = Zones.Where(x => x != zone).Select(x => File.ReadAllText(Path.Combine(DataOf(x), "public.json")));
            await File.WriteAllTextAsync(Path.Combine(DataOf(zone), "peers.json"), $"[{string.Join(',', others)}]");
            Users?.Own(zone, Path.Combine(DataOf(zone), "peers.json"));
        }
    }

    /// <summary>Starts a program that is expected to end by itself; gives exit code and what it said on the error stream.</summary>
    public async Task<(int Code, string Error)> RefusedStartAsync(string zone, bool production = false)
    {
        var info = InfoOf(zone, [.. Arguments(zone, 0), .. production ? ["--Web:TrustedProxy=127.0.0.1"] : Array.Empty<string>()]);
        info.Environment["ASPNETCORE_ENVIRONMENT"] = production ? "Production" : "Development";
        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException($"{zone} started: {await output}");
        }

        return (process.ExitCode, await error);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _running.Values.Concat(_proxy is null ? [] : [_proxy]))
        {
            if (!process.HasExited)
            {
                process.Kill();
                await process.WaitForExitAsync();
            }

            process.Dispose();
        }

        foreach (var mount in _mounts)
        {
            using var umount = Process.Start("umount", [mount]);
            await umount.WaitForExitAsync();
        }

        NpgsqlConnection.ClearAllPools();
        foreach (var name in _databases.Values.SelectMany(x => x))
        {
            await AdminAsync($"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }

        Users?.Dispose();
        Directory.Delete(Data, recursive: true);
    }

    /// <summary>The first of so many free ports in a row, below those that the system gives to clients.</summary>
    public static int FreePorts(int count)
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(10_000, 30_000);
            try
            {
                for (var i = 0; i < count; i++)
                {
                    using var probe = new TcpListener(IPAddress.Loopback, port + i) { ExclusiveAddressUse = true };
                    probe.Start();
                }

                return port;
            }
            catch (SocketException)
            {
                // Somebody else has one of these.
            }
        }
    }

    private async Task InitialiseAsync(string engine)
    {
        var codes = new Dictionary<string, string[]>();
        foreach (var zone in Zones)
        {
            _databases[zone] = [];
            if (engine == "postgres")
            {
                foreach (var part in (string[])["content", "keys"])
                {
                    var name = $"boundary_{zone[..3]}_{part}_{Guid.NewGuid():N}";
                    await AdminAsync($"CREATE DATABASE {name}");
                    _databases[zone].Add(name);
                }
            }

            Users?.Prepare(zone, DataOf(zone));
            using var process = Process.Start(InfoOf(zone, ["--init", $"--Zone:Data={DataOf(zone)}", .. Store(zone)]))!;
            var error = process.StandardError.ReadToEndAsync();
            var printed = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            process.ExitCode.Should().Be(0, await error);
            codes[zone] = [.. printed.Split('\n').Where(x => x.StartsWith("founding code: ", StringComparison.Ordinal)).Select(x => x[15..].Trim())];
        }

        Codes = codes;
        _foundingHash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(codes[Identity][0])));
        await PinAgainAsync();
    }

    private async Task InitialiseByToolAsync()
    {
        var codes = new Dictionary<string, string[]>();
        foreach (var zone in Zones)
        {
            _databases[zone] = [];
            var (code, output) = await ToolAsync("init", "--zone", zone, "--data", DataOf(zone), "--program", ProgramOf(zone));
            code.Should().Be(0, output);
            codes[zone] = Said(output, "founding code: ");
            if (zone == Identity)
            {
                _foundingHash = Said(output, "setting of reintegration: Founding:CodeHash=").Single();
            }
        }

        Codes = codes;
        foreach (var zone in Zones)
        {
            var others = Zones.Where(x => x != zone).SelectMany(x => (string[])["--peer", Path.Combine(DataOf(x), "public.json")]);
            var (code, output) = await ToolAsync(["init", "--zone", zone, "--data", DataOf(zone), "--program", ProgramOf(zone), .. others]);
            code.Should().Be(0, output);
            Said(output, "founding code: ").Should().BeEmpty("codes are printed once");
        }

        static string[] Said(string output, string mark) => [.. output.Split('\n').Where(x => x.StartsWith(mark, StringComparison.Ordinal)).Select(x => x[mark.Length..].Trim())];
    }

    /// <summary>What a second copy needs of the first one's directory: keys and peers. It shares the databases.</summary>
    private void Multiply(string zone)
    {
        for (var copy = 1; copy < Copies; copy++)
        {
            foreach (var file in Directory.GetFiles(DataOf(zone), "*", SearchOption.AllDirectories))
            {
                var target = Path.Combine(DataOf(zone, copy), Path.GetRelativePath(DataOf(zone), file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                File.Copy(file, target);
            }
        }
    }

    /// <summary>Starts a program, at first or again on its data, and waits until it is ready.</summary>
    public async Task RestartAsync(string zone, int copy = 0)
    {
        var process = new Process { StartInfo = InfoOf(zone, Arguments(zone, copy)) };
        process.OutputDataReceived += (_, line) => Log.Enqueue($"{zone} {line.Data}");
        process.ErrorDataReceived += (_, line) => Log.Enqueue($"{zone} {line.Data}");
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _running[NameOf(zone, copy)] = process;
        using var http = new HttpClient();
        for (var i = 0; i < 2400; i++)
        {
            process.HasExited.Should().BeFalse($"{zone} must start: {string.Join('\n', Log.TakeLast(5))}");
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{LoopbackOf(zone, copy)}/health/ready");
            request.Headers.Host = new Uri(OriginOf(zone)).Authority;
            try
            {
                using var answer = await http.SendAsync(request);
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(50);
        }

        throw new TimeoutException($"{zone} was not ready in time");
    }

    private string[] Arguments(string zone, int copy)
    {
        // What programs say to each other goes to whichever copy the proxy finds.
        string Loopback(string other) => $"http://127.0.0.1:{new Uri(OriginOf(other)).Port.ToString(CultureInfo.InvariantCulture)}";
        string[] common =
        [
            $"--urls={LoopbackOf(zone, copy)}", $"--Zone:Data={DataOf(zone, copy)}", $"--Zone:Peers={Path.Combine(DataOf(zone, copy), "peers.json")}", "--Zone:EndWithInput=true",
            $"--Web:Host={new Uri(OriginOf(zone)).Authority}", $"--Identity:BackChannel={Loopback(Identity)}",
            .. zone == Identity || _foreign is null ? [$"--Identity:Authority={At.Identity}"] : (string[])[$"--Identity:Authority={_foreign}", $"--Identity:Revocations={At.Identity}", $"--Identity:Witness={At.Identity}"],
            .. zone != Identity || _foreign is null ? [] : (string[])[$"--Provider:Issuer={_foreign}", $"--Provider:Keys={_foreign}/jwks"],
            "--Service:Name=Arbodienst Proef", $"--Zone:ClockAhead={Ahead.ToString("c", CultureInfo.InvariantCulture)}", .. Store(zone), .. _telemetry is null ? Array.Empty<string>() : [$"--Telemetry:Endpoint={_telemetry}", "--Telemetry:Seconds=1"],
        ];
        return zone switch
        {
            Identity => [.. common, $"--Clients:reintegration:Origin={At.Reintegration}", $"--Clients:medical:Origin={At.Medical}", $"--Identity:PasswordIterations={PasswordRounds.ToString(CultureInfo.InvariantCulture)}"],
            Reintegration => [.. common, .. _reintegration, $"--Medical:Origin={At.Medical}", $"--Founding:CodeHash={_foundingHash}"],
            _ => [.. common, .. _medical, $"--Exchange:Reintegration={Loopback(Reintegration)}", $"--Exchange:ReintegrationHost={new Uri(At.Reintegration).Authority}"],
        };
    }

    private string[] Store(string zone) => [.. zone == Medical ? _custody : [], .. Databases(zone)];

    private string[] Databases(string zone) => _databases[zone] is [var content, var keys]
        ? ["--Store:Provider=postgres", $"--ConnectionStrings:Content={Connection(content)}", $"--ConnectionStrings:Keys={Connection(keys)}"]
        : [];

    private int PortOf(string zone, int copy) => _port + Zones.ToList().IndexOf(zone) + (Copies > 1 ? 3 * (copy + 1) : 0);

    private static string NameOf(string zone, int copy) => copy == 0 ? zone : string.Create(CultureInfo.InvariantCulture, $"{zone}-{copy + 1}");

    private string OriginOf(string zone) => zone switch
    {
        Identity => At.Identity,
        Reintegration => At.Reintegration,
        _ => At.Medical,
    };

    private ProcessStartInfo InfoOf(string zone, IEnumerable<string> arguments)
    {
        var info = Info(Users?.ProgramOf(zone) ?? ProgramOf(zone), arguments);
        Users?.Become(zone, info);
        if (_clocks)
        {
            GiveClock(zone, info);
        }

        return info;
    }

    /// <summary>The built program of a zone.</summary>
    public static string ProgramOf(string zone) => Path.Combine(Repository.Output(ProjectOf(zone)), $"ArboDossier.{ProjectOf(zone)}.dll");

    /// <summary>The project of a zone.</summary>
    public static string ProjectOf(string zone) => char.ToUpperInvariant(zone[0]) + zone[1..];

    internal static ProcessStartInfo Info(string program, IEnumerable<string> arguments)
    {
        var info = new ProcessStartInfo("dotnet", [program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(program)!,
        };
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        return info;
    }

    private string Connection(string database) => new NpgsqlConnectionStringBuilder(Admin) { Database = database, MaxPoolSize = 20 }.ToString();

    private string Admin => _server ?? Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")
        ?? throw new InvalidOperationException("ARBO_TEST_POSTGRES is not set: run the tests through tests/run");

    private async Task AdminAsync(string text)
    {
        await using var source = NpgsqlDataSource.Create(Admin);
        await using var command = source.CreateCommand(text);
        await command.ExecuteNonQueryAsync();
    }
}
