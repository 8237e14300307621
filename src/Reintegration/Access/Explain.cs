using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>Why something is closed to somebody who may know that it is there: a closed list, with its words in <c>Labels</c>.</summary>
public enum ClosedBy
{
    /// <summary>No explanation: for this visitor there is no such thing .</summary>
    None = 0,

    /// <summary>The own case or employment, by role .</summary>
    OwnByRole = 1,

    /// <summary>The sick report was withdrawn .</summary>
    Withdrawn = 2,

    /// <summary>A later sick report of the same employment exists .</summary>
    NotNewest = 3,

    /// <summary>The case has ended: there is nothing to ask .</summary>
    NotOpen = 4,

    /// <summary>An authorisation that does not go so far .</summary>
    BeyondAuthorisation = 5,

    /// <summary>An authorisation that does not count, because of a role on the other side .</summary>
    BothSides = 6,
}

/// <summary>Who is told why. Pure; whoever is not named here gets the ordinary not found.</summary>
public static class Explain
{
    /// <summary>
    /// Everyone knows the own case, and who holds an employee's authorisation in force knows of it, whatever it does not open. A case manager whose
    /// assignment lapsed, a labour expert or an auditor afterwards, a former substitute and a former administrator have no right any more to know that
    /// somebody is sick, so nothing is explained to them.
    /// </summary>
    public static ClosedBy Why(Visitor visitor, Relation relation, Decision refused) =>
        refused.Permitted || !relation.Exists ? ClosedBy.None
        : refused.Reason == "own-by-role" && visitor.IsSelf(relation.Employment) ? ClosedBy.OwnByRole
        : visitor.Represents(relation.Employment) ? ClosedBy.BeyondAuthorisation
        : visitor.BothSides.Contains(relation.Employment) ? ClosedBy.BothSides
        : ClosedBy.None;
}
