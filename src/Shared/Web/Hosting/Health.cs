using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArboDossier.Web;

/// <summary>
/// /health/live: the process answers. /health/ready: the registered checks; the first that is not well is named, by its
/// registered name and nothing else.
/// </summary>
internal static class Health
{
    internal static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Text("ok\n", "text/plain")).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions
        {
            AllowCachingResponses = true,
            ResultStatusCodes = { [HealthStatus.Degraded] = StatusCodes.Status200OK },
            ResponseWriter = (http, report) =>
            {
                http.Response.ContentType = "text/plain; charset=utf-8";
                var word = report.Entries.Where(e => e.Value.Status == report.Status).Select(e => e.Key).FirstOrDefault();
                return http.Response.WriteAsync(report.Status switch
                {
                    HealthStatus.Healthy => "ok\n",
                    HealthStatus.Degraded => $"degraded: {word}\n",
                    _ => $"not ready: {word}\n",
                });
            },
        }).AllowAnonymous();
    }
}
