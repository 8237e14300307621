using System.CommandLine;
using System.Text.Json;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier rotate</c>: asks one zone's running program for a new key, and says how far it is. The tool holds no key: it leaves a
/// request in the zone's directory, which only the zone's user can write, and the program does the work.
/// </summary>
internal static class RotateCommand
{
    private const string RequestFile = "rotate.request";
    private const string StatusFile = "rotate.json";

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory; with --zone the one that holds a directory per zone.", Required = true };
        var zone = new Option<string?>("--zone") { Description = "The zone." };
        var key = new Option<string>("--key") { Description = "Which key: wrapping (the key-encryption key), messages or ledger (those that sign), or data (all that seal data; or one kind: directory, label, content, door, message).", DefaultValueFactory = _ => "wrapping" };
        key.AcceptOnlyFromAmong("wrapping", "messages", "ledger", "data", "directory", "label", "content", "door", "message");
        var retire = new Option<bool>("--retire") { Description = "Give up former keys now, instead of when the backups that need them are fourteen days old." };
        var status = new Option<bool>("--status") { Description = "Only say how far it is." };
        var command = new Command("rotate", "Changes a key of a zone while the programs run. On a token or at a key service, make the new key there first.") { data, zone, key, retire, status };
        command.SetAction(parsed =>
        {
            var at = parsed.GetValue(data)!;
            var directory = parsed.GetValue(zone) is { } one ? new DirectoryInfo(Path.Combine(at.FullName, one)) : at;
            return Run(directory, parsed.GetValue(retire) ? "retire" : parsed.GetValue(key)!, parsed.GetValue(status), parsed.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(DirectoryInfo data, string asked, bool status, TextWriter output)
    {
        try
        {
            if (ZonePins.NameIn(data.FullName) is not { } zone)
            {
                output.WriteLine($"{data.FullName} is not the data directory of a zone");
                return ExitCode.CannotTell;
            }

            var request = Path.Combine(data.FullName, RequestFile);
            if (status)
            {
                output.WriteLine($"{zone}: {Status(data, File.Exists(request))}");
                return ExitCode.Right;
            }

            // Under another name first: the program may look at any moment.
            var mode = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            using (var file = new StreamWriter(request + ".new", mode))
            {
                file.Write(asked);
            }

            File.Move(request + ".new", request, overwrite: true);
            output.WriteLine($"{zone}: asked; the program takes it up within some seconds, or at its next start (rotate --status)");
            return ExitCode.Right;
        }
        catch (Exception closed) when (closed is IOException or UnauthorizedAccessException or JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            output.WriteLine($"{data.FullName} cannot be used");
            return ExitCode.CannotTell;
        }
    }

    private static string Status(DirectoryInfo data, bool asked)
    {
        var path = Path.Combine(data.FullName, StatusFile);
        if (!File.Exists(path))
        {
            return asked ? "asked, and not taken up yet" : "no key was changed here";
        }

        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = json.RootElement;
        var message = root.GetProperty("message").GetString();
        var at = root.GetProperty("at").GetDateTimeOffset().ToString("u", System.Globalization.CultureInfo.InvariantCulture);
        return $"{root.GetProperty("step").GetString()}, {root.GetProperty("done").GetInt32()} of {root.GetProperty("of").GetInt32()} {(root.TryGetProperty("what", out var what) ? what.GetString() : "keys")}, {at}"
            + (message is { Length: > 0 } ? $" ({message})" : "") + (asked ? "; another request waits" : "");
    }
}
