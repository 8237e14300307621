using ArboDossier.AuditLedger;

namespace ArboDossier.Medical.Access;

/// <summary>Why somebody opens a file without a live relation: a closed list, shown to the employee .</summary>
public enum StatedReason
{
    /// <summary>None stated.</summary>
    None = 0,

    /// <summary>The employee asked for contact.</summary>
    EmployeeAsked = 1,

    /// <summary>Stands in for the treating doctor.</summary>
    StandIn = 2,

    /// <summary>Post or a call came in that must be placed.</summary>
    IncomingPost = 3,
}

/// <summary>Why somebody of the doctor's side must not open a file, whatever he is there.</summary>
public enum ConflictKind
{
    /// <summary>Nothing of the kind.</summary>
    None = 0,

    /// <summary>The own file, that of a partner or relative, of a superior or somebody below .</summary>
    TooClose = 1,

    /// <summary>Acted for the employer in a procedure about this employee, before or after. Never ends.</summary>
    EmployersPhysician = 2,
}

/// <summary>What is known about a visitor and a file: looked up, never judged, by the store. All false where there is no such file.</summary>
/// <param name="Exists">The file is open.</param>
/// <param name="Relation">The visitor (or the doctor on whose behalf) has a live relation to it.</param>
/// <param name="Appointed">The visitor (or the doctor on whose behalf) is appointed for the file's employer today.</param>
/// <param name="OpenTask">There is something to do in it: a request, a planned consultation, an outcome on its way.</param>
/// <param name="Own">How far the visitor's own door leads into it.</param>
public sealed record FileFacts(bool Exists, bool Relation, bool Appointed, bool OpenTask, DoorLevel Own)
{
    /// <summary>The visitor (or the doctor under whom somebody has written tasks) stands in today for a doctor who is appointed and treats .</summary>
    public bool Deputises { get; init; }

    /// <summary>The visitor has a written task in it that is in force .</summary>
    public bool WrittenTask { get; init; }

    /// <summary>What keeps the visitor, or the doctor on whose behalf, out of it.</summary>
    public ConflictKind Conflict { get; init; }

    /// <summary>Works in it as the doctor who treats, or in that doctor's place.</summary>
    public bool Treats => (Relation && Appointed) || Deputises;
}

/// <summary>Who may do what with a sealed file. Pure: facts in, decision out.</summary>
public static class FileRules
{
    /// <summary>Reading and working in a file.</summary>
    public static Decision Open(Visitor visitor, Guid file, FileFacts facts, StatedReason reason = StatedReason.None)
    {
        if (visitor.Kind == VisitorKind.Employee)
        {
            return Own(visitor, file, facts, EmployeeAct.ReadFile);
        }

        var act = Act(visitor, "file.open", ActKind.Read, file);
        if (!visitor.DoorOpen)
        {
            return Decision.Deny(act, "law 4", "door-closed");
        }

        if (!facts.Exists)
        {
            return Decision.Deny(act, "R-062", "no-file");
        }

        return visitor.Kind switch
        {
            // An appointment that ended takes the relations with it: who treats is somebody who is appointed.
            VisitorKind.Doctor or VisitorKind.Clerk or VisitorKind.Supervised when visitor.Standing >= Standing.NoReading => Decision.Deny(act, "R-286", "register-unseen"),
            VisitorKind.Doctor or VisitorKind.Clerk or VisitorKind.Supervised when facts.Conflict != ConflictKind.None => Conflicted(act, facts),
            VisitorKind.Doctor when facts is { Relation: true, Appointed: true } => Decision.Permit(act, "R-076", "live-relation"),
            VisitorKind.Doctor when facts.Deputises => Decision.Permit(act, "R-049", "deputises"),
            VisitorKind.Doctor when !facts.Appointed => Decision.Deny(act, "R-060", "not-appointed"),
            VisitorKind.Doctor when reason != StatedReason.None => Decision.Permit(act, "R-076", $"stated-{reason}"),
            VisitorKind.Doctor => Decision.Deny(act, "R-076", "no-relation"),
            VisitorKind.Clerk when facts.Relation && !facts.Appointed => Decision.Deny(act, "R-047", "not-appointed"),
            VisitorKind.Clerk when facts.Relation && facts.OpenTask => Decision.Permit(act, "R-046", "open-task"),
            VisitorKind.Clerk when facts.Relation => Decision.Deny(act, "R-046", "no-open-task"),
            VisitorKind.Clerk => Decision.Deny(act, "R-046", "other-doctor"),
            VisitorKind.Supervised when !facts.Treats => Decision.Deny(act, "R-046", "other-doctor"),
            VisitorKind.Supervised when facts.WrittenTask => Decision.Permit(act, "R-050", "written-task"),
            VisitorKind.Supervised => Decision.Deny(act, "R-050", "no-written-task"),
            VisitorKind.Employee => Decision.Deny(act, "R-069", "not-own-file"),
            VisitorKind.Confirmer => Decision.Deny(act, "R-060", "other-service"),
            VisitorKind.Custodian => Decision.Deny(act, "R-060", "custodian"),
            VisitorKind.Stranger or VisitorKind.Arriving => Decision.Deny(act, "R-077", "no-door"),
        };
    }

