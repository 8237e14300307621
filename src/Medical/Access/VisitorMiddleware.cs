using System.Security.Claims;
using ArboDossier.AuditLedger;
using ArboDossier.Medical.Features.Privacy;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Medical.Access;

/// <summary>
/// Finds out who makes the request and, where only the closed door stands in the way, leads there. Stands between signing in and authorization.
/// </summary>
public sealed class VisitorMiddleware(RequestDelegate next)
{
    /// <summary>Runs once per request.</summary>
    public async Task InvokeAsync(
        HttpContext http, Visitors visitors, StaffStore staff, Doors doors, PrivacyReads<MedicalContext> privacy, Revocations revocations, OpeningReviews openings, Commits<MedicalContext> commits, TimeProvider clock)
    {
        if (http.User.Identity?.IsAuthenticated == true && http.User.FindFirstValue("sub") is { } subject)
        {
            var cancel = http.RequestAborted;
            var session = Guid.TryParseExact(http.User.FindFirstValue(SessionTickets<MedicalContext>.SessionClaim), "N", out var id) ? id : Guid.Empty;
            var from = http.Connection.RemoteIpAddress?.ToString() ?? "";
            var visitor = await visitors.WhoAsync(subject, session, from, cancel);
            if (visitor is { Kind: VisitorKind.Stranger, Id: var none } && none == Guid.Empty && await BindAsync(http.User, subject, staff, cancel))
            {
                visitor = await visitors.WhoAsync(subject, session, from, cancel);
            }

            http.Features.Set(visitor);
            var policy = http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(x => x.Policy is not null)?.Policy;
            if (policy is not null && Policies.WantsDoor(policy, visitor))
            {
                await TypedForm.KeepAsync(http);
                http.Response.Redirect($"/door?back={Uri.EscapeDataString(http.Request.Path + (HttpMethods.IsGet(http.Request.Method) ? http.Request.QueryString : default))}");
                return;
            }

            if (visitor.DoorOpen && policy is not null && Policies.IsBehindTheDoor(policy) && clock.GetUtcNow() - revocations.SeenAt is var age && !(age <= Unseen.OpensNothingNew)
                && !Unseen.Answers(age, await IsOpenAsync(http, visitor, openings, cancel), Reads(http)))
            {
                await commits.RecordAsync(SideAccess.AtTheDoor(visitor, "page.unseen", good: false, "revocations-unseen", FileOf(http)), cancel);
                http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }

            // What is done with the data is shown before the first of it, once per version, to staff too.
            if (visitor.DoorOpen && policy is not null && Policies.IsBehindTheDoor(policy) && HttpMethods.IsGet(http.Request.Method)
                && await privacy.WhenAsync([visitor.Id], PrivacyStatements.Current.Version, cancel) is null)
            {
                http.Response.Redirect($"/privacy?back={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
                return;
            }

            // Whether the door is still open can be asked without keeping it open.
            if (visitor.DoorOpen && policy != Policies.AtTheDoor)
            {
                await doors.TouchAsync(visitor, Doors.Idle, cancel);
            }
        }

        await next(http);
    }

    /// <summary>An employee's own pages lead to files that are open; staff opened this one today.</summary>
    private static async Task<bool> IsOpenAsync(HttpContext http, Visitor visitor, OpeningReviews openings, CancellationToken cancel) =>
        visitor.Kind == VisitorKind.Employee || (FileOf(http) is { } file && await openings.OpenedTodayAsync(visitor.Id, file, cancel));

    private static bool Reads(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method) || KeepsDraft(http);

    // The file's own page only: elsewhere a handler that the page has not falls back to the one that it has.
    private static bool KeepsDraft(HttpContext http) =>
        HttpMethods.IsPost(http.Request.Method) && http.Request.Query["handler"] == "Draft" && (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText == "files/{id:guid}";

    /// <summary>The file that the address names, whether there is one or not.</summary>
    internal static Guid? FileOf(HttpContext http)
    {
        var values = http.Request.RouteValues;
        var named = values["file"] ?? (http.Request.Path.StartsWithSegments("/files") ? values["id"] : null);
        return Guid.TryParse(named as string, out var file) ? file : null;
    }

    private static async Task<bool> BindAsync(ClaimsPrincipal user, string subject, StaffStore staff, CancellationToken cancel)
    {
        List<Guid> accepted = [.. user.FindAll(ArboSignInNames.Invitation).Select(x => Guid.TryParse(x.Value, out var id) ? id : Guid.Empty).Where(x => x != Guid.Empty)];
        return accepted.Count > 0 && await staff.BindAsync(subject, accepted, cancel);
    }
}

/// <summary>A page that is closed to a visitor looks as if it did not exist, and the attempt is in the ledger.</summary>
public sealed class RecordRefusal(Commits<MedicalContext> commits) : IRefusals
{
    /// <inheritdoc/>
    public async Task RefusedAsync(HttpContext http, string? policy)
    {
        var visitor = http.Features.Get<Visitor>() ?? Visitor.Nobody(Guid.Empty, http.Connection.RemoteIpAddress?.ToString() ?? "");
        await commits.RecordAsync(SideAccess.Closed(visitor, policy ?? "none", VisitorMiddleware.FileOf(http)), http.RequestAborted);
    }
}
