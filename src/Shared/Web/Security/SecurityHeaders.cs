using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.StaticAssets;

namespace ArboDossier.Web;

/// <summary>The same headers on every answer, set when the answer starts so that nothing can clear them before.</summary>
internal sealed class SecurityHeaders(RequestDelegate next, WebSettings settings)
{
    public Task InvokeAsync(HttpContext http)
    {
        http.Response.OnStarting(static state =>
        {
            var (http, settings) = ((HttpContext, WebSettings))state;
            var h = http.Response.Headers;
            h.ContentSecurityPolicy = settings.Policy;
            h.XContentTypeOptions = "nosniff";
            // Not no-referrer: with that a form post has "Origin: null", and the origin check could not tell its own forms.
            h["Referrer-Policy"] = "same-origin";
            h["Cross-Origin-Opener-Policy"] = "same-origin";
            h["Cross-Origin-Resource-Policy"] = "same-origin";
            h["Permissions-Policy"] = "publickey-credentials-get=(self), publickey-credentials-create=(self), camera=(), microphone=(), geolocation=(), payment=(), usb=()";
            if (!settings.Development)
                h.StrictTransportSecurity = "max-age=31536000";
            if (http.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            {
                h.CacheControl = "no-store";
                h.Remove("Pragma");
                h.Remove("Expires");
            }
            return Task.CompletedTask;
        }, (http, settings));
        return next(http);
    }
}
