namespace ArboDossier.AuditLedger;

/// <summary>The letters of NEN 7513 <c>EventActionCode</c>.</summary>
public enum ActKind
{
    /// <summary>C</summary>
    Create,

    /// <summary>R: read, search, print.</summary>
    Read,

    /// <summary>U</summary>
    Update,

    /// <summary>D</summary>
    Delete,

    /// <summary>E: anything else that is done.</summary>
    Execute,
}

/// <summary>
/// What somebody wants to do: the same value that is decided upon is what the ledger keeps.
/// </summary>
/// <param name="Event">Category from the program's closed list, such as <c>file.read</c>; never content.</param>
/// <param name="Kind">The NEN 7513 action.</param>
/// <param name="Actor">Who.</param>
/// <param name="Purpose">Purpose of use, from the program's closed list.</param>
/// <param name="Scope">What it reaches.</param>
/// <param name="Subject">The person's file that the act is about, if any: what the employee's own view selects on .</param>
public sealed record AuditAct(string Event, ActKind Kind, Actor Actor, string Purpose, Scope Scope, Guid? Subject = null);

/// <summary>
/// Outcome, reason and rule of one access decision. <c>default(Decision)</c> denies (law 8).
/// Only code in a program's <c>Access</c> folder calls <see cref="Permit"/>; a test reads the compiled code for that.
/// </summary>
public readonly struct Decision
{
    private Decision(bool permitted, AuditAct act, string rule, string reason)
    {
        Permitted = permitted;
        Act = act;
        Rule = rule;
        Reason = reason;
    }

    /// <summary>True only where a rule said so.</summary>
    public bool Permitted { get; }

    /// <summary>What was asked; null only in <c>default</c>.</summary>
    public AuditAct? Act { get; }

    /// <summary>The rule that decided, such as <c>R-076</c>.</summary>
    public string Rule { get => field ?? "law 8"; }

    /// <summary>A category from a closed list, such as <c>live-relation</c>; no content.</summary>
    public string Reason { get => field ?? "undecided"; }

    /// <summary>A rule allows the act.</summary>
    public static Decision Permit(AuditAct act, string rule, string reason) => new(true, act, rule, reason);

    /// <summary>No rule allows the act, or one forbids it.</summary>
    public static Decision Deny(AuditAct act, string rule, string reason) => new(false, act, rule, reason);

    /// <summary>Deny wins over allow: the first denial of several, else the first permission, else a denial.</summary>
    public static Decision All(params ReadOnlySpan<Decision> decisions)
    {
        foreach (var decision in decisions)
        {
            if (!decision.Permitted)
            {
                return decision;
            }
        }

        return decisions.IsEmpty ? default : decisions[0];
    }
}

/// <summary>
/// Proof that the entry of a permitted decision is durable. Nothing but <c>Store</c> can make one, and each gives one grant.
/// </summary>
public sealed class LedgerReceipt
{
    private int _spent;

    internal LedgerReceipt(Decision decision, Guid entry, DateTimeOffset at)
    {
        if (!decision.Permitted || decision.Act is null)
        {
            throw new ArgumentException("A refusal gives no receipt.", nameof(decision));
        }

        Decision = decision;
        Entry = entry;
        At = at;
    }

    /// <summary>The permitted decision.</summary>
    public Decision Decision { get; }

    /// <summary>Id of the durable ledger entry.</summary>
    public Guid Entry { get; }

    /// <summary>When it was recorded (UTC).</summary>
    public DateTimeOffset At { get; }

    /// <summary>True for the first caller only.</summary>
    public bool Spend() => Interlocked.Exchange(ref _spent, 1) == 0;
}
