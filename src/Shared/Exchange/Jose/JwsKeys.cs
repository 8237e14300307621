using System.Buffers;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace ArboDossier.Exchange.Jose;

/// <summary>
/// The keys of one peer, pinned: what is not in here does not exist. A key is looked up by its thumbprint and nothing else, so a
/// <c>kid</c> can name no file and no address. The caller's duty: one set per peer, so that no zone can speak for another.
/// </summary>
public sealed class JwsKeys
{
    /// <summary>The longest JWK set that is read, in characters.</summary>
    public const int MaximumJsonCharacters = 32 * 1024;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 8 };
    private readonly FrozenDictionary<string, JwsPublicKey> _keys;

    private JwsKeys(IEnumerable<JwsPublicKey> keys)
    {
        _keys = keys.Distinct().ToFrozenDictionary(k => k.KeyId, StringComparer.Ordinal);
    }

    /// <summary>Trusts nobody.</summary>
    public static JwsKeys None { get; } = new([]);

    /// <summary>The keys, in no order that means anything.</summary>
    public IReadOnlyCollection<JwsPublicKey> Keys => _keys.Values;

    /// <summary>A set of these keys.</summary>
    public static JwsKeys Of(params IEnumerable<JwsPublicKey> keys) => new(keys);

    /// <summary>
    /// Reads a JWK set (RFC 7517): <c>{"keys":[…]}</c>, nothing beside it, every key P-256 and named by its own thumbprint. One
    /// key that is not makes the whole set refused. Never throws on content.
    /// </summary>
    public static bool TryParse(string? json, [NotNullWhen(true)] out JwsKeys? keys)
    {
        keys = null;
        if (json is null || json.Length is 0 or > MaximumJsonCharacters)
            return false;
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 1
                || !root.TryGetProperty("keys", out var list) || list.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            var read = new List<JwsPublicKey>();
            foreach (var element in list.EnumerateArray())
            {
                if (!JwsPublicKey.TryParse(element, out var key))
                    return false;
                read.Add(key);
            }

            keys = new JwsKeys(read);
            return true;
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>The set as a JWK set, in the order of the key ids.</summary>
    public string ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartArray("keys");
            foreach (var key in _keys.Values.OrderBy(k => k.KeyId, StringComparer.Ordinal))
                key.WriteTo(json);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The key of this thumbprint, or null.</summary>
    public JwsPublicKey? Find(string keyId) => _keys.GetValueOrDefault(keyId);
}
