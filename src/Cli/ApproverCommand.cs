using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using ArboDossier.Exchange.Jose;
using ArboDossier.Exchange.Restoring;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier approver</c>: the people of whom two approve that a zone goes on from a backup. Each makes an own key, and keeps it; the zone and its
/// witnesses pin the public halves.
/// </summary>
internal static class ApproverCommand
{
    public static Command Create()
    {
        var name = new Option<string>("--name") { Description = "Who it is.", Required = true };
        var to = new Option<FileInfo>("--to") { Description = "The private key: for this person only.", Required = true };
        var make = new Command("new", "Makes a key for one approver and prints the public line that is pinned.") { name, to };
        make.SetAction((parsed, _) => OperatorAct.RunAsync(parsed.InvocationConfiguration.Output, "approver", output => Task.FromResult(Make(parsed.GetValue(name)!.Trim(), parsed.GetValue(to)!.FullName, output))));
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory.", Required = true };
        var file = new Option<FileInfo>("--approver") { Description = "A file with that public line.", Required = true };
        var pin = new Command("pin", "Pins an approver in a zone. Bring public.json to the other zones again after that.") { data, file };
        pin.SetAction((parsed, _) => OperatorAct.RunAsync(parsed.InvocationConfiguration.Output, "approver", output => Task.FromResult(Pin(parsed.GetValue(data)!.FullName, parsed.GetValue(file)!.FullName, output))));
        return new Command("approver", "The people of whom two approve that a zone goes on from a backup.") { make, pin };
    }

    private static int Make(string name, string to, TextWriter output)
    {
        if (File.Exists(to))
        {
            throw new CannotTellException($"{to} is there already");
        }

        using var key = SigningKey.Create();
        var line = Approvers.Line(name, key.Public);
        _ = Approvers.Parse(line);
        key.SaveNew(to);
        output.WriteLine(line);
        return ExitCode.Right;
    }

    private static int Pin(string data, string file, TextWriter output)
    {
        if (ZonePins.NameIn(data) is not { } zone)
        {
            throw new CannotTellException($"{data} is not the data directory of a zone");
        }

        var approvers = Approvers.Read(data).With(Approvers.Parse(File.ReadAllText(file)));
        Write(Path.Combine(data, Approvers.FileName), approvers.ToJson());
        var own = Path.Combine(data, ZonePins.PublicFile);
        var json = JsonNode.Parse(File.ReadAllText(own)) as JsonObject ?? throw new CannotTellException($"{own} cannot be read");
        json.Remove("approvers");
        Write(own, $"{json.ToJsonString()[..^1]},\"approvers\":[{string.Join(',', approvers.ToPublic())}]}}");
        output.WriteLine($"{zone}: {approvers.People.Count} approvers: {string.Join(", ", approvers.People.Select(x => x.Name))}{(approvers.People.Count < Approvers.Needed ? "; one more is needed" : "")}");
        output.WriteLine($"bring to the two other zones again: {own}, fingerprint {InitCommand.Fingerprint(File.ReadAllText(own))}");
        return ExitCode.Right;
    }

    private static void Write(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new StreamWriter(path + ".new", options))
        {
            file.Write(text);
        }

        File.Move(path + ".new", path, overwrite: true);
    }
}
