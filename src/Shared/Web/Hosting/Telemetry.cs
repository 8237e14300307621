using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ArboDossier.Web;

/// <summary>
/// Metrics and traces over OTLP, where <c>Telemetry:Endpoint</c> names a collector. What leaves is a closed list: methods, status codes, route
/// templates and the words of the product's own meter. No address, route value, search term, name or id leaves, and no trace goes on from one
/// program to another: it would tie what the wall keeps apart.
/// </summary>
internal static class Telemetry
{
    /// <summary>The tags that metrics and traces may carry.</summary>
    internal static readonly string[] Tags =
    [
        "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "error.type", "outcome", "what",
        "dotnet.gc.heap.generation", "cpu.mode",
    ];

    private static readonly string[] Meters = ["ArboDossier", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];
    private const string HttpSource = "Microsoft.AspNetCore";

    internal static void Add(WebApplicationBuilder builder, ZoneLook look)
    {
        // Also without a collector: no request from program to program carries a trace.
        DistributedContextPropagator.Current = DistributedContextPropagator.CreateNoOutputPropagator();
        if (builder.Configuration["Telemetry:Endpoint"] is not { Length: > 0 } given)
            return;
        if (!Uri.TryCreate(given, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https"))
            throw new InvalidOperationException("Telemetry:Endpoint must be the address of an OTLP collector, such as http://127.0.0.1:4318.");

        var every = builder.Configuration.GetValue("Telemetry:Seconds", 15) * 1000;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(r => r.Clear().AddService($"arbodossier-{look.Css}", autoGenerateServiceInstanceId: true))
            .WithMetrics(m => m.AddMeter(Meters)
                .AddView(_ => new MetricStreamConfiguration { TagKeys = Tags })
                .AddOtlpExporter((o, reader) =>
                {
                    To(o, endpoint, "v1/metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = every;
                }))
            .WithTracing(t => t.AddSource(HttpSource).AddProcessor(new OnlyListed()).AddOtlpExporter(o => To(o, endpoint, "v1/traces")));
    }

    /// <summary>Names the activity of a request by its route template, for the traces. Requires that routing has run.</summary>
    internal static Task NameAsync(HttpContext http, RequestDelegate next)
    {
        if (Activity.Current is { } activity && http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route })
        {
            activity.SetTag("http.route", route);
        }

        return next(http);
    }

    private static void To(OtlpExporterOptions options, Uri endpoint, string path) =>
        (options.Protocol, options.Endpoint) = (OtlpExportProtocol.HttpProtobuf, new Uri(endpoint, path));

    /// <summary>Takes from an activity all that is not on the list. One with events is not sent at all: their attributes cannot be taken off.</summary>
    private sealed class OnlyListed : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            foreach (var (key, _) in data.TagObjects.Where(x => !Tags.Contains(x.Key)).ToList())
                data.SetTag(key, null);
            foreach (var (key, _) in data.Baggage.ToList())
                data.SetBaggage(key, null);
            data.TraceStateString = null;
            data.SetStatus(data.Status);
            data.DisplayName = data.GetTagItem("http.route") is string route ? route : "request";
            if (data.Events.Any() || data.Links.Any())
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }
}
