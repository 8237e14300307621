using System.CommandLine;
using System.Text.Json;
using ArboDossier.Cli.Backups;
using ArboDossier.Cli.Ledgers;
using ArboDossier.Exchange.Restoring;
using ArboDossier.Store;

namespace ArboDossier.Cli;

/// <summary>
/// <c>arbodossier backup</c>: one moment of a zone while its program runs, as two sets in two directories: content, which is sealed, and the wrapped keys.
/// The content is copied first: a key is durable before the content that needs it, so the keys that are copied after it are all there.
/// </summary>
internal static class BackupCommand
{
    private const int SampleSize = 25;
    private const int ContentDays = 90;

    public static Command Create()
    {
        var zone = new Option<string>("--zone") { Description = "The zone.", Required = true };
        var data = new Option<DirectoryInfo>("--data") { Description = "The zone's own data directory.", Required = true };
        var to = new Option<DirectoryInfo>("--to") { Description = "Directory of the sets of content.", Required = true };
        var keysTo = new Option<DirectoryInfo>("--keys-to") { Description = "Directory of the sets of wrapped keys, on another medium than the content.", Required = true };
        var program = new Option<string?>("--program") { Description = "The zone's program or the directory it lies in; it shows that the copied keys open with its custody." };
        var prove = new Option<bool>("--prove-keys") { Description = "False: do not let the program show it; older sets of keys then stay.", DefaultValueFactory = _ => true };
        var keep = new Option<int>("--keep-content") { Description = "Days for which sets of content are kept.", DefaultValueFactory = _ => ContentDays };
        var command = new Command("backup", "Copies a zone while its program runs. Run it as the zone's user with the zone's settings in the environment.") { zone, data, to, keysTo, program, prove, keep };
        command.SetAction((parsed, cancel) => OperatorAct.RunAsync(parsed.InvocationConfiguration.Output, parsed.GetValue(zone)!, output => RunAsync(
            new Asked(parsed.GetValue(zone)!, parsed.GetValue(data)!.FullName, parsed.GetValue(to)!.FullName, parsed.GetValue(keysTo)!.FullName),
            parsed.GetValue(prove) ? ProgramIn(parsed.GetValue(program) ?? throw new CannotTellException("--program is needed to show that the keys open"), parsed.GetValue(zone)!) : null,
            parsed.GetValue(keep), output, cancel)));
        return command;
    }

    private sealed record Asked(string Zone, string Data, string To, string KeysTo);

    /// <summary>In its directory a zone's program is named after it.</summary>
    private static FileInfo ProgramIn(string path, string zone) =>
        new(Directory.Exists(path) && zone.Length > 0 ? Path.Combine(path, $"ArboDossier.{char.ToUpperInvariant(zone[0])}{zone[1..]}") : path);

    private static async Task<int> RunAsync(Asked asked, FileInfo? program, int keep, TextWriter output, CancellationToken cancel)
    {
        if (ZonePins.NameIn(asked.Data) != asked.Zone || keep < 1 || program is { Exists: false })
        {
            throw new CannotTellException(keep < 1 ? "--keep-content must be a number of days" : program is { Exists: false } ? "the program is not there" : $"{asked.Data} is not the data directory of this zone");
        }

        if (asked.To == asked.KeysTo)
        {
            throw new CannotTellException("content and keys must not lie in one directory: together they are more than apart");
        }

        var (databases, now, set) = (ZoneDatabases.Read(asked.Data), TimeProvider.System.GetUtcNow(), Guid.NewGuid());
        var engine = Engine.Of(databases);
        var began = new Manifest { Format = Manifest.Version, Kind = Manifest.Content, Zone = asked.Zone, Set = set, At = now, Provider = databases.Provider, Migrations = [], Files = [] };
        var (content, keys) = ("", "");
        try
        {
            content = BackupSet.Begin(asked.To, now);
            keys = BackupSet.Begin(asked.KeysTo, now);
            var contentManifest = CopyContent(asked, engine, databases, began, content, output);
            var keysManifest = CopyKeys(asked, engine, databases, began, keys, output);
            var (opened, refusal) = program is null ? (null, null) : await ProveAsync(asked, engine, program, keys, keysManifest, output, cancel);
            var made = BackupSet.Finish(keys, keysManifest with { Proven = opened }, new Progress(output, "reading the keys again"));
            var whole = BackupSet.Finish(content, contentManifest, new Progress(output, "reading the content again"));
            output.WriteLine($"{asked.Zone}: {whole.Manifest.Checkpoint?.Size ?? 0} entries, content in {whole.Directory}, keys in {made.Directory}{(opened is null ? "" : ", which open")}");
            DropOver(asked, keep, now, output);
            if (refusal is not null)
            {
                output.WriteLine($"{asked.Zone}: {refusal}: older sets of keys stay");
                return ExitCode.Wrong;
            }

            return ExitCode.Right;
        }
        finally
        {
            foreach (var unfinished in new[] { content, keys }.Where(x => x.Length > 0))
            {
                BackupSet.Abandon(unfinished);
            }
        }
    }

