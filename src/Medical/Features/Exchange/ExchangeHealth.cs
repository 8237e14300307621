using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArboDossier.Medical.Features.Exchange;

/// <summary>Degraded where the other side did not answer well for a minute: requests and outcomes wait.</summary>
internal sealed class ExchangeHealth(Ticker ticker, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(clock.GetUtcNow() - (ticker.LastAnswer ?? _started) > Longest ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
}
