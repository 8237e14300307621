using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace ArboDossier.Signing;

/// <summary>A registration that holds. The caller's duty: the id must not be in use by anyone else before it is stored.</summary>
/// <param name="Credential">The new credential.</param>
/// <param name="Aaguid">Make of the authenticator as it says itself; proven by nothing.</param>
/// <param name="Counter">The signature counter to start from; 0 when the authenticator keeps none.</param>
/// <param name="UserVerified">Whether the person was verified (PIN, finger, face).</param>
/// <param name="BackupEligible">Whether it can be copied to other devices.</param>
/// <param name="BackedUp">Whether it was, at this moment.</param>
public sealed record VerifiedRegistration(
    Credential Credential, Guid Aaguid, uint Counter, bool UserVerified, bool BackupEligible, bool BackedUp);

/// <summary>An assertion that holds. The caller's duty: store <paramref name="Counter"/> in the same act that relies on it.</summary>
/// <param name="Counter">The counter in this assertion.</param>
/// <param name="UserVerified">Whether the person was verified (PIN, finger, face).</param>
/// <param name="BackedUp">Whether the credential is now copied elsewhere.</param>
public sealed record VerifiedAssertion(uint Counter, bool UserVerified, bool BackedUp);

/// <summary>
/// The checks of the two passkey ceremonies (WebAuthn Level 3 sections 7.1 and 7.2): pure functions over bytes, without a store,
/// a clock or a network, so that a signature can be checked by anyone. No input makes them throw; what is refused is refused
/// with one member of <see cref="WebAuthnError"/>. Only the arguments of the program itself are checked with exceptions.
/// </summary>
public static class WebAuthn
{
    /// <summary>The shortest challenge that is accepted, in bytes: less could be guessed.</summary>
    public const int MinimumChallengeBytes = 16;

    /// <summary>Checks a registration. Requires a challenge that was made for this ceremony and is used once.</summary>
    /// <param name="registration">What the browser sent.</param>
    /// <param name="expectedChallenge">The raw bytes of the challenge.</param>
    /// <param name="rp">The door the credential is made for.</param>
    /// <param name="verified">What was registered, when the result is true.</param>
    /// <param name="error">Why not, when the result is false.</param>
    /// <param name="requireUserVerification">Whether an authenticator that only saw a touch is refused.</param>
    public static bool VerifyRegistration(
        Registration registration,
        ReadOnlySpan<byte> expectedChallenge,
        RelyingParty rp,
        [NotNullWhen(true)] out VerifiedRegistration? verified,
        out WebAuthnError error,
        bool requireUserVerification = true)
    {
        ArgumentNullException.ThrowIfNull(registration);
        RequireChallenge(expectedChallenge, rp);
        verified = null;
        error = Registered(registration, expectedChallenge, rp, requireUserVerification, ref verified) ?? default;
        return verified is not null;
    }

    /// <summary>
    /// Checks an assertion: type, challenge, origin, frame, RP id, flags, counter and the signature over
    /// <c>authenticator data || SHA-256(client data)</c>.
    /// </summary>
    /// <param name="assertion">What the browser sent.</param>
    /// <param name="expectedChallenge">The raw bytes: fresh and used once for a sign-in, a document's hash for a signature.</param>
    /// <param name="rp">The door the credential belongs to.</param>
    /// <param name="credential">The credential as it was registered.</param>
    /// <param name="previousCounter">The counter of the last accepted assertion; null when it is not to be judged, as in a check
    /// of an old signature.</param>
    /// <param name="verified">What was shown, when the result is true.</param>
    /// <param name="error">Why not, when the result is false.</param>
    /// <param name="requireUserVerification">Whether an authenticator that only saw a touch is refused.</param>
    public static bool VerifyAssertion(
        Assertion assertion,
        ReadOnlySpan<byte> expectedChallenge,
        RelyingParty rp,
        Credential credential,
        uint? previousCounter,
        [NotNullWhen(true)] out VerifiedAssertion? verified,
        out WebAuthnError error,
        bool requireUserVerification = true)
    {
        ArgumentNullException.ThrowIfNull(assertion);
        ArgumentNullException.ThrowIfNull(credential);
        RequireChallenge(expectedChallenge, rp);
        verified = null;
        error = Asserted(assertion, expectedChallenge, rp, credential, previousCounter, requireUserVerification, ref verified) ?? default;
        return verified is not null;
    }

