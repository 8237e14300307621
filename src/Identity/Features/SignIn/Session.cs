using System.Globalization;
using System.Security.Claims;
using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Store;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authentication;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>The session of this program, on the request and as claims.</summary>
public static class Session
{
    public const string Scheme = "session";
    public const string CookieName = "__Host-arbo-identity";

    /// <summary>A working day; nobody stays signed in overnight.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(10);

    public static Guid AccountId(this ClaimsPrincipal person) =>
        Guid.TryParse(person.FindFirstValue(ArboClaims.Subject), out var id) ? id : Guid.Empty;

    public static DateTimeOffset AuthenticatedAt(this ClaimsPrincipal person) => DateTimeOffset.FromUnixTimeSeconds(
        long.TryParse(person.FindFirstValue(ArboClaims.AuthenticationTime), NumberStyles.None, CultureInfo.InvariantCulture, out var at) ? at : 0);

    public static string From(this HttpContext http) => http.Connection.RemoteIpAddress?.ToString() ?? "";

    public static Actor ActorOf(this HttpContext http, ClaimsPrincipal person) =>
        new(person.AccountId(), person.FindFirstValue(ArboClaims.Role) ?? "account", null, http.From());

    public static Actor ActorOf(this HttpContext http, Account account) =>
        new(account.Id, account.IsServiceAdministrator ? Policies.ServiceAdministrator : "account", null, http.From());

    public static Attempt Attempt(this HttpContext http, Account? account) => new(account?.Id, http.From(), Device.Of(http));

    /// <summary>
    /// Starts the session of somebody who was accepted, under a new key. Signing in again keeps the session's name, so that the
    /// zones one works in go on; somebody else at the same screen ends what was there before.
    /// </summary>
    public static async Task StartAsync(HttpContext http, Account account, IReadOnlyList<string> methods)
    {
        var services = http.RequestServices;
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var sessions = services.GetRequiredService<Sessions>();
        var name = Tokens.New();
        if (http.User.FindFirstValue(ArboClaims.Session) is { } earlier)
        {
            if (http.User.AccountId() == account.Id)
                await sessions.ReplaceAsync(name = earlier, http.RequestAborted);
            else
                await sessions.EndAsync(http.ActorOf(http.User), earlier, http.RequestAborted);
        }

        var delays = services.GetRequiredService<Delays>();
        await sessions.BeginAsync(account.Id, name, methods, http.Attempt(account), delays.Knows(http, account), http.RequestAborted);
        delays.Remember(http, account);
        var person = new ClaimsIdentity(Scheme, ArboClaims.Name, ArboClaims.Role);
        person.AddClaim(new Claim(ArboClaims.Subject, account.Id.ToString("N")));
        person.AddClaim(new Claim(ArboClaims.Session, name));
        person.AddClaim(new Claim(ArboClaims.Name, account.Name));
        person.AddClaim(new Claim(ArboClaims.AuthenticationTime, now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        foreach (var method in methods)
            person.AddClaim(new Claim(ArboClaims.Methods, method));
        if (account.IsServiceAdministrator)
            person.AddClaim(new Claim(ArboClaims.Role, Policies.ServiceAdministrator));
        var properties = new AuthenticationProperties { IssuedUtc = now, ExpiresUtc = now + Lifetime, AllowRefresh = false };
        await FreshSession.StartAsync(http, Scheme, CookieName, new ClaimsPrincipal(person), properties);
    }
}
