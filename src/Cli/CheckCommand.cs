using System.CommandLine;
using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier check</c>: everything that stands against one zone in production, each with what to do. The program itself says what it would
/// refuse (<c>--check</c>); the tool adds what only shows from outside: the running process, the machine, the certificate that browsers see.
/// </summary>
internal static class CheckCommand
{
    private const string FindingMark = "finding: ";
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);

    public static Command Create()
    {
        var zone = new Option<string>("--zone") { Description = "identity, reintegration or medical.", Required = true };
        var program = new Option<FileInfo>("--program") { Description = "The zone's program.", Required = true };
        var address = new Option<string?>("--address") { Description = "Where browsers reach it, such as https://medisch.voorbeeld.nl; its certificate is looked at." };
        var command = new Command("check", "Lists every finding about a zone in production, with what to do. Run it as the zone's user with the zone's settings in the environment.") { zone, program, address };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(zone)!, parsed.GetValue(program)!, parsed.GetValue(address), parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string zone, FileInfo program, string? address, TextWriter output, CancellationToken cancel)
    {
        if (!ZonePins.IsName(zone) || !program.Exists || (address is not null && !(Uri.TryCreate(address, UriKind.Absolute, out var given) && given.Scheme == "https")))
        {
            output.WriteLine(program.Exists ? "--zone must be a zone's name, and --address begin with https" : "the program is not there");
            return ExitCode.CannotTell;
        }

        try
        {
            var (code, printed) = await ZoneProgramRun.RunAsync(program, ["--check"], cancel);
            List<string> findings = [.. printed.Where(x => x.StartsWith(FindingMark, StringComparison.Ordinal)).Select(x => x[FindingMark.Length..])];
            if (code != 0 && findings.Count == 0)
            {
                throw new CannotTellException(printed[^1]);
            }

            findings.AddRange(Process(program.FullName));
            findings.AddRange(Machine());
            if (address is not null)
            {
                findings.AddRange(await CertificateAsync(new Uri(address), cancel));
            }

            findings.ForEach(x => output.WriteLine($"{zone}: {x}"));
            output.WriteLine(findings.Count == 0 ? $"{zone}: nothing found" : $"{zone}: {findings.Count.ToString(CultureInfo.InvariantCulture)} found");
            return findings.Count == 0 ? ExitCode.Right : ExitCode.Wrong;
        }
        catch (CannotTellException impossible)
        {
            output.WriteLine($"{zone}: {impossible.Message}");
            return ExitCode.CannotTell;
        }
    }

    /// <summary>How the program runs at this moment, where it runs: the limits that a unit gives it and a start by hand does not.</summary>
    private static IEnumerable<string> Process(string program)
    {
        foreach (var id in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(x => x!.All(char.IsAsciiDigit)))
        {
            if (!Read($"/proc/{id}/cmdline").Split('\0').Take(2).Contains(program))
            {
                continue;
            }

            if (!LimitOf(Read($"/proc/{id}/limits"), "Max core file size").StartsWith("0 ", StringComparison.Ordinal))
            {
                yield return "the running program may write its memory to a core file; set LimitCORE=0, as the unit does";
            }

            var status = Read($"/proc/{id}/status");
            if (!status.Contains("NoNewPrivs:\t1", StringComparison.Ordinal))
            {
                yield return "the running program may gain privileges; set NoNewPrivileges=yes, as the unit does";
            }

            // Closed to this user where the unit gives the program a name space of its own: then the unit also set it.
            if (Read($"/proc/{id}/environ") is { Length: > 0 } environment && !environment.Split('\0').Contains("DOTNET_EnableDiagnostics=0"))
            {
                yield return "the running program answers on a diagnostics socket; set DOTNET_EnableDiagnostics=0, as the unit does";
            }
        }
    }

    private static IEnumerable<string> Machine()
    {
        var swaps = Read("/proc/swaps").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(x => x.Split(' ')[0]).ToList();
        if (swaps.Exists(x => !x.StartsWith("/dev/dm-", StringComparison.Ordinal) && !x.StartsWith("/dev/zram", StringComparison.Ordinal)))
        {
            yield return "memory can be swapped to a disk that is not encrypted; encrypt the swap or switch it off";
        }
    }

    private static async Task<List<string>> CertificateAsync(Uri address, CancellationToken cancel)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(address.Host, address.Port, cancel).AsTask().WaitAsync(TimeSpan.FromSeconds(10), cancel);
            X509Certificate2? seen = null;
            var trusted = false;
#pragma warning disable CA5359 // Nothing is sent: what browsers would object to is what is looked at.
            await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
            {
                (seen, trusted) = (certificate as X509Certificate2, errors == SslPolicyErrors.None);
                return true;
            });
#pragma warning restore CA5359
            await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = address.Host }, cancel);
            var findings = new List<string>();
            if (!trusted)
            {
                findings.Add($"browsers do not trust the certificate of {address.Host}; have it made by an authority that they know");
            }

            if (seen is not null && seen.NotAfter.ToUniversalTime() - TimeProvider.System.GetUtcNow() < Soon)
            {
                findings.Add($"the certificate of {address.Host} ends on {seen.NotAfter.ToUniversalTime().ToString("d MMMM yyyy", CultureInfo.InvariantCulture)}; renew it");
            }

            return findings;
        }
        catch (Exception failed) when (failed is SocketException or IOException or TimeoutException or System.Security.Authentication.AuthenticationException)
        {
            return [$"{address.Host} cannot be reached with TLS; look at the proxy"];
        }
    }

    private static string LimitOf(string limits, string name) => limits.Split('\n').FirstOrDefault(x => x.StartsWith(name, StringComparison.Ordinal))?[name.Length..].TrimStart() ?? "";

    /// <summary>What this user may not read of another's process is not this program's.</summary>
    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
