using System.Text.Json;

namespace ArboDossier.Signing;

/// <summary>
/// The frame of <c>PublicKeyCredential.toJSON()</c> (WebAuthn Level 3 section 5.1.9):
/// <code>{"id":"…","rawId":"…","type":"public-key","response":{…},"authenticatorAttachment":…,"clientExtensionResults":{…}}</code>
/// </summary>
internal static class BrowserCredential
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    internal static T? Read<T>(string? json, Func<byte[], JsonElement, T?> readResponse)
        where T : class
    {
        using var document = Document(json);
        if (document is null || document.RootElement.ValueKind != JsonValueKind.Object)
            return null;
        var root = document.RootElement;
        try
        {
            return JsonMember.TryText(root, "type", out var type) && type == "public-key"
                && JsonMember.TryText(root, "id", out var id)
                && JsonMember.TryText(root, "rawId", out var rawId) && rawId == id
                && StrictBase64Url.TryDecode(rawId, Credential.MaximumIdBytes, out var credentialId) && credentialId.Length > 0
                && root.TryGetProperty("response", out var response) && response.ValueKind == JsonValueKind.Object
                    ? readResponse(credentialId, response)
                    : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair in a text
        }
    }

    /// <summary>The document, or null when the text is too long, not JSON, or names a member twice.</summary>
    internal static JsonDocument? Document(string? json)
    {
        if (json is null || json.Length is 0 or > Assertion.MaximumJsonCharacters)
            return null;
        try
        {
            return JsonDocument.Parse(json, Options);
        }
        catch (Exception refused) when (refused is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
