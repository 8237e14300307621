using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>Removes what has had its time, once an hour: nothing is kept because nobody looked.</summary>
public sealed class Tidying(Commits<IdentityContext> commits, IdentitySettings settings, TimeProvider clock, ILogger<Tidying> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(14);
    private static readonly TimeSpan History = TimeSpan.FromDays(90);

    public Task TidyAsync(CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var (yesterday, listed) = (act.Now - Day, act.Now - 2 * Sessions.ListedFor);
            await act.Db.Spent.Where(x => x.ExpiresAt < act.Now).ExecuteDeleteAsync(c);
            await act.Db.Delays.Where(x => x.NotBefore < yesterday).ExecuteDeleteAsync(c);
            // Used codes stay a day, so that a second use is seen for what it is.
            await act.Db.Codes.Where(x => x.ExpiresAt < yesterday).ExecuteDeleteAsync(c);
            await act.Db.Sessions.Where(x => x.ExpiresAt < yesterday).ExecuteDeleteAsync(c);
            await act.Db.ZoneSessions.Where(x => x.CreatedAt < yesterday && !act.Db.Sessions.Any(s => s.ProviderSession == x.Session)).ExecuteDeleteAsync(c);
            // The newest of each zone stays: its number must not go back.
            await act.Db.Revocations.Where(x => x.At < listed && act.Db.Revocations.Any(y => y.Zone == x.Zone && y.Number > x.Number)).ExecuteDeleteAsync(c);
            await act.Db.Invitations.Where(x => x.ExpiresAt < act.Now && x.AcceptedBy == null).ExecuteDeleteAsync(c);

            var begun = act.Now - Unfinished;
            var abandoned = await act.Db.Accounts.Where(x => x.IsUnfinished && x.CreatedAt < begun).ToListAsync(c);
            foreach (var account in abandoned)
                await Accounts.ForgetAsync(act, account, c);

            var past = act.Now - History;
            await act.Db.SignIns.Where(x => x.At < past).ExecuteDeleteAsync(c);
            await CloseDormantAsync(act, c);
        }, cancel);

    /// <summary>Whoever did not sign in for so long is let in again by an administrator, not by a key that lay about.</summary>
    private async Task CloseDormantAsync(Act<IdentityContext> act, CancellationToken cancel)
    {
        var since = act.Now - settings.DormantAfter;
        foreach (var account in await act.Db.Accounts.Where(x => x.SuspendedAt == null && !x.IsUnfinished && (x.SignedInAt ?? x.CreatedAt) < since).ToListAsync(cancel))
        {
            act.Record(IdentityRules.CloseDormant(), new AuditObject("account", account.Id));
            account.SuspendedAt = act.Now;
            Accounts.Touch(account);
            await act.TellAsync(NoticeKind.AccountChanged, account.Id, cancel);
            await Revoking.AccountAsync(act, account.Id, cancel);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await TidyAsync(stoppingToken);
                }
                catch (Exception failed) when (failed is System.Data.Common.DbException or DbUpdateException or InvalidOperationException)
                {
                    log.LogWarning("Tidying failed ({Kind}); it is tried again in an hour.", failed.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }
}
