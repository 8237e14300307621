using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Cli.Backups;
using ArboDossier.Cli.Ledgers;
using ArboDossier.Exchange.Restoring;
using ArboDossier.Store;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier restore</c>: puts a pair of sets in the place of a zone's databases, after everything about them was found right. What was there stays
/// aside. The program starts on it when two people approved (<c>arbodossier approve</c>). Killed at any step it can be run again.
/// </summary>
internal static class RestoreCommand
{
    private const int LongestReason = 500;

    public static Command Create()
    {
        var zone = new Option<string>("--zone") { Description = "The zone.", Required = true };
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory.", Required = true };
        var from = new Option<DirectoryInfo>("--from") { Description = "The set of content.", Required = true };
        var keysFrom = new Option<DirectoryInfo>("--keys-from") { Description = "The set of wrapped keys that was made with it, or a newer one.", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for the two people who approve it. Names nobody.", Required = true };
        var replace = new Option<bool>("--replace") { Description = "PostgreSQL: put the rows that are there aside and replace them." };
        var command = new Command("restore", "Puts a zone back from a backup. The program must be stopped; on PostgreSQL with the owner's connection strings in the environment.") { zone, data, from, keysFrom, reason, replace };
        command.SetAction((parsed, _) => OperatorAct.RunAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(zone)!, output => Task.FromResult(Run(
            new Asked(parsed.GetValue(zone)!, parsed.GetValue(data)!.FullName, parsed.GetValue(reason)!.Trim(), parsed.GetValue(replace)), parsed.GetValue(from)!.FullName, parsed.GetValue(keysFrom)!.FullName, output))));
        return command;
    }

    private sealed record Asked(string Zone, string Data, string Reason, bool Replace);

    private static int Run(Asked asked, string from, string keysFrom, TextWriter output)
    {
        if (ZonePins.NameIn(asked.Data) != asked.Zone || asked.Reason.Length is 0 or > LongestReason)
        {
            throw new CannotTellException(asked.Reason.Length is 0 or > LongestReason ? $"--reason must be between 1 and {LongestReason} characters" : $"{asked.Data} is not the data directory of this zone");
        }

        using var held = HeldDirectory.Take(asked.Data, always: true);
        var databases = ZoneDatabases.Read(asked.Data);
        var content = BackupSet.Open(from, Manifest.Content, asked.Zone, new Progress(output, "reading the content"));
        var keys = BackupSet.Open(keysFrom, Manifest.Keys, asked.Zone, new Progress(output, "reading the keys"));
        Judge(asked, databases, content, keys);
        var pending = RestoredFile.IsIn(asked.Data) ? RestoredFile.Read(asked.Data) : null;
        var now = Whole(TimeProvider.System.GetUtcNow());
        var aside = pending?.Aside ?? Terms.Aside + now.UtcDateTime.ToString(Terms.AsideFormat, CultureInfo.InvariantCulture);
        using var key = ZonePins.Read(asked.Data, asked.Zone, []).OwnKeys();
        var former = Former(asked, databases, key, pending, output);
        using var placement = Engine.Of(databases).Prepare(databases, content, keys, Destroyed(asked.Data, keys), Path.Combine(asked.Data, aside), asked.Replace, new Progress(output, "putting it ready"));
        var head = Proven(asked.Zone, key, placement.Ledger, content.Manifest);

        // Before the databases: a zone whose restore was cut off does not start as if nothing had been.
        new RestoredFile(new(asked.Zone, Guid.NewGuid(), content.Name, now, former, head, RestoredFile.HashOf(asked.Reason)), asked.Reason, aside, []).Save(asked.Data);
        DurableFiles.SettleDirectory(asked.Data);
        placement.Take();
        Say(asked, content, head, former, placement.Destroyed, output);
        return ExitCode.Right;
    }

