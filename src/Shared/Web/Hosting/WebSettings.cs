using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace ArboDossier.Web;

/// <summary>What was decided at start-up; wrong settings stop the program with one clear line.</summary>
public sealed partial class WebSettings
{
    internal WebSettings(ArboWebOptions options, IConfiguration configuration, IHostEnvironment environment)
    {
        Look = options.Look ?? throw new InvalidOperationException("AddArboWeb: Look is not set.");
        Development = environment.IsDevelopment();
        IsAway = options.IsAway;
        Host = configuration["Web:Host"] is { Length: > 0 } host
            ? host : throw new InvalidOperationException("Web:Host is not set: the host name (and port) that browsers use.");
        if (Host.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or ':')))
            throw new InvalidOperationException("Web:Host must be a host name with an optional port, without scheme or path.");
        if (configuration["Web:TrustedProxy"] is { Length: > 0 } proxy)
        {
            TrustedProxy = IPAddress.TryParse(proxy, out var address)
                ? address : throw new InvalidOperationException("Web:TrustedProxy is not an IP address.");
        }
        FormOrigins = [.. options.FormOrigins.Concat(configuration.GetSection("Web:FormOrigins").GetChildren().Select(c => c.Value ?? ""))
            .Select(BareOrigin).Distinct()];
        DemoScript(configuration);
        Policy = string.Join("; ",
            "default-src 'none'",
            "script-src " + string.Join(' ', ScriptOrigins.Prepend("'self'")),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src " + string.Join(' ', ScriptOrigins.Prepend("'self'")),
            "form-action " + string.Join(' ', FormOrigins.Concat(ScriptOrigins).Prepend("'self'")),
            "base-uri 'none'",
            "frame-ancestors 'none'");
    }

    /// <summary>The zone's look.</summary>
    public ZoneLook Look { get; }

    /// <summary>The only Host header that is answered, with its port if it is not the scheme's own.</summary>
    public string Host { get; }

    /// <summary>The one origin that people come in by, as a browser writes it. What speaks TLS may be a proxy: outside development it is https.</summary>
    public string Origin => $"{(Development ? "http" : "https")}://{Host}";

    /// <summary>Development, where http on loopback stands for https.</summary>
    public bool Development { get; }

    /// <summary>Which failures pass.</summary>
    internal Func<Exception, bool> IsAway { get; }

    /// <summary>The reverse proxy whose X-Forwarded headers count.</summary>
    public IPAddress? TrustedProxy { get; }

    /// <summary>Origins a form may be redirected to.</summary>
    public IReadOnlyList<string> FormOrigins { get; }

    /// <summary>Scripts that stand before the product's own; always empty in a Release build.</summary>
    public IReadOnlyList<string> FirstScripts => _firstScripts;

    /// <summary>The Content-Security-Policy of every answer.</summary>
    internal string Policy { get; }

    private IReadOnlyList<string> ScriptOrigins => _scriptOrigins;

    private readonly List<string> _firstScripts = [];
    private readonly List<string> _scriptOrigins = [];

    partial void DemoScript(IConfiguration configuration);

    // Anything but a bare origin would be cut into several directives by a browser.
    private static string BareOrigin(string value) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == value.TrimEnd('/')
            ? value.TrimEnd('/')
            : throw new InvalidOperationException("Web:FormOrigins must hold origins such as https://inloggen.example.");
}
