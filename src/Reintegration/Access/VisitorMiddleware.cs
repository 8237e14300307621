using System.Security.Claims;
using ArboDossier.Reintegration.Features.Privacy;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Reintegration.Access;

/// <summary>Finds out who makes the request, and shows the privacy statement before anything else. Stands between signing in and authorization.</summary>
public sealed class VisitorMiddleware(RequestDelegate next)
{
    private const string Statement = "/privacy";

    /// <summary>Of the session only the account's subject and the accepted invitations count; everything else is looked up.</summary>
    public async Task InvokeAsync(HttpContext http, Visitors visitors, PrivacyReads<ReintegrationContext> privacy)
    {
        if (http.User.Identity?.IsAuthenticated == true && http.User.FindFirstValue(ArboSignInNames.Subject) is { Length: > 0 } subject)
        {
            List<Guid> accepted = [.. http.User.FindAll(ArboSignInNames.Invitation).Select(x => Guid.TryParse(x.Value, out var id) ? id : Guid.Empty).Where(x => x != Guid.Empty)];
            var visitor = await visitors.WhoAsync(subject, accepted, http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted);
            http.Features.Set(visitor);

            // What is done with the data is shown before the first of it, once per version, whatever the address asks for.
            if (IsPage(http) && visitor.First is not null && await privacy.WhenAsync(visitor.Members, PrivacyStatements.Current.Version, http.RequestAborted) is null)
            {
                http.Response.Redirect($"{Statement}?back={Uri.EscapeDataString(http.Request.Path + http.Request.QueryString)}");
                return;
            }
        }

        await next(http);
    }

    private static bool IsPage(HttpContext http) =>
        HttpMethods.IsGet(http.Request.Method) && http.Request.Path != Statement
        && http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(x => x.Policy is not null) == true;
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
