using System.Net;
using System.Net.Sockets;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using ArboDossier.DemoAuthenticator;

namespace ArboDossier.Identity.Tests;

/// <summary>
/// As much of a browser as signing in needs: cookies per host (also __Host- cookies on plain http, as browsers do for *.localhost),
/// redirects, forms with their hidden fields, the Origin header, and passkeys.
/// </summary>
internal sealed class Browser : IDisposable
{
    private const int MostRedirects = 12;
    private static readonly HtmlParser Html = new();
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectCallback = async (context, cancel) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    private readonly Dictionary<string, Dictionary<string, string>> _cookies = [];

    internal Uri Url { get; private set; } = new("about:blank");

    internal HttpStatusCode Status { get; private set; }

    internal string Body { get; private set; } = "";

    internal HttpResponseMessage Last { get; private set; } = null!;

    internal IHtmlDocument Page => Html.ParseDocument(Body);

    /// <summary>What the page says to its reader, for a failing test.</summary>
    internal string Says => $"{Status} {string.Join(' ', (Page.QuerySelector("main")?.TextContent ?? Body).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}";

    internal List<Uri> Visited { get; } = [];

    public void Dispose() => _http.Dispose();

    internal Dictionary<string, string> CookiesOf(string host)
    {
        if (!_cookies.TryGetValue(host, out var own))
            _cookies[host] = own = [];
        return own;
    }

    internal Task GetAsync(string url) => SendAsync(HttpMethod.Get, new Uri(url), null, MostRedirects);

    /// <summary>One request, without following where it leads.</summary>
    internal Task GetOnceAsync(string url) => SendAsync(HttpMethod.Get, new Uri(url), null, 0);

    internal Task PostAsync(string url, params IEnumerable<(string Name, string Value)> fields) =>
        SendAsync(HttpMethod.Post, new Uri(url), [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))], MostRedirects);

    /// <summary>Sends fields without following where the answer leads.</summary>
    internal Task PostOnceAsync(string url, params IEnumerable<(string Name, string Value)> fields) =>
        SendAsync(HttpMethod.Post, new Uri(url), [.. fields.Select(f => KeyValuePair.Create(f.Name, f.Value))], 0);

    /// <summary>Fills in the form whose action contains this text, and sends it.</summary>
    internal Task SubmitAsync(string action, params (string Name, string Value)[] fields) => SubmitAsync(Form(action), fields);

    internal Task SubmitAsync(IHtmlFormElement form, params (string Name, string Value)[] fields) => SubmitAsync(form, MostRedirects, fields);

    /// <summary>Sends a form without following where the answer leads.</summary>
    internal Task PostOnceAsync(IHtmlFormElement form, params (string Name, string Value)[] fields) => SubmitAsync(form, 0, fields);

    private Task SubmitAsync(IHtmlFormElement form, int redirects, (string Name, string Value)[] fields)
    {
        var values = form.QuerySelectorAll("input").OfType<IHtmlInputElement>().Where(i => i.Name is { Length: > 0 } && (i.Type is not ("radio" or "checkbox") || i.IsChecked))
            .ToDictionary(i => i.Name!, i => i.Value);
        foreach (var (name, value) in fields)
            values[name] = value;
        return SendAsync(HttpMethod.Post, new Uri(Url, form.GetAttribute("action") ?? Url.PathAndQuery), [.. values], redirects);
    }

    /// <summary>Sends a passkey form with this passkey's answer.</summary>
    internal Task AnswerAsync(string action, SoftwarePasskey passkey) =>
        SubmitAsync(action, ("Credential", passkey.Answer(Form(action).GetAttribute("data-passkey-options")!, Url.GetLeftPart(UriPartial.Authority))));

    /// <summary>Sends a passkey form with a new passkey.</summary>
    internal async Task<SoftwarePasskey> CreateAsync(string action)
    {
        var passkey = SoftwarePasskey.Create(Form(action).GetAttribute("data-passkey-options")!, Url.GetLeftPart(UriPartial.Authority), out var json);
        await SubmitAsync(action, ("Credential", json));
        return passkey;
    }

    internal IHtmlFormElement Form(string action) =>
        Page.QuerySelectorAll("main form").OfType<IHtmlFormElement>().FirstOrDefault(f => (f.GetAttribute("action") ?? Url.PathAndQuery).Contains(action, StringComparison.OrdinalIgnoreCase))
        ?? Page.QuerySelectorAll("form").OfType<IHtmlFormElement>().FirstOrDefault(f => (f.GetAttribute("action") ?? Url.PathAndQuery).Contains(action, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"No form {action} on {Url} ({Status}): {Body[..Math.Min(Body.Length, 400)]}");

    private async Task SendAsync(HttpMethod method, Uri url, KeyValuePair<string, string>[]? form, int redirects)
    {
        using var request = new HttpRequestMessage(method, url);
        var own = CookiesOf(url.Host);
        if (own.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", own.Select(c => $"{c.Key}={c.Value}")));
        if (form is not null)
        {
            request.Content = new FormUrlEncodedContent(form);
            request.Headers.Add("Origin", url.GetLeftPart(UriPartial.Authority));
        }

        Last = await _http.SendAsync(request);
        (Url, Status, Body) = (url, Last.StatusCode, await Last.Content.ReadAsStringAsync());
        Visited.Add(url);
        Keep(own);
        if ((int)Status is >= 300 and < 400 && Last.Headers.Location is { } next && redirects > 0)
            await SendAsync(HttpMethod.Get, new Uri(url, next), null, redirects - 1);
    }

    private void Keep(Dictionary<string, string> own)
    {
        if (!Last.Headers.TryGetValues("Set-Cookie", out var cookies))
            return;
        foreach (var cookie in cookies)
        {
            cookie.Should().ContainEquivalentOf("; secure").And.ContainEquivalentOf("; httponly").And.ContainEquivalentOf("; samesite=lax");
            var (name, value) = (cookie[..cookie.IndexOf('=')], cookie[(cookie.IndexOf('=') + 1)..cookie.IndexOf(';')]);
            if (value.Length == 0)
                own.Remove(name);
            else
                own[name] = value;
        }
    }
}
