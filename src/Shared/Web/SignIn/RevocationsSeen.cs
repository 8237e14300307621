using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ArboDossier.Web.SignIn;

/// <summary>Degraded where Identity's revocation list was not seen for thirty seconds: whoever lost the right to come in is not known here.</summary>
internal sealed class RevocationsSeen(Revocations revocations, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(clock.GetUtcNow() - (revocations.SeenAt ?? _started) > Longest ? HealthCheckResult.Degraded() : HealthCheckResult.Healthy());
}
