using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>Removes what has had its time, once an hour: nothing is kept because nobody looked.</summary>
public sealed class Tidying(Commits<IdentityContext> commits, TimeProvider clock, ILogger<Tidying> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);
    private static readonly TimeSpan Unfinished = TimeSpan.FromDays(14);

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
            var ids = abandoned.ConvertAll(x => x.Id);
            act.Db.Passkeys.RemoveRange(await act.Db.Passkeys.Where(x => ids.Contains(x.UserId)).ToListAsync(c));
            act.Db.Accounts.RemoveRange(abandoned);
        }, cancel);

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
