using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using ArboDossier.Web;

namespace ArboDossier.Shape;

/// <summary>One way in to a program: a method, a route and, of a page, one of its handlers.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Route">Route pattern.</param>
/// <param name="Handler">Name of the handler; empty for the only one.</param>
/// <param name="InRoute">Ids that stand in the address.</param>
/// <param name="InForm">Ids that a handler takes beside it.</param>
/// <param name="Policy">Named policy.</param>
/// <param name="Anonymous">Open to everyone.</param>
/// <param name="FromPrograms">For programs.</param>
public sealed partial record WayIn(
    string Method, string Route, string Handler, IReadOnlyList<string> InRoute, IReadOnlyList<string> InForm, string? Policy, bool Anonymous, bool FromPrograms)
{
    /// <summary>As it stands in the matrix.</summary>
    public string Name => $"{Method} {Route}{(Handler.Length > 0 ? $"?handler={Handler}" : "")}";

    /// <summary>What the first part of the address is about: "cases", "files".</summary>
    public string About => Route.Split('/', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(x => x != "api") ?? "";

    /// <summary>Names of all ids, those of the address first.</summary>
    public IEnumerable<string> Ids => InRoute.Concat(InForm);

    /// <summary>The address with these ids in it.</summary>
    public string Address(Func<string, Guid> id) => ParameterPattern().Replace(Route, match => match.Groups[2].Value switch
    {
        ":guid" => id(match.Groups[1].Value).ToString(),
        ":int" => "1",
        _ => "nl",
    }) + (Handler.Length > 0 ? $"?handler={Handler}" : "");

    /// <summary>The ids that go with a form.</summary>
    public IReadOnlyDictionary<string, string> Form(Func<string, Guid> id) => InForm.ToDictionary(x => x, x => id(x).ToString());

    /// <summary>
    /// Every way in of a program that was started, from the routes themselves: one that is added is in the list by itself. Static files are left
    /// out, as in <see cref="EndpointAudit"/>.
    /// </summary>
    public static async Task<IReadOnlyList<WayIn>> ListAsync(IServiceProvider services)
    {
        var loader = services.GetRequiredService<PageLoader>();
        var ways = new List<WayIn>();
        foreach (var endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<StaticAssetDescriptor>() is not null || endpoint.RoutePattern.RawText?.TrimStart('/') == "{**path:file}")
            {
                continue;
            }

            var route = "/" + endpoint.RoutePattern.RawText?.TrimStart('/');
            WayIn Way(string method, string handler, IReadOnlyList<string> inForm) => new(
                method, route.Length > 1 ? route.TrimEnd('/') : route, handler, [.. ParameterPattern().Matches(route).Where(x => x.Groups[2].Value == ":guid").Select(x => x.Groups[1].Value)], inForm,
                endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(x => x.Policy is not null)?.Policy,
                endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, endpoint.Metadata.GetMetadata<FromProgramsAttribute>() is not null);

            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is { } page)
            {
                var handlers = (await loader.LoadAsync(page, endpoint.Metadata)).HandlerMethods;
                ways.AddRange(handlers.Select(x => Way(
                    x.HttpMethod.ToUpperInvariant(), x.Name ?? "",
                    [.. x.Parameters.Where(p => p.ParameterType == typeof(Guid) && !route.Contains($"{{{p.Name}:", StringComparison.Ordinal)).Select(p => p.Name)])));
                if (handlers.Count == 0)
                {
                    ways.Add(Way("GET", "", []));
                }
            }
            else
            {
                ways.AddRange((endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["GET"]).Select(x => Way(x, "", [])));
            }
        }

        return [.. ways.DistinctBy(x => x.Name).OrderBy(x => x.Route, StringComparer.Ordinal).ThenBy(x => x.Method, StringComparer.Ordinal).ThenBy(x => x.Handler, StringComparer.Ordinal)];
    }

    [GeneratedRegex(@"\{([a-zA-Z]+)(:guid|:int|:[^/]*)?\}")]
    private static partial Regex ParameterPattern();
}
