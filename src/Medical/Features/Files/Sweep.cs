using ArboDossier.Medical.Store;

namespace ArboDossier.Medical.Features.Files;

/// <summary>Removes what was typed and neither signed off nor discarded in fourteen days: at start and every hour.</summary>
public sealed class DraftSweep(FileStore files, OpeningReviews openings, TimeProvider clock, ILogger<DraftSweep> log) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1), clock);
        do
        {
            try
            {
                await files.SweepDraftsAsync(stoppingToken);
                await openings.SweepAsync(stoppingToken);
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // A database that does not answer now is asked again in an hour; nobody sees an expired draft meanwhile.
                log.LogError("Expired drafts could not be removed ({Kind}).", failed.GetType().Name);
            }
        }
        while (await NextAsync(timer, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancel)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
