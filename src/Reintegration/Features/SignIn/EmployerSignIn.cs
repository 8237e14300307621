using System.Security.Claims;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authentication;

namespace ArboDossier.Reintegration.Features.SignIn;

/// <summary>Signing in at an employer's own provider, in this program only: the client of signing in at Identity, a second time.</summary>
public static class EmployerSignIn
{
    private const string Through = "__Host-arbo-reintegration-through";
    private const string Sid = "sid";

    // An account that the employer ended is out within the hour, also where its provider does not call back. Signing in again costs no touch there.
    private static readonly TimeSpan AtMost = TimeSpan.FromHours(1);
    private static readonly TimeSpan SignedInWithin = TimeSpan.FromHours(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);

    /// <summary>Registers a client for each.</summary>
    public static void Add(WebApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var providers = EmployerProviders.Read(builder.Configuration, builder.Environment.IsDevelopment());
        builder.Services.AddSingleton(providers);
        foreach (var provider in providers.All)
        {
            builder.AddArboIdentification(new(provider.Scheme, provider.Settings, provider.ReturnPath, [ArboSignInNames.Subject, Sid, provider.Claim])
            {
                SignedInWithin = SignedInWithin,
                ArrivedAsync = (http, said, asked) => ArrivedAsync(http, provider, said, asked),
            });
        }
    }

    /// <summary>Maps where a provider says that somebody signed out there (OpenID Connect Back-Channel Logout 1.0).</summary>
    public static WebApplication MapEmployerSignIn(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapPost("/sign-in/{provider}/ended", EndedAsync).FromPrograms().AllowAnonymous().DisableAntiforgery();
        return app;
    }

    /// <summary>The scheme at which the session of this browser was begun, or was the last one; null for Identity's.</summary>
    public static string? SchemeOf(HttpContext http) => Of(http)?.Scheme;

    /// <summary>After signing out: the browser forgets by which provider, and the person sees where to come in again.</summary>
    public static string Leave(HttpContext http)
    {
        var left = Of(http);
        Forget(http);
        return left is null ? "/" : $"{left.Path}?left=true";
    }

    /// <summary>From now on the browser signs in at Identity.</summary>
    public static void Forget(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        http.Response.Cookies.Delete(Through, Cookie());
    }

    private static EmployerProvider? Of(HttpContext http)
    {
        var name = http.User.Identity?.IsAuthenticated == true ? EmployerProviders.NameIn(http.User.FindFirstValue(ArboSignInNames.Subject) ?? "") : http.Request.Cookies[Through];
        return http.RequestServices.GetRequiredService<EmployerProviders>().Find(name);
    }

    private static async Task ArrivedAsync(HttpContext http, EmployerProvider provider, ClaimsIdentity? said, AuthenticationProperties? asked)
    {
        var services = http.RequestServices;
        var (from, cancel) = (http.Connection.RemoteIpAddress?.ToString() ?? "", http.RequestAborted);
        var commits = services.GetRequiredService<Commits<ReintegrationContext>>();
        if (said?.FindFirst(ArboSignInNames.Subject)?.Value is not { } there)
        {
            await commits.RecordAsync(SideAccess.SignIn(Visitor.Nobody(from), good: false), cancel);
            http.Response.Redirect($"{provider.Path}?notVouched=true");
            return;
        }

        var subject = provider.SubjectOf(there);
        await services.GetRequiredService<EmployerAccounts>().TakeInAsync(provider, subject, said.FindFirst(provider.Claim)?.Value, from, services.GetRequiredService<Openings<ReintegrationContext>>(), cancel);
        await commits.RecordAsync(SideAccess.SignIn(await services.GetRequiredService<Visitors>().WhoAsync(subject, [], from, cancel), good: true), cancel);

        var person = new ClaimsIdentity(provider.Scheme, ArboSignInNames.Subject, "role");
        person.AddClaim(new(ArboSignInNames.Subject, subject));
        person.AddClaim(new(ArboSignInNames.ProviderSession, said.FindFirst(Sid)?.Value is { } sid ? provider.SubjectOf(sid) : ""));
        person.AddClaim(new(ArboSignInNames.AuthenticatedAt, said.FindFirst(ArboSignInNames.AuthenticatedAt)!.Value));
        await ArboSignIn.StartAsync(http, new ClaimsPrincipal(person), new AuthenticationProperties(), AtMost);
        http.Response.Cookies.Append(Through, provider.Name, Cookie());
        http.Response.Redirect(LocalPath.Or(asked?.RedirectUri, "/"));
    }

    private static async Task<IResult> EndedAsync(
        HttpContext http, string provider, EmployerProviders providers, EmployerAccounts accounts, CancellationToken cancel)
    {
        var from = http.Connection.RemoteIpAddress?.ToString() ?? "";
        var known = providers.Find(provider);
        var (token, reason) = known is null ? (null, "unknown-provider") : await http.RequestServices.GetRequiredKeyedService<LogoutTokens>(known.Scheme).ReadAsync(http, cancel);
        string? Named(string? name) => name is null ? null : known!.SubjectOf(name);
        await accounts.EndAsync(token is null ? null : (Named(token.Session), Named(token.Subject), token.IssuedAt + Skew), SideAccess.SignedOut(from, reason), cancel);
        return token is null ? Results.Json(new Dictionary<string, string> { ["error"] = "invalid_request" }, statusCode: StatusCodes.Status400BadRequest) : Results.Ok();
    }

    // Of this browser and until it closes: which provider, nothing about a person.
    private static CookieOptions Cookie() => new() { Path = "/", HttpOnly = true, Secure = true, SameSite = SameSiteMode.Lax, IsEssential = true };
}
