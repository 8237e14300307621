using ArboDossier.Identity.Features.SignIn;
using ArboDossier.Identity.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Identity.Features.Secrecy;

/// <summary>
/// Asks whoever works for the service to sign the clause that counts now before any own page, whatever the address asks for. Stands between
/// signing in and authorization; that no code is issued before is decided where codes are.
/// </summary>
internal sealed class SecrecyFirst(RequestDelegate next)
{
    private const string Page = "/secrecy";

    public async Task InvokeAsync(HttpContext http, Promises promises, SecrecyClauses clauses)
    {
        if (IsOwnPage(http) && await promises.OwesAsync(http.User.AccountId(), clauses.Current.Version, http.RequestAborted))
            http.Response.Redirect(Ask(HttpMethods.IsGet(http.Request.Method) ? http.Request.Path + http.Request.QueryString : http.Request.Path));
        else
            await next(http);
    }

    /// <summary>Where it is signed, and then goes on.</summary>
    internal static string Ask(string back) => QueryHelpers.AddQueryString(Page, "continue", back);

    private static bool IsOwnPage(HttpContext http) =>
        http.User.Identity?.IsAuthenticated == true && http.Request.Path != Page
        && http.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().Any(x => x.Policy is not null) == true;
}