    /// <summary>What the two sets and this zone must have in common.</summary>
    private static void Judge(Asked asked, ZoneDatabases databases, BackupSet content, BackupSet keys)
    {
        if (content.Manifest.Provider != databases.Provider || keys.Manifest.Provider != databases.Provider)
        {
            throw new CannotTellException($"the backup is of {content.Manifest.Provider}, and this zone is set to {databases.Provider}");
        }

        if (keys.Manifest.Set != content.Manifest.Set && keys.Manifest.At < content.Manifest.At)
        {
            throw new CannotTellException($"the keys of {keys.Name} are older than the content of {content.Name}: what was sealed in between would never open; take the keys that were made with it, or newer ones");
        }

        if (!ZonePins.Read(asked.Data, asked.Zone, []).IsOfOneLedgerWith(ZonePins.Read(content.Directory, asked.Zone, [])))
        {
            throw new CannotTellException("the backup is of another installation, or of before its ledger's key was changed: its ledger was signed by another key than this zone's");
        }
    }

    /// <summary>The end of the restored ledger, after every entry of it was found right.</summary>
    private static LedgerPoint Proven(string zone, LedgerKeys key, DatabaseLedger ledger, Manifest manifest)
    {
        var finding = LedgerVerifier.Verify(ledger, zone, key);
        if (!finding.Consistent)
        {
            throw new CannotTellException($"the ledger of the backup does not verify: entry {finding.FirstBad}: {finding.Fault}");
        }

        var head = ledger.Head(zone, key)?.Point ?? new LedgerPoint(0, Merkle.EmptyRoot);
        return manifest.Checkpoint is not { } said || said.Is(head) ? head : throw new CannotTellException("the ledger of the backup does not end where its manifest says");
    }

    /// <summary>The newest that is known here of the ledger that is left: what was kept beside it, what an earlier restore knew, and the database itself.</summary>
    private static LedgerPoint Former(Asked asked, ZoneDatabases databases, LedgerKeys key, RestoredFile? pending, TextWriter output)
    {
        List<LedgerPoint> known = [new(0, Merkle.EmptyRoot)];
        foreach (var path in Directory.GetFiles(asked.Data, "ledger-head").Concat(Directory.GetFiles(asked.Data, "ledger-seen-*")))
        {
            if (Checkpoint.Verify(File.ReadAllText(path), Checkpoint.OriginOf(asked.Zone), key) is { } seen)
            {
                known.Add(new(seen.Size, seen.Root));
            }
        }

        if (pending is not null)
        {
            known.Add(pending.Restoration.Former);
        }

        try
        {
            if (databases.IsPostgres || File.Exists(databases.Content))
            {
                using var ledger = databases.IsPostgres ? DatabaseLedger.OnPostgres(databases.Content) : DatabaseLedger.OnSqlite(databases.Content);
                known.AddRange(ledger.Head(asked.Zone, key) is { } head ? [head.Point] : []);
            }
        }
        catch (Exception damaged) when (damaged is DbException or InvalidOperationException)
        {
            output.WriteLine($"{asked.Zone}: the ledger that is there cannot be read; what was kept beside it counts");
        }

        return known.MaxBy(x => x.Size)!;
    }

    /// <summary>Keys that were destroyed, as far as this directory and the newer sets of keys beside the chosen one tell.</summary>
    private static HashSet<Guid> Destroyed(string data, BackupSet keys) =>
        [.. DestroyedKeys.In(data), .. BackupSet.In(Path.GetDirectoryName(keys.Directory)!, keys.Manifest.Zone, Manifest.Keys).Append(keys).SelectMany(x => DestroyedKeys.In(x.Directory))];

    private static void Say(Asked asked, BackupSet content, LedgerPoint head, LedgerPoint former, int destroyed, TextWriter output)
    {
        output.WriteLine($"{asked.Zone}: put back from {content.Name}: {head.Size} entries{(former.Size > head.Size ? $", {former.Size - head.Size} that came after are left" : "")}; {destroyed} destroyed keys were destroyed again");
        var approvers = Approvers.Read(asked.Data).People.Count;
        output.WriteLine(approvers < Approvers.Needed
            ? $"{asked.Zone}: it does not start before {Approvers.Needed} people approved, and {approvers} are pinned: arbodossier approver pin"
            : $"{asked.Zone}: it starts when {Approvers.Needed} people approved: arbodossier approve --data {asked.Data} --key FILE");
    }

    private static DateTimeOffset Whole(DateTimeOffset instant) => DateTimeOffset.FromUnixTimeSeconds(instant.ToUnixTimeSeconds());
}
