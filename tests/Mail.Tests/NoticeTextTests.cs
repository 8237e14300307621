using ArboDossier.Store;

namespace ArboDossier.Mail.Tests;

public sealed class NoticeTextTests
{
    private const string Host = "dossier.example";

    public static TheoryData<NoticeKind> Kinds => [.. Enum.GetValues<NoticeKind>()];

    [Theory, Trait("Rule", "R-063"), Trait("Rule", "R-264"), MemberData(nameof(Kinds))]
    public void A_notice_says_nothing_of_what_waits_or_of_whom(NoticeKind kind)
    {
        var all = (NoticeTexts.Subject(Host) + "\n" + NoticeTexts.Body(kind, Host)).Replace(Host, "", StringComparison.Ordinal);

        string[] telling =
        [
            "arts", "doctor", "physician", "medisch", "medical", "ziek", "sick", "ill", "verzuim", "absence", "consult", "afspraak", "appointment", "oordeel", "uitkomst",
            "outcome", "verdict", "geschikt", "fit", "dossier", "file", "gezondheid", "health", "diagnos", "behandel", "treat", "werkgever", "employer", "werknemer", "employee",
            "casemanager", "re-integratie", "reintegrat", "keuring", "exam", "spreekuur", "brief", "letter", "bsn",
        ];
        var words = all.Split([' ', '\n', '\r', '.', ',', '?', '!', '/', ':'], StringSplitOptions.RemoveEmptyEntries);
        words.Where(word => telling.Any(x => word.StartsWith(x, StringComparison.OrdinalIgnoreCase))).Should().BeEmpty();
    }

    [Theory, Trait("Rule", "R-264"), MemberData(nameof(Kinds))]
    public void A_notice_has_no_link_no_number_and_nothing_filled_in_but_the_host(NoticeKind kind)
    {
        var (subject, body) = (NoticeTexts.Subject(Host), NoticeTexts.Body(kind, Host));

        body.Should().NotContainAny("://", "www.", "{", "}", "@", "<", "&", "=", "%");
        (subject + body).Any(char.IsAsciiDigit).Should().BeFalse();
        (subject + body).All(char.IsAscii).Should().BeTrue();
        body.Should().Contain(Host);
        NoticeTexts.Body(kind, "x.example").Replace("x.example", Host, StringComparison.Ordinal).Should().Be(body);
        subject.Should().Be("Bericht van dossier.example / Message from dossier.example").And.NotContainAny("\r", "\n");
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_notice_is_in_both_languages_and_no_line_is_too_long_for_mail(NoticeKind kind)
    {
        var parts = NoticeTexts.Body(kind, Host).Split("\r\n\r\n");

        parts.Should().HaveCount(4);
        parts[0].Should().Contain(" u").And.NotBe(parts[1]);
        parts[1].Should().MatchRegex(" (you|your)[ .]").And.NotContain(" uw ");
        NoticeTexts.Body(kind, Host).Split("\r\n").Should().OnlyContain(x => x.Length < 900);
        Enum.GetValues<NoticeKind>().Select(x => NoticeTexts.Body(x, Host)).Should().OnlyHaveUniqueItems();
    }
}
