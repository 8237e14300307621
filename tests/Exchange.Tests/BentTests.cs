using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;
using ArboDossier.Mutations;

namespace ArboDossier.Exchange.Tests;

/// <summary>Bent messages and tokens: refused with a closed error, every time.</summary>
public sealed class BentTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly JoseMessageTests.FixedClock Clock = new(Noon);
    private readonly SigningKey _key = SigningKey.Create();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void A_bent_token_is_never_believed()
    {
        var token = TickCodec.Sign(_key, "medical", "reintegration", "t1", Example, Clock);
        Mutation.Feed(Encoding.ASCII.GetBytes(token), bent =>
        {
            var text = Encoding.Latin1.GetString(bent);
            var believed = TickCodec.TryRead(text, JwsKeys.Of(_key.Public), "medical", "reintegration", Clock, out _, out _, out _);
            believed.Should().Be(text == token, "only a token that came out unchanged is one");
            return believed;
        });
    }

    [Fact]
    public void A_bent_content_under_a_good_signature_is_a_tick_or_malformed()
    {
        // What a captured zone could send: the signature is right, the content is not.
        var good = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Example, TickCodec.Json);
        Mutation.Feed(good, bent =>
        {
            byte[] payload = [.. Encoding.ASCII.GetBytes($$"""{"iss":"medical","aud":"reintegration","jti":"t1","iat":{{Noon.ToUnixTimeSeconds()}},"exp":{{Noon.AddMinutes(1).ToUnixTimeSeconds()}},"body":"""), .. bent, (byte)'}'];
            var signed = Jws.Sign(_key, TickCodec.Type, payload);
            var read = TickCodec.TryRead(signed, JwsKeys.Of(_key.Public), "medical", "reintegration", Clock, out _, out var tick, out var error);
            (read ? tick.Parcels is not null && tick.Receipts is not null : error == JwsError.Malformed).Should().BeTrue();
            return read;
        });
    }

    [Fact]
    public void A_bent_key_set_is_read_or_refused()
    {
        Mutation.Feed(Encoding.UTF8.GetBytes(JwsKeys.Of(_key.Public).ToJson()), bent => JwsKeys.TryParse(Encoding.UTF8.GetString(bent), out _));
    }

    private static Tick Example => new(
        [
            new(Guid.NewGuid(), new CaseNotice(Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), "Bakkerij De Korst", new PersonLabel("M.", "Marieke", "de", "Vries", new DateOnly(1984, 5, 17), ""), new DateOnly(2026, 11, 20), Noon)),
            new(Guid.NewGuid(), new ConsultationRequest(Guid.NewGuid(), Guid.NewGuid(), [ConsultationQuestion.FitForOwnWork], new DateOnly(2026, 12, 1), "R. Özdemir", Noon)),
            new(Guid.NewGuid(), new SignedRelease([1, 2, 3], new SignatureProof([1], [2], "{}"u8.ToArray(), [4]))),
        ],
        [new(Guid.NewGuid(), true)],
        "");
}
