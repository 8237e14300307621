using System.Security.Claims;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Reintegration.Access;

/// <summary>Finds out who makes the request. Stands between signing in and authorization.</summary>
public sealed class VisitorMiddleware(RequestDelegate next)
{
    /// <summary>Of the session only the account's subject and the accepted invitations count; everything else is looked up.</summary>
    public async Task InvokeAsync(HttpContext http, Visitors visitors)
    {
        if (http.User.Identity?.IsAuthenticated == true && http.User.FindFirstValue(ArboSignInNames.Subject) is { Length: > 0 } subject)
        {
            List<Guid> accepted = [.. http.User.FindAll(ArboSignInNames.Invitation).Select(x => Guid.TryParse(x.Value, out var id) ? id : Guid.Empty).Where(x => x != Guid.Empty)];
            http.Features.Set(await visitors.WhoAsync(subject, accepted, http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted));
        }

        await next(http);
    }
}

/// <summary>A page that is closed to a visitor looks as if it did not exist, and the attempt is in the ledger.</summary>
public sealed class RecordRefusal(Commits<ReintegrationContext> commits) : IRefusals
{
    /// <inheritdoc/>
    public async Task RefusedAsync(HttpContext http, string? policy)
    {
        var visitor = http.Features.Get<Visitor>() ?? Visitor.Nobody(http.Connection.RemoteIpAddress?.ToString() ?? "");
        await commits.RecordAsync(SideAccess.Closed(visitor, policy ?? "none"), http.RequestAborted);
    }
}
