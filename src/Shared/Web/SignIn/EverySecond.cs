using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Web.SignIn;

/// <summary>
/// A round with Identity each second for as long as the program runs. Whatever a round meets, the program goes on; the log says once that it fails and
/// once that it works again, with the kind of failure and no content.
/// </summary>
public abstract class EverySecond : BackgroundService
{
    private readonly string _what;
    private readonly ILogger _log;

    private protected EverySecond(string what, ProviderSettings settings, ILogger log)
    {
        (_what, _log) = (what, log);
        Http = BackChannel.Client(settings);
    }

    private protected HttpClient Http { get; }

    /// <summary>From one round to the next.</summary>
    private protected virtual TimeSpan Round => TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        Http.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>One round; false where Identity could not be reached, or was not to be believed.</summary>
    private protected abstract Task<bool> RoundAsync(CancellationToken cancel);

    /// <summary>Whether a request failed because the other side was not there, and not because the program ends.</summary>
    private protected static bool IsUnreachable(Exception failed, CancellationToken cancel) =>
        failed is HttpRequestException or IOException || (failed is TaskCanceledException && !cancel.IsCancellationRequested);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round);
        var well = true;
        try
        {
            do
            {
                var (now, kind) = (false, "");
                try
                {
                    now = await RoundAsync(stoppingToken);
                }
                catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
                {
                    kind = failed.GetType().Name;
                }

                if (now != well)
                    _log.LogWarning("{What} {State} {Kind}", _what, now ? "works again" : "fails", kind);
                well = now;
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends.
        }
    }
}
