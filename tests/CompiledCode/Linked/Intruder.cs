using System.Text.RegularExpressions;

namespace ArboDossier.Shape;

/// <summary>A session that an intruder misuses: its headers, its token against forged forms, and the token of somebody else's session.</summary>
/// <param name="Headers">Cookies and whatever else says who it is.</param>
/// <param name="Token">The token that goes with it.</param>
/// <param name="OtherToken">A good one, of another session.</param>
public sealed record Misused(IReadOnlyList<(string Name, string Value)> Headers, string Token, string OtherToken);

/// <summary>
/// What pages elsewhere can make a browser do, tried at every way in of a running program, from the routes themselves: one that is added is tried by
/// itself. That the same requests are taken when nothing is wrong with them is what the matrix tests show.
/// </summary>
/// <param name="app">The program.</param>
/// <param name="port">Where it listens.</param>
/// <param name="host">Its public host name, with the port.</param>
public sealed partial class Intruder(WebApplication app, int port, string host) : IDisposable
{
    /// <summary>Another host, in the forms that browsers read one out of.</summary>
    private static readonly string[] Elsewhere =
    [
        "https://kwaad.example/", "//kwaad.example/", "/\\kwaad.example/", "\\\\kwaad.example/", "/\t/kwaad.example/", "/\n/kwaad.example/", "https:kwaad.example", "http:///kwaad.example/",
        "javascript:alert('kwaad.example')", "data:text/html,kwaad.example", "/.//kwaad.example\\", "kwaad.example",
    ];

    private static readonly string[] LeadBack = ["back", "continue", "returnUrl", "ReturnUrl", "return_to", "redirect_uri", "redirect", "next", "url", "post_logout_redirect_uri"];

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    private string Own => $"http://{host}";

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Every form, sent from elsewhere or without what only the own page knows: 400, each time. Gives the number of forms and of tries.</summary>
    /// <param name="whose">Somebody for whom that way in is open.</param>
    /// <param name="id">Ids of something that this person may do it with.</param>
    public async Task<(int Forms, int Tries)> ForgeAsync(Func<WayIn, Task<Misused>> whose, Func<WayIn, string, Guid> id)
    {
        var name = host.Split(':')[0];
        string?[] strangers = [null, "null", "", "https://kwaad.example", $"https://{host}", $"http://{name}:{port + 1}", $"http://{name}", $"http://{host}.kwaad.example", $"http://kwaad.example/{host}", "http://inloggen.example", $"http://x.{host}"];
        var (forms, tries) = (0, 0);
        foreach (var way in (await WayIn.ListAsync(app.Services)).Where(x => x is { Method: not ("GET" or "HEAD"), FromPrograms: false }))
        {
            forms++;
            var session = await whose(way);
            foreach (var (token, origin, what) in ((string, string?, string)[])
                [("", Own, "no token"), (session.OtherToken, Own, "the token of another session"), (session.Token[..^6] + "AAAAAA", Own, "a token that was altered"), .. strangers.Select(x => (session.Token, x, $"from {x ?? "nowhere"}"))])
            {
                using var request = Request(way, session, token, origin, x => id(way, x));
                using var answer = await _http.SendAsync(request);
                ((int)answer.StatusCode).Should().Be(400, "{0}, {1}", way.Name, what);
                tries++;
            }
        }

        return (forms, tries);
    }

    /// <summary>Every answer may stand in no frame, runs no script from elsewhere, and binds each cookie to this host.</summary>
    public async Task<(int Answers, IReadOnlySet<string> Cookies)> LookAtAnswersAsync(Func<WayIn, Task<Misused>> whose, Func<WayIn, string, Guid> id)
    {
        var (answers, names) = (0, new SortedSet<string>(StringComparer.Ordinal));
        foreach (var way in await WayIn.ListAsync(app.Services))
        {
            var session = await whose(way);
            foreach (var headers in (Misused[])[session, session with { Headers = [] }])
            {
                using var request = Request(way, headers, headers.Token, Own, x => id(way, x));
                using var answer = await _http.SendAsync(request);
                answers++;
                LookAt(answer, way.Name, names);
            }
        }

        foreach (var path in (string[])["/nothing-here", "/assets/arbo.css", "/language/en"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"http://127.0.0.1:{port}{path}");
            request.Headers.Host = host;
            using var answer = await _http.SendAsync(request);
            LookAt(answer, path, names);
        }

        return (answers, names);
    }

