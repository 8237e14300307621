using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArboDossier.Store;

/// <summary>Degraded where a witness saw more of this zone's ledger, or something else, than there is: the program goes on, and says so.</summary>
internal sealed class LedgerHealth<TContext>(Witness<TContext> witness) : IHealthCheck
    where TContext : ZoneContext
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(witness.IsRolledBack ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
}
