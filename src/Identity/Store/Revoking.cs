using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>Ends sessions here and tells the zones, inside the act that decided it.</summary>
internal static class Revoking
{
    /// <summary>Ends one session and revokes the name it has in each zone.</summary>
    internal static async Task SessionAsync(Act<IdentityContext> act, string session, CancellationToken cancel)
    {
        await act.Db.Sessions.Where(x => x.ProviderSession == session).ExecuteDeleteAsync(cancel);
        await act.Db.Codes.Where(x => x.Session == session).ExecuteDeleteAsync(cancel);
        foreach (var known in await act.Db.ZoneSessions.Where(x => x.Session == session).ToListAsync(cancel))
        {
            act.Db.Revocations.Add(new RevocationRow { Zone = known.Zone, Sid = known.Sid, At = act.Now });
            act.Db.ZoneSessions.Remove(known);
        }
    }

    /// <summary>Revokes what one zone was given for a session; the session itself goes on, and gets a new name there.</summary>
    internal static async Task ZoneSessionAsync(Act<IdentityContext> act, string session, string zone, CancellationToken cancel)
    {
        if (await act.Db.ZoneSessions.SingleOrDefaultAsync(x => x.Session == session && x.Zone == zone, cancel) is not { } known)
            return;
        act.Db.Revocations.Add(new RevocationRow { Zone = zone, Sid = known.Sid, At = act.Now });
        act.Db.ZoneSessions.Remove(known);
    }

    /// <summary>Ends every session of an account and revokes its subject in each zone.</summary>
    internal static async Task AccountAsync(Act<IdentityContext> act, Guid account, CancellationToken cancel)
    {
        var subject = account.ToString("N");
        foreach (var session in await act.Db.Sessions.Where(x => x.Subject == subject).Select(x => x.ProviderSession).ToListAsync(cancel))
            await SessionAsync(act, session, cancel);
        await act.Db.Codes.Where(x => x.Account == account).ExecuteDeleteAsync(cancel);
        foreach (var known in await act.Db.Subjects.Where(x => x.Account == account).ToListAsync(cancel))
            act.Db.Revocations.Add(new RevocationRow { Zone = known.Zone, Subject = known.Subject, At = act.Now });
    }
}