    /// <summary>Recording what was found: the doctor in a file that is open to him (R-050: nobody else).</summary>
    public static Decision Record(Visitor visitor, Guid file, FileFacts facts) => Narrow(visitor, file, facts, "consultation.write", ActKind.Create, "R-050", VisitorKind.Doctor);

    /// <summary>Recording what was found under a written task, which waits for the doctor's review .</summary>
    public static Decision RecordUnderTask(Visitor visitor, Guid file, FileFacts facts) => Narrow(visitor, file, facts, "task.write", ActKind.Create, "R-050", VisitorKind.Supervised);

    /// <summary>The written tasks of a file: the doctor who works in it.</summary>
    public static Decision ReadTasks(Visitor visitor, Guid file, FileFacts facts) => Narrow(visitor, file, facts, "task.read", ActKind.Read, "R-050", VisitorKind.Doctor);

    /// <summary>Writing a task: the doctor who works in the file, for somebody whom he supervises and whom nothing keeps out .</summary>
    public static Decision GiveTask(Visitor visitor, Guid file, FileFacts facts, bool supervises)
    {
        var act = Act(visitor, "task.give", ActKind.Create, file);
        return Decision.All(
            Narrow(visitor, file, facts, "task.give", ActKind.Create, "R-050", VisitorKind.Doctor),
            supervises ? Decision.Permit(act, "R-040", "supervises") : Decision.Deny(act, "R-040", "not-supervised"));
    }

    /// <summary>Withdrawing a task: whoever works in the file as its doctor, also one that another gave.</summary>
    public static Decision WithdrawTask(Visitor visitor, Guid file, FileFacts facts) => Narrow(visitor, file, facts, "task.withdraw", ActKind.Delete, "R-050", VisitorKind.Doctor);

    /// <summary>Reviewing what was recorded under a task: the doctor who works in the file, never the own entry .</summary>
    public static Decision ReviewEntry(Visitor visitor, Guid file, FileFacts facts, Guid author)
    {
        var act = Act(visitor, "entry.review", ActKind.Update, file);
        return Decision.All(
            Narrow(visitor, file, facts, "entry.review", ActKind.Update, "R-050", VisitorKind.Doctor),
            author != visitor.Id ? Decision.Permit(act, "R-050", "another's") : Decision.Deny(act, "R-050", "own-entry"));
    }

    /// <summary>Preparing an outcome: the doctor, or whoever works under one and has a task there .</summary>
    public static Decision Prepare(Visitor visitor, Guid file, FileFacts facts) => Narrow(visitor, file, facts, "outcome.prepare", ActKind.Create, "R-082", VisitorKind.Doctor, VisitorKind.Clerk, VisitorKind.Supervised);

