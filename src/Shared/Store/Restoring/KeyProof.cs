using System.Text.Json;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// Shows that the keys of a backup open with the zone's custody: the tool, which holds no key, takes a sample out of the set and the program opens it.
/// <code>[{"id":"…","kind":1,"owner":"…","directory":"…","wrapped":"base64"}, …]</code>
/// </summary>
internal static class KeyProof
{
    private sealed record Sample(Guid Id, KeyKind Kind, Guid Owner, Guid Directory, byte[] Wrapped);

    private static readonly JsonSerializerOptions Format = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Why the sample in that file does not show it, or null. Throws <see cref="StoreSettingException"/> where it is no sample.</summary>
    public static async Task<string?> RefusalAsync(string zone, ZoneCustody custody, string path, CancellationToken cancel)
    {
        try
        {
            var keys = JsonSerializer.Deserialize<IReadOnlyList<Sample>>(await File.ReadAllBytesAsync(path, cancel), Format) ?? [];
            if (await custody.ProbeAsync(cancel) is { } fault)
            {
                return $"custody does not open anything at this moment ({fault})";
            }

            var opened = 0;
            foreach (var key in keys)
            {
                opened += await custody.OpensAsync(zone, new WrappedKey(key.Id, key.Kind, key.Owner, key.Directory, null, key.Wrapped), cancel) ? 1 : 0;
            }

            return opened == keys.Count ? null : $"{keys.Count - opened} of {keys.Count} keys do not open with the custody of this zone";
        }
        catch (Exception broken) when (broken is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new StoreSettingException("the sample of keys cannot be read");
        }
    }
}
