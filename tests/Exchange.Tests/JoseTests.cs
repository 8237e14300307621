using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Tests;

public sealed class JoseTests : IDisposable
{
    private const string Type = "invitation+jws";
    private readonly SigningKey _key = SigningKey.Create();
    private readonly JwsKeys _pinned;

    public JoseTests() => _pinned = JwsKeys.Of(_key.Public);

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Sign_AnyJoseLibraryCanCheckIt()
    {
        var token = Jws.Sign(_key, Type, "{}"u8);
        var parts = token.Split('.');
        var jwk = JsonNode.Parse(_pinned.ToJson())!["keys"]![0]!;
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint { X = Base64Url.DecodeFromChars((string)jwk["x"]!), Y = Base64Url.DecodeFromChars((string)jwk["y"]!) },
        });

        key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256).Should().BeTrue();
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])).Should().Be($$"""{"alg":"ES256","typ":"{{Type}}","kid":"{{_key.KeyId}}"}""");
        Jws.Verify(token, _pinned, Type, 1000, out var content, out _).Should().BeTrue();
        content!.Payload.Should().Equal("{}"u8.ToArray());
    }

    // The key and its thumbprint in RFC 9449 sections 4.1 and 6.1.
    [Fact]
    public void KeyId_IsTheThumbprintOfTheRfc()
    {
        var x = Base64Url.DecodeFromChars("l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs");
        var y = Base64Url.DecodeFromChars("9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA");

        JwsPublicKey.TryCreate(x, y, out var key).Should().BeTrue();
        key!.KeyId.Should().Be("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
        y[0] ^= 1;
        JwsPublicKey.TryCreate(x, y, out _).Should().BeFalse("it is off the curve");
    }

    [Theory]
    [InlineData("""{"alg":"none","typ":"T","kid":"K"}""", JwsError.WrongAlgorithm)]
    [InlineData("""{"alg":"HS256","typ":"T","kid":"K"}""", JwsError.WrongAlgorithm)]
    [InlineData("""{"alg":"es256","typ":"T","kid":"K"}""", JwsError.WrongAlgorithm)]
    [InlineData("""{"alg":"ES384","typ":"T","kid":"K"}""", JwsError.WrongAlgorithm)]
    [InlineData("""{"alg":"ES256","typ":"t","kid":"K"}""", JwsError.WrongType)]
    [InlineData("""{"alg":"ES256","typ":"","kid":"K"}""", JwsError.WrongType)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":"../../keys/zone.pem"}""", JwsError.UnknownKey)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":""}""", JwsError.UnknownKey)]
    [InlineData("""{"alg":"ES256","typ":"T"}""", JwsError.Malformed)]
    [InlineData("""{"alg":"ES256","kid":"K"}""", JwsError.Malformed)]
    [InlineData("""{"typ":"T","kid":"K"}""", JwsError.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":null}""", JwsError.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":"K","crit":["b64"],"b64":false}""", JwsError.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":"K","jku":"https://kwaad.example/keys"}""", JwsError.Malformed)]
    [InlineData("""{"alg":"ES256","typ":"T","kid":"K","jwk":{}}""", JwsError.Malformed)]
    [InlineData("""{"alg":"none","alg":"ES256","typ":"T","kid":"K"}""", JwsError.Malformed)]
    [InlineData("""{"Alg":"ES256","typ":"T","kid":"K"}""", JwsError.Malformed)]
    [InlineData("""[]""", JwsError.Malformed)]
    [InlineData("""null""", JwsError.Malformed)]
    public void Verify_AnotherHeader_IsRefused(string header, JwsError expected)
    {
        // Signed by the pinned key all the same: the header alone is the reason.
        var text = header.Replace("\"T\"", $"\"{Type}\"", StringComparison.Ordinal).Replace("\"K\"", $"\"{_key.KeyId}\"", StringComparison.Ordinal);
        Refusal(Forge(text, "{}")).Should().Be(expected);
    }

    [Fact]
    public void Verify_NoSignatureAtAll_IsRefused()
    {
        var token = Jws.Sign(_key, Type, "{}"u8);
        Refusal(token[..(token.LastIndexOf('.') + 1)]).Should().Be(JwsError.BadSignature);
        Refusal(token[..token.LastIndexOf('.')]).Should().NotBeNull();
        Refusal(token + ".").Should().NotBeNull();
        Refusal("." + token).Should().Be(JwsError.Malformed);
        Refusal("..").Should().Be(JwsError.Malformed);
        Refusal("").Should().Be(JwsError.Malformed);
        Refusal(null).Should().Be(JwsError.Malformed);
        Refusal(new string('A', 5000)).Should().Be(JwsError.TooLarge);
    }

    [Fact]
    public void Verify_AnotherKey_IsRefused()
    {
        using var other = SigningKey.Create();
        Refusal(Jws.Sign(other, Type, "{}"u8)).Should().Be(JwsError.UnknownKey);
        Jws.Verify(Jws.Sign(_key, Type, "{}"u8), JwsKeys.None, Type, 1000, out _, out var error).Should().BeFalse();
        error.Should().Be(JwsError.UnknownKey);
    }

    [Fact]
    public void Verify_EachCharacterChanged_AndEachTruncation_IsRefused()
    {
        var token = Jws.Sign(_key, Type, """{"a":1}"""u8);
        for (var i = 0; i < token.Length; i++)
        {
            foreach (var other in "Ab0_-.= +")
            {
                if (other != token[i])
                    Refusal(token[..i] + other + token[(i + 1)..]).Should().NotBeNull($"position {i}, {other}");
            }

            Refusal(token[..i]).Should().NotBeNull();
        }

        Refusal(token + "A").Should().NotBeNull();
        Refusal(token + "=").Should().NotBeNull();
        Refusal(token + "\n").Should().NotBeNull();
    }

    [Fact]
    public void Verify_ZeroSignature_IsRefused()
    {
        var token = Jws.Sign(_key, Type, "{}"u8);
        Refusal(token[..(token.LastIndexOf('.') + 1)] + Base64Url.EncodeToString(new byte[64])).Should().Be(JwsError.BadSignature);
    }

    [Fact]
    public void Verify_MutatedInput_NeverThrows()
    {
        var random = new Random(20261121);
        var token = JoseMessageTests.Message(_key, "m1", "{\"a\":1}");
        var set = _pinned.ToJson();
        for (var i = 0; i < 10_000; i++)
        {
            Refusal(Mutate(random, token));
            _ = JwsKeys.TryParse(Mutate(random, set), out _);
        }

        for (var i = 0; i < 10_000; i++)
        {
            var payload = Mutate(random, """{"iss":"medical","aud":"identity","jti":"a","iat":1,"exp":2,"body":{"x":[1,"é"]}}""");
            var signed = Jws.Sign(_key, Type, Encoding.Latin1.GetBytes(payload));
            JwsMessage.TryOpen(signed, JoseMessageTests.Expectation(_pinned), TimeProvider.System, out _, out _).Should().BeFalse("1970 is over");
        }
    }

    [Fact]
    public void Keys_RoundTrip_AndRefuseEverythingElse()
    {
        using var second = SigningKey.Create();
        var json = JwsKeys.Of(_key.Public, second.Public, _key.Public).ToJson();
        JwsKeys.TryParse(json, out var read).Should().BeTrue();
        read!.Keys.Should().HaveCount(2);
        read.ToJson().Should().Be(json);

        string[] refused =
        [
            json.Replace("P-256", "P-384", StringComparison.Ordinal),
            json.Replace("ES256", "RS256", StringComparison.Ordinal),
            json.Replace("sig", "enc", StringComparison.Ordinal),
            json.Replace(second.KeyId, _key.KeyId, StringComparison.Ordinal),
            json.Replace("\"kty\"", "\"d\":\"AA\",\"kty\"", StringComparison.Ordinal),
            json.Replace("\"kty\"", "\"kty\":\"EC\",\"kty\"", StringComparison.Ordinal),
            json.Replace("\"kty\":\"EC\"", "\"kty\":5", StringComparison.Ordinal),
            json.Replace("{\"keys\"", "{\"x\":1,\"keys\"", StringComparison.Ordinal),
            "{\"keys\":{}}",
            "{}",
            "[]",
            "",
        ];
        foreach (var text in refused)
            JwsKeys.TryParse(text, out _).Should().BeFalse(text);
    }

    private JwsError? Refusal(string? token) => Jws.Verify(token, _pinned, Type, 4000, out _, out var error) ? null : error;

    private string Forge(string header, string payload)
    {
        // The private key leaves the type only as a file; a forger with the right key is what this test needs.
        var file = Path.Combine(Directory.CreateTempSubdirectory().FullName, "key.pem");
        _key.SaveNew(file);
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(file));
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload))}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    private static string Mutate(Random random, string text)
    {
        var mutated = new StringBuilder(text);
        for (var change = random.Next(1, 4); change > 0 && mutated.Length > 0; change--)
        {
            var at = random.Next(mutated.Length);
            if (random.Next(3) == 0)
                mutated.Remove(at, Math.Min(random.Next(1, 6), mutated.Length - at));
            else
                mutated[at] = (char)random.Next(1, 256);
        }

        return mutated.ToString();
    }
}
