using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.Cli.Backups;

/// <summary>
/// A set that was written whole: a directory named after the instant at which it was begun. Before it is whole it has another name, which no restore
/// takes and the next backup removes.
/// </summary>
internal sealed record BackupSet(string Directory, Manifest Manifest)
{
    private const string NameFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string Unfinished = ".unfinished-";
    private const int LongestManifest = 1 << 20;

    /// <summary>The directory's name.</summary>
    public string Name => Path.GetFileName(Directory);

    public string PathOf(string file) => Path.Combine(Directory, file);

    /// <summary>Begins one in a directory of sets; takes away what earlier ones left that were cut off.</summary>
    public static string Begin(string sets, DateTimeOffset at)
    {
        System.IO.Directory.CreateDirectory(sets, DurableFiles.OwnerDirectory);
        foreach (var left in System.IO.Directory.GetDirectories(sets, Unfinished + "*"))
        {
            System.IO.Directory.Delete(left, recursive: true);
        }

        var name = at.UtcDateTime.ToString(NameFormat, CultureInfo.InvariantCulture);
        if (Path.Exists(Path.Combine(sets, name)))
        {
            throw new CannotTellException($"{Path.Combine(sets, name)} is there already: one backup a second");
        }

        return System.IO.Directory.CreateDirectory(Path.Combine(sets, Unfinished + name), DurableFiles.OwnerDirectory).FullName;
    }

    /// <summary>Takes away what was begun and does not become a set.</summary>
    public static void Abandon(string unfinished)
    {
        if (System.IO.Directory.Exists(unfinished))
        {
            System.IO.Directory.Delete(unfinished, recursive: true);
        }
    }

    /// <summary>Describes all files that lie there and writes the manifest: the last thing before it gets its name.</summary>
    public static BackupSet Finish(string unfinished, Manifest manifest, Progress progress)
    {
        var files = System.IO.Directory.GetFiles(unfinished).Order(StringComparer.Ordinal).ToList();
        files.ForEach(DurableFiles.Settle);
        var whole = manifest with { Files = [.. files.Select(x => DurableFiles.Describe(x, progress))] };
        var bytes = whole.ToBytes();
        DurableFiles.Write(Path.Combine(unfinished, Manifest.HashName), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        DurableFiles.Write(Path.Combine(unfinished, Manifest.FileName), bytes);
        DurableFiles.SettleDirectory(unfinished);
        var target = Path.Combine(Path.GetDirectoryName(unfinished)!, Path.GetFileName(unfinished)[Unfinished.Length..]);
        System.IO.Directory.Move(unfinished, target);
        DurableFiles.SettleDirectory(Path.GetDirectoryName(target)!);
        return new(target, whole);
    }

    /// <summary>The sets of a zone and kind in a directory, the oldest first; what is no whole set is passed over.</summary>
    public static IReadOnlyList<BackupSet> In(string sets, string zone, string kind) => !System.IO.Directory.Exists(sets)
        ? []
        : [.. System.IO.Directory.GetDirectories(sets).Where(x => IsName(Path.GetFileName(x))).Select(x => (x, Manifest: ReadManifest(x)))
            .Where(x => x.Manifest is { } read && read.Zone == zone && read.Kind == kind).Select(x => new BackupSet(x.x, x.Manifest!)).OrderBy(x => x.Manifest.At)];

    /// <summary>Opens a set of which every byte is as it was written.</summary>
    public static BackupSet Open(string directory, string kind, string zone, Progress progress)
    {
        var path = Path.GetFullPath(directory).TrimEnd('/');
        if (!System.IO.Directory.Exists(path) || ReadManifest(path) is not { } manifest)
        {
            throw new CannotTellException($"{path} is no whole backup set");
        }

        if (manifest.Kind != kind || manifest.Zone != zone)
        {
            throw new CannotTellException($"{path} is a set of {manifest.Kind} of zone {manifest.Zone}; wanted is one of {kind} of {zone}");
        }

        var set = new BackupSet(path, manifest);
        foreach (var file in manifest.Files)
        {
            if (Path.GetFileName(file.Name) != file.Name || !File.Exists(set.PathOf(file.Name)) || DurableFiles.Describe(set.PathOf(file.Name), progress) != file)
            {
                throw new CannotTellException($"{file.Name} in {path} is not what was written: take another set");
            }
        }

        return set;
    }

    private static bool IsName(string name) => DateTime.TryParseExact(name, NameFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static Manifest? ReadManifest(string directory)
    {
        var path = Path.Combine(directory, Manifest.FileName);
        var hash = Path.Combine(directory, Manifest.HashName);
        if (!File.Exists(path) || !File.Exists(hash) || new FileInfo(path).Length > LongestManifest)
        {
            return null;
        }

        var bytes = File.ReadAllBytes(path);
        return File.ReadAllText(hash) == Convert.ToHexStringLower(SHA256.HashData(bytes)) ? Manifest.Parse(bytes) : null;
    }
}
