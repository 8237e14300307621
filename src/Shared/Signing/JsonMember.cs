using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ArboDossier.Signing;

/// <summary>Reads one member of a JSON object, of exactly the kind that is asked for.</summary>
internal static class JsonMember
{
    internal static bool TryText(JsonElement parent, string name, [NotNullWhen(true)] out string? text)
    {
        text = parent.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    internal static bool TryBytes(JsonElement parent, string name, int maximum, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        return TryText(parent, name, out var text) && StrictBase64Url.TryDecode(text, maximum, out bytes);
    }
}
