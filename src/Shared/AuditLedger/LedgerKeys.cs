using System.Security.Cryptography;

namespace ArboDossier.AuditLedger;

/// <summary>A key that signed checkpoints before another took over.</summary>
/// <param name="Key">P-256.</param>
/// <param name="To">The last size whose checkpoint it signed.</param>
/// <param name="Until">When it stopped.</param>
public sealed record FormerSigner(ECDsa Key, long To, DateTimeOffset Until);

/// <summary>
/// The public keys of one zone's ledger. Each signs from where the one before it ended, so that a key which was stolen after it was given up signs
/// nothing that counts. Not for use by two threads at a time. Disposes the keys that it is given.
/// <code>sizes   1 … To of the first | … To of the second | … the one in use</code>
/// </summary>
public sealed class LedgerKeys : IDisposable
{
    /// <summary>How far the clocks of two zones may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(1);

    private readonly ECDsa _inUse;
    private readonly IReadOnlyList<FormerSigner> _former;

    /// <summary>Requires the former keys with the oldest first.</summary>
    public LedgerKeys(ECDsa inUse, params IReadOnlyList<FormerSigner> former) => (_inUse, _former) = (inUse, former);

    /// <summary>The one key whose signature counts under a checkpoint of that size.</summary>
    public ECDsa Signing(long size) => _former.FirstOrDefault(x => size <= x.To)?.Key ?? _inUse;

    /// <summary>The keys whose countersignature counts under a checkpoint of another zone of that instant.</summary>
    public IEnumerable<ECDsa> Witnessing(DateTimeOffset at) => _former.Where(x => at <= x.Until + Skew).Select(x => x.Key).Append(_inUse);

    /// <summary>The same keys for another thread.</summary>
    public LedgerKeys Copy() => new(Copy(_inUse), [.. _former.Select(x => x with { Key = Copy(x.Key) })]);

    /// <inheritdoc/>
    public void Dispose()
    {
        _inUse.Dispose();
        foreach (var former in _former)
        {
            former.Key.Dispose();
        }
    }

    private static ECDsa Copy(ECDsa key) => ECDsa.Create(key.ExportParameters(includePrivateParameters: false));
}
