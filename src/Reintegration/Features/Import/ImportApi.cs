using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>A preview, or an import that is being done, as a program gets it.</summary>
public sealed record ImportAnswer(
    Guid Id, string State, int Done, int Total, int Rows, int Added, int Changed, int Unchanged, IReadOnlyList<ImportLine> Refused, IReadOnlyList<ImportLine> Notes,
    IReadOnlyList<ImportColumn> RefusedColumns, IReadOnlyList<string> IgnoredColumns);

/// <summary>A line and its reason, never its value.</summary>
public sealed record ImportLine(int Line, string Reason);

/// <summary>Why a file was not taken.</summary>
public sealed record ImportRefusal(string Error);

/// <summary>
/// Importing by a program: the same use case as the screen, with a key that the employer's administrator made. The key comes in a header, never in
/// an address, and opens nothing else.
/// </summary>
public static class ImportApi
{
    private const string Bearer = "Bearer ";

    /// <summary>Maps the endpoints.</summary>
    public static void MapImport(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/import").FromPrograms().AllowAnonymous().DisableAntiforgery();
        api.MapPost("", PreviewAsync).WithMetadata(new RequestSizeLimitAttribute(ImportReader.MostBytes));
        api.MapPost("/{id:guid}/confirm", ConfirmAsync);
        api.MapGet("/{id:guid}", ReadAsync);
        app.MapGet("/import/{id:guid}/progress", ProgressAsync).RequireAuthorization(Policies.Personnel);
    }

    private static async Task<IResult> PreviewAsync(HttpContext http, Imports imports, Openings<ReintegrationContext> openings, TimeProvider clock, CancellationToken cancel)
    {
        // The key is looked at before the body: nobody makes this program hold twenty megabytes without one.
        if (await GrantAsync(http, imports, openings, "import.preview", ActKind.Create, cancel) is not { } grant)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        ImportPlan read = null!;
        var file = await ReadBodyAsync(http, cancel);
        var error = file is null ? ImportError.TooLarge : ImportReader.Read(file.GetBuffer().AsSpan(0, (int)file.Length), Words.LocalDay(clock.GetUtcNow()), out read);
        if (error != ImportError.None)
        {
            return Results.Json(new ImportRefusal(error.ToString()), statusCode: error == ImportError.TooLarge ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status400BadRequest);
        }

        var (job, plan) = await imports.PreviewAsync(grant, read, cancel);
        return Results.Json(AnswerOf(job, plan), statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ConfirmAsync(HttpContext http, Guid id, Imports imports, ImportRunner runner, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        if (await GrantAsync(http, imports, openings, "import.confirm", ActKind.Execute, cancel) is not { } grant)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        if (await imports.FindAsync(grant.Scope.Id, id, cancel) is not { } job)
        {
            return Results.StatusCode(StatusCodes.Status404NotFound);
        }

        await imports.ConfirmAsync(grant, job, cancel);
        runner.Wake();
        return Results.StatusCode(StatusCodes.Status202Accepted);
    }

    private static async Task<IResult> ReadAsync(HttpContext http, Guid id, Imports imports, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        if (await GrantAsync(http, imports, openings, "import.read", ActKind.Read, cancel) is not { } grant)
        {
            return Results.StatusCode(StatusCodes.Status401Unauthorized);
        }

        return await imports.FindAsync(grant.Scope.Id, id, cancel) is { } job
            ? Results.Json(AnswerOf(job, await imports.PlanAsync(grant, job, cancel)))
            : Results.StatusCode(StatusCodes.Status404NotFound);
    }

    /// <summary>For the progress bar on the screen: two numbers, nothing sealed.</summary>
    private static async Task<IResult> ProgressAsync(HttpContext http, Guid id, Imports imports, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        var visitor = http.Features.Get<Visitor>()!;
        foreach (var standing in visitor.Standings.Where(x => x.Role == Role.EmployerAdministrator))
        {
            if (await imports.FindAsync(standing.Employer, id, cancel) is { } job)
            {
                var finished = job.State == ImportState.Done;
                return Results.Json(new { done = job.Done, total = job.Total, finished, next = finished ? $"/import/{id}" : null });
            }
        }

        await openings.OpenAsync(SideAccess.Personnel(visitor, Guid.Empty, "import.read", ActKind.Read), cancel);
        return Results.StatusCode(StatusCodes.Status404NotFound);
    }

    private static async Task<AccessGrant?> GrantAsync(HttpContext http, Imports imports, Openings<ReintegrationContext> openings, string what, ActKind kind, CancellationToken cancel)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var key = header.StartsWith(Bearer, StringComparison.Ordinal) ? await imports.KeyAsync(header[Bearer.Length..].Trim(), cancel) : null;
        var from = http.Connection.RemoteIpAddress?.ToString() ?? "";
        return await openings.OpenAsync(SideAccess.Key(key?.Id ?? Guid.Empty, key?.Employer ?? Guid.Empty, key is not null, what, kind, from), cancel);
    }

    /// <summary>The body in memory: an export of people never touches a temporary file. Null where it is too long.</summary>
    private static async Task<MemoryStream?> ReadBodyAsync(HttpContext http, CancellationToken cancel)
    {
        var memory = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, cancel)) > 0)
        {
            if (memory.Length + read > ImportReader.MostBytes)
            {
                return null;
            }

            memory.Write(buffer, 0, read);
        }

        return memory;
    }

    private static ImportAnswer AnswerOf(ImportJob job, ImportPlan plan) => new(
        job.Id, StateOf(job.State), job.Done, job.Total, plan.Read, plan.Added, plan.Changed, plan.Unchanged, [.. plan.Refused.Select(x => new ImportLine(x.Line, x.Reason.ToString()))],
        [.. plan.Notes.Select(x => new ImportLine(x.Line, x.Reason.ToString()))], plan.RefusedColumns, plan.IgnoredColumns);

    private static string StateOf(ImportState state) => state switch
    {
        ImportState.Preview => "preview",
        ImportState.Running => "running",
        ImportState.Done => "done",
    };
}
