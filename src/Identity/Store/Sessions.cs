using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>A session as its owner sees it.</summary>
public sealed record SessionLine(string Session, DateTimeOffset SignedInAt, string Device, IReadOnlyList<string> Zones);

/// <summary>A line of the own history: when, with what, from where; not good where it failed.</summary>
public sealed record SignInLine(DateTimeOffset At, bool Good, string Methods, string Device, string From);

/// <summary>The door to sessions: which there are, ending them, and what the zones are told.</summary>
public sealed class Sessions(Commits<IdentityContext> commits, Func<IdentityContext> open, TimeProvider clock)
{
    private const int HistoryLines = 25;

    /// <summary>How long a revocation stays on the list: longer than any session of a zone lives.</summary>
    public static readonly TimeSpan ListedFor = TimeSpan.FromHours(24);

    public async Task<IReadOnlyList<SessionLine>> OfAsync(Guid account, CancellationToken cancel)
    {
        var (subject, now) = (account.ToString("N"), clock.GetUtcNow());
        await using var db = open();
        var sessions = await db.Sessions.AsNoTracking().Where(x => x.Subject == subject && x.ExpiresAt > now).OrderByDescending(x => x.CreatedAt)
            .Select(x => new { x.ProviderSession, x.CreatedAt }).ToListAsync(cancel);
        var names = sessions.ConvertAll(x => x.ProviderSession);
        var devices = await db.SignIns.AsNoTracking().Where(x => names.Contains(x.Session!)).OrderBy(x => x.At).ToListAsync(cancel);
        var zones = await db.ZoneSessions.AsNoTracking().Where(x => names.Contains(x.Session)).ToListAsync(cancel);
        return sessions.ConvertAll(x => new SessionLine(
            x.ProviderSession, x.CreatedAt, devices.FindLast(d => d.Session == x.ProviderSession)?.Device ?? "", [.. zones.Where(z => z.Session == x.ProviderSession).Select(z => z.Zone).Order(StringComparer.Ordinal)]));
    }

    /// <summary>The last attempts to sign in to an account.</summary>
    public async Task<IReadOnlyList<SignInLine>> HistoryAsync(Guid account, CancellationToken cancel)
    {
        await using var db = open();
        return await db.SignIns.AsNoTracking().Where(x => x.Account == account).OrderByDescending(x => x.At).Take(HistoryLines)
            .Select(x => new SignInLine(x.At, x.Session != null, x.Methods, x.Device, x.From)).ToListAsync(cancel);
    }

    /// <summary>Keeps that a session began, for its owner's history. A browser that was not seen before is told, but for the first of all.</summary>
    public Task BeginAsync(Guid account, string session, IReadOnlyList<string> methods, Attempt attempt, bool knownBrowser, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            act.Db.SignIns.Add(new SignInRow { Id = Guid.CreateVersion7(act.Now), Account = account, Session = session, Methods = string.Join(' ', methods), Device = attempt.Device, From = attempt.From, At = act.Now });
            if (!knownBrowser && await act.Db.Accounts.AnyAsync(x => x.Id == account && x.SignedInAt != null, c))
                await act.TellAsync(NoticeKind.NewBrowser, account, c);
            await act.Db.Accounts.Where(x => x.Id == account).ExecuteUpdateAsync(set => set.SetProperty(x => x.SignedInAt, act.Now), c);
        }, cancel);

    /// <summary>Takes away the key of a session that is about to get another; its name in the zones stays.</summary>
    public Task ReplaceAsync(string session, CancellationToken cancel) =>
        commits.RunAsync((act, c) => act.Db.Sessions.Where(x => x.ProviderSession == session).ExecuteDeleteAsync(c), cancel);

    /// <summary>Ends one session of this account, here and in every zone.</summary>
    public Task EndAsync(Actor who, string session, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            act.Record(IdentityRules.SignOut(who, "account.sign-out"));
            var subject = who.Id.ToString("N");
            if (await act.Db.Sessions.AnyAsync(x => x.ProviderSession == session && x.Subject == subject, c))
                await Revoking.SessionAsync(act, session, c);
        }, cancel);

    /// <summary>Ends all sessions of this account, here and in every zone.</summary>
    public Task EndAllAsync(Actor who, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            act.Record(IdentityRules.SignOut(who, "account.sign-out-everywhere"));
            await Revoking.AccountAsync(act, who.Id, c);
        }, cancel);

    /// <summary>Ends the session that a zone knows by this <c>sid</c>; the zone showed an ID token of ours for it.</summary>
    public Task<string?> EndByZoneAsync(string zone, string sid, string from, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var known = await act.Db.ZoneSessions.AsNoTracking().SingleOrDefaultAsync(x => x.Zone == zone && x.Sid == sid, c);
            if (known is null)
                return null;
            var subject = await act.Db.Sessions.AsNoTracking().Where(x => x.ProviderSession == known.Session).Select(x => x.Subject).FirstOrDefaultAsync(c);
            act.Record(IdentityRules.SignOut(new Actor(Guid.TryParse(subject, out var id) ? id : Guid.Empty, "account", null, from), "account.sign-out-by-zone"));
            await Revoking.SessionAsync(act, known.Session, c);
            return known.Session;
        }, cancel);

    /// <summary>
    /// Lists what a logout token of the other provider ends; false where the token was shown before. A subject's sessions end up to the later of
    /// now and the token's own time: when people signed in is by that provider's clock.
    /// </summary>
    public Task<bool> EndElsewhereAsync(string zone, string id, DateTimeOffset issued, string? subject, string? session, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = IdentityRules.EndElsewhere(zone, await Spending.TryAsync(act, Tokens.Hash("logout", id), c));
            act.Record(decision);
            if (decision.Permitted)
                act.Db.Revocations.Add(new RevocationRow { Zone = zone, Subject = subject, Sid = session, At = issued > act.Now ? issued : act.Now });
            return decision.Permitted;
        }, cancel);

    /// <summary>Whether what a token was given in still stands: the zone's session, under it a session here, and the account. The answer is an act (law 6).</summary>
    public Task<bool> StandsAsync(string zone, string sid, string subject, string from, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var account = await act.Db.Subjects.Where(x => x.Zone == zone && x.Subject == subject).Select(x => (Guid?)x.Account).SingleOrDefaultAsync(c);
            var owner = account?.ToString("N");
            var standing = await act.Db.ZoneSessions.AnyAsync(
                    x => x.Zone == zone && x.Sid == sid && act.Db.Sessions.Any(s => s.ProviderSession == x.Session && s.Subject == owner && s.ExpiresAt > act.Now), c)
                && await act.Db.Accounts.AnyAsync(x => x.Id == account && x.SuspendedAt == null, c);
            var decision = IdentityRules.ReadSubject(new Actor(account ?? Guid.Empty, "account", null, from), known: true, standing);
            act.Record(decision);
            return decision.Permitted;
        }, cancel);

    /// <summary>What a zone must know: the number of the newest revocation, and all of the last day.</summary>
    public async Task<(long Number, IReadOnlyList<RevocationRow> Revoked)> RevocationsAsync(string zone, CancellationToken cancel)
    {
        var since = clock.GetUtcNow() - ListedFor;
        await using var db = open();
        var number = await db.Revocations.AsNoTracking().Where(x => x.Zone == zone).MaxAsync(x => (long?)x.Number, cancel) ?? 0;
        return (number, await db.Revocations.AsNoTracking().Where(x => x.Zone == zone && x.At >= since).OrderBy(x => x.Number).ToListAsync(cancel));
    }
}
