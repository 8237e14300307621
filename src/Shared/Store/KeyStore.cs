using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>Wrapped keys in the zone's keys database; those that are destroyed are noted in the data directory, so that no backup brings them back.</summary>
public sealed class KeyStore(Func<KeysContext> open, string data, TimeProvider clock) : WrappedKeyStore
{
    private const int MostPerQuery = 500;

    /// <inheritdoc/>
    public override async ValueTask<WrappedKey?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Keys.AsNoTracking().Where(x => x.Id == id).Select(x => Map(x)).FirstOrDefaultAsync(cancel);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<WrappedKey>> FindAsync(KeyKind kind, IReadOnlyCollection<Guid> owners, CancellationToken cancel)
    {
        await using var db = open();
        var found = new List<WrappedKey>(owners.Count);
        foreach (var part in owners.Chunk(MostPerQuery))
        {
            found.AddRange(await db.Keys.AsNoTracking().Where(x => x.Kind == kind && x.ReplacedAt == null && part.Contains(x.Owner)).Select(x => Map(x)).ToListAsync(cancel));
        }

        return found;
    }

    /// <inheritdoc/>
    public override async ValueTask AddAsync(IReadOnlyCollection<WrappedKey> keys, CancellationToken cancel)
    {
        await using var db = open();
        foreach (var part in keys.Chunk(MostPerQuery))
        {
            var kind = part[0].Kind;
            var owners = part.Select(x => x.Owner).ToList();
            var there = await db.Keys.Where(x => x.Kind == kind && x.ReplacedAt == null && owners.Contains(x.Owner)).Select(x => x.Owner).ToListAsync(cancel);
            db.Keys.AddRange(part.Where(x => !there.Contains(x.Owner)).Select(Row));
            try
            {
                await db.SaveChangesAsync(cancel);
            }
            catch (DbUpdateException) when (part.Length == 1)
            {
                // Another copy of the program made the same key a moment ago: the unique index kept the first, which is the one that counts.
                db.ChangeTracker.Clear();
                if (!await db.Keys.AnyAsync(x => x.Kind == kind && x.ReplacedAt == null && x.Owner == owners[0], cancel))
                {
                    throw;
                }
            }

            db.ChangeTracker.Clear();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask DestroyAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        DestroyedKeys.Note(data, ids, DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime));
        await using var db = open();
        await db.Keys.Where(x => ids.Contains(x.Id)).ExecuteDeleteAsync(cancel);
    }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<WrappedKey>> FormerAsync(KeyKind kind, Guid owner, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Keys.AsNoTracking().Where(x => x.Kind == kind && x.Owner == owner && x.ReplacedAt != null).Select(x => Map(x)).ToListAsync(cancel);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> ReplaceAsync(Guid former, WrappedKey next, CancellationToken cancel)
    {
        await using var db = open();
        await using var transaction = await db.Database.BeginTransactionAsync(cancel);
        // Where it was destroyed meanwhile, no other one takes its place.
        if (await db.Keys.Where(x => x.Id == former && x.ReplacedAt == null).ExecuteUpdateAsync(x => x.SetProperty(k => k.ReplacedAt, KeyRow.StillNeeded), cancel) == 0)
        {
            return false;
        }

        db.Keys.Add(Row(next));
        await db.SaveChangesAsync(cancel);
        await transaction.CommitAsync(cancel);
        return true;
    }

    /// <inheritdoc/>
    public override async ValueTask RewrappedAsync(WrappedKey before, WrappedKey after, CancellationToken cancel)
    {
        await using var db = open();
        await db.Keys.Where(x => x.Id == before.Id && x.Wrapped == before.Wrapped)
            .ExecuteUpdateAsync(x => x.SetProperty(k => k.Wrapped, after.Wrapped).SetProperty(k => k.WrappedBy, after.WrappedBy), cancel);
    }

    internal static WrappedKey Map(KeyRow x) => new(x.Id, x.Kind, x.Owner, x.Directory, x.WrappedBy, x.Wrapped, x.ReplacedAt != null);

    private static KeyRow Row(WrappedKey x) => new() { Id = x.Id, Kind = x.Kind, Owner = x.Owner, Directory = x.Directory, WrappedBy = x.WrappedBy, Wrapped = x.Wrapped };
}
