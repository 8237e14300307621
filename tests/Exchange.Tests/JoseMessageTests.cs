using System.Text;
using ArboDossier.Exchange.Jose;

namespace ArboDossier.Exchange.Tests;

public sealed class JoseMessageTests : IDisposable
{
    private const string Type = "invitation+jws";
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private readonly SigningKey _key = SigningKey.Create();

    public void Dispose() => _key.Dispose();

    [Fact]
    public void Open_AMessage_GivesWhatWasSigned()
    {
        JwsMessage.TryOpen(Message(_key, "m1", """{"a":"é"}"""), Expectation(JwsKeys.Of(_key.Public)), new FixedClock(Noon), out var message, out _).Should().BeTrue();
        message!.Claims.Should().Be(new JwsClaims("medical", "identity", "m1", Noon, Noon.AddMinutes(1)));
        Encoding.UTF8.GetString(message.Body).Should().Be("""{"a":"é"}""");
        message.KeyId.Should().Be(_key.KeyId);
    }

    [Fact]
    public void Open_AtAnotherTime_IsRefused()
    {
        var message = Message(_key, "m1", "1");
        Refusal(message, Noon.AddSeconds(-30)).Should().BeNull("clocks differ");
        Refusal(message, Noon.AddSeconds(-31)).Should().Be(JwsError.NotYetValid);
        Refusal(message, Noon.AddSeconds(89)).Should().BeNull();
        Refusal(message, Noon.AddSeconds(90)).Should().Be(JwsError.Expired);
    }

    [Fact]
    public void Open_MeantForOrFromAnother_IsRefused()
    {
        Refusal(Sign(new("medical", "reintegration", "m", Noon, Noon.AddMinutes(1)))).Should().Be(JwsError.WrongAudience);
        Refusal(Sign(new("reintegration", "identity", "m", Noon, Noon.AddMinutes(1)))).Should().Be(JwsError.WrongIssuer);
    }

    [Fact]
    public void Open_WithALifetimeOutOfBounds_IsRefused()
    {
        Refusal(Sign(new("medical", "identity", "m", Noon, Noon.AddMinutes(6)))).Should().Be(JwsError.LifetimeOutOfBounds);
        Refusal(Sign(new("medical", "identity", "m", Noon, Noon))).Should().Be(JwsError.LifetimeOutOfBounds);
    }

    [Theory]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I,"exp":E}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I,"exp":E,"body":1,"nbf":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I,"exp":E,"exp":E,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I,"exp":E,"body":{"a":1,"a":2}}""")]
    [InlineData("""{"iss":"medical","aud":["identity"],"jti":"a","iat":I,"exp":E,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"","iat":I,"exp":E,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":"I","exp":E,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I.5,"exp":E,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":I,"exp":9223372036854775807,"body":1}""")]
    [InlineData("""{"iss":"medical","aud":"identity","jti":"a","iat":-1,"exp":E,"body":1}""")]
    [InlineData("""{"ISS":"medical","aud":"identity","jti":"a","iat":I,"exp":E,"body":1}""")]
    [InlineData("""{"iss":null,"aud":"identity","jti":"a","iat":I,"exp":E,"body":1}""")]
    public void Open_AnotherPayload_IsMalformed(string payload)
    {
        var text = payload.Replace("I,", $"{Noon.ToUnixTimeSeconds()},", StringComparison.Ordinal).Replace("E", $"{Noon.AddMinutes(1).ToUnixTimeSeconds()}", StringComparison.Ordinal);
        Refusal(Jws.Sign(_key, Type, Encoding.UTF8.GetBytes(text))).Should().Be(JwsError.Malformed);
    }

    [Fact]
    public void Sign_AnotherType_IsTheProgramsMistake() =>
        FluentActions.Invoking(() => Jws.Sign(_key, "a\",\"alg\":\"none", "{}"u8)).Should().Throw<ArgumentException>();

    internal static string Message(SigningKey key, string id, string body) =>
        JwsMessage.Sign(key, Type, new JwsClaims("medical", "identity", id, Noon, Noon.AddMinutes(1)), Encoding.UTF8.GetBytes(body));

    internal static JwsExpectation Expectation(JwsKeys keys) => new(keys, Type, "medical", "identity", TimeSpan.FromMinutes(5));

    private string Sign(JwsClaims claims) => JwsMessage.Sign(_key, Type, claims, "1"u8);

    private JwsError? Refusal(string token, DateTimeOffset? at = null) =>
        JwsMessage.TryOpen(token, Expectation(JwsKeys.Of(_key.Public)), new FixedClock(at ?? Noon), out _, out var error) ? null : error;

    internal sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
