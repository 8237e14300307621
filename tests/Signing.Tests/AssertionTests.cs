using System.Formats.Cbor;
using System.Security.Cryptography;
using System.Text;

namespace ArboDossier.Signing.Tests;

public sealed class AssertionTests : IDisposable
{
    private readonly Ceremonies _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void Verify_AnHonestAssertion_SaysWhatItShows()
    {
        var assertion = _door.Assert(Ceremonies.Get);

        WebAuthn.VerifyAssertion(assertion, _door.Challenge, Ceremonies.Door, _door.Credential, 0, out var verified, out _).Should().BeTrue();
        verified.Should().Be(new VerifiedAssertion(1, UserVerified: true, BackedUp: false));
    }

    [Fact]
    public void Verify_AnotherOrigin_IsRefused()
    {
        string[] origins = ["http://medisch.localhost:5004", "http://medisch.localhost", "https://medisch.localhost:5003", "http://reintegratie.localhost:5003", "null", Ceremonies.Origin + "/", "HTTP://medisch.localhost:5003"];
        foreach (var origin in origins)
            _door.Refusal(_door.Assert(Ceremonies.Get with { Origin = origin })).Should().Be(WebAuthnError.WrongOrigin, origin);
    }

    [Fact]
    public void Verify_AnotherRelyingParty_IsRefused() =>
        _door.Refusal(_door.Assert(Ceremonies.Get with { RpId = "localhost" })).Should().Be(WebAuthnError.WrongRelyingParty);

    [Fact]
    public void Verify_AnotherChallenge_IsRefused()
    {
        var assertion = _door.Assert(Ceremonies.Get);

        _door.Refusal(assertion, challenge: RandomNumberGenerator.GetBytes(32)).Should().Be(WebAuthnError.WrongChallenge);
        _door.Refusal(assertion, challenge: _door.Challenge[..31]).Should().Be(WebAuthnError.WrongChallenge);
        _door.Refusal(assertion, challenge: [.. _door.Challenge, 0]).Should().Be(WebAuthnError.WrongChallenge);
    }

    [Theory]
    [InlineData("webauthn.create")]
    [InlineData("webauthn.get ")]
    [InlineData("")]
    public void Verify_AnotherType_IsRefused(string type) =>
        _door.Refusal(_door.Assert(Ceremonies.Get with { Type = type })).Should().Be(WebAuthnError.WrongType);

    [Fact]
    public void Verify_InsideAFrame_IsRefused() =>
        _door.Refusal(_door.Assert(Ceremonies.Get with { CrossOrigin = true })).Should().Be(WebAuthnError.CrossOrigin);

    [Theory]
    [InlineData(0x00, WebAuthnError.UserNotPresent)]
    [InlineData(0x04, WebAuthnError.UserNotPresent)]
    [InlineData(0x01, WebAuthnError.UserNotVerified)]
    [InlineData(0x15, WebAuthnError.BackupFlagsContradict)]
    [InlineData(0x45, WebAuthnError.AuthenticatorDataMalformed)]
    [InlineData(0x85, WebAuthnError.AuthenticatorDataMalformed)]
    public void Verify_OtherFlags_AreRefused(byte flags, WebAuthnError error) =>
        _door.Refusal(_door.Assert(Ceremonies.Get with { Flags = flags })).Should().Be(error);

