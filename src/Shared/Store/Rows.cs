using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>A ledger entry's body: inserted by the program, deleted at the end of its term by a retention role, never updated.</summary>
public sealed class LedgerBodyRow
{
    /// <summary>Entry id.</summary>
    public Guid Entry { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>The file that the entry is about.</summary>
    public Guid? Subject { get; set; }

    /// <summary>32 random bytes.</summary>
    public byte[] Salt { get; set; } = [];

    /// <summary>Canonical entry.</summary>
    public byte[] Fields { get; set; } = [];
}

/// <summary>A leaf of the tree: insert-only, by the sequencer.</summary>
public sealed class LedgerLeafRow
{
    /// <summary>Place, from 0.</summary>
    public long Sequence { get; set; }

    /// <summary>Entry id.</summary>
    public Guid Entry { get; set; }

    /// <summary>Salted commitment.</summary>
    public byte[] Commitment { get; set; } = [];
}

/// <summary>A complete sub-tree: insert-only, by the sequencer.</summary>
public sealed class LedgerNodeRow
{
    /// <summary>0 is a leaf's hash.</summary>
    public int Level { get; set; }

    /// <summary>Index within the level.</summary>
    public long Index { get; set; }

    /// <summary>Hash.</summary>
    public byte[] Hash { get; set; } = [];
}

/// <summary>A signed checkpoint: insert-only, by the sequencer.</summary>
public sealed class LedgerCheckpointRow
{
    /// <summary>Entries covered.</summary>
    public long Size { get; set; }

    /// <summary>The signed text.</summary>
    public string Note { get; set; } = "";
}

/// <summary>
/// The newest checkpoint of one zone's ledger that another zone countersigned. In the database of both: the one knows how far it is anchored,
/// the other what it saw.
/// </summary>
public sealed class LedgerWitnessRow
{
    /// <summary>The zone whose ledger it is.</summary>
    public string Ledger { get; set; } = "";

    /// <summary>The zone that saw it.</summary>
    public string Witness { get; set; } = "";

    /// <summary>Entries covered; never goes back.</summary>
    public long Size { get; set; }

    /// <summary>The text with both signatures.</summary>
    public string Note { get; set; } = "";
}

/// <summary>A session of somebody who signed in. The cookie holds a random key of which only the hash is here.</summary>
public sealed class SessionRow
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>SHA-256 of the cookie's key.</summary>
    public byte[] KeyHash { get; set; } = [];

    /// <summary>The zone's own subject of the account.</summary>
    public string Subject { get; set; } = "";

    /// <summary>The session at the identity provider.</summary>
    public string ProviderSession { get; set; } = "";

    /// <summary>The ticket, protected with the zone's own key ring.</summary>
    public byte[] Ticket { get; set; } = [];

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Ends without use.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>A message that waits for another zone. Removed when the other side said received.</summary>
public sealed class OutboxRow
{
    /// <summary>The message's own id (<c>jti</c>).</summary>
    public Guid Id { get; set; }

    /// <summary>The zone it goes to.</summary>
    public string Zone { get; set; } = "";

    /// <summary>When it was put here: the order of delivery.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The signed message, sealed under the message key.</summary>
    public SealedBlob Message { get; set; }

    /// <summary>Until when one copy of the program has it in hand.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }
}

/// <summary>A message that was taken in: what makes it count once, however often it is delivered.</summary>
public sealed class InboxRow
{
    /// <summary>The message's id.</summary>
    public Guid Id { get; set; }

    /// <summary>When it came first.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>False where it was refused for good.</summary>
    public bool Applied { get; set; }
}

/// <summary>What a notice says: a closed list, in which nothing tells what waits .</summary>
public enum NoticeKind
{
    /// <summary>There is something to look at.</summary>
    SomethingNew = 1,

    /// <summary>A way of signing in was added, changed, used up or removed.</summary>
    SignInChanged = 2,

    /// <summary>The account was closed, or opened again.</summary>
    AccountChanged = 3,

    /// <summary>Somebody signed in with a browser that was not seen before.</summary>
    NewBrowser = 4,
}

/// <summary>
/// Somebody who has to hear something, by mail or else by a call or letter. No address stands here: it is looked up when the notice goes, so that
/// the newest counts and none outlives the key under which it lies.
/// </summary>
public sealed class NoticeRow
{
    /// <summary>Id; random, because it stands in the mail.</summary>
    public Guid Id { get; set; }

    /// <summary>What it says.</summary>
    public NoticeKind Kind { get; set; }

    /// <summary>Whom: an id that means something in this zone only.</summary>
    public Guid Recipient { get; set; }

    /// <summary>When it was put here.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>When it is tried next.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>How often it was tried.</summary>
    public int Tries { get; set; }

    /// <summary>Until when one copy of the program has it in hand.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }

    /// <summary>Since when somebody has to call or to write: mail did not do it.</summary>
    public DateTimeOffset? ToCallSince { get; set; }
}
