using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArboDossier.AppHost;

/// <summary>
/// Everything on one machine, for development and trial: makes each zone's keys, hands the public halves round, starts the programs as processes
/// of their own and waits until all are ready. Under one user the wall is only logical; the README says so.
/// </summary>
internal sealed class Machine(Options options) : IDisposable
{
    private const string LayoutVersion = "1";
    private static readonly string[] Zones = ["identity", "reintegration", "medical"];
    private readonly List<Child> _children = [];
    private readonly CancellationTokenSource _ending = new();

    private string Demo => Path.Combine(options.Data, "demo");

    public async Task<int> RunAsync()
    {
        using var onInterrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var onTerminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var held = TakeDirectory();
        CheckPorts();
        try
        {
            await InitialiseAsync();
            foreach (var zone in Zones)
            {
                _children.Add(Child.Start(zone, ProgramOf(zone), Arguments(zone)));
            }

            await Task.WhenAll(Zones.Select((zone, i) => ReadyAsync(zone, options.PortBase + i)));
            if (!options.Empty)
            {
                await StartDemoAsync();
            }

            Console.WriteLine($"ready identity={Origin("identity")} reintegration={Origin("reintegration")} medical={Origin("medical")}");
            if (options.Empty)
            {
                Console.WriteLine($"Begin at {Origin("identity")}; each screen leads to the next");
            }
            else
            {
                Console.WriteLine($"The demo people are at {Origin("demo")}");
            }

            await Task.WhenAny([.. _children.Select(x => x.Ended), Task.Delay(Timeout.Infinite, _ending.Token)]);
            return _ending.IsCancellationRequested ? 0 : throw Died();
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            return 0;
        }
        finally
        {
            await Task.WhenAll(_children.Select(x => x.StopAsync()));
            _children.ForEach(x => x.Dispose());
        }
    }

