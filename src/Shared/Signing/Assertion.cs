using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ArboDossier.Signing;

/// <summary>
/// What an authenticator answers to <c>navigator.credentials.get</c>: the four byte strings that make a signature checkable by
/// anyone, now or years later. Parsing proves nothing; <see cref="WebAuthn.VerifyAssertion"/> does.
/// <code>{"credentialId":"…","authenticatorData":"…","clientData":"…","signature":"…"}   (all base64url without padding)</code>
/// </summary>
/// <param name="CredentialId">Which credential answered.</param>
/// <param name="AuthenticatorData">The authenticator's own bytes; what is signed is these, then SHA-256 of the client data.</param>
/// <param name="ClientData">The browser's JSON, byte for byte.</param>
/// <param name="Signature">DER for ES256, a plain block for RS256.</param>
public sealed record Assertion(byte[] CredentialId, byte[] AuthenticatorData, byte[] ClientData, byte[] Signature)
{
    /// <summary>The longest text of an assertion that is looked at, in characters.</summary>
    public const int MaximumJsonCharacters = 32 * 1024;

    internal const int MaximumSignatureBytes = 1024;
    private const int MembersOfAMessage = 4;

    /// <summary>
    /// Reads the JSON that a browser makes of a credential (<c>PublicKeyCredential.toJSON()</c>). Unknown members are left alone,
    /// because browsers add them; what is read must be there once, of its kind, in strict base64url. Never throws on content.
    /// </summary>
    /// <param name="json">The text a page posted.</param>
    /// <param name="assertion">The assertion, when the result is true.</param>
    /// <param name="userHandle">Whose credential it says to be, for a sign-in without a name; null when the browser sent none.
    /// Requires a comparison with the owner of the credential id.</param>
    public static bool TryParseBrowser(string? json, [NotNullWhen(true)] out Assertion? assertion, out byte[]? userHandle)
    {
        byte[]? handle = null;
        assertion = BrowserCredential.Read<Assertion>(json, (id, response) =>
        {
            var hasHandle = response.TryGetProperty("userHandle", out var member) && member.ValueKind != JsonValueKind.Null;
            if (hasHandle && !JsonMember.TryBytes(response, "userHandle", 64, out handle))
                return null;
            return FromMembers(id, response, "clientDataJSON");
        });
        userHandle = assertion is null ? null : handle;
        return assertion is not null;
    }

    /// <summary>Reads the form for messages and archives: exactly the four members, each once. Never throws on content.</summary>
    public static bool TryParse(JsonElement element, [NotNullWhen(true)] out Assertion? assertion)
    {
        assertion = null;
        try
        {
            if (element.ValueKind == JsonValueKind.Object
                && element.GetPropertyCount() == MembersOfAMessage
                && JsonMember.TryBytes(element, "credentialId", Credential.MaximumIdBytes, out var id))
            {
                assertion = FromMembers(id, element, "clientData");
            }
        }
        catch (InvalidOperationException)
        {
            // text that is not UTF-8
        }

        return assertion is not null;
    }

    /// <summary>Reads the form for messages from text; a member that occurs twice is refused too.</summary>
    public static bool TryParse(string? json, [NotNullWhen(true)] out Assertion? assertion)
    {
        assertion = null;
        using var document = BrowserCredential.Document(json);
        return document is not null && TryParse(document.RootElement, out assertion);
    }

    /// <summary>The form for messages and archives, always the same text for the same bytes.</summary>
    public string ToJson() =>
        $$"""{"credentialId":"{{StrictBase64Url.Encode(CredentialId)}}","authenticatorData":"{{StrictBase64Url.Encode(AuthenticatorData)}}","clientData":"{{StrictBase64Url.Encode(ClientData)}}","signature":"{{StrictBase64Url.Encode(Signature)}}"}""";

    private static Assertion? FromMembers(byte[] id, JsonElement parent, string clientDataName) =>
        id.Length > 0
        && JsonMember.TryBytes(parent, "authenticatorData", Signing.AuthenticatorData.MaximumBytes, out var authenticatorData)
        && JsonMember.TryBytes(parent, clientDataName, Signing.ClientData.MaximumBytes, out var clientData)
        && JsonMember.TryBytes(parent, "signature", MaximumSignatureBytes, out var signature)
            ? new Assertion(id, authenticatorData, clientData, signature)
            : null;
}
