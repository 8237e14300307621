using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier init</c>: lets one zone's program make its own keys and databases as this user, and says what goes to whom. The tool itself sees
/// no private key. Run again it changes nothing; with <c>--peer</c> it writes what this zone pins of the others.
/// </summary>
internal static class InitCommand
{
    private const string CodeMark = "founding code: ";
    private static readonly string[] Zones = ["identity", "reintegration", "medical"];

    public static Command Create()
    {
        var zone = new Option<string>("--zone") { Description = "identity, reintegration or medical.", Required = true };
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory, which only this user may read.", Required = true };
        var program = new Option<FileInfo>("--program") { Description = "The zone's program: ArboDossier.Medical.dll, or an executable.", Required = true };
        var peers = new Option<FileInfo[]>("--peer") { Description = "public.json of another zone, brought from there; once for each.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("init", "Sets up one zone as the user who runs this. Settings of the program come from the environment (Store__Provider=…).") { zone, data, program, peers };
        command.SetAction((parsed, cancel) => RunAsync(
            parsed.GetValue(zone)!, parsed.GetValue(data)!, parsed.GetValue(program)!, parsed.GetValue(peers) ?? [], parsed.InvocationConfiguration.Output, cancel));
        return command;
    }

    private static async Task<int> RunAsync(string zone, DirectoryInfo data, FileInfo program, FileInfo[] peers, TextWriter output, CancellationToken cancel)
    {
        if (!Zones.Contains(zone) || !program.Exists)
        {
            output.WriteLine(program.Exists ? "--zone must be identity, reintegration or medical" : "the program is not there");
            return ExitCode.CannotTell;
        }

        try
        {
            var pinned = peers.Select(x => ReadPeer(x.FullName, zone)).ToList();
            if (pinned.Select(x => x.Zone).Distinct().Count() != pinned.Count)
            {
                throw new CannotTellException("two of the files are of the same zone");
            }

            var (code, printed) = await ZoneProgramRun.RunAsync(program, ["--init", $"--Zone:Data={data.FullName}"], cancel);
            if (code != 0)
            {
                output.WriteLine(printed[^1]);
                return ExitCode.Wrong;
            }

            Say(zone, data, [.. printed.Where(x => x.StartsWith(CodeMark, StringComparison.Ordinal)).Select(x => x[CodeMark.Length..])], output);
            if (pinned.Count > 0)
            {
                var file = Path.Combine(data.FullName, ZonePins.PeersFile);
                await File.WriteAllTextAsync(file, $"[{string.Join(',', pinned.Select(x => x.Json))}]", cancel);
                output.WriteLine($"pinned {string.Join(", ", pinned.Select(x => $"{x.Zone} {Fingerprint(x.Json)}"))}: set Zone:Peers to {file}");
            }

            return ExitCode.Right;
        }
        catch (CannotTellException impossible)
        {
            output.WriteLine(impossible.Message);
            return ExitCode.CannotTell;
        }
    }

    private static void Say(string zone, DirectoryInfo data, string[] codes, TextWriter output)
    {
        var own = Path.Combine(data.FullName, ZonePins.PublicFile);
        output.WriteLine($"{zone} is set up in {data.FullName} for user {Environment.UserName}");
        output.WriteLine($"bring to the two other zones: {own}, fingerprint {Fingerprint(File.ReadAllText(own))}");
        foreach (var code in codes)
        {
            output.WriteLine(CodeMark + code);
        }

        if (codes.Length == 0 && zone != "reintegration")
        {
            output.WriteLine("founding codes were printed when this zone was set up, and are kept nowhere");
        }
        else if (zone == "identity")
        {
            output.WriteLine("for the service administrator, who begins at the sign-in program and enters the same code at reintegration");
            output.WriteLine($"setting of reintegration: Founding:CodeHash={Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(codes[0])))}");
        }
        else if (zone == "medical")
        {
            output.WriteLine("one for each of the two founding doctors; give them apart");
        }
    }

    private static (string Zone, string Json) ReadPeer(string path, string own)
    {
        try
        {
            var text = File.ReadAllText(path).Trim();
            using var json = JsonDocument.Parse(text);
            var zone = json.RootElement.GetProperty("zone").GetString() ?? "";
            return zone != own && Zones.Contains(zone) && json.RootElement.TryGetProperty("messages", out _)
                ? (zone, text)
                : throw new CannotTellException($"{path} is not the public.json of another zone");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new CannotTellException($"{path} is not the public.json of another zone");
        }
    }

    /// <summary>To compare by voice that the file was not exchanged on the way.</summary>
    internal static string Fingerprint(string json) => string.Join(' ', Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.Trim())))[..32].Chunk(4).Select(x => new string(x)));
}
