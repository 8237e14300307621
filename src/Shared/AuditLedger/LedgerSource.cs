namespace ArboDossier.AuditLedger;

/// <summary>A body beside its leaf.</summary>
/// <param name="Salt">32 random bytes.</param>
/// <param name="Fields">Canonical entry.</param>
/// <param name="At">Microseconds since 1970, as the store's column says.</param>
/// <param name="Subject">The store's column.</param>
public sealed record LedgerBody(byte[] Salt, byte[] Fields, long At, Guid? Subject);

/// <summary>A leaf with the body that belongs to it, if there is one.</summary>
public sealed record LedgerLeaf(long Sequence, Guid Entry, byte[] Commitment, LedgerBody? Body);

/// <summary>
/// A ledger as it lies in a database or an export, read in order; the verifier needs no more access than this. The sequences of leaves and
/// of nodes are walked side by side, each once: a source on one connection fetches them by the batch. All of it must be one snapshot.
/// </summary>
public interface ILedgerSource
{
    /// <summary>All leaves in order of sequence.</summary>
    IEnumerable<LedgerLeaf> Leaves();

    /// <summary>Every level of which a node is stored, also one that no tree can have.</summary>
    IReadOnlyCollection<int> Levels();

    /// <summary>The stored nodes of one level in order of index.</summary>
    IEnumerable<TreeNode> Nodes(int level);

    /// <summary>All checkpoints in order of size: the size column and the signed text.</summary>
    IEnumerable<(long Size, string Note)> Checkpoints();

    /// <summary>Bodies that have no leaf yet, oldest first.</summary>
    IEnumerable<(Guid Entry, LedgerBody Body)> Waiting();
}
