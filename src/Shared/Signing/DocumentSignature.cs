using System.Security.Cryptography;

namespace ArboDossier.Signing;

/// <summary>
/// A person's signature over a document: a passkey assertion whose challenge is the SHA-256 of the document's bytes. Whoever
/// holds the document, the assertion and the credential can check it; nobody but the holder of the authenticator can make it.
/// </summary>
/// <remarks>
/// The caller's duty: the document's bytes begin with the name and version of their format, so that they can be taken for no
/// other document, and no other ceremony at this relying party uses a challenge that somebody else chose.
/// </remarks>
public static class DocumentSignature
{
    /// <summary>The challenge that asks for a signature over this document: 32 bytes.</summary>
    public static byte[] ChallengeFor(ReadOnlySpan<byte> document) => SHA256.HashData(document);

    /// <summary>
    /// Whether the assertion is a signature of this credential over this document, made by a verified person at this door. The
    /// counter is not judged: an old signature stays one.
    /// </summary>
    public static bool Verify(ReadOnlySpan<byte> document, Assertion assertion, RelyingParty rp, Credential credential, out WebAuthnError error) =>
        WebAuthn.VerifyAssertion(assertion, ChallengeFor(document), rp, credential, previousCounter: null, out _, out error);
}