    [Fact]
    public void Verify_TheCounter_MustGoUp()
    {
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 7 }), previousCounter: 6).Should().BeNull();
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 7 }), previousCounter: 7).Should().Be(WebAuthnError.CounterWentBack);
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 7 }), previousCounter: 8).Should().Be(WebAuthnError.CounterWentBack);
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 0 }), previousCounter: 8).Should().Be(WebAuthnError.CounterWentBack);
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 0 }), previousCounter: 0).Should().BeNull("an authenticator may keep no counter");
        _door.Refusal(_door.Assert(Ceremonies.Get with { Counter = 7 }), previousCounter: null).Should().BeNull("an old signature stays one");
    }

    [Fact]
    public void Verify_OneFlippedBit_IsRefused()
    {
        var good = _door.Assert(Ceremonies.Get);
        _door.Refusal(good).Should().BeNull();
        foreach (var (bad, where) in Flips(good.AuthenticatorData).Select(b => (good with { AuthenticatorData = b }, "data"))
            .Concat(Flips(good.ClientData).Select(b => (good with { ClientData = b }, "client data")))
            .Concat(Flips(good.Signature).Select(b => (good with { Signature = b }, "signature")))
            .Concat(Flips(good.CredentialId).Select(b => (good with { CredentialId = b }, "id"))))
        {
            _door.Refusal(bad).Should().NotBeNull(where);
        }
    }

    [Fact]
    public void Verify_EveryTruncationAndExtension_IsRefused()
    {
        var good = _door.Assert(Ceremonies.Get);
        foreach (var bytes in Cuts(good.AuthenticatorData))
            _door.Refusal(good with { AuthenticatorData = bytes }).Should().NotBeNull();
        foreach (var bytes in Cuts(good.ClientData))
            _door.Refusal(good with { ClientData = bytes }).Should().NotBeNull();
        foreach (var bytes in Cuts(good.Signature))
            _door.Refusal(good with { Signature = bytes }).Should().Be(WebAuthnError.BadSignature);
        foreach (var bytes in Cuts(good.CredentialId))
            _door.Refusal(good with { CredentialId = bytes }).Should().Be(WebAuthnError.OtherCredential);
    }

    [Fact]
    public void Verify_HugeInput_IsRefused()
    {
        var good = _door.Assert(Ceremonies.Get);
        var huge = new byte[20_000_000];

        _door.Refusal(good with { ClientData = huge }).Should().Be(WebAuthnError.ClientDataMalformed);
        _door.Refusal(good with { AuthenticatorData = huge }).Should().Be(WebAuthnError.AuthenticatorDataMalformed);
        _door.Refusal(good with { Signature = huge }).Should().Be(WebAuthnError.BadSignature);
    }

    [Theory]
    [InlineData("""{"type":"webauthn.get","challenge":"CH","origin":"OR","type":"webauthn.get"}""")]
    [InlineData("""{"type":"webauthn.get","challenge":"CH"}""")]
    [InlineData("""{"type":"webauthn.get","challenge":"CH=","origin":"OR"}""")]
    [InlineData("""{"type":"webauthn.get","challenge":"CH","origin":"OR","crossOrigin":"false"}""")]
    [InlineData("""{"type":"webauthn.get","challenge":"CH","origin":["OR"]}""")]
    [InlineData("""{"Type":"webauthn.get","challenge":"CH","origin":"OR"}""")]
    [InlineData("""[]""")]
    [InlineData("""{"type":"webauthn.get","challenge":"CH","origin":"OR"} """ + "x")]
    public void Verify_ClientDataThatIsNotWhatABrowserWrites_IsMalformed(string json)
    {
        var text = json.Replace("CH", Convert.ToBase64String(_door.Challenge).Replace('+', '-').Replace('/', '_').TrimEnd('='), StringComparison.Ordinal)
            .Replace("OR", Ceremonies.Origin, StringComparison.Ordinal);
        var assertion = _door.Assert(Ceremonies.Get) with { ClientData = Encoding.UTF8.GetBytes(text) };

        _door.Refusal(assertion).Should().Be(WebAuthnError.ClientDataMalformed);
    }

    [Fact]
    public void Verify_SignatureOfAnRsaKey_Holds()
    {
        using var rsa = RSA.Create(2048);
        var id = RandomNumberGenerator.GetBytes(16);
        Credential.TryParse(id, RsaCose(rsa), out var credential).Should().BeTrue();
        var made = _door.Assert(Ceremonies.Get);
        var signed = (byte[])[.. made.AuthenticatorData, .. SHA256.HashData(made.ClientData)];
        var assertion = made with { CredentialId = id, Signature = rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1) };

        WebAuthn.VerifyAssertion(assertion, _door.Challenge, Ceremonies.Door, credential!, 0, out _, out _).Should().BeTrue();
        WebAuthn.VerifyAssertion(
            assertion with { Signature = rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss) },
            _door.Challenge, Ceremonies.Door, credential!, 0, out _, out var error).Should().BeFalse();
        error.Should().Be(WebAuthnError.BadSignature);
    }

    [Theory]
    [InlineData(1024)]
    [InlineData(5120)]
    public void Credential_RsaKeyOfAnotherSize_IsRefused(int bits)
    {
        using var rsa = RSA.Create(bits);
        Credential.TryParse([1], RsaCose(rsa), out _).Should().BeFalse();
    }

    [Fact]
    public void Document_SignedByAPerson_IsCheckedByAnyone()
    {
        var document = Encoding.UTF8.GetBytes("arbodossier/outcome/1\nunfit\n2026-03-03");
        var options = PasskeyOptions.ForAssertion(DocumentSignature.ChallengeFor(document), Ceremonies.Door, [_door.Credential.Id]);
        Assertion.TryParseBrowser(_door.Passkey.Answer(options, Ceremonies.Origin), out var assertion, out _).Should().BeTrue();

        DocumentSignature.Verify(document, assertion!, Ceremonies.Door, _door.Credential, out _).Should().BeTrue();
        document[^1] ^= 1;
        DocumentSignature.Verify(document, assertion!, Ceremonies.Door, _door.Credential, out var error).Should().BeFalse();
        error.Should().Be(WebAuthnError.WrongChallenge);
    }

    [Fact]
    public void Verify_AShortChallenge_IsTheProgramsMistake()
    {
        var assertion = _door.Assert(Ceremonies.Get);
        FluentActions.Invoking(() => _door.Refusal(assertion, challenge: [1, 2, 3])).Should().Throw<ArgumentException>();
    }

    internal static IEnumerable<byte[]> Flips(byte[] bytes)
    {
        for (var bit = 0; bit < bytes.Length * 8; bit++)
        {
            var flipped = (byte[])[.. bytes];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            yield return flipped;
        }
    }

    internal static IEnumerable<byte[]> Cuts(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length).Select(length => bytes[..length]).Append([.. bytes, 0]);

    private static byte[] RsaCose(RSA rsa)
    {
        var parameters = rsa.ExportParameters(includePrivateParameters: false);
        var cbor = new CborWriter(CborConformanceMode.Ctap2Canonical);
        cbor.WriteStartMap(4);
        cbor.WriteInt32(1);
        cbor.WriteInt32(3);
        cbor.WriteInt32(3);
        cbor.WriteInt32(-257);
        cbor.WriteInt32(-1);
        cbor.WriteByteString(parameters.Modulus!);
        cbor.WriteInt32(-2);
        cbor.WriteByteString(parameters.Exponent!);
        cbor.WriteEndMap();
        return cbor.Encode();
    }
}
