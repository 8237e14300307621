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

    internal static Place PlaceOf(OutboxRow row) => new(Guid.Empty, row.Id, Field);

    /// <summary>Seals a message for an act to add. Any open grant may put one here; only the dispatcher's opens it.</summary>
    public async Task<OutboxRow> PrepareAsync(AccessGrant grant, string zone, ZoneMessage message, CancellationToken cancel = default)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var sealedMessage = await vault.SealBytesAsync(grant, KeyKind.Message, Guid.Empty, new Place(Guid.Empty, id, Field), TickCodec.Write(message), cancel);
        return new OutboxRow { Id = id, Zone = zone, CreatedAt = now, Message = sealedMessage };
    }

    /// <summary>True where something waits and nothing is in hand.</summary>
    public async Task<bool> AnyAsync(string zone, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        return await db.Outbox.AnyAsync(x => x.Zone == zone, cancel) && !await InHand(db, zone, now).AnyAsync(cancel);
    }

    /// <summary>
    /// Takes the oldest messages in hand for some seconds. While some are in hand nobody gets the next ones: a later version that overtook an earlier
    /// one would be refused on the other side. So the order holds, also when a copy is killed with messages in hand.
    /// </summary>
    public async Task<IReadOnlyList<OutboxRow>> LeaseAsync(string zone, int most, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        return await commits.RunAsync(async (act, c) =>
        {
            if (act.Db.Database.IsNpgsql())
            {
                // Copies of the program take turns; on SQLite there is one writer.
                await act.Db.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtext({"outbox-" + zone}))", c);
            }

            if (await InHand(act.Db, zone, now).AnyAsync(c))
            {
                return [];
            }

            var rows = await act.Db.Outbox.Where(x => x.Zone == zone).OrderBy(x => x.CreatedAt).ThenBy(x => x.Id).Take(most).ToListAsync(c);
            rows.ForEach(row => row.LeasedUntil = now + Lease);
            return (IReadOnlyList<OutboxRow>)rows;
        }, cancel);
    }

    /// <summary>Opens what was leased, in order, as parcels. Requires the dispatcher's grant.</summary>
    public async Task<IReadOnlyList<Parcel>> OpenAsync(AccessGrant grant, IReadOnlyList<OutboxRow> rows, CancellationToken cancel)
    {
        var parcels = new List<Parcel>(rows.Count);
        foreach (var row in rows.OrderBy(x => x.CreatedAt).ThenBy(x => x.Id))
        {
            parcels.Add(new Parcel(row.Id, TickCodec.Read(await vault.OpenBytesAsync(grant, row.Message, PlaceOf(row), cancel))));
        }

        return parcels;
    }

    /// <summary>
    /// Gives messages that an act adds their place behind those that wait: also where the clock was ahead when those were made, so that no later version
    /// goes first.
    /// </summary>
    internal static async Task LineUpAsync(TContext db, CancellationToken cancel)
    {
        foreach (var added in db.ChangeTracker.Entries<OutboxRow>().Where(x => x.State == EntityState.Added).Select(x => x.Entity).GroupBy(x => x.Zone).ToList())
        {
            var last = await db.Outbox.Where(x => x.Zone == added.Key).MaxAsync(x => (DateTimeOffset?)x.CreatedAt, cancel);
            foreach (var row in added.OrderBy(x => x.CreatedAt))
            {
                row.CreatedAt = row.CreatedAt <= last ? last.Value.AddMicroseconds(1) : row.CreatedAt;
                last = row.CreatedAt;
            }
        }
    }

    // A lease that ends later than any that could be taken now was taken by a clock that has stepped back since: nobody holds it.
    private static IQueryable<OutboxRow> InHand(TContext db, string zone, DateTimeOffset now) =>
        db.Outbox.Where(x => x.Zone == zone && x.LeasedUntil >= now && x.LeasedUntil <= now + 2 * Lease);

    /// <summary>The other side has these: they need not wait any more.</summary>
    public Task RemoveAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel) =>
        commits.RunAsync((act, c) => act.Db.Outbox.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(c), cancel);
}
