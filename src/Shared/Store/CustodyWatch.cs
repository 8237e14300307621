using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Store;

/// <summary>
/// Looks whether custody does its work, while requests do not show it, and writes in the ledger when it was lost and when it came back. The
/// program goes on: what needs a key is refused meanwhile, everything else works, and nothing has to be restarted.
/// </summary>
public sealed class CustodyWatch<TContext>(Commits<TContext> commits, ZoneKeys keys, TimeProvider clock, ILogger<CustodyWatch<TContext>> log) : BackgroundService, IHealthCheck
    where TContext : ZoneContext
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private CustodyFault? _recorded;

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keys.Custody.Fault is null ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded());

    /// <summary>One look, recorded where it differs from the one before.</summary>
    public async Task LookAsync(CancellationToken cancel)
    {
        var fault = await keys.Custody.ProbeAsync(cancel);
        if (fault == _recorded)
        {
            return;
        }

        var act = new AuditAct(fault is null ? "custody.back" : "custody.lost", ActKind.Execute, Actor.Machine("custody-watch"), "security", default);
        await commits.RunAsync((entry, _) =>
        {
            entry.RecordDone(act, "R-289", fault is null ? "works-again" : Reason(fault.Value));
            return Task.CompletedTask;
        }, cancel);
        _recorded = fault;
        if (fault is null)
        {
            log.LogWarning("Key custody ({Kind}) works again.", keys.Custody.Kind);
        }
        else
        {
            log.LogError("Key custody ({Kind}) does not work: {Fault}. What is sealed stays closed until it does.", keys.Custody.Kind, fault);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await LookAsync(stoppingToken);
                }
                catch (Exception failed) when (failed is System.Data.Common.DbException or InvalidOperationException or IOException or TimeoutException)
                {
                    log.LogError("The state of key custody could not be recorded ({Kind}); it is tried again.", failed.GetType().Name);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends.
        }
    }

    private static string Reason(CustodyFault fault) => fault switch
    {
        CustodyFault.DoesNotOpen or CustodyFault.WrongKey => "wrong-key",
        CustodyFault.Slow => "slow",
        CustodyFault.Down => "down",
        CustodyFault.Refusing => "refusing",
    };
}
