using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Web;

/// <summary>One endpoint and who may call it.</summary>
/// <param name="Route">The route pattern.</param>
/// <param name="Methods">The methods, "*" where every method is taken.</param>
/// <param name="Policy">The named policy, null where there is none.</param>
/// <param name="Anonymous">Stands open for everyone.</param>
/// <param name="FromPrograms">Called by programs; no Origin is asked for.</param>
public sealed record EndpointLine(string Route, string Methods, string? Policy, bool Anonymous, bool FromPrograms);

/// <summary>Every endpoint of a program, for the test that none is without a named policy or a place on the anonymous list.</summary>
public static class EndpointAudit
{
    /// <summary>Requires a program that was started. Static files are left out: they hold nothing and are all anonymous.</summary>
    public static IReadOnlyList<EndpointLine> List(IServiceProvider services) =>
    [
        .. services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetMetadata<StaticAssetDescriptor>() is null)
            // In Development the framework adds a catch-all for files that are made while it runs; it serves nothing of ours.
            .Where(e => e.RoutePattern.RawText?.TrimStart('/') != "{**path:file}")
            .Select(e => new EndpointLine(
                "/" + e.RoutePattern.RawText?.TrimStart('/'),
                string.Join(',', e.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["*"]),
                e.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(a => a.Policy is not null)?.Policy,
                e.Metadata.GetMetadata<IAllowAnonymous>() is not null,
                e.Metadata.GetMetadata<FromProgramsAttribute>() is not null))
            .Distinct().OrderBy(e => e.Route, StringComparer.Ordinal).ThenBy(e => e.Methods, StringComparer.Ordinal),
    ];
}
