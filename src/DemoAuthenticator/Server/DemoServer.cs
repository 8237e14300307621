using System.Globalization;
using System.Net;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.DemoAuthenticator.Server;

/// <summary>
/// The page of the demo people, and the authenticator that answers for whoever is chosen. Listens on loopback only; answers only pages of the
/// three programs, by the Origin that the browser sends.
/// </summary>
internal static class DemoServer
{
    public static WebApplication Build(int port, Addresses at, DemoState state, Cast cast, Mailbox mailbox)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}");
        var app = builder.Build();
        var script = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Server", "authenticator.js"));
        string[] programs = [at.Identity, at.Reintegration, at.Medical];
        var host = $"demo.localhost:{port.ToString(CultureInfo.InvariantCulture)}";
        string? chosen = null;
        var oneAtATime = new Lock();

        app.Use(async (http, next) =>
        {
            if (http.Request.Host.Value != host)
            {
                http.Response.StatusCode = StatusCodes.Status400BadRequest;
                return;
            }

            http.Response.Headers.CacheControl = "no-store";
            if (http.Request.Headers.Origin is [{ } origin] && programs.Contains(origin))
            {
                http.Response.Headers.AccessControlAllowOrigin = origin;
            }

            await next(http);
        });
        app.MapGet("/authenticator.js", () => Results.Text(script, "text/javascript; charset=utf-8"));
        app.MapGet("/", () => Results.Text(DemoPage.Html(state.People, chosen is null ? null : cast[chosen], chosen, at, mailbox.Mails), "text/html; charset=utf-8"));
        app.MapGet("/mail", () => Results.Text(DemoPage.Mail(state.People, mailbox.Mails), "text/html; charset=utf-8"));
        app.MapPost("/become/{key}", (string key, HttpContext http) =>
        {
            var person = state.People.Find(x => x.Key == key);
            if (person is null || http.Request.Headers.Origin != $"http://{host}")
            {
                return Results.NotFound();
            }

            chosen = key;
            // Identity ends last: until then the others still know whom to sign out.
            string[] stops = [at.Medical + "/", at.Identity + "/", person.Home];
            var rest = WebUtility.UrlEncode(System.Text.Json.JsonSerializer.Serialize(stops)).Replace("+", "%20", StringComparison.Ordinal);
            return Results.Redirect($"{at.Reintegration}/#demo-leave={rest}");
        });
        app.MapPost("/answer/{kind}", async (string kind, HttpContext http) =>
        {
            if (chosen is null || http.Request.Headers.Origin is not [{ } origin] || !programs.Contains(origin))
            {
                return Results.NotFound();
            }

            using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
            var options = await reader.ReadToEndAsync();
            lock (oneAtATime)
            {
                var person = cast[chosen];
                try
                {
                    if (kind == "get")
                    {
                        var answer = person.Answer(options, origin);
                        cast.Keep(chosen);
                        return Results.Text(answer, "application/json");
                    }

                    person.Keep(SoftwarePasskey.Create(options, origin, out var made));
                    cast.Keep(chosen);
                    return Results.Text(made, "application/json");
                }
                catch (InvalidOperationException)
                {
                    return Results.NotFound();
                }
            }
        });
        return app;
    }
}
