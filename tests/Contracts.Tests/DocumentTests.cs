using System.Text;
using ArboDossier.Contracts.Values;

namespace ArboDossier.Contracts.Tests;

/// <summary>The canonical bytes that doctors sign: these and no others.</summary>
public sealed class DocumentTests
{
    private const string Literal =
        "ArboDossier FitnessOutcome 1\n" +
        "service: Arbodienst De Brug\n" +
        "release: 0198a1b2c3d4e5f60718293a4b5c6d7e\n" +
        "case: 11112222333344445555666677778888\n" +
        "version: 2\n" +
        "supersedes: 99998888777766665555444433332222\n" +
        "verdict: unfit\n" +
        "day: 2026-11-30\n" +
        "signer: S. Bakker\n" +
        "big: 19012345601\n" +
        "signed-at: 2026-11-24T10:41:00Z\n";

    private static readonly FitnessOutcome Outcome = new(
        "Arbodienst De Brug", Guid.Parse("0198a1b2c3d4e5f60718293a4b5c6d7e"), Guid.Parse("11112222333344445555666677778888"), 2,
        Guid.Parse("99998888777766665555444433332222"), FitnessVerdict.Unfit, new DateOnly(2026, 11, 30), "S. Bakker", Big("19012345601"),
        new DateTimeOffset(2026, 11, 24, 10, 41, 0, TimeSpan.Zero));

    private static readonly DoctorRoster Roster = new(
        "Arbodienst De Brug", 2, [1, 2, 3], new DateTimeOffset(2026, 11, 24, 10, 41, 0, TimeSpan.Zero), "medisch.localhost", "http://medisch.localhost:5002",
        [new(Guid.Parse("0198a1b2c3d4e5f60718293a4b5c6d7e"), "S. Bakker", "19012345601", SignsOutcomes: true, [new([4, 5], [6, 7, 8], true)])]);

    [Fact]
    [Trait("Rule", "R-080")]
    public void The_bytes_of_an_outcome_are_these()
    {
        Encoding.UTF8.GetString(Outcome.ToCanonicalBytes()).Should().Be(Literal);
        FitnessOutcome.TryParse(Encoding.UTF8.GetBytes(Literal), out var read).Should().BeTrue();
        read.Should().Be(Outcome);
    }

    [Theory]
    [InlineData(FitnessVerdict.Fit, "verdict: fit\n")]
    [InlineData(FitnessVerdict.Unfit, "verdict: unfit\n")]
    [InlineData(FitnessVerdict.Withdrawn, "verdict: withdrawn\n")]
    public void Each_verdict_comes_back(FitnessVerdict verdict, string line)
    {
        var bytes = (Outcome with { Verdict = verdict, Supersedes = null, Version = 1 }).ToCanonicalBytes();
        Encoding.UTF8.GetString(bytes).Should().Contain(line).And.Contain("supersedes: none\n");
        FitnessOutcome.TryParse(bytes, out var read).Should().BeTrue();
        read.Verdict.Should().Be(verdict);
    }

    [Fact]
    public void A_flipped_bit_gives_another_outcome_or_none_and_never_the_same()
    {
        Attack(Outcome.ToCanonicalBytes(), bytes => FitnessOutcome.TryParse(bytes, out var read) ? read.ToCanonicalBytes() : null, read => read.AsSpan().SequenceEqual(Outcome.ToCanonicalBytes()));
    }

    [Fact]
    public void A_flipped_bit_gives_another_roster_or_none_and_never_the_same()
    {
        Attack(Roster.ToCanonicalBytes(), bytes => DoctorRoster.TryParse(bytes, out var read) ? read.ToCanonicalBytes() : null, read => read.AsSpan().SequenceEqual(Roster.ToCanonicalBytes()));
    }

