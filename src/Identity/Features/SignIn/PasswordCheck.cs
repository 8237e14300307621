using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Identity.Passwords;
using ArboDossier.Identity.Store;
using Microsoft.AspNetCore.Identity;

namespace ArboDossier.Identity.Features.SignIn;

/// <summary>
/// Name and password. A name that nobody has costs the same queries, the same hash and the same entry as a wrong password, and gets
/// the same answer (R-064, law 5): the delay is kept by name, whether somebody has it or not.
/// </summary>
public sealed class PasswordCheck(Accounts accounts, SignIns signIns, Delays delays, IPasswordHasher<Account> hasher)
{
    public const int Fewest = 12;
    public const int Most = 128;
    private const int FewestDifferent = 5;

    // Shorter names occur in any sentence.
    private const int ShortestName = 4;
    private readonly Lazy<string> _nobodysHash = new(() => hasher.HashPassword(new Account(), Tokens.New()));

    /// <summary>The account, or null. One factor only: nobody is signed in by this.</summary>
    public async Task<Account?> CheckAsync(HttpContext http, string? email, string? password, CancellationToken cancel)
    {
        var name = (email ?? "").Trim();
        if (name.Length is 0 or > 254 || password is null or { Length: 0 or > Most })
            (name, password) = ("-", "-");
        var counted = delays.Of(http, name);
        var account = await accounts.FindByEmailAsync(name, cancel);
        var waits = await signIns.WaitsUntilAsync(counted, cancel);
        var verified = hasher.VerifyHashedPassword(account ?? new Account(), account?.PasswordHash ?? _nobodysHash.Value, password);
        if (account is { SuspendedAt: null, IsUnfinished: false } && waits is null && verified != PasswordVerificationResult.Failed)
        {
            if (verified == PasswordVerificationResult.SuccessRehashNeeded)
                await signIns.RehashAsync(account, hasher.HashPassword(account, password), cancel);
            return account;
        }

        await signIns.FailAsync(counted, http.Attempt(account), IdentityRules.SignInFailed(Actor.Anonymous(http.From()), waits is null ? "name-or-password" : "too-soon"), cancel);
        return null;
    }

    public string Hash(string password) => hasher.HashPassword(new Account(), password);

    /// <summary>Whether a new password is long enough and is not simply the address or one character.</summary>
    public static bool IsGoodEnough(string? password, string email)
    {
        var own = email.Split('@')[0];
        return password is { Length: >= Fewest and <= Most }
            && password.Distinct().Count() >= FewestDifferent
            && (own.Length < ShortestName || !password.Contains(own, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether attackers try it first.</summary>
    public static bool IsBreached(string? password) => BreachedPasswords.Contains(password ?? "");
}
