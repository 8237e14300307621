using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ArboDossier.Exchange.Restoring;

/// <summary>
/// <c>restored.json</c> in a zone's data directory: while it is there the zone was put back from a backup and did not go on yet. The program starts
/// when two people approved, and moves it to <c>restored-ID.json</c>.
/// </summary>
/// <param name="Restoration">What is approved.</param>
/// <param name="Reason">Why, in the operator's words.</param>
/// <param name="Aside">The directory with what was there before.</param>
/// <param name="Approvals">So far.</param>
public sealed record RestoredFile(Restoration Restoration, string Reason, string Aside, IReadOnlyList<string> Approvals)
{
    /// <summary>The file that waits.</summary>
    public const string FileName = "restored.json";

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict) { WriteIndented = true };

    /// <summary>Whether one waits in that directory.</summary>
    public static bool IsIn(string data) => File.Exists(Path.Combine(data, FileName));

    /// <summary>The file that waits. Throws <see cref="FormatException"/> where it is no such file.</summary>
    public static RestoredFile Read(string data) => ReadFrom(Path.Combine(data, FileName));

    /// <summary>Restorations with which this zone went on.</summary>
    public static IReadOnlyList<RestoredFile> History(string data) => [.. Directory.GetFiles(data, "restored-*.json").Order(StringComparer.Ordinal).Select(ReadFrom)];

    /// <summary>Reads one by its path. Throws <see cref="FormatException"/>.</summary>
    public static RestoredFile ReadFrom(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RestoredFile>(File.ReadAllBytes(path), Format) is { } read && HashOf(read.Reason).AsSpan().SequenceEqual(read.Restoration.ReasonHash)
                ? read
                : throw new FormatException($"{path} was changed");
        }
        catch (JsonException broken)
        {
            throw new FormatException($"{path} cannot be read", broken);
        }
    }

    /// <summary>What stands for the reason in what is approved.</summary>
    public static byte[] HashOf(string reason) => SHA256.HashData(Encoding.UTF8.GetBytes(reason));

    /// <summary>Writes it whole or not at all, for this user only.</summary>
    public void Save(string data)
    {
        var path = Path.Combine(data, FileName);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this, Format));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>The zone goes on: what waited is history. Done again it does nothing.</summary>
    public void Close(string data) => File.Move(Path.Combine(data, FileName), Path.Combine(data, $"restored-{Restoration.Id:N}.json"), overwrite: true);
}