    /// <summary>Signing an outcome: only a doctor with a live relation, who stands on the roster, after the employee read it or could .</summary>
    public static Decision Sign(Visitor visitor, Guid file, FileFacts facts, bool onRoster, bool employeeFirst)
    {
        var narrow = Narrow(visitor, file, facts, "outcome.sign", ActKind.Execute, "R-082", VisitorKind.Doctor);
        var act = Act(visitor, "outcome.sign", ActKind.Execute, file);
        return Decision.All(
            narrow,
            visitor.Standing < Standing.NoSigning ? Decision.Permit(act, "R-286", "registered") : Decision.Deny(act, "R-286", "register-unseen"),
            onRoster ? Decision.Permit(act, "R-082", "on-roster") : Decision.Deny(act, "R-082", "not-on-roster"),
            employeeFirst ? Decision.Permit(act, "R-083", "employee-first") : Decision.Deny(act, "R-083", "employee-not-yet"));
    }

    /// <summary>
    /// What the employee does behind the own door: the way in and how the person was identified for this file must both reach.
    /// </summary>
    public static Decision Own(Visitor visitor, Guid file, FileFacts facts, EmployeeAct what)
    {
        var (name, kind, rule) = what switch
        {
            EmployeeAct.ReadOutcome => ("outcome.read", ActKind.Read, "R-083"),
            EmployeeAct.Ask => ("ask.send", ActKind.Create, "R-032"),
            EmployeeAct.ReadFile => ("file.open", ActKind.Read, "R-150"),
            EmployeeAct.ReadLog => ("log.read", ActKind.Read, "R-227"),
            EmployeeAct.Answer => ("outcome.answer", ActKind.Update, "R-083"),
            EmployeeAct.Sign => ("own.sign", ActKind.Execute, "law 11"),
            EmployeeAct.GiveContact => ("contact.give", ActKind.Update, "R-264"),
        };
        var act = Act(visitor, name, kind, file);
        return (visitor, facts) switch
        {
            ({ DoorOpen: false }, _) => Decision.Deny(act, "law 4", "door-closed"),
            (_, { Exists: false }) => Decision.Deny(act, "R-062", "no-file"),
            ({ Kind: not VisitorKind.Employee }, _) => Decision.Deny(act, rule, "not-this-role"),
            (_, { Own: DoorLevel.None }) => Decision.Deny(act, "R-069", "not-own-file"),
            _ => DoorLevels.Allow(visitor.Level, facts.Own, what) ? Decision.Permit(act, rule, "own-file") : Decision.Deny(act, "R-151", "door-level"),
        };
    }

    /// <summary>Agreeing, or saying that something is wrong .</summary>
    public static Decision Answer(Visitor visitor, Guid file, FileFacts facts) => Own(visitor, file, facts, EmployeeAct.Answer);

    /// <summary>Who looked at the own file .</summary>
    public static Decision ReadLog(Visitor visitor, Guid file, FileFacts facts) => Own(visitor, file, facts, EmployeeAct.ReadLog);

    /// <summary>
    /// Serving the employee at the desk, by video or on the telephone: who stands before them is the open task, of the doctor's own files
    /// only. What is shown are name, birth date and outcomes, never an entry.
    /// </summary>
    /// <param name="visitor">Doctor or clerk.</param>
    /// <param name="file">File.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="what">The step.</param>
    /// <param name="route">How the employee was identified; null before that.</param>
    public static Decision Desk(Visitor visitor, Guid file, FileFacts facts, string what, string? route = null)
    {
        var act = Act(visitor, what, ActKind.Create, file);
        return (visitor, facts) switch
        {
            ({ DoorOpen: false }, _) => Decision.Deny(act, "law 4", "door-closed"),
            (_, { Exists: false }) => Decision.Deny(act, "R-062", "no-file"),
            ({ Standing: >= Standing.NoReading, Kind: VisitorKind.Doctor or VisitorKind.Clerk }, _) => Decision.Deny(act, "R-286", "register-unseen"),
            ({ Kind: VisitorKind.Doctor or VisitorKind.Clerk }, { Conflict: not ConflictKind.None }) => Conflicted(act, facts),
            ({ Kind: VisitorKind.Doctor or VisitorKind.Clerk }, { Relation: true, Appointed: true }) or ({ Kind: VisitorKind.Doctor }, { Deputises: true }) => Decision.Permit(act, "R-151", route is null ? "employee-at-desk" : $"identified-{route}"),
            ({ Kind: VisitorKind.Doctor }, { Appointed: true }) => Decision.Deny(act, "R-076", "no-relation"),
            ({ Kind: VisitorKind.Doctor }, _) => Decision.Deny(act, "R-060", "not-appointed"),
            ({ Kind: VisitorKind.Clerk }, { Relation: true }) => Decision.Deny(act, "R-047", "not-appointed"),
            ({ Kind: VisitorKind.Clerk }, _) => Decision.Deny(act, "R-046", "other-doctor"),
            _ => Decision.Deny(act, "R-151", "not-this-role"),
        };
    }

