using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>What the program does by itself: a closed list of named acts.</summary>
public static class MachineAccess
{
    /// <summary>At start: the key under which messages wait.</summary>
    public static Decision StartMessages() => Permit("start", "program.start", Scope.Message, null);

    /// <summary>At start: the key of the service's own people.</summary>
    public static Decision StartService() => Permit("start", "program.start", Scope.Service, null);

    /// <summary>Opens waiting messages to hand them over.</summary>
    public static Decision Dispatch() => Permit("dispatcher", "message.send", Scope.Message, null);

    /// <summary>Takes in what came about one employment: an appointment or an outcome.</summary>
    public static Decision TakeIn(Guid employment) => Permit("inbox", "message.receive", Scope.File(employment), employment);

    /// <summary>Takes in a roster, which is about no person's file.</summary>
    public static Decision TakeRoster() => Permit("inbox", "roster.receive", default, null);

    /// <summary>The other side said what became of a message.</summary>
    public static Decision Settle(string reason) => Decision.Permit(Act("inbox", "message.settled", default, null), "law 2", reason);

    /// <summary>Does what the employer's administrator confirmed, in the background.</summary>
    public static Decision Import(Guid employer) => Permit("import", "import.run", Scope.Directory(employer), null);

    /// <summary>Opens the address of who has to hear something: of an employment, or of somebody of a directory.</summary>
    public static Decision Notify(Scope scope) => Decision.Permit(
        Act("notices", "notice.address", scope, scope.Kind == ScopeKind.File ? scope.Id : null) with { Purpose = "notice" }, "R-264", "named-act");

    /// <summary>Opens what a former key sealed and seals it by the one that took over. Nothing of it leaves the vault.</summary>
    public static Decision Reseal(Scope scope) =>
        Decision.Permit(Act("rotation", "key.reseal", scope, scope.Kind == ScopeKind.File ? scope.Id : null) with { Purpose = "security" }, "R-220", "named-act");

    /// <summary>Imports that nobody confirmed go, and sessions that ended.</summary>
    public static Decision Sweep() => Permit("sweep", "import.expire", default, null);

    /// <summary>A message or tick that is not what it should be.</summary>
    public static Decision Refuse(string reason, Guid? subject = null) => Decision.Deny(Act("inbox", "message.refuse", default, subject), "law 2", reason);

    private static Decision Permit(string machine, string what, Scope scope, Guid? subject) => Decision.Permit(Act(machine, what, scope, subject), "law 2", "named-act");

    private static AuditAct Act(string machine, string what, Scope scope, Guid? subject) => new(what, ActKind.Execute, Actor.Machine(machine), "exchange", scope, subject);
}
