using static ArboDossier.Signing.Tests.PublishedVectors;

namespace ArboDossier.Signing.Tests;

public class PublishedVectorTests
{
    [Theory]
    [InlineData("none-es256", CoseAlgorithm.Es256)]
    [InlineData("packed-self-es256", CoseAlgorithm.Es256)]
    [InlineData("none-es256-long-credential-id", CoseAlgorithm.Es256)]
    [InlineData("packed-rs256", CoseAlgorithm.Rs256)]
    [InlineData("tpm-es256", CoseAlgorithm.Es256)]
    [InlineData("android-key-es256", CoseAlgorithm.Es256)]
    [InlineData("apple-es256", CoseAlgorithm.Es256)]
    [InlineData("fido-u2f-es256", CoseAlgorithm.Es256)]
    public void Ceremonies_OfTheSpecification_AreVerified(string name, CoseAlgorithm algorithm)
    {
        WebAuthn.VerifyRegistration(
            Registration(name), Field(name, "reg", "challenge"), ExampleOrg, out var registered, out var error, requireUserVerification: false)
            .Should().BeTrue($"{error}");
        registered!.Credential.Algorithm.Should().Be(algorithm);
        registered.Aaguid.Should().Be(new Guid(Field(name, "reg", "aaguid"), bigEndian: true));
        registered.Credential.Id.ToArray().Should().Equal(Field(name, "reg", "credential_id"));

        WebAuthn.VerifyAssertion(
            Assertion(name), Field(name, "auth", "challenge"), ExampleOrg, registered.Credential, registered.Counter, out _, out error, requireUserVerification: false)
            .Should().BeTrue($"{error}");
    }

    [Theory]
    [InlineData("none-es256-crossOrigin")]
    [InlineData("none-es256-topOrigin")]
    public void Registration_InsideAFrame_IsRefused(string name)
    {
        WebAuthn.VerifyRegistration(
            Registration(name), Field(name, "reg", "challenge"), ExampleOrg, out _, out var error, requireUserVerification: false).Should().BeFalse();
        error.Should().Be(WebAuthnError.CrossOrigin);
    }

    [Theory]
    [InlineData("packed-eddsa")]
    [InlineData("packed-es384")]
    public void Registration_WithAnotherAlgorithm_IsRefused(string name)
    {
        WebAuthn.VerifyRegistration(
            Registration(name), Field(name, "reg", "challenge"), ExampleOrg, out _, out var error, requireUserVerification: false).Should().BeFalse();
        error.Should().Be(WebAuthnError.UnsupportedKey);
    }

    [Fact]
    public void Registration_WithoutUserVerification_IsRefusedWhereItIsRequired()
    {
        WebAuthn.VerifyRegistration(
            Registration("none-es256"), Field("none-es256", "reg", "challenge"), ExampleOrg, out _, out var error).Should().BeFalse();
        error.Should().Be(WebAuthnError.UserNotVerified);
    }

    [Fact]
    public void Assertion_OfAnotherCredentialOfTheSpecification_IsRefused()
    {
        var assertion = Assertion("none-es256");
        WebAuthn.VerifyRegistration(
            Registration("packed-self-es256"), Field("packed-self-es256", "reg", "challenge"), ExampleOrg, out var other, out _, requireUserVerification: false)
            .Should().BeTrue();

        Refusal(assertion, other!.Credential).Should().Be(WebAuthnError.OtherCredential);
        Credential.TryParse(assertion.CredentialId, other.Credential.PublicKey.Span, out var underTheSameId).Should().BeTrue();
        Refusal(assertion, underTheSameId!).Should().Be(WebAuthnError.BadSignature);

        static WebAuthnError Refusal(Assertion assertion, Credential credential)
        {
            WebAuthn.VerifyAssertion(
                assertion, Field("none-es256", "auth", "challenge"), ExampleOrg, credential, 0, out _, out var error, requireUserVerification: false).Should().BeFalse();
            return error;
        }
    }
}
