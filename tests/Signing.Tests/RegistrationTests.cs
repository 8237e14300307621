using System.Formats.Cbor;
using System.Security.Cryptography;

namespace ArboDossier.Signing.Tests;

public sealed class RegistrationTests : IDisposable
{
    private readonly Ceremonies _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void Verify_WrongCeremonies_AreRefusedForTheirReason()
    {
        _door.RegistrationRefusal(Ceremonies.Create).Should().BeNull();
        _door.RegistrationRefusal(Ceremonies.Get).Should().Be(WebAuthnError.WrongType);
        _door.RegistrationRefusal(Ceremonies.Create with { Origin = "http://medisch.localhost:9" }).Should().Be(WebAuthnError.WrongOrigin);
        _door.RegistrationRefusal(Ceremonies.Create with { CrossOrigin = true }).Should().Be(WebAuthnError.CrossOrigin);
        _door.RegistrationRefusal(Ceremonies.Create with { RpId = "reintegratie.localhost" }).Should().Be(WebAuthnError.WrongRelyingParty);
        _door.RegistrationRefusal(Ceremonies.Create with { Flags = 0x44 }).Should().Be(WebAuthnError.UserNotPresent);
        _door.RegistrationRefusal(Ceremonies.Create with { Flags = 0x41 }).Should().Be(WebAuthnError.UserNotVerified);
        _door.RegistrationRefusal(Ceremonies.Create with { Flags = 0x55 }).Should().Be(WebAuthnError.BackupFlagsContradict);
        _door.RegistrationRefusal(Ceremonies.Create with { Flags = 0x05 }).Should().Be(WebAuthnError.AuthenticatorDataMalformed, "the credential would be left over");
        _door.RegistrationRefusal(Ceremonies.Create with { Flags = 0xC5 }).Should().Be(WebAuthnError.AuthenticatorDataMalformed, "there are no extensions");
    }

    [Fact]
    public void Verify_AnIdThatIsNotTheAttestedOne_IsRefused()
    {
        Registration.TryParseBrowser(_door.RegistrationJson, out var good).Should().BeTrue();
        _door.RegistrationRefusal(good! with { CredentialId = RandomNumberGenerator.GetBytes(32) }).Should().Be(WebAuthnError.OtherCredential);
    }

    [Fact]
    public void Verify_EveryTruncationAndExtension_IsRefused()
    {
        Registration.TryParseBrowser(_door.RegistrationJson, out var good).Should().BeTrue();
        foreach (var bytes in AssertionTests.Cuts(good!.AttestationObject))
            _door.RegistrationRefusal(good with { AttestationObject = bytes }).Should().Be(WebAuthnError.AttestationMalformed);
    }

    [Fact]
    public void Verify_AttestationThatIsNotCanonical_IsRefused()
    {
        Registration.TryParseBrowser(_door.RegistrationJson, out var good).Should().BeTrue();
        var authenticatorData = ReadAuthenticatorData(good!.AttestationObject);

        _door.RegistrationRefusal(good with { AttestationObject = Write("fmt", "attStmt", "authData") }).Should().BeNull();
        _door.RegistrationRefusal(good with { AttestationObject = Write("attStmt", "fmt", "authData") }).Should().Be(WebAuthnError.AttestationMalformed);
        _door.RegistrationRefusal(good with { AttestationObject = Write("fmt", "attStmt", "authData", "ep") }).Should().Be(WebAuthnError.AttestationMalformed);
        _door.RegistrationRefusal(good with { AttestationObject = Write("fmt", "authData") }).Should().Be(WebAuthnError.AttestationMalformed);

        byte[] Write(params string[] members)
        {
            var cbor = new CborWriter(CborConformanceMode.Lax);
            cbor.WriteStartMap(members.Length);
            foreach (var member in members)
            {
                cbor.WriteTextString(member);
                if (member == "fmt")
                {
                    cbor.WriteTextString("none");
                }
                else if (member == "attStmt")
                {
                    cbor.WriteStartMap(0);
                    cbor.WriteEndMap();
                }
                else if (member == "ep")
                {
                    cbor.WriteBoolean(true);
                }
                else
                {
                    cbor.WriteByteString(authenticatorData);
                }
            }

            cbor.WriteEndMap();
            return cbor.Encode();
        }
    }

    [Fact]
    public void Credential_KeyOffTheCurveOrWithMoreMembers_IsRefused()
    {
        var good = _door.Credential.PublicKey.ToArray();
        Credential.TryParse([1], good, out _).Should().BeTrue();

        var offTheCurve = (byte[])[.. good];
        offTheCurve[^1] ^= 1;
        Credential.TryParse([1], offTheCurve, out _).Should().BeFalse();
        Credential.TryParse([1], [.. good, 0], out _).Should().BeFalse("a byte is left over");
        Credential.TryParse([1], (byte[])[0xA6, .. good[1..], 0x24, 0x00], out _).Should().BeFalse("a sixth member");
        Credential.TryParse([], good, out _).Should().BeFalse();
        Credential.TryParse(new byte[1024], good, out _).Should().BeFalse();
        foreach (var cut in AssertionTests.Cuts(good))
            Credential.TryParse([1], cut, out _).Should().BeFalse();
    }

    [Fact]
    public void Options_AskForWhatIsChecked()
    {
        var user = new PasskeyUser(new byte[] { 1, 2, 3 }, "a\"b", "Jansen");
        var create = PasskeyOptions.ForRegistration(new byte[16], Ceremonies.Door, user, [_door.Credential.Id], residentKey: true);
        create.Should().Contain("\"userVerification\":\"required\"").And.Contain("\"alg\":-7").And.Contain("\"alg\":-257")
            .And.Contain("\"residentKey\":\"required\"").And.Contain("\"attestation\":\"none\"").And.Contain("\"timeout\":300000");
        var get = PasskeyOptions.ForAssertion(new byte[16], Ceremonies.Door, []);
        get.Should().Contain("\"rpId\":\"medisch.localhost\"").And.Contain("\"allowCredentials\":[]").And.Contain("\"challenge\":\"AAAAAAAAAAAAAAAAAAAAAA\"");
    }

    [Theory]
    [InlineData("medisch.localhost", "http://medisch.localhost:5003/")]
    [InlineData("medisch.localhost", "http://anders.localhost:5003")]
    [InlineData("medisch.localhost", "http://nietmedisch.localhost")]
    [InlineData("medisch.localhost", "https://medisch.localhost:443")]
    [InlineData("medisch.localhost", "ftp://medisch.localhost")]
    [InlineData("medisch.localhost", "medisch.localhost")]
    public void RelyingParty_OriginThatIsNotItsOwn_IsTheProgramsMistake(string id, string origin) =>
        FluentActions.Invoking(() => new RelyingParty(id, origin)).Should().Throw<ArgumentException>();

    private static byte[] ReadAuthenticatorData(byte[] attestation)
    {
        var reader = new CborReader(attestation);
        reader.ReadStartMap();
        for (var i = 0; i < 5; i++)
            reader.SkipValue();
        return reader.ReadByteString();
    }
}
