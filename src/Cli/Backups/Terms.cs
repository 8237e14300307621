using System.Globalization;

namespace ArboDossier.Cli.Backups;

/// <summary>
/// How long sets are kept. Keys at most fourteen days, so that a key that was destroyed is gone from the backups too; but the newest set of keys that was
/// shown to open stays until a newer one was.
/// </summary>
internal static class Terms
{
    public static readonly TimeSpan Keys = TimeSpan.FromDays(14);

    /// <summary>The directory of what a restore put aside, after the instant.</summary>
    public const string Aside = "before-restore-";

    public const string AsideFormat = "yyyyMMdd'T'HHmmss'Z'";

    /// <summary>Sets of keys whose term is over.</summary>
    public static IEnumerable<BackupSet> KeysToDrop(IReadOnlyList<BackupSet> sets, DateTimeOffset now)
    {
        var kept = sets.LastOrDefault(x => x.Manifest.Proven is not null) ?? (sets.Count > 0 ? sets[^1] : null);
        return sets.Where(x => x != kept && now - x.Manifest.At > Keys);
    }

    /// <summary>Sets of content whose term is over. The newest stays.</summary>
    public static IEnumerable<BackupSet> ContentToDrop(IReadOnlyList<BackupSet> sets, DateTimeOffset now, TimeSpan term) =>
        sets.Take(Math.Max(0, sets.Count - 1)).Where(x => now - x.Manifest.At > term);

    /// <summary>Keys that a restore put aside are a copy of keys like any other.</summary>
    public static IEnumerable<string> AsideToDrop(string data, DateTimeOffset now)
    {
        foreach (var directory in Directory.GetDirectories(data, Aside + "*"))
        {
            var isOver = DateTimeOffset.TryParseExact(Path.GetFileName(directory)[Aside.Length..], AsideFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
                && now - at > Keys;
            foreach (var path in isOver ? Directory.GetFileSystemEntries(directory, "keys*") : [])
            {
                yield return path;
            }
        }
    }

    public static void Drop(string path)
    {
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            File.Delete(path);
        }
    }
}
