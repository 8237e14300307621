using System.Security.Cryptography;
using ArboDossier.DemoAuthenticator;
using Ceremony = ArboDossier.DemoAuthenticator.SoftwarePasskey.Ceremony;

namespace ArboDossier.Signing.Tests;

/// <summary>A registered software passkey at one door, and the ceremonies that tests bend.</summary>
internal sealed class Ceremonies : IDisposable
{
    internal const string Origin = "http://medisch.localhost:5003";
    internal static readonly RelyingParty Door = new("medisch.localhost", Origin);

    internal Ceremonies()
    {
        RegistrationChallenge = RandomNumberGenerator.GetBytes(32);
        var user = new PasskeyUser(RandomNumberGenerator.GetBytes(16), "arts", "A. Arts");
        Passkey = SoftwarePasskey.Create(PasskeyOptions.ForRegistration(RegistrationChallenge, Door, user, [], residentKey: true), Origin, out var json);
        RegistrationJson = json;
        Signing.Registration.TryParseBrowser(json, out var registration).Should().BeTrue();
        WebAuthn.VerifyRegistration(registration!, RegistrationChallenge, Door, out var verified, out _).Should().BeTrue();
        Credential = verified!.Credential;
    }

    internal SoftwarePasskey Passkey { get; }

    internal string RegistrationJson { get; }

    internal byte[] RegistrationChallenge { get; }

    internal byte[] Challenge { get; } = RandomNumberGenerator.GetBytes(32);

    internal Credential Credential { get; }

    internal static Ceremony Get { get; } = new("webauthn.get", Origin);

    internal static Ceremony Create { get; } = new("webauthn.create", Origin);

    public void Dispose() => Passkey.Dispose();

    internal Assertion Assert(Ceremony ceremony)
    {
        Assertion.TryParseBrowser(Passkey.Assert(Challenge, ceremony), out var assertion, out _).Should().BeTrue();
        return assertion!;
    }

    internal WebAuthnError? Refusal(Assertion assertion, RelyingParty? rp = null, byte[]? challenge = null, uint? previousCounter = 0) =>
        WebAuthn.VerifyAssertion(assertion, challenge ?? Challenge, rp ?? Door, Credential, previousCounter, out _, out var error) ? null : error;

    internal WebAuthnError? RegistrationRefusal(Ceremony ceremony)
    {
        Signing.Registration.TryParseBrowser(Passkey.Attest(RegistrationChallenge, ceremony), out var registration).Should().BeTrue();
        return RegistrationRefusal(registration!);
    }

    internal WebAuthnError? RegistrationRefusal(Registration registration) =>
        WebAuthn.VerifyRegistration(registration, RegistrationChallenge, Door, out _, out var error) ? null : error;
}
