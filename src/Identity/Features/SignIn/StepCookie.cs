using System.Security.Cryptography;
using ArboDossier.Identity.Store;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>A cookie of this program, for some minutes between two pages unless a longer time is given: protected, for this host only, gone when it was used.</summary>
public sealed class StepCookie(SealedNotes notes)
{
    private const int MostOfAKind = 4;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(20);

    public void Write<T>(HttpContext http, string name, T value, TimeSpan? lifetime = null) =>
        http.Response.Cookies.Append(Name(name), notes.Write($"cookie:{name}", value, lifetime ?? Lifetime), new CookieOptions(Options()) { MaxAge = lifetime ?? Lifetime });

    /// <summary>Writes one of several of a kind (two windows may both be signing in) and gives the name by which it is read again.</summary>
    public string WriteOneOf<T>(HttpContext http, string kind, T value)
    {
        var name = $"{kind}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8))}";
        var present = http.Request.Cookies.Keys.Where(k => k.StartsWith(Name($"{kind}-"), StringComparison.Ordinal)).ToList();
        // Any page on the web can send a browser here again and again; its cookies must not grow until no request fits.
        if (present.Count >= MostOfAKind)
            present.ForEach(k => http.Response.Cookies.Delete(k, new CookieOptions(Options()) { MaxAge = null }));
        Write(http, name, value);
        return name;
    }

    public T? Read<T>(HttpContext http, string name)
        where T : class => notes.Read<T>($"cookie:{name}", http.Request.Cookies[Name(name)]);

    public static void Remove(HttpContext http, string name) => http.Response.Cookies.Delete(Name(name), new CookieOptions(Options()) { MaxAge = null });

    private static string Name(string name) => $"__Host-arbo-{name}";

    private static CookieOptions Options() => new() { Path = "/", Secure = true, HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Lifetime };
}

/// <summary>The password was right; the second factor is still to come.</summary>
public sealed record PasswordShown(Guid Account, string Continue)
{
    public const string Cookie = "step";
}
