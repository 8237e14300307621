using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Identity.Access;

/// <summary>The named policies: each endpoint has one, or stands on the anonymous list of the test.</summary>
public static class Policies
{
    /// <summary>Somebody who is signed in, with two factors as everyone is.</summary>
    public const string Account = "account";

    /// <summary>Invites and suspends; no file rights anywhere.</summary>
    public const string ServiceAdministrator = "service-administrator";

    public static void Add(AuthorizationBuilder builder) => builder
        .AddPolicy(Account, p => p.RequireAuthenticatedUser())
        .AddPolicy(ServiceAdministrator, p => p.RequireAuthenticatedUser().RequireClaim(ArboClaims.Role, ServiceAdministrator));
}

/// <summary>The claims of a session in this program.</summary>
public static class ArboClaims
{
    public const string Subject = "sub";
    public const string Session = "sid";
    public const string Name = "name";
    public const string Role = "role";
    public const string AuthenticationTime = "auth_time";
    public const string Methods = "amr";
}
