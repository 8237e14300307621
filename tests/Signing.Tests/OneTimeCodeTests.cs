using System.Text;

namespace ArboDossier.Signing.Tests;

public class OneTimeCodeTests
{
    private static readonly byte[] RfcSecret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238 appendix B, SHA-1; the last six of its eight digits.
    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void Accept_TheVectorsOfTheRfc(long seconds, string code)
    {
        var clock = new FixedClock(seconds);
        OneTimeCode.Accept(RfcSecret, code, null, clock).Should().Be(seconds / 30);
        OneTimeCode.Compute(RfcSecret, seconds / 30).Should().Be(code);
    }

    // RFC 4226 appendix D.
    [Theory]
    [InlineData(0, "755224")]
    [InlineData(1, "287082")]
    [InlineData(9, "520489")]
    public void Compute_TheVectorsOfTheCounterRfc(long counter, string code) => OneTimeCode.Compute(RfcSecret, counter).Should().Be(code);

    [Fact]
    public void Accept_OneStepEitherSide_AndNoFurther()
    {
        var secret = OneTimeCode.NewSecret();
        const long Step = 60_000_000;
        for (var step = Step - 3; step <= Step + 3; step++)
        {
            var accepted = OneTimeCode.Accept(secret, OneTimeCode.Compute(secret, Step), null, new FixedClock(step * 30 + 29));
            if (Math.Abs(step - Step) <= 1)
                accepted.Should().Be(Step);
            else
                accepted.Should().BeNull();
        }
    }

    [Fact]
    public void Accept_ACodeTwice_IsRefused()
    {
        var clock = new FixedClock(1_800_000_000);
        var step = OneTimeCode.StepAt(clock.GetUtcNow());
        var secret = OneTimeCode.NewSecret();

        var accepted = OneTimeCode.Accept(secret, OneTimeCode.Compute(secret, step), null, clock);
        accepted.Should().Be(step);
        OneTimeCode.Accept(secret, OneTimeCode.Compute(secret, step), accepted, clock).Should().BeNull();
        OneTimeCode.Accept(secret, OneTimeCode.Compute(secret, step - 1), accepted, clock).Should().BeNull("older than what was accepted");
        OneTimeCode.Accept(secret, OneTimeCode.Compute(secret, step + 1), accepted, clock).Should().Be(step + 1);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870822")]
    [InlineData("28708a")]
    [InlineData("\u0662\u0668\u0667\u0660\u0668\u0662")]
    [InlineData("000000")]
    [InlineData("2 8 7 0 8 2 . . . . . .")]
    public void Accept_AnythingElse_IsRefused(string? code) => OneTimeCode.Accept(RfcSecret, code, null, new FixedClock(59)).Should().BeNull();

    [Fact]
    public void Accept_WithABlankInTheMiddle_AsAppsShowIt() =>
        OneTimeCode.Accept(RfcSecret, "287 082", null, new FixedClock(59)).Should().Be(1);

    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_TheVectorsOfTheRfc(string plain, string text)
    {
        Base32.Encode(Encoding.ASCII.GetBytes(plain)).Should().Be(text);
        Base32.TryDecode(text, out var bytes).Should().BeTrue();
        bytes.Should().Equal(Encoding.ASCII.GetBytes(plain));
    }

    [Theory]
    [InlineData("MZ")] // stray bits
    [InlineData("my")]
    [InlineData("MY======")]
    [InlineData("M")]
    [InlineData("M1")]
    public void Base32_AnythingElse_IsRefused(string text) => Base32.TryDecode(text, out _).Should().BeFalse();

    [Fact]
    public void Uri_IsWhatAppsRead() =>
        OneTimeCode.OtpAuthUri("ArboDossier", "j.jansen@voorbeeld.nl", RfcSecret).Should().Be(
            "otpauth://totp/ArboDossier:j.jansen%40voorbeeld.nl?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=ArboDossier&algorithm=SHA1&digits=6&period=30");

    private sealed class FixedClock(long seconds) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(seconds);
    }
}
