using ArboDossier.Medical.Store;

namespace ArboDossier.Medical.Features.Register;

/// <summary>Asks the register about every doctor: at start and every quarter of an hour.</summary>
internal sealed class RegisterWatch(RegisterStore store, TimeProvider clock, ILogger<RegisterWatch> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            do
            {
                try
                {
                    await store.RefreshAsync(stoppingToken);
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    // What was seen before counts until it is too old; the next round asks again.
                    log.LogWarning("The register could not be asked ({Kind}).", failed.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }
}
