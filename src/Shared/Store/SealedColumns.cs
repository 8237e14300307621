using System.Linq.Expressions;
using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>One column that is sealed: by which key, and where its blobs belong. A zone lists all of them, so that its keys can be replaced.</summary>
public abstract class SealedColumn<TContext>(KeyKind kind, string name)
    where TContext : ZoneContext
{
    /// <summary>The kind of key.</summary>
    public KeyKind Kind { get; } = kind;

    /// <summary>Table and column.</summary>
    public string Name { get; } = name;

    /// <summary>
    /// Seals what is under a former key of that owner by the one in use, a few rows at a time, each with an entry that has the new hash. Gives how many
    /// were not under the key in use when it looked, and how many of them do not open.
    /// </summary>
    internal abstract Task<(int Found, int Left)> ResealAsync(Vault vault, AccessGrant grant, Guid owner, TContext db, Commits<TContext> commits, Action<string> between, CancellationToken cancel);
}

/// <summary>A column of a table.</summary>
/// <param name="kind">The kind of key.</param>
/// <param name="name">Table and column.</param>
/// <param name="rows">The rows of an owner of such a key.</param>
/// <param name="blob">The column.</param>
/// <param name="place">Where the blob belongs.</param>
public sealed class SealedColumn<TContext, TRow>(
    KeyKind kind, string name, Func<TContext, Guid, IQueryable<TRow>> rows, Expression<Func<TRow, SealedBlob>> blob, Func<TRow, Place> place)
    : SealedColumn<TContext>(kind, name)
    where TContext : ZoneContext
    where TRow : class
{
    private const int AtOnce = 50;
    private readonly Func<TRow, SealedBlob> _read = blob.Compile();

    internal override async Task<(int Found, int Left)> ResealAsync(
        Vault vault, AccessGrant grant, Guid owner, TContext db, Commits<TContext> commits, Action<string> between, CancellationToken cancel)
    {
        var (found, left, batch) = (0, 0, new List<(Guid Row, SealedBlob Before, SealedBlob After)>(AtOnce));
        foreach (var part in (await rows(db, owner).AsNoTracking().ToListAsync(cancel)).Chunk(AtOnce))
        {
            batch.Clear();
            foreach (var row in part.Where(x => !_read(x).IsEmpty))
            {
                try
                {
                    if (await vault.ResealAsync(grant, Kind, owner, _read(row), place(row), cancel) is { } anew)
                    {
                        batch.Add((place(row).Row, _read(row), anew));
                    }
                }
                catch (SealException)
                {
                    // What was altered stays what it is, and keeps its key: nobody's rotation stops at it.
                    left++;
                }
            }

            found += batch.Count;
            if (batch.Count > 0)
            {
                await KeepAsync(grant, owner, [.. batch], commits, cancel);
                between("batch");
            }
        }

        return (found, left);
    }

    private Task KeepAsync(AccessGrant grant, Guid owner, IReadOnlyList<(Guid Row, SealedBlob Before, SealedBlob After)> batch, Commits<TContext> commits, CancellationToken cancel) => commits.RunAsync(
        async (act, c) =>
        {
            var kept = new List<AuditObject>(batch.Count);
            foreach (var (row, before, after) in batch)
            {
                // Where somebody wrote it meanwhile, that stays: it is under the new key already, or is found at the next look.
                if (await rows(act.Db, owner).Where(Is(before)).ExecuteUpdateAsync(x => x.SetProperty(blob, after), c) > 0)
                {
                    kept.Add(new AuditObject(Name, row, after.Hash()));
                }
            }

            if (kept.Count > 0)
            {
                act.Record(grant, "key.reseal", ActKind.Update, kept);
            }
        },
        cancel);

    /// <summary>Rows with exactly that blob: each has its own nonce, so there is one.</summary>
    private Expression<Func<TRow, bool>> Is(SealedBlob before)
    {
        var value = new Held(before);
        return Expression.Lambda<Func<TRow, bool>>(Expression.Equal(blob.Body, Expression.Property(Expression.Constant(value), nameof(Held.Blob))), blob.Parameters);
    }

    private sealed record Held(SealedBlob Blob);
}

/// <summary>All sealed columns of a zone, and the decision under which the program opens them to seal them again.</summary>
/// <param name="Decide">Access: a machine act on that scope.</param>
/// <param name="Columns">The columns, but for the outbox's, which is the store's own.</param>
public sealed record SealedColumns<TContext>(Func<Scope, Decision> Decide, IReadOnlyList<SealedColumn<TContext>> Columns)
    where TContext : ZoneContext
{
    internal IEnumerable<SealedColumn<TContext>> Of(KeyKind kind) => Columns.Where(x => x.Kind == kind)
        .Concat(kind == KeyKind.Message ? [new SealedColumn<TContext, OutboxRow>(KeyKind.Message, "outbox.message", (db, _) => db.Outbox, x => x.Message, Outbox<TContext>.PlaceOf)] : []);
}
