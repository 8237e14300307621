using ArboDossier.AuditLedger;

namespace ArboDossier.Medical.Access;

/// <summary>Why something is closed to somebody who may know that it is there: a closed list, with its words in <c>Labels</c>.</summary>
public enum ClosedBy
{
    /// <summary>No explanation: for this visitor there is no such thing .</summary>
    None = 0,

    /// <summary>Appointed, but no live relation .</summary>
    NoRelation = 1,

    /// <summary>A clerk without an open task .</summary>
    NoOpenTask = 2,

    /// <summary>No written task in it .</summary>
    NoWrittenTask = 8,

    /// <summary>The act belongs to another role .</summary>
    NotThisRole = 3,

    /// <summary>Not on the roster of doctors who may sign .</summary>
    NotOnRoster = 4,

    /// <summary>The register was not seen for too long .</summary>
    RegisterUnseen = 6,

    /// <summary>Too close, or acted for the employer .</summary>
    Conflict = 7,

    /// <summary>The employee has not read it yet and the time to read is not over .</summary>
    EmployeeReadsFirst = 5,
}

/// <summary>Who is told why. Pure; whoever is not named here gets the ordinary not found.</summary>
public static class Explain
{
    /// <summary>
    /// The doctors who are appointed for the employer know its files, whoever works under a doctor those of that doctor. A right that lapsed lets
    /// nobody know anything.
    /// </summary>
    public static ClosedBy Why(Visitor visitor, FileFacts facts, Decision refused)
    {
        var mayKnow = visitor.DoorOpen && facts.Exists && visitor.Kind switch
        {
            VisitorKind.Doctor => facts.Appointed || facts.Deputises,
            VisitorKind.Clerk => facts is { Appointed: true, Relation: true },
            VisitorKind.Supervised => facts.Treats,
            VisitorKind.Employee or VisitorKind.Confirmer or VisitorKind.Custodian or VisitorKind.Stranger or VisitorKind.Arriving => false,
        };
        if (!mayKnow || refused.Permitted)
        {
            return ClosedBy.None;
        }

        return refused.Reason switch
        {
            "no-relation" => ClosedBy.NoRelation,
            "no-open-task" => ClosedBy.NoOpenTask,
            "no-written-task" => ClosedBy.NoWrittenTask,
            "not-this-role" => ClosedBy.NotThisRole,
            "not-on-roster" => ClosedBy.NotOnRoster,
            "register-unseen" => ClosedBy.RegisterUnseen,
            "conflict" => ClosedBy.Conflict,
            "employee-not-yet" => ClosedBy.EmployeeReadsFirst,
            _ => ClosedBy.None,
        };
    }
}
