using System.Text;

namespace ArboDossier.Web.Tests;

public sealed class DoorTests : IAsyncLifetime
{
    private SampleHost _host = null!;

    public async Task InitializeAsync() => _host = await SampleHost.StartAsync();

    public async Task DisposeAsync() => await _host.DisposeAsync();

    [Theory]
    [InlineData("/health/live", "evil.example")]
    [InlineData("/form", "evil.example")]
    [InlineData("/form", "medisch.localhost:5002")]
    [InlineData("/form", "medisch.localhost.evil.example")]
    [InlineData("/form", "inloggen.localhost")]
    [InlineData("/assets/arbo.css", "127.0.0.1")]
    public async Task A_foreign_host_is_refused_before_anything_else(string path, string host)
    {
        var answer = await _host.GetAsync(path, ("Host", host));
        answer.Status.Should().Be(400);
        answer.Headers["Content-Type"].Should().StartWith("text/plain");
        answer.Headers.Should().ContainKey("Content-Security-Policy");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("null")]
    [InlineData("http://evil.example")]
    [InlineData("https://medisch.localhost")]
    [InlineData("http://medisch.localhost:5002")]
    [InlineData("http://reintegratie.localhost")]
    public async Task A_post_without_the_own_origin_is_refused(string? origin)
    {
        var answer = await _host.PostFormAsync("/form", [new("Input.Day", "24-11-2026")], ("Origin", origin));
        answer.Status.Should().Be(400);
        answer.Body.Should().Contain("Dit verzoek konden wij niet lezen");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    [InlineData("PURGE")]
    public async Task Every_unsafe_method_asks_for_the_origin(string method) =>
        (await _host.SendAsync(new HttpMethod(method), "/form", null, ("Origin", null))).Status.Should().Be(400);

    [Fact]
    public async Task Programs_need_no_origin_and_get_no_page()
    {
        (await _host.SendAsync(HttpMethod.Post, "/exchange/tick", null, ("Origin", null))).Body.Should().Be("tock");
        var refused = await _host.SendAsync(HttpMethod.Post, "/exchange/refused", null, ("Origin", null));
        refused.Status.Should().Be(404);
        refused.Body.Should().BeEmpty();
    }

    [Fact]
    public async Task A_post_without_the_antiforgery_token_is_refused()
    {
        using var form = new FormUrlEncodedContent([new("Input.Day", "24-11-2026")]);
        (await _host.SendAsync(HttpMethod.Post, "/form", form)).Status.Should().Be(400);
    }

    [Fact]
    public async Task The_antiforgery_cookie_is_bound_to_this_host()
    {
        var cookie = (await _host.GetAsync("/form")).Headers["Set-Cookie"];
        cookie.Should().StartWith("__Host-arbo-af=").And.Contain("path=/").And.Contain("secure").And.Contain("httponly").And.Contain("samesite=lax").And.NotContain("domain");
    }

    [Theory]
    [InlineData("/form")]
    [InlineData("/nothing")]
    [InlineData("/health/ready")]
    [InlineData("/fails?what=state")]
    [InlineData("/gives/503")]
    [InlineData("/language/en")]
    [InlineData("/assets/arbo.css")]
    public async Task Every_answer_has_the_security_headers(string path)
    {
        var h = (await _host.GetAsync(path)).Headers;
        h["Content-Security-Policy"].Should().Be("default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self' https://inloggen.example; base-uri 'none'; frame-ancestors 'none'");
        h["X-Content-Type-Options"].Should().Be("nosniff");
        h["Referrer-Policy"].Should().Be("same-origin");
        h["Cross-Origin-Opener-Policy"].Should().Be("same-origin");
        h["Cross-Origin-Resource-Policy"].Should().Be("same-origin");
        h["Permissions-Policy"].Should().Contain("publickey-credentials-get=(self)");
        h.Should().NotContainKey("Server").And.NotContainKey("X-Powered-By").And.NotContainKey("Strict-Transport-Security");
        if (path.StartsWith("/assets/", StringComparison.Ordinal))
            h["Cache-Control"].Should().NotContain("no-store");
        else
            h["Cache-Control"].Should().Be("no-store");
    }

    [Fact]
    public async Task In_production_behind_the_trusted_proxy_the_answer_asks_for_https()
    {
        await using var host = await SampleHost.StartAsync("Production", "--Web:TrustedProxy=127.0.0.1");
        var page = await host.GetAsync("/form", ("X-Forwarded-Proto", "https"));
        page.Status.Should().Be(200);
        page.Headers["Strict-Transport-Security"].Should().Be("max-age=31536000");
        var post = await host.PostFormAsync("/form", [new("Input.Day", "24-11-2026")], ("X-Forwarded-Proto", "https"), ("Origin", "https://medisch.localhost"));
        post.Body.Should().StartWith("day=2026-11-24");
    }

    [Fact]
    public async Task A_forwarded_header_of_anyone_else_counts_for_nothing()
    {
        await using var host = await SampleHost.StartAsync("Development", "--Web:TrustedProxy=10.0.0.1");
        var post = await host.PostFormAsync("/form", [new("Input.Day", "24-11-2026")], ("X-Forwarded-Proto", "https"), ("Origin", "https://medisch.localhost"));
        post.Status.Should().Be(400);
    }

    [Theory]
    [InlineData("--Web:Host=")]
    [InlineData("--Web:Host=https://medisch.example")]
    [InlineData("--Web:TrustedProxy=proxy.example")]
    [InlineData("--Web:FormOrigins:0=https://a.example; script-src *")]
    [InlineData("--Web:FormOrigins:0=https://a.example/path")]
    public void A_program_with_a_wrong_setting_does_not_start(string setting) =>
        FluentActions.Invoking(() => SampleHost.Build("Development", "--Web:Host=medisch.localhost", setting))
            .Should().Throw<InvalidOperationException>();

    [Fact]
    public async Task The_demo_authenticator_is_let_in_only_with_development_marker_and_loopback_together()
    {
        var marker = Path.GetTempFileName();
        try
        {
            string[] all = ["--Demo:Authenticator=http://127.0.0.1:5005", "--Demo:Marker=" + marker];
            foreach (var (environment, settings) in new[] { ("Production", all), ("Development", all[..1]), ("Development", [all[0], "--Demo:Marker=/nowhere/marker"]) })
            {
                await using var host = await SampleHost.StartAsync(environment, [.. settings, "--Web:TrustedProxy=127.0.0.1"]);
                (await host.GetAsync("/form", ("X-Forwarded-Proto", "https"))).Body.Should().NotContain("authenticator.js");
            }
#if DEBUG
            await using var demo = await SampleHost.StartAsync("Development", all);
            var page = await demo.GetAsync("/form");
            page.Body.Should().Contain("<script src=\"http://127.0.0.1:5005/authenticator.js\" defer></script>");
            page.Headers["Content-Security-Policy"].Should().Contain("script-src 'self' http://127.0.0.1:5005;");
            FluentActions.Invoking(() => SampleHost.Build("Development", "--Web:Host=a", "--Demo:Authenticator=http://evil.example", all[1]))
                .Should().Throw<InvalidOperationException>();
#endif
        }
        finally
        {
            File.Delete(marker);
        }
    }

    [Theory]
    [InlineData("/language/en?back=/form", "/form", "en")]
    [InlineData("/language/nl?back=%2Fform%3Fa%3D1", "/form?a=1", "nl")]
    [InlineData("/language/en?back=//evil.example", "/", "en")]
    [InlineData("/language/en?back=/%5Cevil.example", "/", "en")]
    [InlineData("/language/en?back=https://evil.example", "/", "en")]
    [InlineData("/language/en", "/", "en")]
    public async Task The_language_is_kept_and_leads_back_on_this_host_only(string path, string location, string language)
    {
        var answer = await _host.GetAsync(path);
        answer.Status.Should().Be(302);
        answer.Headers["Location"].Should().Be(location);
        answer.Headers["Set-Cookie"].Should().StartWith($"__Host-arbo-lang={language};");
    }

    [Theory]
    [InlineData(null, null, "nl")]
    [InlineData(null, "en-GB,en;q=0.9", "en")]
    [InlineData(null, "de,nl;q=0.5,en;q=0.4", "nl")]
    [InlineData(null, "fr", "nl")]
    [InlineData("__Host-arbo-lang=nl", "en", "nl")]
    [InlineData("__Host-arbo-lang=en", null, "en")]
    [InlineData("__Host-arbo-lang=xx", "en", "en")]
    public async Task The_page_speaks_the_language_that_was_chosen(string? cookie, string? accept, string language)
    {
        var body = (await _host.GetAsync("/form", ("Cookie", cookie), ("Accept-Language", accept))).Body;
        body.Should().Contain($"<html lang=\"{language}\">").And.Contain(language == "nl" ? "Vraag een consult aan" : "Ask for a consultation");
    }

    [Fact]
    public async Task Health_says_one_word()
    {
        (await _host.GetAsync("/health/live")).Body.Should().Be("ok\n");
        (await _host.GetAsync("/health/ready")).Body.Should().Be("ok\n");
    }

    [Theory]
    [InlineData("Degraded", 200, "degraded: ledger\n")]
    [InlineData("Unhealthy", 503, "not ready: ledger\n")]
    public async Task Health_names_the_part_that_is_not_well_and_says_nothing_else(string state, int status, string body)
    {
        await using var host = await SampleHost.StartAsync("Development", "--Sample:Ledger=" + state);
        var answer = await host.GetAsync("/health/ready");
        answer.Status.Should().Be(status);
        answer.Body.Should().Be(body);
        (await host.GetAsync("/health/live")).Status.Should().Be(200);
    }

    [Fact]
    public void Every_endpoint_tells_who_may_call_it()
    {
        var lines = EndpointAudit.List(_host.App.Services);
        lines.Should().Contain(new EndpointLine("/closed/{id:guid}", "GET", "OnlyDoctors", false, false));
        lines.Should().Contain(new EndpointLine("/exchange/tick", "POST", null, true, true));
        lines.Where(l => l.Policy is null && !l.Anonymous).Should().BeEmpty();
    }

    [Fact]
    public async Task Whoever_is_not_signed_in_is_sent_to_the_door() =>
        (await _host.GetAsync($"/closed/{Guid.NewGuid()}")).Status.Should().Be(401);

    [Fact]
    public async Task Bytes_that_are_no_form_are_the_callers_fault()
    {
        foreach (var (type, body) in new (string, byte[])[]
        {
            ("multipart/form-data; boundary=x", Encoding.UTF8.GetBytes("--x\r\nContent-Disposition: nonsense\r\n")),
            ("multipart/form-data", [1, 2, 3]),
            ("application/x-www-form-urlencoded", Encoding.UTF8.GetBytes(string.Join('&', Enumerable.Range(0, 2000).Select(i => $"k{i}=v")))),
            ("application/x-www-form-urlencoded", [0xff, 0xfe, (byte)'=', 0xc3, 0x28]),
            ("application/x-www-form-urlencoded", Encoding.UTF8.GetBytes("a=%zz&b=%ff%00")),
            ("application/json", Encoding.UTF8.GetBytes("{")),
            ("text/plain", [0]),
        })
        {
            using var content = new ByteArrayContent(body);
            content.Headers.TryAddWithoutValidation("Content-Type", type);
            (await _host.SendAsync(HttpMethod.Post, "/form", content)).Status.Should().Be(400, type);
        }
    }

    [Fact]
    public async Task A_NUL_character_is_refused()
    {
        (await _host.PostFormAsync("/form", [new("Input.Text", "a\0b"), new("Input.Day", "24-11-2026")])).Status.Should().Be(400);
        (await _host.GetAsync("/form?x=%00")).Status.Should().Be(400);
    }

    [Fact]
    public async Task A_body_that_hides_its_size_is_refused_too()
    {
        var fields = "a=" + new string('x', 2 * 1024 * 1024);
        using var content = new StreamContent(new MemoryStream(Encoding.ASCII.GetBytes(fields)));
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        (await _host.SendAsync(HttpMethod.Post, "/form", content, ("Transfer-Encoding", "chunked"))).Status.Should().BeOneOf(400, 413);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused_with_its_own_page()
    {
        using var content = new ByteArrayContent(new byte[1024 * 1024 + 1]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/x-www-form-urlencoded");
        var answer = await _host.SendAsync(HttpMethod.Post, "/form", content);
        answer.Status.Should().Be(413);
        answer.Headers["Connection"].Should().Be("close", "nothing can follow what was not read");
        answer.Body.Should().Contain("Dit is te groot");
    }
}
