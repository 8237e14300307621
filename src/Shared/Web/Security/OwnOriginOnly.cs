using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace ArboDossier.Web;

/// <summary>
/// Marks an endpoint that programs call, not browsers: no Origin is asked for, and a refusal has no page. Only for
/// endpoints that prove their caller by a signature or a client secret in every request, never by a cookie.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class FromProgramsAttribute : Attribute;

/// <summary>The same mark for endpoints that are mapped.</summary>
public static class FromProgramsExtensions
{
    /// <summary>Marks the endpoint with <see cref="FromProgramsAttribute"/>.</summary>
    public static TBuilder FromPrograms<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new FromProgramsAttribute());
}

/// <summary>
/// Everything but GET and HEAD must come from a page of this very host. SameSite does not tell zones of one domain apart;
/// the Origin header does, and scripts cannot set it. A body that is announced as too large is refused here too, unread.
/// </summary>
internal sealed class OwnOriginOnly(RequestDelegate next, WebSettings settings)
{
    public Task InvokeAsync(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method))
            return next(http);
        var marks = http.GetEndpoint()?.Metadata;
        if (marks?.GetMetadata<FromProgramsAttribute>() is null)
        {
            var origin = request.Headers.Origin;
            if (origin.Count != 1 || !string.Equals(origin[0], $"{request.Scheme}://{settings.Host}", StringComparison.OrdinalIgnoreCase))
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }
        }
        var sizes = marks?.GetMetadata<IRequestSizeLimitMetadata>();
        var most = sizes is not null ? sizes.MaxRequestBodySize : http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        if (most is { } limit && request.ContentLength > limit)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return Task.CompletedTask;
        }
        return next(http);
    }
}
