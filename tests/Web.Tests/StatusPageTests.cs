using Microsoft.Extensions.Configuration;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Web.Tests;

public sealed class StatusPageTests : IAsyncLifetime
{
    private SampleHost _host = null!;

    public async Task InitializeAsync() => _host = await SampleHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData(400, 400)]
    [InlineData(401, 401)]
    [InlineData(403, 404)]
    [InlineData(404, 404)]
    [InlineData(405, 404)]
    [InlineData(409, 409)]
    [InlineData(413, 413)]
    [InlineData(415, 415)]
    [InlineData(418, 400)]
    [InlineData(429, 429)]
    [InlineData(500, 500)]
    [InlineData(503, 503)]
    [InlineData(504, 503)]
    public async Task Every_refusal_has_a_page_in_both_languages(int given, int shown)
    {
        foreach (var language in (string[])["nl", "en"])
        {
            var answer = await _host.GetAsync($"/gives/{given}", ("Accept-Language", language));
            answer.Status.Should().Be(shown);
            answer.Body.Should().Contain($"<html lang=\"{language}\">").And.Contain("<h1>").And.NotContain("given");
        }
    }

    [Fact]
    [Trait("Rule", "R-063")]
    public async Task What_is_closed_and_what_does_not_exist_give_the_same_bytes()
    {
        foreach (var language in (string[])["nl", "en"])
        {
            (string, string?)[] person = [("X-Person", "case manager"), ("Accept-Language", language)];
            var closed = await _host.GetAsync($"/closed/{Guid.NewGuid()}", person);
            var absent = await _host.GetAsync($"/absent/{Guid.NewGuid()}?name=Marieke", person);
            var typed = await _host.GetAsync("/arbo/status", person);
            var refused = await _host.GetAsync("/gives/403", person);
            var posted = await _host.SendAsync(HttpMethod.Post, "/absent", null, person);
            foreach (var other in new[] { absent, typed, refused, posted })
            {
                other.Status.Should().Be(closed.Status).And.Be(404);
                other.Body.Should().Be(closed.Body);
                other.Headers.Where(h => h.Key != "Date").Should().BeEquivalentTo(closed.Headers.Where(h => h.Key != "Date"));
            }
        }
        _host.Refusals.Policies.Should().Equal("OnlyDoctors", "OnlyDoctors");
    }

    [Theory]
    [InlineData("state", 500)]
    [InlineData("nested", 500)]
    [InlineData("data", 500)]
    [InlineData("request", 413)]
    [Trait("Rule", "R-063")]
    public async Task An_exception_shows_and_logs_no_detail(string what, int status)
    {
        var answer = await _host.GetAsync($"/fails?what={what}&name=secret-canary");
        answer.Status.Should().Be(status);
        answer.Body.Should().NotContain("canary").And.NotContain("Exception");
        var lines = string.Join('\n', _host.Log.Lines);
        lines.Should().NotContain("canary").And.NotContain("/fails");
        if (status != 500)
            return;
        var reference = answer.Body.Split("<b>")[^1].Split('<')[0];
        reference.Should().MatchRegex("^[0-9A-F]{8}$");
        _host.Log.Lines.Should().ContainSingle(l => l.StartsWith("Unhandled") && l.Contains(reference)).Which.Should().Contain(what switch
        {
            "state" => "System.InvalidOperationException",
            "data" => "System.IO.InvalidDataException",
            _ => "System.AggregateException < System.TimeoutException",
        });
    }

    [Fact]
    [Trait("Rule", "R-063")]
    public void The_log_prints_listed_values_and_the_type_of_an_exception_and_never_a_message_or_another_value()
    {
        var plain = Logged([]);
        plain.Should().EndWith("Error Category: it failed (line one line two) for {Name} | System.InvalidOperationException | System.TimeoutException").And.NotContain("canary").And.NotContain("\n");

        using var json = JsonDocument.Parse(Logged(new() { ["Logging:Json"] = "true" }));
        json.RootElement.EnumerateObject().Select(x => x.Name).Should().Equal("time", "level", "category", "event", "Kind", "exception");
        json.RootElement.GetProperty("event").GetString().Should().Be("it failed ({Kind}) for {Name}");
        json.RootElement.GetRawText().Should().NotContain("canary");
    }

    private static string Logged(Dictionary<string, string?> settings)
    {
        using var text = new StringWriter();
        List<KeyValuePair<string, object?>> state = [new("Kind", "line one\nline two"), new("Name", "canary"), new("{OriginalFormat}", "it failed ({Kind}) for {Name}")];
        var entry = new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Error, "Category", default, state,
            new InvalidOperationException("canary", new TimeoutException("canary")), (_, e) => e!.Message);
        new QuietLog(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Write(entry, null, text);
        return text.ToString().TrimEnd();
    }

    [Fact]
    [Trait("Rule", "R-063")]
    public async Task An_answer_that_breaks_half_way_is_cut_off_and_logs_no_detail()
    {
        await FluentActions.Awaiting(() => _host.GetAsync("/breaks")).Should().ThrowAsync<HttpRequestException>();
        string.Join('\n', _host.Log.Lines).Should().Contain("Unhandled System.InvalidOperationException in an answer").And.NotContain("canary");
    }

    [Fact]
    public async Task A_request_is_not_logged()
    {
        await _host.PostFormAsync("/form?name=canary", [new("Input.Text", "canary"), new("Input.Day", "x")]);
        string.Join('\n', _host.Log.Lines).Should().NotContain("canary");
    }
}