    public void Dispose() => _ending.Dispose();

    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        _ending.Cancel();
    }

    private FileStream TakeDirectory()
    {
        Directory.CreateDirectory(options.Data);
        var version = Path.Combine(options.Data, "version");
        if (File.Exists(version) && File.ReadAllText(version).Trim() != LayoutVersion)
        {
            throw new HostException($"{options.Data} holds data of another version of ArboDossier; choose another directory with --data");
        }

        FileStream held;
        try
        {
            held = new FileStream(Path.Combine(options.Data, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new HostException($"{options.Data} is in use by another ArboDossier");
        }

        File.WriteAllText(version, LayoutVersion);
        var isDemo = File.Exists(Path.Combine(Demo, "marker"));
        var isUsed = File.Exists(Path.Combine(options.Data, "founding-hash"));
        if (isUsed && isDemo == options.Empty)
        {
            held.Dispose();
            throw new HostException(isDemo ? $"{options.Data} holds demo data; start it without --empty, or choose another directory" : $"{options.Data} holds no demo data; start it with --empty, or choose another directory");
        }

        if (!options.Empty)
        {
            Directory.CreateDirectory(Demo, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.WriteAllText(Path.Combine(Demo, "marker"), "demo data: invented people, software passkeys\n");
        }

        return held;
    }

    private void CheckPorts()
    {
        for (var port = options.PortBase; port < options.PortBase + (options.Empty ? 3 : 5); port++)
        {
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port) { ExclusiveAddressUse = true };
                probe.Start();
            }
            catch (SocketException)
            {
                throw new HostException($"port {port} is in use; choose other ports with --port-base");
            }
        }
    }

    /// <summary>Makes what is missing of each zone, and hands each the public keys of the two others.</summary>
    private async Task InitialiseAsync()
    {
        var codes = new Dictionary<string, string[]>();
        foreach (var zone in Zones)
        {
            if (!options.Empty)
            {
                // Production refuses a directory with this file in it.
                Directory.CreateDirectory(DataOf(zone), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                await File.WriteAllTextAsync(Path.Combine(DataOf(zone), "demo"), "demo data: invented people, software passkeys\n");
            }

            var printed = await Child.RunAsync(zone, ProgramOf(zone), ["--init", $"--Zone:Data={DataOf(zone)}"]);
            codes[zone] = [.. printed.Split('\n').Where(x => x.StartsWith("founding code: ", StringComparison.Ordinal)).Select(x => x["founding code: ".Length..].Trim())];
        }

        foreach (var zone in Zones)
        {
            var others = Zones.Where(x => x != zone).Select(x => File.ReadAllText(Path.Combine(DataOf(x), "public.json")));
            File.WriteAllText(Path.Combine(DataOf(zone), "peers.json"), $"[{string.Join(',', others)}]");
        }

        if (codes["identity"] is [var founding])
        {
            File.WriteAllText(FoundingHash, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(founding))));
        }

        if (codes.Values.Any(x => x.Length > 0))
        {
            Hand(codes);
        }
    }

    private string FoundingHash => Path.Combine(options.Data, "founding-hash");

    /// <summary>The founding codes go to whoever begins: to the operator's screen, or to the demo people's own directory.</summary>
    private void Hand(Dictionary<string, string[]> codes)
    {
        if (options.Empty)
        {
            Console.WriteLine($"Founding code of the service administrator: {string.Join(", ", codes["identity"])}");
            Console.WriteLine($"Founding codes of the two doctors: {string.Join(", ", codes["medical"])}");
            return;
        }

        using var file = new FileStream(Path.Combine(Demo, "founding.json"), new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        JsonSerializer.Serialize(file, codes);
    }

    private List<string> Arguments(string zone)
    {
        var port = PortOf(zone);
        List<string> arguments =
        [
            $"--urls=http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}",
            $"--Zone:Data={DataOf(zone)}",
            $"--Zone:Peers={Path.Combine(DataOf(zone), "peers.json")}",
            "--Zone:EndWithInput=true",
            $"--Web:Host={HostOf(zone)}",
            $"--Identity:Authority={Origin("identity")}",
            $"--Identity:BackChannel=http://127.0.0.1:{PortOf("identity").ToString(CultureInfo.InvariantCulture)}",
            $"--Service:Name={(options.Empty ? "Arbodienst" : "Arbodienst De Brug")}",
        ];
        arguments.AddRange(zone switch
        {
            "identity" => [$"--Clients:reintegration:Origin={Origin("reintegration")}", $"--Clients:medical:Origin={Origin("medical")}", .. options.Empty ? Array.Empty<string>() : ["--Identity:PasswordIterations=100000"]],
            "reintegration" => [$"--Medical:Origin={Origin("medical")}", $"--Founding:CodeHash={File.ReadAllText(FoundingHash)}"],
            "medical" => (string[])[$"--Exchange:Reintegration=http://127.0.0.1:{PortOf("reintegration").ToString(CultureInfo.InvariantCulture)}", $"--Exchange:ReintegrationHost={HostOf("reintegration")}"],
            _ => throw new HostException($"no such zone: {zone}"),
        });
        if (!options.Empty)
        {
            arguments.Add($"--Demo:Authenticator={Origin("demo")}");
            arguments.Add($"--Demo:Marker={Path.Combine(Demo, "marker")}");
            // The demo's own mailbox, on this machine.
            arguments.AddRange(["--Mail:Host=127.0.0.1", $"--Mail:Port={PortOf("mail").ToString(CultureInfo.InvariantCulture)}", "--Mail:StartTls=false", $"--Mail:From=bericht@{NameOf(zone)}.demo.invalid"]);
        }

        return arguments;
    }

    private async Task StartDemoAsync()
    {
        var program = ProgramOf("demo");
        if (!File.Exists(program))
        {
            throw new HostException("the demo needs a Debug build; start with --empty instead");
        }

        var filled = new TaskCompletionSource();
        var child = Child.Start("demo", program, [$"--port-base={options.PortBase.ToString(CultureInfo.InvariantCulture)}", $"--data={Demo}"], line =>
        {
            if (line == "filled")
            {
                filled.TrySetResult();
            }
        });
        _children.Add(child);
        await Task.WhenAny([filled.Task, .. _children.Select(x => x.Ended), Task.Delay(Timeout.Infinite, _ending.Token)]);
        _ending.Token.ThrowIfCancellationRequested();
        if (!filled.Task.IsCompletedSuccessfully)
        {
            throw Died();
        }
    }

    private HostException Died()
    {
        var child = _children.Find(x => x.HasEnded);
        return new HostException(child is null ? "a program ended" : $"{child.Name} ended with exit code {child.ExitCode.ToString(CultureInfo.InvariantCulture)}{(child.LastError.Length > 0 ? ": " + child.LastError : "")}");
    }

    private async Task ReadyAsync(string zone, int port)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        while (true)
        {
            _ending.Token.ThrowIfCancellationRequested();
            if (_children.Exists(x => x.HasEnded))
            {
                throw Died();
            }

            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/health/ready");
            request.Headers.Host = HostOf(zone);
            try
            {
                using var response = await http.SendAsync(request, _ending.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100, _ending.Token);
        }
    }

    private string DataOf(string zone) => Path.Combine(options.Data, zone);

    private string Origin(string zone) => $"http://{HostOf(zone)}";

    private string HostOf(string zone) => $"{NameOf(zone)}.localhost:{PortOf(zone).ToString(CultureInfo.InvariantCulture)}";

    private int PortOf(string zone) => options.PortBase + zone switch
    {
        "identity" => 0,
        "reintegration" => 1,
        "medical" => 2,
        "demo" => 3,
        "mail" => 4,
        _ => throw new HostException($"no such program: {zone}"),
    };

    private static string NameOf(string zone) => zone switch
    {
        "identity" => "inloggen",
        "reintegration" => "reintegratie",
        "medical" => "medisch",
        _ => zone,
    };

    /// <summary>The programs lie where this one lies, each in its own project's output.</summary>
    private static string ProgramOf(string zone)
    {
        var project = zone switch
        {
            "identity" => "Identity",
            "reintegration" => "Reintegration",
            "medical" => "Medical",
            _ => "DemoAuthenticator",
        };
        var own = AppContext.BaseDirectory.TrimEnd('/').Replace("/AppHost/", $"/{project}/", StringComparison.Ordinal);
        return Path.Combine(own, $"ArboDossier.{project}.dll");
    }
}
