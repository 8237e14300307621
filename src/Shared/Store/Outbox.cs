using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Messages that wait for another zone. A message is put here in the act whose effect it tells, sealed under the message key; it goes when the
/// other side said received. However often it is delivered, it counts once there.
/// </summary>
public sealed class Outbox<TContext>(Vault vault, Commits<TContext> commits, Func<TContext> open, TimeProvider clock)
    where TContext : ZoneContext
{
    private const string Field = "outbox.message";
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>Seals a message for an act to add. Any open grant may put one here; only the dispatcher's opens it.</summary>
    public async Task<OutboxRow> PrepareAsync(AccessGrant grant, string zone, ZoneMessage message, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var sealedMessage = await vault.SealBytesAsync(grant, KeyKind.Message, Guid.Empty, new Place(Guid.Empty, id, Field), TickCodec.Write(message), cancel);
        return new OutboxRow { Id = id, Zone = zone, CreatedAt = now, Message = sealedMessage };
    }

    /// <summary>True where something waits that no copy has in hand.</summary>
    public async Task<bool> AnyAsync(string zone, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        return await db.Outbox.AnyAsync(x => x.Zone == zone && (x.LeasedUntil == null || x.LeasedUntil < now), cancel);
    }

    /// <summary>Takes the oldest messages in hand for some seconds; two copies of the program never take the same.</summary>
    public async Task<IReadOnlyList<OutboxRow>> LeaseAsync(string zone, int most, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await commits.RunAsync(async (act, c) =>
        {
            var micros = AuditLedger.LedgerEntry.Microseconds(now);
            // PostgreSQL also has to step over rows that another copy is taking at this moment.
            var ids = await (act.Db.Database.IsNpgsql()
                ? act.Db.Outbox.FromSql($"SELECT * FROM outbox WHERE zone = {zone} AND (leased_until IS NULL OR leased_until < {micros}) ORDER BY created_at, id LIMIT {most} FOR UPDATE SKIP LOCKED")
                : act.Db.Outbox.FromSql($"SELECT * FROM outbox WHERE zone = {zone} AND (leased_until IS NULL OR leased_until < {micros}) ORDER BY created_at, id LIMIT {most}"))
                .ToListAsync(c);
            ids.ForEach(row => row.LeasedUntil = now + Lease);
            return (IReadOnlyList<OutboxRow>)ids;
        }, cancel);
    }

    /// <summary>Opens what was leased, in order, as parcels. Requires the dispatcher's grant.</summary>
    public async Task<IReadOnlyList<Parcel>> OpenAsync(AccessGrant grant, IReadOnlyList<OutboxRow> rows, CancellationToken cancel)
    {
        var parcels = new List<Parcel>(rows.Count);
        foreach (var row in rows.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id))
        {
            parcels.Add(new Parcel(row.Id, TickCodec.Read(await vault.OpenBytesAsync(grant, row.Message, new Place(Guid.Empty, row.Id, Field), cancel))));
        }

        return parcels;
    }

    /// <summary>The other side has these: they need not wait any more.</summary>
    public Task RemoveAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        commits.RunAsync((act, c) => act.Db.Outbox.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(c), cancel);
}
