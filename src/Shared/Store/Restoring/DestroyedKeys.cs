using System.Globalization;
using System.Text;

namespace ArboDossier.Store;

/// <summary>
/// Ids of wrapped keys that were destroyed, each with its day, in a file beside the data that only grows. It outlives the database: whoever restores a
/// backup destroys them again (architecture, Sealing). An id says nothing of whom it was about. Compiled into the operator's tool as well.
/// <code>0193…(32 hexadecimal digits) 2026-11-27</code>
/// </summary>
internal static class DestroyedKeys
{
    public const string FileName = "destroyed-keys";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes them down, durably. Called before they are destroyed: a program killed in between destroys one that was meant to be.</summary>
    public static void Note(string directory, IReadOnlyCollection<Guid> ids, DateOnly day)
    {
        var lines = string.Concat(ids.Select(id => $"{id:N} {day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}\n"));
        using var file = new FileStream(Path.Combine(directory, FileName), new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite, UnixCreateMode = Owner });
        file.Write(Encoding.ASCII.GetBytes(lines));
        file.Flush(flushToDisk: true);
    }

    /// <summary>The ids in that directory's file; none where there is no file. A last line that was cut off is not one.</summary>
    public static IReadOnlyCollection<Guid> In(string directory)
    {
        var path = Path.Combine(directory, FileName);
        return File.Exists(path) ? [.. Read(path)] : [];
    }

    private static HashSet<Guid> Read(string path)
    {
        var text = File.ReadAllText(path);
        return [.. text[..(text.LastIndexOf('\n') + 1)].Split('\n').Where(x => x.Length > 32 && Guid.TryParseExact(x[..32], "N", out _)).Select(x => Guid.ParseExact(x[..32], "N"))];
    }
}
