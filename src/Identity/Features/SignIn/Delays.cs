using ArboDossier.Identity.Store;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>
/// Which failures slow down which attempts, so that guessing is slow and nobody can keep somebody else out: a browser in which this person signed in
/// before is counted by itself, and whoever comes from elsewhere by name with address, by name, and by address.
/// </summary>
public sealed class Delays(StepCookie cookies)
{
    private const string Cookie = "known";

    // A year and a month: who takes leave for a year comes back to a browser that is known.
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(400);

    /// <summary>For a name, whether somebody has it or not.</summary>
    public IReadOnlyList<Delay> Of(HttpContext http, string name)
    {
        var key = NameKey(name);
        if (cookies.Read<KnownBrowser>(http, Cookie) is { } known && known.Name == Convert.ToHexStringLower(key))
            return [new Delay(Tokens.Hash("known-browser-delay", known.Browser), 3)];
        return [new Delay(Tokens.Hash(Convert.ToHexStringLower(key), http.From()), 3), new Delay(key, 30), Address(http)];
    }

    /// <summary>For the second factor of an account: nobody gets there without its password.</summary>
    public static IReadOnlyList<Delay> Of(Account account) => [new Delay(Tokens.Hash("second-factor-delay", account.Id.ToString("N")), 3)];

    /// <summary>For a code that belongs to nobody yet.</summary>
    public static IReadOnlyList<Delay> Of(HttpContext http, string what, int free) => [new Delay(Tokens.Hash("code-delay", what), free), Address(http)];

    /// <summary>Whether this person signed in here before.</summary>
    public bool Knows(HttpContext http, Account account) => cookies.Read<KnownBrowser>(http, Cookie)?.Name == NameOf(account);

    /// <summary>This person signed in here.</summary>
    public void Remember(HttpContext http, Account account)
    {
        if (!Knows(http, account))
            cookies.Write(http, Cookie, new KnownBrowser(NameOf(account), Tokens.New()), Remembered);
    }

    private static string NameOf(Account account) => Convert.ToHexStringLower(NameKey(account.Email!));

    // A whole employer can stand behind one address: many are free.
    private static Delay Address(HttpContext http) => new(Tokens.Hash("address-delay", http.From()), 60);

    private static byte[] NameKey(string name) => Tokens.Hash("sign-in-delay", name.ToUpperInvariant());

    private sealed record KnownBrowser(string Name, string Browser);
}
