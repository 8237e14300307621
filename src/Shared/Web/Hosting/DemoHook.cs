#if DEBUG
using Microsoft.Extensions.Configuration;

namespace ArboDossier.Web;

/// <summary>
/// Development only, and compiled in a Debug build only: lets the demo authenticator answer for a passkey.
/// Three things must agree: the environment, a loopback origin in Demo:Authenticator, and a file that exists at Demo:Marker.
/// </summary>
public sealed partial class WebSettings
{
    partial void DemoScript(IConfiguration configuration)
    {
        if (!Development || configuration["Demo:Authenticator"] is not { Length: > 0 } given)
            return;
        if (configuration["Demo:Marker"] is not { Length: > 0 } marker || !File.Exists(marker))
            return;
        var origin = BareOrigin(given);
        var uri = new Uri(origin);
        if (uri.Scheme != "http" || !(uri.IsLoopback || uri.Host.EndsWith(".localhost", StringComparison.Ordinal)))
            throw new InvalidOperationException("Demo:Authenticator must be an http origin on this machine.");
        _scriptOrigins.Add(origin);
        _firstScripts.Add(origin + "/authenticator.js");
    }
}
#endif
