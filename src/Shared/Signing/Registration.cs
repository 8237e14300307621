using System.Diagnostics.CodeAnalysis;

namespace ArboDossier.Signing;

/// <summary>
/// What an authenticator answers to <c>navigator.credentials.create</c>. Parsing proves nothing;
/// <see cref="WebAuthn.VerifyRegistration"/> does.
/// </summary>
/// <param name="CredentialId">The id the browser names; must be the one inside the attestation object.</param>
/// <param name="AttestationObject">CBOR of the authenticator: format, statement and authenticator data.</param>
/// <param name="ClientData">The browser's JSON, byte for byte.</param>
public sealed record Registration(byte[] CredentialId, byte[] AttestationObject, byte[] ClientData)
{
    /// <summary>Reads the JSON that a browser makes of a new credential; the same rules as for an assertion.</summary>
    public static bool TryParseBrowser(string? json, [NotNullWhen(true)] out Registration? registration)
    {
        registration = BrowserCredential.Read<Registration>(json, (id, response) =>
            JsonMember.TryBytes(response, "attestationObject", Signing.AttestationObject.MaximumBytes, out var attestation)
            && JsonMember.TryBytes(response, "clientDataJSON", Signing.ClientData.MaximumBytes, out var clientData)
                ? new Registration(id, attestation, clientData)
                : null);
        return registration is not null;
    }
}
