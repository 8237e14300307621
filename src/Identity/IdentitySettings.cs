using ArboDossier.Store;

namespace ArboDossier.Identity;

/// <summary>A program that asks this one who somebody is. Its addresses follow from its origin, so nothing can be registered loosely.</summary>
/// <param name="Zone">Its zone, which is also its client id.</param>
/// <param name="Origin">Where browsers find it.</param>
public sealed record Client(string Zone, string Origin)
{
    public string RedirectUri => $"{Origin}/sign-in/return";

    public string PostLogoutRedirectUri => $"{Origin}/";
}

/// <summary>
/// Settings: <c>Identity:Authority</c> (the own origin), <c>Identity:PasswordIterations</c>, <c>Identity:DormantDays</c> (400: after so many without signing
/// in an account is closed), <c>Clients:ZONE:Origin</c>.
/// </summary>
public sealed record IdentitySettings(string Authority, int PasswordIterations, TimeSpan DormantAfter, IReadOnlyDictionary<string, Client> Clients)
{
    /// <summary>OWASP's count for PBKDF2 with HMAC-SHA-512 is 210,000; more costs a sign-in a third of a second.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>Below this only Development starts.</summary>
    public const int FewestIterations = 210_000;

    public static IdentitySettings Read(IConfiguration configuration, bool development)
    {
        var authority = Origin(configuration["Identity:Authority"], "Identity:Authority", development);
        var iterations = configuration.GetValue("Identity:PasswordIterations", DefaultIterations);
        if (iterations < (development ? 1000 : FewestIterations))
            throw new StoreSettingException("Identity:PasswordIterations is too low");
        var dormant = configuration.GetValue("Identity:DormantDays", 400);
        if (dormant is < 30 or > 1000)
            throw new StoreSettingException("Identity:DormantDays must lie between 30 and 1000");
        var clients = configuration.GetSection("Clients").GetChildren()
            .Select(c => new Client(c.Key, Origin(c["Origin"], $"Clients:{c.Key}:Origin", development)))
            .ToDictionary(c => c.Zone, StringComparer.Ordinal);
        foreach (var zone in clients.Keys)
        {
            if (zone is not ("reintegration" or "medical"))
                throw new StoreSettingException($"Clients:{zone} is no zone");
        }

        return new(authority, iterations, TimeSpan.FromDays(dormant), clients);
    }

    private static string Origin(string? value, string name, bool development) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == value
        && (uri.Scheme == "https" || (development && uri.Scheme == "http"))
            ? value
            : throw new StoreSettingException($"{name} must be an origin such as https://inloggen.voorbeeld.nl, without a slash at the end");
}
