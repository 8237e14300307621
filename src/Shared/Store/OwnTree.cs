using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>The stored tree of the own ledger, read for proofs. Its rows are insert-only, so several reads see one tree.</summary>
internal static class OwnTree
{
    public static Task<LedgerCheckpointRow?> NewestAsync(ZoneContext db, CancellationToken cancel) =>
        db.Set<LedgerCheckpointRow>().AsNoTracking().OrderByDescending(x => x.Size).FirstOrDefaultAsync(cancel);

    /// <summary>Consistency proof. Requires sizes that a checkpoint covers.</summary>
    public static async Task<IReadOnlyList<byte[]>> ProofAsync(ZoneContext db, long first, long second, CancellationToken cancel)
    {
        // Made twice: first to learn which nodes it needs, then with them.
        var places = new List<(int Level, long Index)>();
        MerkleProof.Consistency(first, second, (level, index) =>
        {
            places.Add((level, index));
            return Merkle.EmptyRoot;
        });
        var nodes = new Dictionary<(int, long), byte[]>();
        foreach (var place in places)
        {
            nodes[place] = await NodeAsync(db, place, cancel);
        }

        return MerkleProof.Consistency(first, second, (level, index) => nodes[(level, index)]);
    }

    /// <summary>The root over the first entries. Requires a size that a checkpoint covers.</summary>
    public static async Task<byte[]> RootAsync(ZoneContext db, long size, CancellationToken cancel)
    {
        var edge = new List<byte[]>();
        foreach (var place in Merkle.RightEdge(size))
        {
            edge.Add(await NodeAsync(db, place, cancel));
        }

        return new MerkleEdge(size, edge).Root();
    }

    private static async Task<byte[]> NodeAsync(ZoneContext db, (int Level, long Index) place, CancellationToken cancel)
    {
        var (level, index) = place;
        return await db.Set<LedgerNodeRow>().AsNoTracking().Where(x => x.Level == level && x.Index == index).Select(x => x.Hash).SingleOrDefaultAsync(cancel)
            ?? throw new InvalidDataException("The ledger's tree lacks a node.");
    }
}