    private static void RequireChallenge(ReadOnlySpan<byte> challenge, RelyingParty rp)
    {
        ArgumentNullException.ThrowIfNull(rp);
        if (challenge.Length < MinimumChallengeBytes)
            throw new ArgumentException($"A challenge has at least {MinimumChallengeBytes} bytes.", nameof(challenge));
    }

    private static WebAuthnError? Registered(
        Registration registration, ReadOnlySpan<byte> challenge, RelyingParty rp, bool requireVerification, ref VerifiedRegistration? verified)
    {
        if (!ClientData.TryParse(registration.ClientData, out var client))
            return WebAuthnError.ClientDataMalformed;
        if (client.Refuses("webauthn.create", challenge, rp) is { } refusal)
            return refusal;
        if (!AttestationObject.TryReadAuthenticatorData(registration.AttestationObject, out var bytes))
            return WebAuthnError.AttestationMalformed;
        if (!AuthenticatorData.TryParse(bytes, out var data) || data.CredentialId is null || data.PublicKey is null)
            return WebAuthnError.AuthenticatorDataMalformed;
        if (Refuses(data, rp, requireVerification) is { } refused)
            return refused;
        if (!data.CredentialId.AsSpan().SequenceEqual(registration.CredentialId))
            return WebAuthnError.OtherCredential;
        if (!Credential.TryParse(data.CredentialId, data.PublicKey, out var credential))
            return WebAuthnError.UnsupportedKey;
        verified = new VerifiedRegistration(credential, data.Aaguid, data.Counter, data.UserVerified, data.BackupEligible, data.BackedUp);
        return null;
    }

    private static WebAuthnError? Asserted(
        Assertion assertion,
        ReadOnlySpan<byte> challenge,
        RelyingParty rp,
        Credential credential,
        uint? previousCounter,
        bool requireVerification,
        ref VerifiedAssertion? verified)
    {
        if (!credential.Id.Span.SequenceEqual(assertion.CredentialId))
            return WebAuthnError.OtherCredential;
        if (!ClientData.TryParse(assertion.ClientData, out var client))
            return WebAuthnError.ClientDataMalformed;
        if (client.Refuses("webauthn.get", challenge, rp) is { } refusal)
            return refusal;
        if (!AuthenticatorData.TryParse(assertion.AuthenticatorData, out var data) || data.CredentialId is not null)
            return WebAuthnError.AuthenticatorDataMalformed;
        if (Refuses(data, rp, requireVerification) is { } refused)
            return refused;
        if (assertion.Signature.Length is 0 or > Assertion.MaximumSignatureBytes
            || !credential.Verify([.. assertion.AuthenticatorData, .. SHA256.HashData(assertion.ClientData)], assertion.Signature))
        {
            return WebAuthnError.BadSignature;
        }

        // After the signature, so that only the authenticator itself can report a counter that went back. Zero and zero is an
        // authenticator that keeps no counter.
        if (previousCounter is { } previous && data.Counter <= previous && (data.Counter, previous) != (0u, 0u))
            return WebAuthnError.CounterWentBack;
        verified = new VerifiedAssertion(data.Counter, data.UserVerified, data.BackedUp);
        return null;
    }

    private static WebAuthnError? Refuses(AuthenticatorData data, RelyingParty rp, bool requireVerification)
    {
        if (!data.IsFor(rp))
            return WebAuthnError.WrongRelyingParty;
        if (!data.UserPresent)
            return WebAuthnError.UserNotPresent;
        if (requireVerification && !data.UserVerified)
            return WebAuthnError.UserNotVerified;
        return data.BackedUp && !data.BackupEligible ? WebAuthnError.BackupFlagsContradict : null;
    }
}
