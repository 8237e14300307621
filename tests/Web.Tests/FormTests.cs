using System.Text.RegularExpressions;

namespace ArboDossier.Web.Tests;

public sealed class FormTests : IAsyncLifetime
{
    private SampleHost _host = null!;

    public async Task InitializeAsync() => _host = await SampleHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Fact]
    public async Task A_good_form_is_taken()
    {
        var answer = await _host.PostFormAsync("/form",
            [new("Input.Questions", "fit"), new("Input.Questions", "long"), new("Input.Day", "24 november 2026"), new("Input.Sure", "true")]);
        answer.Body.Should().Be("day=2026-11-24;questions=fit+long;sure=True;note=0");
    }

    [Fact]
    public async Task A_field_left_empty_is_an_empty_text_and_a_name_with_half_a_bracket_is_no_field()
    {
        foreach (var odd in (string[])["x[0", "Input[Day", "a]b[", "[", "Input.Note[y"])
            (await _host.PostFormAsync("/form", [new("Input.Note", ""), new("Input.Day", "24-11-2026"), new(odd, "z")])).Body.Should().Be("day=2026-11-24;questions=;sure=False;note=0", odd);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded; charset=utf-7", "a=b", 415)]
    [InlineData("application/x-www-form-urlencoded; charset=bogus", "a=b", 415)]
    [InlineData("application/json; charset=\"utf-16\"", "{}", 400)]
    [InlineData("application/x-www-form-urlencoded; charset=\"UTF-8\"", "a=b", 400)]
    [InlineData("multipart/form-data", "a=b", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb", 400)]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent", 400)]
    public async Task A_body_that_cannot_be_read_as_announced_is_refused(string type, string body, int status)
    {
        using var content = new ByteArrayContent(System.Text.Encoding.ASCII.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        (await _host.SendAsync(HttpMethod.Post, "/form", content)).Status.Should().Be(status);
    }

    [Fact]
    public async Task What_was_typed_comes_back_encoded_with_the_error_beside_it_and_on_top()
    {
        var body = (await _host.PostFormAsync("/form",
        [
            new("Input.Questions", "long"), new("Input.Why", "<b>\"why\"</b>"), new("Input.Day", "31-02-2026"),
            new("Input.Text", "</textarea><script>"), new("Input.Hours", "veel"), new("Input.Place", "d"),
            new("Input.Secret", "hunter2"), new("Input.Sure", "true"),
        ])).Body;
        body.Should().Contain("<title>Fout: Vraag een consult aan");
        body.Should().Contain("value=\"31-02-2026\"").And.Contain("value=\"veel\"").And.Contain("&lt;/textarea&gt;&lt;script&gt;");
        body.Should().Contain("value=\"&lt;b&gt;&quot;why&quot;&lt;/b&gt;\"");
        body.Should().Contain("<option value=\"d\" selected>Deventer &lt;1&gt;</option>");
        body.Should().MatchRegex("value=\"long\" checked").And.MatchRegex("name=\"Input.Sure\" value=\"true\" checked");
        body.Should().NotContain("hunter2").And.NotContain("<script>\"").And.NotContain("</textarea><script>");
        body.Should().Contain("<a href=\"#Input_Day\">Schrijf de dag als dag-maand-jaar, bijvoorbeeld 24-11-2026</a>");
        body.Should().MatchRegex("<p class=\"err\" id=\"Input_Day-fout\">");
        body.Should().Contain("aria-describedby=\"Input_Day-fout Input_Day-uitleg Input_Day-wie\" aria-invalid=\"true\" required");
        body.Should().Contain("<a href=\"#Input_Hours\">Deze invoer klopt niet</a>");
    }

    [Fact]
    public async Task Errors_speak_the_language_of_the_reader()
    {
        var english = (await _host.PostFormAsync("/form", [new("Input.Text", new string('x', 21))], ("Accept-Language", "en"))).Body;
        english.Should().Contain("Choose a day").And.Contain("Use at most 20 characters").And.Contain("Correct these 2 points");
        (await _host.PostFormAsync("/form", [])).Body.Should().Contain("Kies een dag").And.Contain("Verbeter dit punt");
    }

    [Fact]
    public async Task Every_label_and_every_description_points_at_something_that_is_there()
    {
        var body = (await _host.PostFormAsync("/form", [])).Body;
        var ids = Regex.Matches(body, " id=\"([^\"]+)\"").Select(m => m.Groups[1].Value).ToList();
        ids.Should().OnlyHaveUniqueItems();
        var pointed = Regex.Matches(body, " (?:for|aria-describedby|aria-labelledby)=\"([^\"]+)\"").SelectMany(m => m.Groups[1].Value.Split(' '))
            .Concat(Regex.Matches(body, "href=\"#([^\"]+)\"").Select(m => m.Groups[1].Value));
        ids.Should().Contain(pointed);
    }

    [Theory]
    [InlineData("/form")]
    [InlineData("/look/worklist")]
    [InlineData("/look/consult")]
    [InlineData("/look/case")]
    [InlineData("/look/mine")]
    [InlineData("/look/sign-in")]
    [InlineData("/gives/404")]
    public async Task No_page_has_an_inline_script_style_or_handler(string path)
    {
        foreach (var language in (string[])["nl", "en"])
        {
            var answer = await _host.GetAsync(path, ("Accept-Language", language));
            answer.Status.Should().Be(path == "/gives/404" ? 404 : 200);
            answer.Body.Should().NotMatchRegex("<script(?![^>]* src=)").And.NotContain("<style").And.NotMatchRegex(" style=").And.NotMatchRegex(" on[a-z]+=\"");
            Regex.Count(answer.Body, "<h1").Should().Be(1);
            Regex.Count(answer.Body, "<main").Should().Be(1);
            foreach (Match asset in Regex.Matches(answer.Body, "\"(/assets/[^\"]+)\""))
                (await _host.GetAsync(asset.Groups[1].Value)).Status.Should().Be(200, asset.Value);
        }
    }
}
