using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>The door to signatures of the secrecy clause. One signature per version; older ones stay.</summary>
public sealed class Promises(Commits<IdentityContext> commits, Func<IdentityContext> open)
{
    /// <summary>Whether an account works for the service, or is about to, and did not sign this version.</summary>
    public async Task<bool> OwesAsync(Guid account, string version, CancellationToken cancel, bool joins = false)
    {
        await using var db = open();
        return await OwesAsync(db, account, version, cancel, joins);
    }

    /// <summary>What an account signed, newest first.</summary>
    public async Task<IReadOnlyList<SecrecyRow>> OfAsync(Guid account, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Secrecy.AsNoTracking().Where(x => x.Account == account).OrderByDescending(x => x.SignedAt).ToListAsync(cancel);
    }

    /// <summary>Signs, where it was not done meanwhile.</summary>
    public Task SignAsync(Actor who, SecrecyRow promise, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            if (await OwesAsync(act.Db, who.Id, promise.Version, c))
                await SignAsync(act, who, promise, c);
            return true;
        }, cancel);

    /// <summary>Records that somebody came to sign who does not work for the service.</summary>
    public async Task RefuseAsync(Actor who, CancellationToken cancel) => await commits.RecordAsync(IdentityRules.SignSecrecy(who, staff: false), cancel);

    /// <summary>The question of <see cref="OwesAsync(Guid, string, CancellationToken, bool)"/> inside an act.</summary>
    internal static Task<bool> OwesAsync(IdentityContext db, Guid account, string version, CancellationToken cancel, bool joins = false) =>
        db.Accounts.AnyAsync(
            x => x.Id == account
                && (joins || x.IsServiceAdministrator || db.Invitations.Any(i => i.AcceptedBy == x.Id && i.Staff))
                && !db.Secrecy.Any(s => s.Account == x.Id && s.Version == version),
            cancel);

    /// <summary>Signs inside the act of whoever opens it. A form that was sent twice signs once.</summary>
    internal static async Task SignAsync(Act<IdentityContext> act, Actor who, SecrecyRow promise, CancellationToken cancel)
    {
        if (await act.Db.Secrecy.AnyAsync(x => x.Account == who.Id && x.Version == promise.Version, cancel))
            return;
        (promise.Account, promise.SignedAt) = (who.Id, act.Now);
        act.Db.Secrecy.Add(promise);
        act.Record(IdentityRules.SignSecrecy(who, staff: true), new AuditObject("account", who.Id, promise.TextHash));
    }
}
