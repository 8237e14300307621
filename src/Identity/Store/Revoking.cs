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
        foreach (var zone in await act.Db.ZoneSessions.AsNoTracking().Where(x => x.Session == session).Select(x => x.Zone).ToListAsync(cancel))
            await ZoneSessionAsync(act, session, zone, cancel);
    }

    /// <summary>Revokes what one zone was given for a session; the session itself goes on, and gets a new name there.</summary>
    internal static async Task ZoneSessionAsync(Act<IdentityContext> act, string session, string zone, CancellationToken cancel)
    {
        var known = await act.Db.ZoneSessions.AsNoTracking().SingleOrDefaultAsync(x => x.Session == session && x.Zone == zone, cancel);
        // Several may be here at once; whoever takes the row away tells the zone.
        if (known is not null && await act.Db.ZoneSessions.Where(x => x.Sid == known.Sid).ExecuteDeleteAsync(cancel) == 1)
            act.Db.Revocations.Add(new RevocationRow { Zone = zone, Sid = known.Sid, At = act.Now });
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
