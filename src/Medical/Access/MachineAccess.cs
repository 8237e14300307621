using ArboDossier.AuditLedger;

namespace ArboDossier.Medical.Access;

/// <summary>What the program does by itself: a closed list of named acts.</summary>
public static class MachineAccess
{
    /// <summary>At start: the zone's own keys exist.</summary>
    public static Decision Start() => Permit("start", "program.start", Scope.Message, null);

    /// <summary>At start: the key exists under which the secrets of the door are.</summary>
    public static Decision StartDoor() => Permit("start", "program.start", Scope.Door, null);

    /// <summary>Opens waiting messages to send them.</summary>
    public static Decision Dispatch() => Permit("dispatcher", "message.send", Scope.Message, null);

    /// <summary>Takes in what the employer's side told about an employment: names and facts, no content.</summary>
    public static Decision TakeIn(Guid employer, Guid file) => Permit("inbox", "message.receive", Scope.Directory(employer), file);

    /// <summary>Opens a file for a request that arrived, and seals the request in it.</summary>
    public static Decision OpenFor(Guid file) => Permit("inbox", "request.receive", Scope.File(file), file);

    /// <summary>Opens where an employee said to be reached, to say there that something is to be looked at. Reaches no entry of the file.</summary>
    public static Decision Notify(Guid employer, Guid file) =>
        Decision.Permit(new AuditAct("notice.address", ActKind.Execute, Actor.Machine("notices"), "notice", Scope.Directory(employer), file), "R-264", "named-act");

    /// <summary>Opens what a former key sealed and seals it by the one that took over. Nothing of it leaves the vault.</summary>
    public static Decision Reseal(Scope scope) =>
        Decision.Permit(new AuditAct("key.reseal", ActKind.Execute, Actor.Machine("rotation"), "security", scope, scope.Kind == ScopeKind.File ? scope.Id : null), "R-220", "named-act");

    /// <summary>Removes a draft whose fourteen days are over. Opens nothing.</summary>
    public static Decision SweepDraft(Guid file) =>
        Decision.Permit(new AuditAct("draft.sweep", ActKind.Delete, Actor.Machine("sweep"), "retention", default, file), "R-019", "named-act");

    /// <summary>Somebody opened many more files than usual on one day .</summary>
    public static Decision NoticeOpenings() =>
        Decision.Permit(new AuditAct("opening.many", ActKind.Execute, Actor.Machine("openings"), "security", default), "R-076", "named-act");

    /// <summary>A message or tick that is not what it should be.</summary>
    public static Decision Refuse(string reason) =>
        Decision.Deny(new AuditAct("message.refuse", ActKind.Execute, Actor.Machine("inbox"), "exchange", default), "law 2", reason);

    private static Decision Permit(string machine, string what, Scope scope, Guid? subject) =>
        Decision.Permit(new AuditAct(what, ActKind.Execute, Actor.Machine(machine), "exchange", scope, subject), "law 2", "named-act");
}