    /// <summary>Whatever a link or a form says about where to go on: never to another host, neither at once nor by a link on the page.</summary>
    /// <param name="whose">Somebody for whom that way in is open.</param>
    /// <param name="id">Ids.</param>
    /// <param name="provider">The one other origin that people are led to: the sign-in program; null where there is none.</param>
    public async Task<int> LeadAwayAsync(Func<WayIn, Task<Misused>> whose, Func<WayIn, string, Guid> id, string? provider)
    {
        AwayPattern().IsMatch("<a href=\"/\\kwaad.example/\">").Should().BeTrue("that is what is looked for");
        var tries = 0;
        foreach (var way in (await WayIn.ListAsync(app.Services)).Where(x => !x.FromPrograms))
        {
            foreach (var elsewhere in Elsewhere)
            {
                var session = await whose(way);
                var said = LeadBack.Select(x => KeyValuePair.Create(x, elsewhere)).ToList();
                var query = string.Join('&', said.Select(x => $"{x.Key}={Uri.EscapeDataString(x.Value)}"));
                using var request = Request(way, session, session.Token, Own, x => id(way, x), query, said);
                using var answer = await _http.SendAsync(request);
                tries++;
                var told = $"{way.Name} with {elsewhere}";
                if (answer.Headers.Location is { } location)
                {
                    var to = new Uri(new Uri(Own), location);
                    to.GetLeftPart(UriPartial.Authority).Should().BeOneOf([Own, .. provider is null ? Array.Empty<string>() : [provider]], "{0} leads to {1}", told, location);
                    location.OriginalString.Should().NotStartWith("//").And.NotStartWith("/\\").And.NotContainAny("\\", "\t", "\n");
                }

                AwayPattern().IsMatch(await answer.Content.ReadAsStringAsync()).Should().BeFalse("{0}: no link on the page leads away", told);
            }
        }

        return tries;
    }

    private static void LookAt(HttpResponseMessage answer, string told, SortedSet<string> names)
    {
        string.Join(' ', answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? policy : []).Should().Contain("frame-ancestors 'none'", "{0}", told).And.Contain("default-src 'none'").And.NotContain("unsafe");
        string.Join(' ', answer.Headers.TryGetValues("X-Content-Type-Options", out var sniff) ? sniff : []).Should().Be("nosniff", "{0}", told);
        answer.Headers.Contains("Server").Should().BeFalse("{0}", told);
        foreach (var cookie in answer.Headers.TryGetValues("Set-Cookie", out var set) ? set : [])
        {
            names.Add(cookie.Split('=')[0].Split('.')[0]);
            cookie.Should().StartWith("__Host-", "{0}", told).And.ContainEquivalentOf("; path=/").And.ContainEquivalentOf("; secure").And.ContainEquivalentOf("; httponly").And.ContainEquivalentOf("; samesite=").And.NotContainEquivalentOf("samesite=none").And.NotContainEquivalentOf("domain=");
            PathPattern().Matches(cookie).Should().OnlyContain(x => x.Groups[1].Value == "/", "{0}: {1}", told, cookie.Split('=')[0]);
        }
    }

    private HttpRequestMessage Request(WayIn way, Misused session, string token, string? origin, Func<string, Guid> id, string query = "", IEnumerable<KeyValuePair<string, string>>? fields = null)
    {
        var path = way.Address(id);
        path += query.Length == 0 ? "" : $"{(path.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{query}";
        var request = new HttpRequestMessage(new HttpMethod(way.Method), $"http://127.0.0.1:{port}{path}");
        request.Headers.Host = host;
        session.Headers.ToList().ForEach(x => request.Headers.TryAddWithoutValidation(x.Name, x.Value));
        if (way.Method is "GET" or "HEAD")
        {
            return request;
        }

        request.Content = new FormUrlEncodedContent([.. way.Form(id), .. fields ?? [], new("__RequestVerificationToken", token)]);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        return request;
    }

    /// <summary>An attribute whose value is an address on another host; one that is only carried along in the query of a path of the own host is none.</summary>
    [GeneratedRegex("""(?:href|action|formaction|src)\s*=\s*"\s*(?:[a-z][a-z+.-]*:|[\\/]\s*[\\/]|kwaad)[^"]*kwaad""", RegexOptions.IgnoreCase)]
    private static partial Regex AwayPattern();

    [GeneratedRegex(@";\s*path=([^;]*)", RegexOptions.IgnoreCase)]
    private static partial Regex PathPattern();
}
