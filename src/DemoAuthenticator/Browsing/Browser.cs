using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace ArboDossier.DemoAuthenticator.Browsing;

/// <summary>A page as a browser has it: where it came from, its status and its content.</summary>
public sealed record Page(Uri Address, HttpStatusCode Status, string Text, IHtmlDocument Document)
{
    /// <summary>The text of an element, without surrounding blanks.</summary>
    public string? TextOf(string selector) => Document.QuerySelector(selector)?.TextContent.Trim();

    /// <summary>What the page complains about.</summary>
    public string Errors => string.Join("; ", Document.QuerySelectorAll(".errsum a, .errsum li, .err").Select(x => x.TextContent.Trim()).Where(x => x.Length > 0).Distinct());
}

/// <summary>
/// A browser without a screen, for demo people and tests: keeps cookies per host as browsers do (also the Secure ones of *.localhost), follows
/// redirects, fills in forms as they stand on the page, sends Origin. Every *.localhost leads to 127.0.0.1.
/// </summary>
public sealed class Browser : IDisposable
{
    private const int MostRedirects = 20;
    private readonly Dictionary<string, Dictionary<string, string>> _cookies = [];
    private readonly HttpClient _http;

    /// <summary>A new browser without cookies.</summary>
    /// <param name="newSocket">Gives its sockets, where they are to be those of another machine's loopback.</param>
    /// <param name="trusted">The only certificate authority that it believes; null for those of this machine.</param>
    public Browser(Func<Socket>? newSocket = null, X509Certificate2? trusted = null)
    {
        var handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (context, cancel) =>
            {
                var socket = newSocket?.Invoke() ?? new Socket(SocketType.Stream, ProtocolType.Tcp);
                socket.NoDelay = true;
                await socket.ConnectAsync(IPAddress.Loopback, context.DnsEndPoint.Port, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            handler.SslOptions.CertificateChainPolicy.CustomTrustStore.Add(trusted);
        }

        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
    }

    /// <summary>The language asked for.</summary>
    public string Language { get; set; } = "nl";

    /// <summary>Opens an address.</summary>
    public Task<Page> GetAsync(string address) => GoAsync(HttpMethod.Get, new Uri(address), null, null);

    /// <summary>Opens an address without following where it leads.</summary>
    public async Task<HttpResponseMessage> LookAsync(HttpMethod method, string address, HttpContent? content = null, string? origin = null) =>
        await SendAsync(method, new Uri(address), content, origin);

    /// <summary>
    /// Sends the form that the selector finds, as it stands on the page, with these values put in. A value for a name that is not in the form is
    /// added: that is what attackers do.
    /// </summary>
    public Task<Page> SubmitAsync(Page page, string selector, IReadOnlyDictionary<string, string>? values = null, string? button = null)
    {
        var form = page.Document.QuerySelector(selector) as IHtmlFormElement
            ?? throw new InvalidOperationException($"no form {selector} on {page.Address.AbsolutePath} ({(int)page.Status}): {page.TextOf("h1")} {page.Errors}");
        var fields = FieldsOf(form, button, out var action);
        foreach (var (name, value) in values ?? new Dictionary<string, string>())
        {
            fields.RemoveAll(x => x.Key == name);
            fields.Add(new(name, value));
        }

        var target = new Uri(page.Address, action.Length == 0 ? page.Address.PathAndQuery : action);
        return GoAsync(HttpMethod.Post, target, () => new FormUrlEncodedContent(fields), page.Address.GetLeftPart(UriPartial.Authority));
    }

    /// <summary>Sends any content with Origin, and follows where it leads.</summary>
    public Task<Page> PostAsync(string address, HttpContent content, string? origin = null) =>
        GoAsync(HttpMethod.Post, new Uri(address), () => content, origin ?? new Uri(address).GetLeftPart(UriPartial.Authority));

    /// <summary>The cookies of a host.</summary>
    public IReadOnlyDictionary<string, string> CookiesOf(string host) => _cookies.TryGetValue(host, out var jar) ? jar : new Dictionary<string, string>();

    /// <summary>Forgets all cookies.</summary>
    public void Forget() => _cookies.Clear();

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Page> GoAsync(HttpMethod method, Uri address, Func<HttpContent>? content, string? origin)
    {
        for (var i = 0; i < MostRedirects; i++)
        {
            using var response = await SendAsync(method, address, content?.Invoke(), origin);
            if ((int)response.StatusCode is < 300 or >= 400 || response.Headers.Location is not { } location)
            {
                var text = await response.Content.ReadAsStringAsync();
                return new Page(address, response.StatusCode, text, new HtmlParser().ParseDocument(text));
            }

            address = new Uri(address, location);
            (method, content, origin) = (HttpMethod.Get, null, null);
        }

        throw new InvalidOperationException($"too many redirects, last to {address.AbsolutePath}");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, Uri address, HttpContent? content, string? origin)
    {
        using var request = new HttpRequestMessage(method, address) { Content = content };
        request.Headers.TryAddWithoutValidation("Accept-Language", Language);
        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
        }

        if (_cookies.TryGetValue(address.Host, out var known) && known.Count > 0)
        {
            request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", known.Select(x => $"{x.Key}={x.Value}")));
        }

        var response = await _http.SendAsync(request);
        if (response.Headers.TryGetValues("Set-Cookie", out var set))
        {
            var jar = _cookies.TryGetValue(address.Host, out var there) ? there : _cookies[address.Host] = [];
            foreach (var cookie in set)
            {
                Keep(jar, cookie);
            }
        }

        return response;
    }

    private static void Keep(Dictionary<string, string> jar, string cookie)
    {
        var parts = cookie.Split(';', StringSplitOptions.TrimEntries);
        var equals = parts[0].IndexOf('=', StringComparison.Ordinal);
        var (name, value) = (parts[0][..equals], parts[0][(equals + 1)..]);
        var gone = value.Length == 0 || parts.Any(x => x.StartsWith("expires=Thu, 01 Jan 1970", StringComparison.OrdinalIgnoreCase));
        if (gone)
        {
            jar.Remove(name);
        }
        else
        {
            jar[name] = value;
        }
    }

    private static List<KeyValuePair<string, string>> FieldsOf(IHtmlFormElement form, string? button, out string action)
    {
        action = form.GetAttribute("action") ?? "";
        var fields = new List<KeyValuePair<string, string>>();
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Type: "radio" or "checkbox" } tick when tick.IsChecked && tick.Name is { } name:
                    fields.Add(new(name, tick.Value));
                    break;
                case IHtmlInputElement { Type: "radio" or "checkbox" or "submit" or "file" }:
                    break;
                case IHtmlInputElement input when input.Name is { Length: > 0 } name:
                    fields.Add(new(name, input.Value));
                    break;
                case IHtmlTextAreaElement area when area.Name is { Length: > 0 } name:
                    fields.Add(new(name, area.Value));
                    break;
                case IHtmlSelectElement select when select.Name is { Length: > 0 } name && select.Value is { } value:
                    fields.Add(new(name, value));
                    break;
                case IHtmlButtonElement push when button is not null && push.Matches(button):
                    action = push.GetAttribute("formaction") ?? action;
                    if (push.Name is { Length: > 0 } pushed)
                    {
                        fields.Add(new(pushed, push.Value));
                    }

                    break;
                default:
                    break;
            }
        }

        return fields;
    }
}
