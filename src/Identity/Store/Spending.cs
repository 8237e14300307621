using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>What counts once: a second use finds the hash there already, whatever copy of the program it comes to.</summary>
internal static class Spending
{
    // Longer than any challenge or assertion lives.
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    internal static async Task<bool> TryAsync(Act<IdentityContext> act, byte[] once, CancellationToken cancel)
    {
        var hash = System.Security.Cryptography.SHA256.HashData(once);
        if (await act.Db.Spent.AnyAsync(x => x.Hash == hash, cancel))
            return false;
        act.Db.Spent.Add(new SpentRow { Hash = hash, ExpiresAt = act.Now + Kept });
        return true;
    }
}
