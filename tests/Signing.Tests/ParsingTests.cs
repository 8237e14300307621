using System.Text;

namespace ArboDossier.Signing.Tests;

public sealed class ParsingTests : IDisposable
{
    private const int Mutations = 10_000;
    private readonly Ceremonies _door = new();

    public void Dispose() => _door.Dispose();

    [Fact]
    public void Message_RoundTrips_AndRefusesEverythingElse()
    {
        var made = _door.Assert(Ceremonies.Get);
        var json = made.ToJson();

        Assertion.TryParse(json, out var read).Should().BeTrue();
        read.Should().BeEquivalentTo(made);
        string[] refused =
        [
            json.Replace("\"signature\"", "\"Signature\"", StringComparison.Ordinal),
            json.Replace("}", ",\"userHandle\":\"AA\"}", StringComparison.Ordinal),
            json.Replace("}", ",\"signature\":\"AA\"}", StringComparison.Ordinal),
            json.Replace("\"}", "=\"}", StringComparison.Ordinal),
            json.Replace("\"credentialId\":\"", "\"credentialId\":\" ", StringComparison.Ordinal),
            json + "{}",
            $"[{json}]",
            "null",
            "\"\\ud800\"",
            "{\"credentialId\":\"\\ud800\",\"authenticatorData\":\"\",\"clientData\":\"\",\"signature\":\"\"}",
        ];
        foreach (var text in refused)
            Assertion.TryParse(text, out _).Should().BeFalse(text);
    }

    [Fact]
    public void Browser_UnknownMembers_AreLeftAlone_KnownOnesAreExact()
    {
        var json = _door.Passkey.Assert(_door.Challenge, Ceremonies.Get);

        Assertion.TryParseBrowser(json, out _, out var handle).Should().BeTrue();
        handle.Should().HaveCount(16);
        Assertion.TryParseBrowser(json.Replace("\"id\"", "\"new\":1,\"id\"", StringComparison.Ordinal), out _, out _).Should().BeTrue();
        Assertion.TryParseBrowser(json.Replace("public-key", "password", StringComparison.Ordinal), out _, out _).Should().BeFalse();
        Assertion.TryParseBrowser(json.Replace("\"rawId\":\"", "\"rawId\":\"A", StringComparison.Ordinal), out _, out _).Should().BeFalse();
        Assertion.TryParseBrowser(json.Replace("\"type\"", "\"type\":\"public-key\",\"type\"", StringComparison.Ordinal), out _, out _).Should().BeFalse();
        Assertion.TryParseBrowser(json.Replace("\"userHandle\":\"", "\"userHandle\":\"*", StringComparison.Ordinal), out _, out _).Should().BeFalse();
        Assertion.TryParseBrowser(null, out _, out _).Should().BeFalse();
        Assertion.TryParseBrowser(new string(' ', Assertion.MaximumJsonCharacters + 1), out _, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("QQ", true)]
    [InlineData("QR", false)] // stray bits
    [InlineData("QUI", true)]
    [InlineData("QUJ", false)]
    [InlineData("QUJD", true)]
    [InlineData("Q", false)]
    [InlineData("QQ==", false)]
    [InlineData("Q Q", false)]
    [InlineData("QU+D", false)]
    [InlineData("QU/D", false)]
    [InlineData("-_-_", true)]
    public void Base64Url_HasOneTextPerValue(string text, bool accepted)
    {
        var json = $$"""{"credentialId":"{{text}}","authenticatorData":"AA","clientData":"AA","signature":"AA"}""";
        Assertion.TryParse(json, out _).Should().Be(accepted);
    }

    [Fact]
    public void Verify_MutatedInput_NeverThrows()
    {
        var good = _door.Assert(Ceremonies.Get);
        Registration.TryParseBrowser(_door.RegistrationJson, out var registration).Should().BeTrue();
        var random = new Random(20261121);
        for (var i = 0; i < Mutations; i++)
        {
            _door.Refusal(good with { AuthenticatorData = Mutate(random, good.AuthenticatorData), Signature = Mutate(random, good.Signature) });
            _door.Refusal(good with { ClientData = Mutate(random, good.ClientData) });
            _door.RegistrationRefusal(registration! with { AttestationObject = Mutate(random, registration.AttestationObject) });
            _door.RegistrationRefusal(registration with { ClientData = Mutate(random, registration.ClientData) });
            Credential.TryParse([1], Mutate(random, _door.Credential.PublicKey.ToArray()), out _);
        }
    }

    [Fact]
    public void Parse_MutatedText_NeverThrows()
    {
        var browser = Encoding.Latin1.GetBytes(_door.Passkey.Assert(_door.Challenge, Ceremonies.Get));
        var registration = Encoding.Latin1.GetBytes(_door.RegistrationJson);
        var message = Encoding.Latin1.GetBytes(_door.Assert(Ceremonies.Get).ToJson());
        var random = new Random(20261122);
        for (var i = 0; i < Mutations; i++)
        {
            _ = Assertion.TryParseBrowser(Encoding.Latin1.GetString(Mutate(random, browser)), out _, out _);
            _ = Registration.TryParseBrowser(Encoding.Latin1.GetString(Mutate(random, registration)), out _);
            _ = Assertion.TryParse(Encoding.Latin1.GetString(Mutate(random, message)), out _);
            _ = Base32.TryDecode(Encoding.Latin1.GetString(Mutate(random, "JBSWY3DPEHPK3PXP"u8.ToArray())), out _);
        }
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        var mutated = bytes.ToList();
        for (var change = random.Next(1, 5); change > 0 && mutated.Count > 0; change--)
        {
            var at = random.Next(mutated.Count);
            switch (random.Next(4))
            {
                case 0:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 1:
                    mutated.RemoveAt(at);
                    break;
                case 2:
                    mutated.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 9), mutated.Count - at));
                    break;
            }
        }

        return [.. mutated];
    }
}
