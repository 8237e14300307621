using ArboDossier.AuditLedger;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// The chain of law 1 for one request: a decision is recorded durably, and only then there is a grant. Every grant ends with the request.
/// </summary>
public sealed class Openings<TContext>(Commits<TContext> commits, Vault vault) : IDisposable
    where TContext : ZoneContext
{
    private readonly List<AccessGrant> _grants = [];

    /// <summary>The grant, or null where the decision refuses. Either way the ledger has the entry when this returns.</summary>
    public async ValueTask<AccessGrant?> OpenAsync(Decision decision, CancellationToken cancel = default)
    {
        var receipt = await commits.RecordAsync(decision, cancel);
        if (receipt is null)
        {
            return null;
        }

        var grant = vault.Grant(receipt);
        _grants.Add(grant);
        return grant;
    }

    /// <summary>Ends all grants of the request.</summary>
    public void Dispose() => _grants.ForEach(grant => grant.Dispose());
}
