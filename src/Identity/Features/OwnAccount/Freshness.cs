using System.Security.Claims;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Features.SignIn;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Identity.Features.OwnAccount;

/// <summary>Sends somebody who signed in a while ago to do so again, before a factor changes. The rule itself is in Access.</summary>
internal static class Freshness
{
    internal static LocalRedirectResult? Asks(ClaimsPrincipal person, TimeProvider clock, string back) =>
        clock.GetUtcNow() - person.AuthenticatedAt() > IdentityRules.Fresh
            ? new LocalRedirectResult($"/sign-in?again=true&continue={Uri.EscapeDataString(back)}")
            : null;
}
