using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.Custody;

namespace ArboDossier.Store;

/// <summary>
/// Which generations of its own keys a zone uses: <c>keys.json</c> in its key directory. No secret: names, and per key-encryption key a value that
/// only the same key opens. Written whole and moved into place, so that a program killed at any moment finds the old or the new one.
/// <code>{"kind":"key-file","wrapping":[{"name":"2","check":"…"},{"name":"1","check":"…"}],"messages":["1"],"ledger":["1"]}</code>
/// The first of each list is the one in use; the others still open. Of the keys that sign, the one that takes over is named apart, and what the other
/// zones are told of them is there once one was changed.
/// </summary>
internal sealed record KeyRecord(
    string Kind, IReadOnlyList<KeyRecord.Wrapper> Wrapping, IReadOnlyList<string> Messages, IReadOnlyList<string> Ledger,
    string? NextMessages = null, string? NextLedger = null, ZonePublicKeys? Public = null)
{
    private const string FileName = "keys.json";
    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict) { RespectRequiredConstructorParameters = false, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <summary>A key-encryption key. With an instant: since when nothing in the zone's databases is wrapped by it any more.</summary>
    internal sealed record Wrapper(string Name, byte[] Check, DateTimeOffset? ReplacedAt = null);

    /// <summary>Generations of one use, the one in use first.</summary>
    public IReadOnlyList<string> Of(KeyUse use) => use switch
    {
        KeyUse.Wrapping => [.. Wrapping.Select(x => x.Name)],
        KeyUse.Messages => [.. Messages, .. NextMessages is { } next ? new[] { next } : []],
        KeyUse.Ledger => [.. Ledger, .. NextLedger is { } next ? new[] { next } : []],
    };

    /// <summary>The generation that takes over, or null.</summary>
    public string? Next(KeyUse use) => use switch
    {
        KeyUse.Wrapping => null,
        KeyUse.Messages => NextMessages,
        KeyUse.Ledger => NextLedger,
    };

    public static bool IsIn(string directory) => File.Exists(Path.Combine(directory, FileName));

    /// <summary>Throws what reading a file throws, and <see cref="JsonException"/>.</summary>
    public static KeyRecord Read(string directory) =>
        JsonSerializer.Deserialize<KeyRecord>(File.ReadAllBytes(Path.Combine(directory, FileName)), Format) is { Wrapping.Count: > 0, Messages.Count: > 0, Ledger.Count: > 0 } read
            ? read
            : throw new JsonException("a key is missing in it");

    public void Save(string directory) => WholeFile.Write(Path.Combine(directory, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Format));
}

/// <summary>A file that is there whole or not at all.</summary>
internal static class WholeFile
{
    public static void Write(string path, ReadOnlySpan<byte> bytes, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite)
    {
        var temporary = path + ".new";
        File.Delete(temporary);
        using (var file = new FileStream(temporary, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
