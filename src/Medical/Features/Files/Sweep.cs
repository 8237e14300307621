using ArboDossier.Medical.Store;

namespace ArboDossier.Medical.Features.Files;

/// <summary>
/// Removes what was typed and neither signed off nor discarded in fourteen days, and who opened how many files on days long gone: at start
/// and every hour.
/// </summary>
public sealed class Sweep(FileStore files, OpeningReviews openings, TimeProvider clock, ILogger<Sweep> log) : BackgroundService
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
                // A database that does not answer now is asked again in an hour; nobody sees what expired meanwhile.
                log.LogError("What expired could not be removed ({Kind}).", failed.GetType().Name);
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
