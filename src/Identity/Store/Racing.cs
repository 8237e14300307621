using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>
/// Acts of which only one may win (a code, a challenge, an invitation, the founding). On PostgreSQL two of them can run at once; the
/// rows carry concurrency tokens and unique keys, so the second one fails to save, runs again, and then sees what the first did.
/// </summary>
internal static class Racing
{
    private const int Attempts = 3;

    internal static async Task<T> RunRacingAsync<T>(
        this Commits<IdentityContext> commits, Func<Act<IdentityContext>, CancellationToken, Task<T>> act, CancellationToken cancel)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await commits.RunAsync(act, cancel);
            }
            catch (DbUpdateException) when (attempt < Attempts)
            {
                // Lost the race: once more, on what is there now.
            }
        }
    }
}
