using ArboDossier.Contracts.Values;

namespace ArboDossier.Contracts.Tests;

/// <summary>The vectors of the field's numbers and codes (V-01, V-02, V-04, V-06, V-07).</summary>
public sealed class ValueTests
{
    [Theory]
    [InlineData("111222333")]
    [InlineData("123456782")]
    [InlineData("999990019")]
    [InlineData("999996356")]
    [InlineData("010464554")]
    [InlineData("010000008")]
    [InlineData("999000020")]
    [InlineData("111111110")]
    [InlineData("999999990")]
    [InlineData("10464554")]
    [InlineData("9999.90.019")]
    [InlineData("999 990 019")]
    public void A_number_that_passes_the_test_is_taken(string text)
    {
        Bsn.TryParse(text, out var bsn).Should().BeTrue();
        bsn.ToString().Should().StartWith("******").And.EndWith(text[^3..]).And.HaveLength(9);
    }

    [Theory]
    [InlineData("123456789")]
    [InlineData("123456780")]
    [InlineData("000000000")]
    [InlineData("00000000")]
    [InlineData("400000006")]
    [InlineData("99999001")]
    [InlineData("9999900190")]
    [InlineData("9999900")]
    [InlineData("99999001x")]
    [InlineData("-99990019")]
    [InlineData("٩٩٩٩٩٠٠١٩")]
    [InlineData("９９９９９００１９")]
    [InlineData("")]
    [InlineData(null)]
    public void Anything_else_is_not(string? text) => Bsn.TryParse(text, out _).Should().BeFalse();

    [Fact]
    public void Each_wrong_digit_is_found()
    {
        const string Good = "999990019";
        for (var i = 0; i < Good.Length; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var text = Good[..i] + digit + Good[(i + 1)..];
                Bsn.TryParse(text, out _).Should().Be(text == Good, text);
            }
        }
    }

    [Fact]
    public void The_test_agrees_with_one_written_the_other_way()
    {
        for (var number = 100_000_000; number < 100_020_000; number++)
        {
            var digits = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
            var sum = Enumerable.Range(0, 9).Sum(i => (digits[8 - i] - '0') * (i == 0 ? -1 : i + 1));
            Bsn.TryParse(digits, out _).Should().Be((sum % 11 + 11) % 11 == 0, digits);
        }
    }

    [Fact]
    public void Nothing_of_a_number_but_its_end_can_be_read_from_it()
    {
        Bsn.TryParse("999990019", out var bsn).Should().BeTrue();
        System.Text.Json.JsonSerializer.Serialize(bsn).Should().NotContain("999990019");
        typeof(Bsn).GetProperties().Should().BeEmpty();
        default(Bsn).ToString().Should().BeEmpty();
    }

    [Theory]
    [InlineData("19012345601", true)]
    [InlineData("09012345601", true)]
    [InlineData("19012345602", false)]
    [InlineData("19012345630", false)]
    [InlineData("19012345681", false)]
    public void A_register_number_has_eleven_digits_and_says_the_profession(string text, bool physician)
    {
        BigNumber.TryParse(text, out var big).Should().BeTrue();
        big.IsPhysician.Should().Be(physician);
        big.ToString().Should().Be(text);
    }

    [Theory]
    [InlineData("1901234560")]
    [InlineData("190123456011")]
    [InlineData("1901234560a")]
    [InlineData("١٩٠١٢٣٤٥٦٠١")]
    [InlineData("190 12345601")]
    [InlineData("")]
    [InlineData(null)]
    public void Other_text_is_no_register_number(string? text)
    {
        BigNumber.TryParse(text, out var big).Should().BeFalse();
        big.IsPhysician.Should().BeFalse();
    }

    [Theory]
    [InlineData("1234AB", "1234 AB")]
    [InlineData("1234 ab", "1234 AB")]
    [InlineData(" 9999 ZZ ", "9999 ZZ")]
    [InlineData("1000 SB", "1000 SB")]
    public void A_postcode_is_kept_in_one_form(string text, string kept)
    {
        Postcode.TryParse(text, out var postcode).Should().BeTrue();
        postcode.ToString().Should().Be(kept);
    }

    [Theory]
    [InlineData("0123 AB")]
    [InlineData("1234 SA")]
    [InlineData("1234 sd")]
    [InlineData("1234 SS")]
    [InlineData("1234 A")]
    [InlineData("1234 ABC")]
    [InlineData("12345 AB")]
    [InlineData("1234 ÄB")]
    [InlineData("١٢٣٤ AB")]
    [InlineData(null)]
    public void Other_text_is_no_postcode(string? text) => Postcode.TryParse(text, out _).Should().BeFalse();

    [Theory]
    [InlineData("H102", true)]
    [InlineData("L122", true)]
    [InlineData("R605", false)]
    [InlineData("p652", false)]
    public void A_code_is_a_letter_and_three_digits(string text, bool complaint)
    {
        CasCode.TryParse(text, out var code).Should().BeTrue();
        code.IsComplaint.Should().Be(complaint);
        code.Value.Should().Be(text.ToUpperInvariant());
        code.ToString().Should().NotContain(code.Value, "a log line must not hold it (R-028)");
    }

    [Theory]
    [InlineData("H10")]
    [InlineData("H1022")]
    [InlineData("1102")]
    [InlineData("HH02")]
    [InlineData("H10a")]
    [InlineData("Ĥ102")]
    [InlineData("H١٠٢")]
    [InlineData(null)]
    public void Other_text_is_no_code(string? text) => CasCode.TryParse(text, out _).Should().BeFalse();
}
