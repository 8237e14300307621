using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Web;

/// <summary>What a program does when someone who is signed in may not use an endpoint: it records the attempt.</summary>
public interface IRefusals
{
    /// <summary>Called before the answer is given. <paramref name="policy"/> is the name of the endpoint's policy.</summary>
    Task RefusedAsync(HttpContext http, string? policy);
}

/// <summary>Signed in and not allowed is the ordinary "not found" (law 5); not signed in goes to the door.</summary>
internal sealed class ClosedLooksAbsent : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _usual = new();

    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (!authorizeResult.Forbidden)
        {
            await _usual.HandleAsync(next, context, policy, authorizeResult);
            return;
        }
        var name = context.GetEndpoint()?.Metadata.GetOrderedMetadata<IAuthorizeData>().LastOrDefault(a => a.Policy is not null)?.Policy;
        foreach (var refusals in context.RequestServices.GetServices<IRefusals>())
            await refusals.RefusedAsync(context, name);
        context.Response.StatusCode = StatusCodes.Status404NotFound;
    }
}
