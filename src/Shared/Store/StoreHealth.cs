using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArboDossier.Store;

/// <summary>Not ready while a database does not answer.</summary>
internal sealed class StoresAnswer<TContext>(Func<TContext> content, Func<KeysContext> keys) : IHealthCheck
    where TContext : ZoneContext
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        await using var db = content();
        await using var wrapped = keys();
        return await db.Database.CanConnectAsync(cancellationToken) && await wrapped.Database.CanConnectAsync(cancellationToken) ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy();
    }
}

/// <summary>Degraded while the disk of the data directory is nearly full: without room nothing is written, and so nothing is shown.</summary>
internal sealed class DiskHasRoom(StoreOptions options) : IHealthCheck
{
    private const long Least = 1L << 30;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(new DriveInfo(options.Data).AvailableFreeSpace < Least ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
}
