using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using ArboDossier.Exchange.Jose;
using ArboDossier.Exchange.Restoring;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier approve</c>: one of two people reads what a zone would go on from, and signs it: on the zone's machine, or elsewhere on the file
/// <c>restored.json</c>, so that a private key never comes to the machine.
/// </summary>
internal static class ApproveCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo?>("--data") { Description = "The zone's own data directory." };
        var statement = new Option<FileInfo?>("--statement") { Description = "Elsewhere: a copy of restored.json; prints the approval." };
        var key = new Option<FileInfo?>("--key") { Description = "The approver's private key. Without it, it is only shown." };
        var approval = new Option<string?>("--approval") { Description = "An approval that was given elsewhere." };
        var command = new Command("approve", "Shows from which backup a zone would go on, and approves it.") { data, statement, key, approval };
        command.SetAction((parsed, _) => OperatorAct.RunAsync(parsed.InvocationConfiguration.Output, "approve", output => Task.FromResult(
            Run(parsed.GetValue(data)?.FullName, parsed.GetValue(statement)?.FullName, parsed.GetValue(key)?.FullName, parsed.GetValue(approval), output))));
        return command;
    }

    private static int Run(string? data, string? statement, string? keyFile, string? approval, TextWriter output)
    {
        if ((data is null) == (statement is null) || (statement is not null && approval is not null) || (keyFile is not null && approval is not null))
        {
            throw new CannotTellException("name --data with --key or --approval, or --statement with --key");
        }

        var file = data is null ? RestoredFile.ReadFrom(statement!)
            : RestoredFile.IsIn(data) ? RestoredFile.Read(data) : throw new CannotTellException($"nothing waits to be approved in {data}");
        Show(file, output);
        if (keyFile is not null)
        {
            using var key = Load(keyFile);
            approval = file.Restoration.Approve(key);
        }

        if (approval is null)
        {
            return ExitCode.Right;
        }

        if (data is null)
        {
            output.WriteLine(approval);
            return ExitCode.Right;
        }

        return Add(data, file, approval, output);
    }

    private static int Add(string data, RestoredFile file, string approval, TextWriter output)
    {
        var approvers = Approvers.Read(data);
        if (file.Restoration.ApprovedBy(approval, approvers.Keys) is not { } by)
        {
            throw new CannotTellException("that is no approval of this by an approver of this zone");
        }

        var others = file.Approvals.Where(x => file.Restoration.ApprovedBy(x, approvers.Keys) is { } given && given != by).Take(Approvers.Needed - 1).ToList();
        (file with { Approvals = [.. others, approval] }).Save(data);
        output.WriteLine($"approved by {approvers.NameOf(by)}; {(others.Count + 1 < Approvers.Needed ? "one more is needed" : "the program can start")}");
        return ExitCode.Right;
    }

    private static void Show(RestoredFile file, TextWriter output)
    {
        var (what, day) = (file.Restoration, file.Restoration.At.UtcDateTime.ToString("d MMMM yyyy HH:mm 'UTC'", CultureInfo.InvariantCulture));
        output.WriteLine($"zone {what.Zone} was put back on {day} from the backup {what.Set}");
        output.WriteLine($"reason: {file.Reason}");
        output.WriteLine($"the ledger that is left: {what.Former.Size} entries, {Convert.ToBase64String(what.Former.Root)}");
        output.WriteLine($"it goes on after entry {what.Head.Size}, {Convert.ToBase64String(what.Head.Root)}");
        output.WriteLine($"fingerprint: {Convert.ToHexStringLower(SHA256.HashData(what.ToBytes()))[..32]}");
    }

    private static SigningKey Load(string path)
    {
        try
        {
            return SigningKey.Load(path);
        }
        catch (FileNotFoundException)
        {
            throw new CannotTellException("there is no such key file");
        }
    }
}
