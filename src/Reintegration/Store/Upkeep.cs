using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>What may not stay: imports that nobody confirmed, keys whose day is over, sessions that ended.</summary>
public sealed class Sweep(Commits<ReintegrationContext> commits, Func<ReintegrationContext> open, TimeProvider clock, ILogger<Sweep> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(5);

    /// <summary>Removes what is over now.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        var imports = await db.Imports.AsNoTracking().Where(x => x.ExpiresAt < now).Select(x => x.Id).ToListAsync(cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Imports.Where(x => imports.Contains(x.Id)).ExecuteDeleteAsync(c);
            await act.Db.ImportKeys.Where(x => x.ExpiresAt < now).ExecuteDeleteAsync(c);
            await act.Db.Sessions.Where(x => x.ExpiresAt < now).ExecuteDeleteAsync(c);
            if (imports.Count > 0)
            {
                act.Record(MachineAccess.Sweep(), imports.ConvertAll(x => new AuditObject("import", x)));
            }
        }, cancel);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            do
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception failed) when (failed is System.Data.Common.DbException or InvalidOperationException or DbUpdateException)
                {
                    log.LogError("What is over could not be removed ({Kind}); it is tried again.", failed.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }
}
