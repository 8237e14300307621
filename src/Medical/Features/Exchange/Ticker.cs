using System.Net.Http.Headers;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Store;

namespace ArboDossier.Medical.Features.Exchange;

/// <summary>Where Reintegration answers: <c>Exchange:Reintegration</c> (address) and <c>Exchange:ReintegrationHost</c> (its host name).</summary>
public sealed record ExchangeAddress(Uri Address, string Host);

/// <summary>
/// One signed tick a second to Reintegration, padded both ways, so that traffic tells nothing. Medical opens every connection between the two
/// (law 3). A side that is down is tried again at the next tick, for days if need be.
/// </summary>
public sealed class Ticker(
    IServiceScopeFactory scopes, Outbox<MedicalContext> outbox, Commits<MedicalContext> commits, Inbox inbox, ZoneKeys keys, Peers peers, IKeyNotices notices,
    ExchangeAddress address, IHttpClientFactory http, TimeProvider clock, ILogger<Ticker> log) : BackgroundService
{
    private const string Here = "medical";
    private const string There = "reintegration";
    private const int MostParcels = 20;
    private readonly List<Received> _receipts = [];
    private bool _reached = true;

    /// <summary>When the other side last answered well; for the health check.</summary>
    public DateTimeOffset? LastAnswer { get; private set; }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await TickAsync(stoppingToken);
                Reached(true);
                await timer.WaitForNextTickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failed) when (!stoppingToken.IsCancellationRequested)
            {
                // Whatever a message or the other side brings about, the doctors go on working: it is tried again, and the log names the kind.
                Reached(false, failed.GetType().Name);
                await Task.Delay(TimeSpan.FromSeconds(1), clock, stoppingToken);
            }
        }
    }

    private async Task TickAsync(CancellationToken cancel)
    {
        using var scope = scopes.CreateScope();
        var openings = scope.ServiceProvider.GetRequiredService<Openings<MedicalContext>>();
        var parcels = await ParcelsAsync(openings, cancel);
        var id = Guid.NewGuid().ToString("N");
        var token = TickCodec.Sign(keys.Messages, Here, There, id, new Tick(parcels, [.. _receipts], "", notices.Make(There)), clock);

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address.Address, "/exchange/tick")) { Content = new StringContent(token) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/jose");
        request.Headers.Host = address.Host;
        using var response = await http.CreateClient(nameof(Ticker)).SendAsync(request, cancel);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsStringAsync(cancel);
        if (!TickCodec.TryRead(answer, peers.Messages(There), There, Here, clock, out var answered, out var tick, out var error) || answered != id)
        {
            await commits.RecordAsync(MachineAccess.Refuse($"tick-{error}"), cancel);
            throw new HttpRequestException("the other zone's answer was refused");
        }

        LastAnswer = clock.GetUtcNow();
        await notices.TakeAsync(There, tick.Keys, cancel);
        _receipts.Clear();
        await SettleAsync(parcels, tick.Receipts, cancel);
        foreach (var parcel in tick.Parcels)
        {
            _receipts.Add(await inbox.TakeAsync(parcel, openings, cancel));
        }
    }

    private async Task<IReadOnlyList<Parcel>> ParcelsAsync(Openings<MedicalContext> openings, CancellationToken cancel)
    {
        // Only a tick that carries something is audited: an empty one opens nothing.
        if (!await outbox.AnyAsync(There, cancel))
        {
            return [];
        }

        var rows = await outbox.LeaseAsync(There, MostParcels, cancel);
        var grant = await openings.OpenAsync(MachineAccess.Dispatch(), cancel);
        return await outbox.OpenAsync(grant!, rows, cancel);
    }

    /// <summary>What the other side has need not wait any more; what it refused is kept as a fact in the ledger.</summary>
    private async Task SettleAsync(IReadOnlyList<Parcel> sent, IReadOnlyList<Received> receipts, CancellationToken cancel)
    {
        var mine = receipts.Where(x => sent.Any(p => p.Id == x.Id)).ToList();
        foreach (var refused in mine.Where(x => !x.Accepted))
        {
            await commits.RunAsync((act, _) =>
            {
                act.Record(MachineAccess.Refuse("refused-by-reintegration"), new AuditObject("message", refused.Id));
                return Task.CompletedTask;
            }, cancel);
            log.LogError("Reintegration refused a message for good; the ledger has its id.");
        }

        if (mine.Count > 0)
        {
            await outbox.RemoveAsync([.. mine.Select(x => x.Id)], cancel);
        }
    }

    private void Reached(bool now, string kind = "")
    {
        if (now != _reached)
        {
            log.LogWarning("The exchange with Reintegration {State} {Kind}", now ? "works again" : "fails", kind);
            _reached = now;
        }
    }
}
