using System.Security.Cryptography;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Microsoft.Net.Http.Headers;

namespace ArboDossier.Web;

/// <summary>What the state page shows; its presence is what makes the page reachable.</summary>
internal sealed record StatusAnswer(int Code, string? Reference);

/// <summary>
/// Every refusal without a body and every exception becomes the same designed page for the same status. The request is
/// run once more as a GET of that page, so that it has language and signed-in state but nothing of the first request.
/// </summary>
internal sealed class StatusPages(RequestDelegate next, WebSettings settings, ILogger<StatusPages> log)
{
    internal const string Path = "/arbo/status";

    // Who asks is not known while the database is away, so neither is the language.
    private const string Away = "ArboDossier: 503. Even niet beschikbaar; er is niets verloren. Probeer het zo opnieuw.\nNot available for a moment; nothing was lost. Please try again.\n";

    public async Task InvokeAsync(HttpContext http)
    {
        StatusAnswer? answer;
        try
        {
            await next(http);
            answer = Refused(http);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The browser went away: there is nobody to answer and nothing went wrong.
            return;
        }
        catch (Exception e) when (http.Response.HasStarted)
        {
            // Half an answer is out: cut it off, so that it is not taken for a whole one. Kestrel would log the message.
            log.LogError("Unhandled {ExceptionType} in an answer that had begun", Types(e));
            http.Abort();
            return;
        }
        catch (Exception e)
        {
            answer = Failed(e);
        }
        if (answer is not null)
            await ShowAsync(http, answer);
    }

    private static StatusAnswer? Refused(HttpContext http)
    {
        var response = http.Response;
        if (response.HasStarted || response.StatusCode < 400 || response.ContentLength > 0 || !string.IsNullOrEmpty(response.ContentType))
            return null;
        return new(response.StatusCode, null);
    }

    private StatusAnswer Failed(Exception e)
    {
        // Said once in the log where it began; a line per refused request would only hide that.
        if (settings.IsAway(e))
            return new(StatusCodes.Status503ServiceUnavailable, null);
        switch (e)
        {
            case BadHttpRequestException bad:
                return new(bad.StatusCode, null);
            case AntiforgeryValidationException:
                return new(StatusCodes.Status400BadRequest, null);
            // A form that cannot be read, or ends too early. Thrown by anything else it is a fault of ours.
            case InvalidDataException or IOException when e.Source?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true:
                return new(StatusCodes.Status400BadRequest, null);
            default:
                var reference = Convert.ToHexString(RandomNumberGenerator.GetBytes(4));
                // Type only: a message, a path or a value may say something about a person.
                log.LogError("Unhandled {ExceptionType}, reference {Reference}", Types(e), reference);
                // Where it happened names methods and no values; messages stay out in Development too.
                if (settings.Development)
                    log.LogError("Reference {Reference} happened {Place}", reference, Place(e));
                return new(StatusCodes.Status500InternalServerError, reference);
        }
    }

    private static string Types(Exception e)
    {
        var names = new List<string>();
        for (Exception? x = e; x is not null && names.Count < 5; x = x.InnerException)
            names.Add(x.GetType().FullName ?? x.GetType().Name);
        return string.Join(" < ", names);
    }

    private static string Place(Exception e)
    {
        while (e.InnerException is not null)
            e = e.InnerException;
        return string.Join(" < ", new System.Diagnostics.StackTrace(e, true).GetFrames().Take(12)
            .Select(f => $"{f.GetMethod()?.DeclaringType?.FullName}.{f.GetMethod()?.Name}:{f.GetFileLineNumber()}"));
    }

    private async Task ShowAsync(HttpContext http, StatusAnswer answer)
    {
        var forPrograms = http.GetEndpoint()?.Metadata.GetMetadata<FromProgramsAttribute>() is not null;
        var code = forPrograms ? answer.Code : Shown(answer.Code);
        var (retry, challenge) = (http.Response.Headers.RetryAfter, http.Response.Headers.WWWAuthenticate);
        if (code is 404 or >= 500 || answer.Code != http.Response.StatusCode)
            http.Response.Clear();
        http.Response.StatusCode = code;
        // What is too large is not read to its end, so nothing can follow on this connection: whoever holds it, a proxy for one, is told.
        if (code == 413)
            http.Response.Headers.Connection = "close";
        if (forPrograms)
            return;
        if (code is 429 or 503)
            http.Response.Headers.RetryAfter = retry;
        if (code == 401)
            http.Response.Headers.WWWAuthenticate = challenge;

        var request = http.Request;
        var (method, path, query) = (request.Method, request.Path, request.QueryString);
        request.Method = HttpMethods.IsHead(method) ? method : HttpMethods.Get;
        request.Path = Path;
        request.QueryString = default;
        request.ContentType = null;
        request.ContentLength = null;
        request.Headers.Remove(HeaderNames.TransferEncoding);
        http.Features.Set<IFormFeature>(null);
        http.Features.Set<IQueryFeature>(null);
        http.Features.Set<IRouteValuesFeature>(null);
        http.SetEndpoint(null);
        http.Features.Set(answer with { Code = code });
        try
        {
            await next(http);
        }
        catch (Exception e) when (!http.Response.HasStarted && e is not OperationCanceledException)
        {
            // Signing in or the database may be what is broken: a plain line is better than a second error.
            var away = settings.IsAway(e);
            if (!away)
                log.LogError("Unhandled {ExceptionType} while a state page was made", Types(e));
            http.Response.Clear();
            http.Response.StatusCode = away ? StatusCodes.Status503ServiceUnavailable : code;
            http.Response.ContentType = "text/plain; charset=utf-8";
            await http.Response.WriteAsync(away ? Away : $"ArboDossier: {code}. {answer.Reference}\n");
        }
        finally
        {
            (request.Method, request.Path, request.QueryString) = (method, path, query);
        }
    }

    // What exists and is closed looks as if it did not exist (law 5); other codes get the page of the nearest one that is written.
    private static int Shown(int code) => code switch
    {
        401 or 404 or 409 or 413 or 415 or 429 or 503 => code,
        403 or 405 or 410 => 404,
        414 or 431 => 400,
        502 or 504 => 503,
        >= 500 => 500,
        _ => 400,
    };
}
