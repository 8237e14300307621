using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Store;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>Does confirmed imports in the background, one at a time; what was broken off by a restart goes on.</summary>
public sealed class ImportRunner(IServiceScopeFactory scopes, Imports imports, ILogger<ImportRunner> log) : BackgroundService
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);
    private readonly SemaphoreSlim _wake = new(0);

    /// <summary>Something was confirmed: do not wait for the next round.</summary>
    public void Wake() => _wake.Release();

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    while (await OneAsync(stoppingToken))
                    {
                        // The next one, until none waits.
                    }
                }
                catch (Exception failed) when (failed is not OperationCanceledException)
                {
                    log.LogError("An import could not be done ({Kind}); it is tried again.", failed.GetType().Name);
                }

                await _wake.WaitAsync(Round, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private async Task<bool> OneAsync(CancellationToken cancel)
    {
        if (await imports.LeaseAsync(cancel) is not { } job)
        {
            return false;
        }

        using var scope = scopes.CreateScope();
        var grant = await scope.ServiceProvider.GetRequiredService<Openings<ReintegrationContext>>().OpenAsync(MachineAccess.Import(job.Employer), cancel);
        await imports.RunAsync(grant!, job, cancel);
        return true;
    }
}