    /// <summary>
    /// Planning a consultation, which makes the relation: a doctor appointed for the employer, or his clerk. No file opens for it, and it need
    /// not be there yet.
    /// </summary>
    public static Decision Plan(Visitor visitor, Guid file, FileFacts facts)
    {
        var act = Act(visitor, "consultation.plan", ActKind.Create, file);
        return (visitor, facts) switch
        {
            ({ DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Clerk }, { Conflict: not ConflictKind.None }) => Conflicted(act, facts),
            ({ DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Clerk }, { Appointed: true }) => Decision.Permit(act, "R-076", "appointed"),
            _ => Decision.Deny(act, "R-076", "appointed"),
        };
    }

    /// <summary>Who must not open a file, for the doctors who may know that it is there; of the file itself nothing.</summary>
    public static Decision SeeConflicts(Visitor visitor, Guid file, FileFacts facts) => Judge(visitor, file, "conflict.read", ActKind.Read, MayKnow(visitor, facts));

    /// <summary>Saying who must not open a file, which closes it at once: a doctor who may know that it is there, also of himself.</summary>
    public static Decision RecordConflict(Visitor visitor, Guid file, FileFacts facts) =>
        Judge(visitor, file, "conflict.record", ActKind.Create, MayKnow(visitor, facts));

    /// <summary>
    /// Taking it back: another doctor than the one whom it keeps out and than who said it. Who acted for the employer stays out.
    /// </summary>
    public static Decision EndConflict(Visitor visitor, Guid file, FileFacts facts, ConflictKind kind, Guid staff, Guid recordedBy) =>
        Judge(visitor, file, "conflict.end", ActKind.Delete, MayKnow(visitor, facts) && kind == ConflictKind.TooClose && visitor.Id != staff && visitor.Id != recordedBy);

    private static bool MayKnow(Visitor visitor, FileFacts facts) => visitor is { DoorOpen: true, Kind: VisitorKind.Doctor } && facts.Exists && (facts.Appointed || facts.Deputises);

    private static Decision Judge(Visitor visitor, Guid file, string what, ActKind kind, bool good) =>
        good ? Decision.Permit(Act(visitor, what, kind, file), "R-069", "conflict") : Decision.Deny(Act(visitor, what, kind, file), "R-069", "conflict");

    private static Decision Conflicted(AuditAct act, FileFacts facts) => Decision.Deny(act, facts.Conflict == ConflictKind.EmployersPhysician ? "R-070" : "R-069", "conflict");

    private static Decision Narrow(Visitor visitor, Guid file, FileFacts facts, string what, ActKind kind, string rule, params ReadOnlySpan<VisitorKind> who)
    {
        var act = Act(visitor, what, kind, file);
        var open = Open(visitor, file, facts);
        if (!open.Permitted)
        {
            return Decision.Deny(act, open.Rule, open.Reason);
        }

        return who.Contains(visitor.Kind) ? Decision.Permit(act, rule, open.Reason) : Decision.Deny(act, rule, "not-this-role");
    }

    private static AuditAct Act(Visitor visitor, string what, ActKind kind, Guid file) =>
        new(what, kind, visitor.Actor, visitor.Kind == VisitorKind.Employee ? "own-file" : "guidance", Scope.File(file), file);
}
