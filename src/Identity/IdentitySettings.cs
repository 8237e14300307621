using System.Text.RegularExpressions;
using ArboDossier.Store;
using ArboDossier.Web.SignIn;

namespace ArboDossier.Identity;

/// <summary>A program that asks this one who somebody is. Its addresses follow from its origin, so nothing can be registered loosely.</summary>
/// <param name="Zone">Its zone, which is also its client id.</param>
/// <param name="Origin">Where browsers find it.</param>
/// <param name="BackChannelLogout">Where it is told that a session ended; null for a program that fetches the list, as ours do.</param>
public sealed record Client(string Zone, string Origin, Uri? BackChannelLogout = null)
{
    public string RedirectUri => $"{Origin}/sign-in/return";

    public string PostLogoutRedirectUri => $"{Origin}/";
}

/// <summary>A system that comes by itself, without a person: which zone it may address, as what, and the keys it signs with.</summary>
public sealed record SystemClient(string Id, string Zone, IReadOnlySet<string> Scopes, PublishedKeys Keys);

/// <summary>The other provider that signs people in, where there is one: its logout tokens become revocations here.</summary>
/// <param name="Issuer">Its issuer.</param>
/// <param name="Keys">Where it publishes its keys.</param>
/// <param name="Algorithm">The one with which it signs.</param>
public sealed record OtherProvider(string Issuer, Uri Keys, string Algorithm);

/// <summary>
/// Settings: <c>Identity:Authority</c> (the own origin), <c>Identity:PasswordIterations</c>, <c>Identity:DormantDays</c> (400: after so many without signing
/// in an account is closed), <c>Clients:ZONE:Origin</c> and <c>:BackChannelLogout</c>, <c>Systems:ID:Zone</c>, <c>:Scopes</c> and <c>:Keys</c> (a file),
/// <c>Provider:Issuer</c>, <c>:Keys</c> (an address) and <c>:Algorithm</c>.
/// </summary>
public sealed partial record IdentitySettings(string Authority, int PasswordIterations, TimeSpan DormantAfter, IReadOnlyDictionary<string, Client> Clients)
{
    /// <summary>OWASP's count for PBKDF2 with HMAC-SHA-512 is 210,000; more costs a sign-in a third of a second.</summary>
    public const int DefaultIterations = 600_000;

    /// <summary>Below this only Development starts.</summary>
    public const int FewestIterations = 210_000;

    public IReadOnlyDictionary<string, SystemClient> Systems { get; private init; } = new Dictionary<string, SystemClient>();

    public OtherProvider? Provider { get; private init; }

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
            .Select(c => new Client(
                c.Key,
                Origin(c["Origin"], $"Clients:{c.Key}:Origin", development),
                c["BackChannelLogout"] is { } logout ? Address(logout, $"Clients:{c.Key}:BackChannelLogout", development) : null))
            .ToDictionary(c => c.Zone, StringComparer.Ordinal);
        foreach (var zone in clients.Keys)
        {
            if (zone is not ("reintegration" or "medical"))
                throw new StoreSettingException($"Clients:{zone} is no zone");
        }

        return new(authority, iterations, TimeSpan.FromDays(dormant), clients)
        {
            Systems = configuration.GetSection("Systems").GetChildren().Select(s => System(s, clients)).ToDictionary(s => s.Id, StringComparer.Ordinal),
            Provider = Other(configuration.GetSection("Provider"), authority, development),
        };
    }

    private static SystemClient System(IConfigurationSection section, Dictionary<string, Client> clients)
    {
        if (!SystemName().IsMatch(section.Key) || clients.ContainsKey(section.Key))
            throw new StoreSettingException($"Systems:{section.Key}: a name has small letters, digits and hyphens, and is not that of a zone");
        if (section["Zone"] is not { } zone || !clients.ContainsKey(zone))
            throw new StoreSettingException($"Systems:{section.Key}:Zone is no zone of Clients");
        var scopes = (section["Scopes"] ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).ToHashSet(StringComparer.Ordinal);
        if (scopes.Count == 0 || scopes.Any(x => !SystemScope().IsMatch(x)))
            throw new StoreSettingException($"Systems:{section.Key}:Scopes must be scopes such as system/Appointment.rs");
        if (section["Keys"] is not { Length: > 0 } file || !File.Exists(file) || PublishedKeys.Parse(File.ReadAllText(file)) is not { Count: > 0 } keys)
            throw new StoreSettingException($"Systems:{section.Key}:Keys must be a file with a JWK set of P-256, P-384 or RSA keys");
        return new(section.Key, zone, scopes, keys);
    }

    private static OtherProvider? Other(IConfigurationSection section, string authority, bool development)
    {
        if (!section.Exists())
            return null;
        var issuer = section["Issuer"] ?? "";
        Address(issuer, "Provider:Issuer", development);
        if (issuer == authority)
            throw new StoreSettingException("Provider:Issuer is this program itself");
        var algorithm = section["Algorithm"] ?? PublishedKeys.Es256;
        return algorithm is PublishedKeys.Es256 or PublishedKeys.Rs256
            ? new(issuer, Address(section["Keys"], "Provider:Keys", development), algorithm)
            : throw new StoreSettingException("Provider:Algorithm must be ES256 or RS256");
    }

    private static Uri Address(string? value, string name, bool development) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && (uri.Scheme == "https" || (development && uri.Scheme == "http"))
            ? uri
            : throw new StoreSettingException($"{name} must be an address such as https://inloggen.voorbeeld.nl/logout");

    private static string Origin(string? value, string name, bool development) =>
        Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.GetLeftPart(UriPartial.Authority) == value
        && (uri.Scheme == "https" || (development && uri.Scheme == "http"))
            ? value
            : throw new StoreSettingException($"{name} must be an origin such as https://inloggen.voorbeeld.nl, without a slash at the end");

    [GeneratedRegex("^[a-z0-9][a-z0-9-]{0,62}$")]
    private static partial Regex SystemName();

    // SMART 2: the letters in this order, at least one; or the words of SMART 1.
    [GeneratedRegex(@"^system/(\*|[A-Z][A-Za-z]{1,63})\.((?=[cruds])c?r?u?d?s?|read|write|\*)$")]
    private static partial Regex SystemScope();
}
