using System.Text.Json;
using System.Text.Json.Serialization;

namespace ArboDossier.Cli.Backups;

/// <summary>A file of a set.</summary>
internal sealed record SetFile(string Name, long Length, string Sha256);

/// <summary>A table of a set from PostgreSQL, in the order in which its rows go back; the file has its name.</summary>
internal sealed record SetTable(string Name, IReadOnlyList<string> Columns);

/// <summary>That a sample of the keys in a set was opened by the program, with its custody.</summary>
internal sealed record KeysProven(int Keys, DateTimeOffset At);

/// <summary>
/// What a set holds: <c>manifest.json</c>, and its SHA-256 beside it in <c>manifest.sha256</c>. Written last; a directory without it is no set.
/// </summary>
internal sealed record Manifest
{
    public const string FileName = "manifest.json";
    public const string HashName = "manifest.sha256";
    public const string Content = "content";
    public const string Keys = "keys";
    public const int Version = 1;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerOptions.Strict) { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Version of this format.</summary>
    public required int Format { get; init; }

    /// <summary><c>content</c> or <c>keys</c>: they are kept apart, and for different times.</summary>
    public required string Kind { get; init; }

    public required string Zone { get; init; }

    /// <summary>Shared by the two sets that were made together.</summary>
    public required Guid Set { get; init; }

    /// <summary>When it was begun.</summary>
    public required DateTimeOffset At { get; init; }

    public required string Provider { get; init; }

    /// <summary>The version of the database.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }

    public required IReadOnlyList<SetFile> Files { get; init; }

    /// <summary>On PostgreSQL.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<SetTable>? Tables { get; init; }

    /// <summary>Content: the entries of its ledger and the root over them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Exchange.Restoring.LedgerPoint? Checkpoint { get; init; }

    /// <summary>Keys: null where nobody showed that they open.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public KeysProven? Proven { get; init; }

    public byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null where these bytes are no manifest of a version that is known here.</summary>
    public static Manifest? Parse(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return JsonSerializer.Deserialize<Manifest>(bytes, Json) is { Format: Version } read ? read : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
