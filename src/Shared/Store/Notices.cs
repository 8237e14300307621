using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Who has to hear something. A notice is put here in the act that causes it, and goes when mail was taken or somebody called: what was acknowledged is
/// not forgotten, also where the program is killed. Then it may go twice, which does no harm: both say the same, which is nothing.
/// <code>
/// act ──► waits ──► in hand ──► mail was taken: gone
///           ▲          ├──► not now: waits, longer each time
///           └──────────┘
///                      └──► no mail, no address, refused, or three days of trying ──► to call ──► done: gone
/// </code>
/// </summary>
public sealed class Notices<TContext>(Commits<TContext> commits, Func<TContext> open, TimeProvider clock)
    where TContext : ZoneContext
{
    /// <summary>How long mail is tried before somebody has to call.</summary>
    public static readonly TimeSpan GivenUpAfter = TimeSpan.FromDays(3);

    // Longer than one round of sending takes.
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan FirstWait = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(4);

    /// <summary>Takes those in hand whose time has come, for some minutes. Several copies never have the same ones.</summary>
    public async Task<IReadOnlyList<NoticeRow>> LeaseAsync(int most, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using (var db = open())
        {
            // Most rounds find nothing, and then nothing is written.
            if (!await Due(db, now).AnyAsync(cancel))
            {
                return [];
            }
        }

        return await commits.RunAsync(async (act, c) =>
        {
            if (act.Db.Database.IsNpgsql())
            {
                await act.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext('notices'))", c);
            }

            var rows = await Due(act.Db, now).OrderBy(x => x.DueAt).ThenBy(x => x.Id).Take(most).ToListAsync(c);
            rows.ForEach(row => row.LeasedUntil = now + Lease);
            return (IReadOnlyList<NoticeRow>)rows;
        }, cancel);
    }

    /// <summary>Mail was taken: it need not wait any more.</summary>
    public Task SentAsync(NoticeRow row, Guid? subject, CancellationToken cancel) => EndAsync(row, Did("notice.sent", subject), "mail-taken", cancel);

    /// <summary>Nobody needs to hear it any more.</summary>
    public Task DropAsync(NoticeRow row, string reason, CancellationToken cancel) => EndAsync(row, Did("notice.drop", null), reason, cancel);

    /// <summary>Whether mail was tried for long enough.</summary>
    public bool IsOverdue(NoticeRow row) => clock.GetUtcNow() - row.CreatedAt >= GivenUpAfter;

    /// <summary>Not now: it waits, twice as long each time.</summary>
    public Task PutOffAsync(NoticeRow row, CancellationToken cancel)
    {
        var wait = FirstWait * Math.Pow(2, Math.Min(row.Tries, 10));
        var due = clock.GetUtcNow() + (wait < LongestWait ? wait : LongestWait);
        return commits.RunAsync(
            (act, c) => act.Db.Notices.Where(x => x.Id == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.DueAt, due).SetProperty(x => x.Tries, row.Tries + 1).SetProperty(x => x.LeasedUntil, (DateTimeOffset?)null), c),
            cancel);
    }

    /// <summary>Mail does not do it: somebody has to call or to write.</summary>
    public Task LeaveAsync(NoticeRow row, Guid? subject, string reason, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Notices.Where(x => x.Id == row.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ToCallSince, act.Now).SetProperty(x => x.LeasedUntil, (DateTimeOffset?)null), c);
            act.RecordDone(Did("notice.to-call", subject), "R-264", reason, new AuditObject("notice", row.Id));
        }, cancel);

    private Task EndAsync(NoticeRow row, AuditAct did, string reason, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Notices.Where(x => x.Id == row.Id).ExecuteDeleteAsync(c);
            act.RecordDone(did, "R-264", reason, new AuditObject("notice", row.Id));
        }, cancel);

    // A lease that ends later than any that could be taken now was taken by a clock that has stepped back since: nobody holds it.
    private static IQueryable<NoticeRow> Due(TContext db, DateTimeOffset now) =>
        db.Notices.Where(x => x.ToCallSince == null && x.DueAt <= now && (x.LeasedUntil == null || x.LeasedUntil < now || x.LeasedUntil > now + 2 * Lease));

    private static AuditAct Did(string what, Guid? subject) => new(what, ActKind.Execute, Actor.Machine("notices"), "notice", default, subject);
}

/// <summary>What an act does about notices.</summary>
public static class NoticeActs
{
    /// <summary>
    /// Puts a notice for somebody in the act that causes it. One that waits already says the same and is enough; it does not go before this act is
    /// there.
    /// </summary>
    public static Task TellAsync<TContext>(this Act<TContext> act, NoticeKind kind, Guid recipient, CancellationToken cancel)
        where TContext : ZoneContext => PutAsync(act, kind, recipient, call: false, cancel);

    /// <summary>The same for somebody whom mail cannot reach: straight to who calls.</summary>
    public static Task ToCallAsync<TContext>(this Act<TContext> act, NoticeKind kind, Guid recipient, CancellationToken cancel)
        where TContext : ZoneContext => PutAsync(act, kind, recipient, call: true, cancel);

    private static async Task PutAsync<TContext>(Act<TContext> act, NoticeKind kind, Guid recipient, bool call, CancellationToken cancel)
        where TContext : ZoneContext
    {
        var now = act.Now;
        // Writing to the one that waits makes whoever takes it in hand wait for this act, on both engines.
        if (act.Db.Notices.Local.Any(x => x.Recipient == recipient && x.Kind == kind)
            || await act.Db.Notices.Where(x => x.Recipient == recipient && x.Kind == kind && (x.LeasedUntil == null || x.LeasedUntil < now))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Kind, kind), cancel) > 0)
        {
            return;
        }

        act.Db.Notices.Add(new NoticeRow { Id = Guid.NewGuid(), Kind = kind, Recipient = recipient, CreatedAt = now, DueAt = now, ToCallSince = call ? now : null });
    }

    /// <summary>Forgets what waits for somebody who is gone.</summary>
    public static Task ForgetNoticesAsync<TContext>(this Act<TContext> act, Guid recipient, CancellationToken cancel)
        where TContext : ZoneContext =>
        act.Db.Notices.Where(x => x.Recipient == recipient).ExecuteDeleteAsync(cancel);
}