    [Theory]
    [InlineData("ArboDossier FitnessOutcome 2", 0)]
    [InlineData("version: 02", 4)]
    [InlineData("version: 0", 4)]
    [InlineData("version: -1", 4)]
    [InlineData("version: +2", 4)]
    [InlineData("version: 99999999999", 4)]
    [InlineData("release: 0198A1B2C3D4E5F60718293A4B5C6D7E", 2)]
    [InlineData("release: 0198a1b2-c3d4-e5f6-0718-293a4b5c6d7e", 2)]
    [InlineData("supersedes: ", 5)]
    [InlineData("verdict: Unfit", 6)]
    [InlineData("verdict: partly", 6)]
    [InlineData("day: 2026-11-31", 7)]
    [InlineData("day: 30-11-2026", 7)]
    [InlineData("signer: ", 8)]
    [InlineData("signer:  S. Bakker", 8)]
    [InlineData("signer: S.\tBakker", 8)]
    [InlineData("big: 1901234560", 9)]
    [InlineData("big:  19012345601", 9)]
    [InlineData("signed-at: 2026-11-24T10:41:00+00:00", 10)]
    [InlineData("signed-at: 2026-11-24T10:41:00.0Z", 10)]
    [InlineData("note: x", 10)]
    public void A_line_of_another_form_is_refused(string line, int place)
    {
        var lines = Literal.Split('\n');
        lines[place] = line;
        FitnessOutcome.TryParse(Encoding.UTF8.GetBytes(string.Join('\n', lines)), out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n\n")]
    [InlineData("")]
    public void Other_line_ends_are_refused(string end) => FitnessOutcome.TryParse(Encoding.UTF8.GetBytes(Literal.Replace("\n", end, StringComparison.Ordinal)), out _).Should().BeFalse();

    [Fact]
    public void Long_and_broken_bytes_are_refused()
    {
        FitnessOutcome.TryParse([], out _).Should().BeFalse();
        FitnessOutcome.TryParse(new byte[100_000], out _).Should().BeFalse();
        FitnessOutcome.TryParse([0xEF, 0xBB, 0xBF, .. Outcome.ToCanonicalBytes()], out _).Should().BeFalse("a byte order mark is a change");
        DoctorRoster.TryParse(new byte[(1 << 20) + 1], out _).Should().BeFalse();
        DoctorRoster.TryParse("null"u8, out _).Should().BeFalse();
        DoctorRoster.TryParse("{}"u8, out _).Should().BeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData(" S. Bakker")]
    [InlineData("S. Bakker\n")]
    [InlineData("S.\nBakker")]
    [InlineData("S.\u0000Bakker")]
    [InlineData("S.\u0085Bakker")]
    [InlineData("e\u0301")]
    public void A_name_that_could_bend_a_line_is_refused(string name)
    {
        FitnessOutcome.IsName(name).Should().BeFalse();
        FluentActions.Invoking(() => (Outcome with { Signer = name }).ToCanonicalBytes()).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => (Outcome with { Service = name }).ToCanonicalBytes()).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_name_has_at_most_a_hundred_characters_and_an_outcome_a_verdict()
    {
        FitnessOutcome.IsName(new string('a', 100)).Should().BeTrue();
        FitnessOutcome.IsName(new string('a', 101)).Should().BeFalse();
        FluentActions.Invoking(() => (Outcome with { Verdict = FitnessVerdict.None }).ToCanonicalBytes()).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void The_bytes_of_a_roster_are_these()
    {
        Encoding.UTF8.GetString(Roster.ToCanonicalBytes()).Should().Be(
            """{"Service":"Arbodienst De Brug","Number":2,"Previous":"AQID","MadeAt":"2026-11-24T10:41:00+00:00","RelyingParty":"medisch.localhost","Origin":"http://medisch.localhost:5002","Doctors":[{"Doctor":"0198a1b2-c3d4-e5f6-0718-293a4b5c6d7e","Name":"S. Bakker","Big":"19012345601","SignsOutcomes":true,"Credentials":[{"Id":"BAU=","PublicKey":"BgcI","BackupEligible":true}]}]}""");
        DoctorRoster.TryParse(Roster.ToCanonicalBytes(), out var read).Should().BeTrue();
        read.ToCanonicalBytes().Should().Equal(Roster.ToCanonicalBytes());
    }

    [Theory]
    [InlineData("\"Number\":2", "\"Number\":2,\"Number\":2")]
    [InlineData("\"Number\":2", "\"Number\":2,\"Note\":1")]
    [InlineData("\"Number\":2,", "")]
    [InlineData("\"Number\":2", "\"number\":2")]
    [InlineData("\"Number\":2", "\"Number\": 2")]
    [InlineData("\"Number\":2", "\"Number\":\"2\"")]
    [InlineData("\"Name\":\"S. Bakker\"", "\"Name\":null")]
    [InlineData("{\"Service\"", " {\"Service\"")]
    public void A_roster_in_other_words_is_refused(string old, string @new)
    {
        var text = Encoding.UTF8.GetString(Roster.ToCanonicalBytes());
        text.Should().Contain(old);
        DoctorRoster.TryParse(Encoding.UTF8.GetBytes(text.Replace(old, @new, StringComparison.Ordinal)), out _).Should().BeFalse();
    }

    /// <summary>Every flipped bit, every missing and every added byte: refused, or read as exactly what stands there, which is not the original.</summary>
    private static void Attack(byte[] good, Func<byte[], byte[]?> read, Func<byte[], bool> isOriginal)
    {
        var bent = Enumerable.Range(0, good.Length * 8).Select(bit => good.Select((x, i) => i == bit / 8 ? (byte)(x ^ (1 << (bit % 8))) : x).ToArray())
            .Concat(Enumerable.Range(0, good.Length).Select(i => (byte[])[.. good[..i], .. good[(i + 1)..]]))
            .Concat(from i in Enumerable.Range(0, good.Length + 1) from added in (byte[])[0, (byte)'\n', (byte)' ', (byte)'0', 0xFF] select (byte[])[.. good[..i], added, .. good[i..]])
            .Where(x => !x.AsSpan().SequenceEqual(good)).ToList();
        var refused = 0;
        foreach (var bytes in bent)
        {
            switch (read(bytes))
            {
                case null:
                    refused++;
                    break;
                case var again:
                    again.Should().Equal(bytes);
                    isOriginal(again).Should().BeFalse();
                    break;
            }
        }

        refused.Should().BeGreaterThan(bent.Count / 2);
        Enumerable.Range(0, good.Length).Should().OnlyContain(length => read(good.Take(length).ToArray()) == null, "a cut document is none");
    }

    private static BigNumber Big(string text) => BigNumber.TryParse(text, out var big) ? big : throw new ArgumentException(text);
}
