using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>
/// The door to what clients are still to be told: the revocation itself is the row that waits, so that nothing can be revoked and not told. Each
/// copy of the program leases a row before it tells, and a row that was not told comes back by itself.
/// </summary>
public sealed class Tellings(Commits<IdentityContext> commits, Func<IdentityContext> open, TimeProvider clock)
{
    private const int AtOnce = 20;
    private const int SoonestSeconds = 10;
    private const int LatestSeconds = 300;

    /// <summary>Takes what is due for these zones; what is older than any session lives is not told any more.</summary>
    public async Task<IReadOnlyList<RevocationRow>> LeaseAsync(IReadOnlyCollection<string> zones, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var since = now - Sessions.ListedFor;
        List<RevocationRow> due;
        await using (var db = open())
        {
            due = await db.Revocations.AsNoTracking().Where(x => zones.Contains(x.Zone) && x.ToldAt == null && x.At >= since && (x.TellAfter == null || x.TellAfter <= now))
                .OrderBy(x => x.Number).Take(AtOnce).ToListAsync(cancel);
        }

        return due.Count == 0 ? due : await commits.RunAsync(
            async (act, c) =>
            {
                var leased = new List<RevocationRow>();
                foreach (var row in due)
                {
                    var after = act.Now.AddSeconds(Math.Clamp(1 << Math.Min(row.Tries, 16), SoonestSeconds, LatestSeconds));
                    // Of two copies at once, one finds the count that it read.
                    if (await act.Db.Revocations.Where(x => x.Number == row.Number && x.Tries == row.Tries && x.ToldAt == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(x => x.Tries, row.Tries + 1).SetProperty(x => x.TellAfter, after), c) == 1)
                    {
                        leased.Add(row);
                    }
                }

                return leased;
            },
            cancel);
    }

    /// <summary>The client answered: it took the token, or it never will.</summary>
    public Task ToldAsync(RevocationRow row, bool taken, CancellationToken cancel) =>
        commits.RunAsync(
            async (act, c) =>
            {
                act.Record(IdentityRules.TellLogout(row.Zone, taken));
                return await act.Db.Revocations.Where(x => x.Number == row.Number).ExecuteUpdateAsync(set => set.SetProperty(x => x.ToldAt, act.Now), c);
            },
            cancel);
}