    private static Manifest CopyContent(Asked asked, Engine engine, ZoneDatabases databases, Manifest began, string to, TextWriter output)
    {
        using var key = ZonePins.Read(asked.Data, asked.Zone, []).OwnKeys();
        (LedgerPoint Point, string Note)? head = null;
        var copied = engine.Copy(databases.Content, Manifest.Content, to, new Progress(output, "copying the content"), ledger => head = ledger.Head(asked.Zone, key));
        if (head is { } signed)
        {
            DurableFiles.Write(Path.Combine(to, "checkpoint"), System.Text.Encoding.UTF8.GetBytes(signed.Note));
        }

        // What the zone is and whom it believes: public, and needed to judge the set elsewhere.
        foreach (var name in new[] { ZonePins.PublicFile, ZonePins.PeersFile, Approvers.FileName }.Where(x => File.Exists(Path.Combine(asked.Data, x))))
        {
            File.Copy(Path.Combine(asked.Data, name), Path.Combine(to, name));
        }

        return began with { Migrations = copied.Migrations, Tables = copied.Tables, Checkpoint = head?.Point };
    }

    private static Manifest CopyKeys(Asked asked, Engine engine, ZoneDatabases databases, Manifest began, string to, TextWriter output)
    {
        var copied = engine.Copy(databases.Keys, Manifest.Keys, to, new Progress(output, "copying the keys"));
        // After the keys: one that was destroyed meanwhile stands in it.
        if (File.Exists(Path.Combine(asked.Data, DestroyedKeys.FileName)))
        {
            File.Copy(Path.Combine(asked.Data, DestroyedKeys.FileName), Path.Combine(to, DestroyedKeys.FileName));
        }

        return began with { Kind = Manifest.Keys, Migrations = copied.Migrations, Tables = copied.Tables };
    }

    /// <summary>That the keys open, or why they do not.</summary>
    private static async Task<(KeysProven? Opened, string? Refusal)> ProveAsync(Asked asked, Engine engine, FileInfo program, string keys, Manifest manifest, TextWriter output, CancellationToken cancel)
    {
        var sample = Path.Combine(keys, "sample.json");
        var some = engine.Sample(keys, manifest.Tables, SampleSize);
        DurableFiles.Write(sample, JsonSerializer.SerializeToUtf8Bytes(some, JsonSerializerOptions.Web));
        try
        {
            output.WriteLine("opening a sample of the keys");
            var (code, printed) = await ZoneProgramRun.RunAsync(program, ["--prove-keys", sample, $"--Zone:Data={asked.Data}"], cancel);
            return code == 0 ? (new(some.Count, TimeProvider.System.GetUtcNow()), null) : (null, printed[^1]);
        }
        finally
        {
            File.Delete(sample);
        }
    }

    private static void DropOver(Asked asked, int keep, DateTimeOffset now, TextWriter output)
    {
        List<string> over =
        [
            .. Terms.KeysToDrop(BackupSet.In(asked.KeysTo, asked.Zone, Manifest.Keys), now).Select(x => x.Directory),
            .. Terms.ContentToDrop(BackupSet.In(asked.To, asked.Zone, Manifest.Content), now, TimeSpan.FromDays(keep)).Select(x => x.Directory),
            .. Terms.AsideToDrop(asked.Data, now),
        ];
        foreach (var path in over)
        {
            Terms.Drop(path);
            output.WriteLine($"{asked.Zone}: {path} is over its term and gone");
        }
    }
}
