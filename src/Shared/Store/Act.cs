using ArboDossier.AuditLedger;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// One act on the database: rows and the ledger entries that belong to them, committed together or not at all. Database work only: no custody
/// call, password hash, HTTP or sealing inside (architecture, How an act is committed).
/// </summary>
public sealed class Act<TContext>
    where TContext : ZoneContext
{
    private readonly List<LedgerEntry> _entries = [];
    private readonly string _zone;

    internal Act(TContext db, string zone, DateTimeOffset now)
    {
        Db = db;
        _zone = zone;
        Now = now;
    }

    /// <summary>The context of this act; changes are saved when the act returns.</summary>
    public TContext Db { get; }

    /// <summary>The instant of the act.</summary>
    public DateTimeOffset Now { get; }

    internal IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>Adds the entry of a write that was done under a grant.</summary>
    public void Record(AccessGrant grant, string what, ActKind kind, params IReadOnlyList<AuditObject> objects) =>
        _entries.Add(new LedgerEntry
        {
            Entry = Guid.CreateVersion7(Now),
            Zone = _zone,
            At = Now,
            Act = grant.Act with { Event = what, Kind = kind },
            Permitted = true,
            Rule = "law 6",
            Reason = "under-grant",
            Objects = objects,
            Under = grant.Entry,
        });

    /// <summary>Adds the entry of an act that needs no grant, because nothing sealed is involved.</summary>
    public void Record(Decision decision, params IReadOnlyList<AuditObject> objects) => _entries.Add(EntryOf(decision, _zone, Now) with { Objects = objects });

    /// <summary>Adds the entry of something that the program did by itself to its own keys; nobody decided, and nothing sealed was opened.</summary>
    internal void RecordDone(AuditAct act, string rule, string reason, params IReadOnlyList<AuditObject> objects) => _entries.Add(new LedgerEntry
    {
        Entry = Guid.CreateVersion7(Now),
        Zone = _zone,
        At = Now,
        Act = act,
        Permitted = true,
        Rule = rule,
        Reason = reason,
        Objects = objects,
    });

    internal static LedgerEntry EntryOf(Decision decision, string zone, DateTimeOffset now) => new()
    {
        Entry = Guid.CreateVersion7(now),
        Zone = zone,
        At = now,
        Act = decision.Act ?? new AuditAct("undecided", ActKind.Execute, Actor.Machine("unknown"), "none", default),
        Permitted = decision.Permitted,
        Rule = decision.Rule,
        Reason = decision.Reason,
    };
}
