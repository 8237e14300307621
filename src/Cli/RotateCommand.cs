using System.CommandLine;
using System.Text.Json;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier rotate</c>: asks one zone's running program for a new key-encryption key, and says how far it is. The tool holds no key: it leaves a
/// request in the zone's directory, which only the zone's user can write, and the program does the work.
/// </summary>
internal static class RotateCommand
{
    private const string RequestFile = "rotate.request";
    private const string StatusFile = "rotate.json";

    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory.", Required = true };
        var retire = new Option<bool>("--retire") { Description = "Give up former keys now, instead of when the backups that need them are fourteen days old." };
        var status = new Option<bool>("--status") { Description = "Only say how far it is." };
        var command = new Command("rotate", "Changes a zone's key-encryption key while its program runs. On a token or at a key service, make the new key there first.") { data, retire, status };
        command.SetAction(parsed => Run(parsed.GetValue(data)!, parsed.GetValue(retire), parsed.GetValue(status), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(DirectoryInfo data, bool retire, bool status, TextWriter output)
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
                file.Write(retire ? "retire" : "wrapping");
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
        return $"{root.GetProperty("step").GetString()}, {root.GetProperty("done").GetInt32()} of {root.GetProperty("of").GetInt32()} keys, {at}"
            + (message is { Length: > 0 } ? $" ({message})" : "") + (asked ? "; another request waits" : "");
    }
}
