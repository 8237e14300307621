using ArboDossier.Medical.Store;

namespace ArboDossier.Medical.Features.Register;

/// <summary>
/// Asks the register about every physician: at start, every quarter of an hour, and at once where it has news. Whoever is struck off is a stranger within a
/// second of the moment on which the service's link wrote so.
/// </summary>
internal sealed class RegisterWatch(RegisterStore store, IBigRegister register, TimeProvider clock, ILogger<RegisterWatch> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, clock);
        (long At, string News)? asked = null;
        try
        {
            do
            {
                try
                {
                    var news = register.News;
                    if (asked is { } last && last.News == news && clock.GetElapsedTime(last.At) < Round)
                    {
                        continue;
                    }

                    asked = (clock.GetTimestamp(), news);
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
