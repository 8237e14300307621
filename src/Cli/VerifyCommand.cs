using System.CommandLine;
using System.Data.Common;
using ArboDossier.AuditLedger;
using ArboDossier.Cli.Ledgers;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier verify</c>: one line per zone. Exit code 0 where every ledger is consistent, 1 with the first bad entry, 2 where it could not
/// be looked at.
/// </summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var data = new Option<DirectoryInfo>("--data") { Description = "Directory that holds one directory per zone.", Required = true };
        var zone = new Option<string?>("--zone") { Description = "Only this zone." };
        var connection = new Option<string?>("--connection")
        {
            Description = "PostgreSQL connection string of that zone's content; needs --zone. Name a password file (Passfile=…), arguments are seen by all.",
        };
        var witnesses = new Option<DirectoryInfo[]>("--witness") { Description = "Data directory or export of another zone: what it saw of this one counts too. May be repeated." };
        var command = new Command("verify", "Verifies the audit ledger of each zone with public keys only. The programs must be stopped.") { data, zone, connection, witnesses };
        command.SetAction(parsed => Run(
            parsed.GetValue(data)!, parsed.GetValue(zone), parsed.GetValue(connection), parsed.GetValue(witnesses) ?? [], parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(DirectoryInfo data, string? only, string? connection, DirectoryInfo[] witnesses, TextWriter output)
    {
        List<string> zones;
        try
        {
            zones = Zones(data, only, connection);
        }
        catch (CannotTellException impossible)
        {
            output.WriteLine(impossible.Message);
            return ExitCode.CannotTell;
        }

        var codes = zones.Select(zone =>
        {
            var (code, line) = VerifyOne(data.FullName, zone, connection, witnesses);
            output.WriteLine($"{zone}: {line}");
            return code;
        }).ToList();
        return codes.Contains(ExitCode.Wrong) ? ExitCode.Wrong : codes.Max();
    }

    private static List<string> Zones(DirectoryInfo data, string? only, string? connection)
    {
        if (connection is not null && only is null)
        {
            throw new CannotTellException("--connection is the database of one zone: name it with --zone");
        }

        if (only is not null)
        {
            return ZonePins.IsName(only) ? [only] : throw new CannotTellException("--zone is not the name of a zone");
        }

        if (!data.Exists)
        {
            throw new CannotTellException($"{data.FullName} is not there");
        }

        var found = data.GetDirectories().Select(directory => directory.Name)
            .Where(name => File.Exists(Path.Combine(data.FullName, name, ZonePins.PublicFile))).Order(StringComparer.Ordinal).ToList();
        return found.Count > 0 ? found : throw new CannotTellException($"{data.FullName} holds no zone");
    }

    private static (int Code, string Line) VerifyOne(string data, string zone, string? connection, DirectoryInfo[] witnesses)
    {
        try
        {
            var directory = Path.Combine(data, zone);
            using var held = HeldDirectory.Take(directory);
            var others = OtherZones.Of(data, zone, witnesses);
            var pins = ZonePins.Read(directory, zone, others);
            if (pins.ContradictedBy is { } other)
            {
                return (ExitCode.Wrong, $"the ledger key in {ZonePins.PublicFile} is not the one that {other} pinned");
            }

            using var keys = pins.OwnKeys();
            using var ledger = DatabaseLedger.Open(directory, connection);
            var finding = LedgerVerifier.Verify(ledger, zone, keys);
            if (!finding.Consistent)
            {
                return (ExitCode.Wrong, $"entry {finding.FirstBad}: {finding.Fault}");
            }

            var (sights, broken) = Sights.Of(zone, keys, pins, ledger, others);
            if (broken is not null)
            {
                return (ExitCode.Wrong, broken);
            }

            var anchor = Witnessing.Anchor(finding.Entries, ledger.Node, sights);
            if (anchor.ContradictedBy is not null)
            {
                return (ExitCode.Wrong, Contradiction(anchor, finding.Entries));
            }

            var (branches, changed) = FormerBranches.Of(zone, keys, pins, ledger, others);
            if (changed is not null)
            {
                return (ExitCode.Wrong, changed);
            }

            var waiting = finding.Waiting > 0 ? $", {finding.Waiting} waiting for their place" : "";
            var unpinned = pins.PinnedBy == 0 ? "; no other zone here has pinned its key" : "";
            return (ExitCode.Right, $"{finding.Entries} entries, {finding.Checkpoints} checkpoints{waiting}, consistent{Anchored(anchor, finding)}{branches}{unpinned}");
        }
        catch (CannotTellException impossible)
        {
            return (ExitCode.CannotTell, impossible.Message);
        }
        catch (Exception unreadable) when (unreadable is DbException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException)
        {
            return (ExitCode.CannotTell, $"its ledger cannot be read ({unreadable.Message.ReplaceLineEndings(" ")})");
        }
    }

    private static string Contradiction(AnchorFinding anchor, long entries)
    {
        if (!anchor.OtherHistory)
        {
            return $"rolled back: {anchor.ContradictedBy} saw {anchor.Saw} entries, here are {entries}";
        }

        return anchor.Agreed == anchor.Saw - 1
            ? $"entry {anchor.Agreed}: {anchor.ContradictedBy} saw another one"
            : $"different history: {anchor.ContradictedBy} saw other entries among the first {anchor.Saw}; they agree up to entry {anchor.Agreed}";
    }

    /// <summary>How far a thief of the whole machine could still cut it off unseen.</summary>
    private static string Anchored(AnchorFinding anchor, LedgerFinding finding)
    {
        var all = finding.Entries + finding.Waiting;
        if (anchor.Agreed == 0)
        {
            return all == 0 ? "" : ", no other zone has countersigned: all of it could be cut off";
        }

        var rest = all - anchor.Agreed;
        return $", anchored up to entry {anchor.Agreed} by {anchor.AgreedBy}" + (rest == 0 ? "" : $", {rest} {(rest == 1 ? "entry" : "entries")} after it could still be cut off unseen");
    }
}
