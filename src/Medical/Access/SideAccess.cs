using ArboDossier.AuditLedger;

namespace ArboDossier.Medical.Access;

/// <summary>What is known about an appointment and a visitor: looked up, never judged, by the store.</summary>
/// <param name="Waits">There is such a proposal, and nobody confirmed or withdrew it.</param>
/// <param name="OwnProposal">The visitor proposed it.</param>
/// <param name="ProposerOnRoster">Who proposed it stands on the roster that two doctors signed.</param>
/// <param name="VisitorOnRoster">So does the visitor.</param>
/// <param name="OneDoctor">That roster holds one doctor of this service.</param>
public sealed record AppointmentFacts(bool Waits, bool OwnProposal, bool ProposerOnRoster, bool VisitorOnRoster, bool OneDoctor);

/// <summary>What is known about a recovery and a visitor.</summary>
/// <param name="Open">It goes on.</param>
/// <param name="Listed">The visitor's own passkeys stand on the published roster: as a custodian's, or as a doctor's.</param>
/// <param name="Waited">The day in which it can be stopped is over.</param>
/// <param name="HasSigned">The visitor signed it before.</param>
public sealed record RecoveryFacts(bool Open, bool Listed, bool Waited, bool HasSigned);

/// <summary>Decisions about what is no file: worklists, staff, the roster, the door.</summary>
public static class SideAccess
{
    /// <summary>The names and the employer's facts of one employer's cases, for a worklist: a doctor appointed there, or his clerk.</summary>
    public static Decision Directory(Visitor visitor, Guid employer, bool appointed, string purpose, Guid? subject = null) =>
        Judge(visitor, "directory.read", ActKind.Read, Scope.Directory(employer), appointed && IsTeam(visitor), "R-060", "appointed", purpose, subject);

    /// <summary>The same for the files of a doctor for whom the visitor stands in .</summary>
    public static Decision DeputyDirectory(Visitor visitor, Guid employer, bool deputises) =>
        Judge(visitor, "directory.read", ActKind.Read, Scope.Directory(employer), deputises && visitor is { DoorOpen: true, Kind: VisitorKind.Doctor }, "R-049", "deputises", "worklist");

    /// <summary>The names of one employer's files in which the visitor has a written task .</summary>
    public static Decision TaskDirectory(Visitor visitor, Guid employer, bool hasTask) =>
        Judge(visitor, "directory.read", ActKind.Read, Scope.Directory(employer), hasTask && visitor is { DoorOpen: true, Kind: VisitorKind.Supervised }, "R-050", "written-task", "worklist");

    /// <summary>Naming who stands in for oneself: a colleague who signs outcomes, on the list .</summary>
    public static Decision NameDeputy(Visitor visitor, Guid deputy, bool listed) =>
        Judge(visitor, "deputy.name", ActKind.Create, default, visitor is { DoorOpen: true, Kind: VisitorKind.Doctor } && visitor.Id != deputy && listed, "R-049", "own-files", "administration");

    /// <summary>Ending it: either of the two.</summary>
    public static Decision EndDeputy(Visitor visitor, Guid doctor, Guid deputy) =>
        Judge(visitor, "deputy.end", ActKind.Delete, default, visitor is { DoorOpen: true, Kind: VisitorKind.Doctor } && (visitor.Id == doctor || visitor.Id == deputy), "R-049", "own-files", "administration");

    /// <summary>Reviewing what a colleague opened for a stated reason, or how many. Never one's own.</summary>
    public static Decision ReviewOpening(Visitor visitor, Guid of, bool right, Guid? subject = null) =>
        Judge(visitor, "opening.review", ActKind.Update, default, MayConfirm(visitor) && visitor.Id != of, "R-076", right ? "found-right" : "found-wrong", "review", subject);

    /// <summary>
    /// That an employee was called or written to: whoever is appointed for the employer, or works under that doctor, and is not kept out of the file
    /// . Opens nothing.
    /// </summary>
    public static Decision Called(Visitor visitor, Guid file, bool appointed, bool keptOut) =>
        Judge(visitor, "notice.called", ActKind.Update, default, appointed && !keptOut && IsTeam(visitor), "R-264", "appointed", "notice", file);

    /// <summary>Proposing a doctor for an employer: a doctor on the roster, so that nobody whom one doctor let in alone can be one of the two.</summary>
    public static Decision ProposeAppointment(Visitor visitor, AppointmentFacts facts) =>
        Judge(visitor, "appointment.propose", ActKind.Create, default, visitor is { DoorOpen: true, Kind: VisitorKind.Doctor } && facts.VisitorOnRoster, "R-065", "on-roster", "administration");

    /// <summary>Confirming it: another doctor on the roster. One of another service only where this one has a single doctor.</summary>
    public static Decision ConfirmAppointment(Visitor visitor, AppointmentFacts facts) =>
        Judge(visitor, "appointment.confirm", ActKind.Update, default,
            MayConfirm(visitor) && facts is { Waits: true, OwnProposal: false, ProposerOnRoster: true, VisitorOnRoster: true } && (visitor.Kind == VisitorKind.Doctor || facts.OneDoctor),
            "R-065", "second-person", "administration");

    /// <summary>Managing staff, statements, ends of appointments and credentials of others: doctors (R-065: under the doctor's authority).</summary>
    public static Decision ManageStaff(Visitor visitor, string what, ActKind kind) =>
        Judge(visitor, what, kind, default, visitor.Kind == VisitorKind.Doctor && visitor.DoorOpen, "R-065", "doctor", "administration");

    /// <summary>Another passkey of the own door. A code opens for reading only: it makes no passkey, which would open further.</summary>
    public static Decision AddToOwnDoor(Visitor visitor) =>
        Judge(visitor, "credential.add", ActKind.Create, default, HasDoor(visitor) && (visitor.Kind != VisitorKind.Employee || visitor.Level == DoorLevel.Passkey), "law 4", "own-door", "access");

    /// <summary>The end of an own passkey.</summary>
    public static Decision EndOfOwnDoor(Visitor visitor, bool own) =>
        Judge(visitor, "credential.end", ActKind.Delete, default, HasDoor(visitor) && own, "law 4", "own-door", "access");

    /// <summary>
    /// What a doctor does about a colleague that takes rights away or gives none: loss of a passkey, departure, a new account in place of a lost one,
    /// what stands in the register. Never about oneself.
    /// </summary>
    public static Decision Colleague(Visitor visitor, Guid colleague, string what, ActKind kind) =>
        Judge(visitor, what, kind, default, visitor is { DoorOpen: true, Kind: VisitorKind.Doctor } && visitor.Id != colleague, "R-065", "colleague", "administration");

    /// <summary>The two of these that a doctor of another service does as well: where this one has a single doctor, nobody else is there for it.</summary>
    public static Decision SecondPerson(Visitor visitor, Guid colleague, string what, ActKind kind) =>
        Judge(visitor, what, kind, default, MayConfirm(visitor) && visitor.Id != colleague, "R-065", "second-person", "administration");

    /// <summary>What the register said, as the program itself asked.</summary>
    public static Decision RegisterSeen(string state) =>
        Decision.Permit(new AuditAct("register.seen", ActKind.Read, Actor.Machine("register"), "administration", default), "R-286", state);

    /// <summary>Signing a roster; which doctors may is in the roster before. The message about it is sealed under this grant.</summary>
    public static Decision ManageRoster(Visitor visitor) =>
        Judge(visitor, "roster.sign", ActKind.Execute, default, MayConfirm(visitor), "R-082", "doctor", "administration");

    /// <summary>Confirming another's credential: a doctor, never one's own; that of whoever works under a doctor by the supervising doctor only.</summary>
    /// <param name="visitor">Who confirms.</param>
    /// <param name="owner">Whose it is.</param>
    /// <param name="supervises">The doctor under whom the owner works; of another doctor every doctor.</param>
    /// <param name="renewed">Who confirms also let in the account that made it: then one person alone would have become another.</param>
    public static Decision Confirm(Visitor visitor, Guid owner, bool supervises, bool renewed = false) =>
        Judge(visitor, "credential.confirm", ActKind.Update, default, MayConfirm(visitor) && visitor.Id != owner && supervises && !renewed, "law 4", "second-person", "administration");

    /// <summary>The two who begin confirm each other, as long as nobody is confirmed.</summary>
    public static Decision Found(Visitor visitor, Guid owner, bool bothFounding, bool nobodyYet) =>
        Judge(visitor, "credential.confirm", ActKind.Update, default, visitor.Kind == VisitorKind.Arriving && bothFounding && nobodyYet && visitor.Id != owner, "law 4", "founding", "administration");

    /// <summary>Beginning to bring back doctors: a custodian whom two doctors named, one at a time.</summary>
    public static Decision BeginRecovery(Visitor visitor, RecoveryFacts facts) =>
        Judge(visitor, "recovery.begin", ActKind.Create, default, IsCustodian(visitor) && facts is { Open: false, Listed: true }, "law 4", "custodian", "administration");

    /// <summary>Stopping it: every custodian, and every doctor whose passkey works and is on the list.</summary>
    public static Decision StopRecovery(Visitor visitor, RecoveryFacts facts) =>
        Judge(visitor, "recovery.stop", ActKind.Delete, default, (IsCustodian(visitor) || MayConfirm(visitor)) && facts is { Open: true, Listed: true }, "law 4", "stopped", "administration");

    /// <summary>Signing the list that brings doctors back: custodians only, each once, when all could have seen it for a day.</summary>
    public static Decision SignRecovery(Visitor visitor, RecoveryFacts facts) =>
        Judge(visitor, "recovery.sign", ActKind.Execute, default, IsCustodian(visitor) && facts is { Open: true, Listed: true, Waited: true, HasSigned: false }, "law 4", "custodian", "administration");

    /// <summary>A passkey beside those that may be lost, which only custodians can make count: a doctor before the closed door, while a recovery goes on.</summary>
    public static Decision EnrolAnew(Visitor visitor, bool recovering) =>
        Judge(visitor, "credential.enrol", ActKind.Create, default,
            visitor.Kind == VisitorKind.Arriving || (visitor is { DoorOpen: false, Kind: VisitorKind.Doctor or VisitorKind.Confirmer } && recovering), "law 4", "to-be-confirmed", "access");

    /// <summary>What happens at the door: opening, enrolling, trying a code. Recorded whether it works or not.</summary>
    public static Decision AtTheDoor(Visitor visitor, string what, bool good, string reason, Guid? subject = null) =>
        Judge(visitor, what, ActKind.Execute, default, good, good ? "R-064" : "law 4", reason, "access", subject);

    /// <summary>
    /// Comparing what an electronic identification says with the person of the file whose code was given. Reaches that one file, for the
    /// comparison and for keeping the level that was reached; nothing of it is shown.
    /// </summary>
    public static Decision Match(Visitor visitor, Guid file) =>
        Judge(visitor, "activation.match", ActKind.Read, Scope.File(file), visitor.Kind is VisitorKind.Stranger or VisitorKind.Employee, "R-077", "code-fits", "access", file);

    /// <summary>Comparing or making the secret of an employee's app with codes: opens no file, and nothing but that secret.</summary>
    public static Decision DoorSecret(Visitor visitor, string what) =>
        Judge(visitor, what, ActKind.Execute, Scope.Door, visitor.Kind is VisitorKind.Stranger or VisitorKind.Employee, "R-064", "own-door", "access");

    /// <summary>The privacy statement was read .</summary>
    public static Decision PrivacyRead(Visitor visitor) =>
        Judge(visitor, "privacy.read", ActKind.Create, default, visitor.Kind is not (VisitorKind.Stranger or VisitorKind.Arriving), "R-270", "shown", "information");

    /// <summary>A page that is closed to this visitor; of a file, the attempt stands under that file .</summary>
    public static Decision Closed(Visitor visitor, string policy, Guid? file = null) =>
        Decision.Deny(new AuditAct("page.refused", ActKind.Read, visitor.Actor, "access", default, file), "R-060", policy);

    private static bool HasDoor(Visitor visitor) => visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Confirmer or VisitorKind.Custodian or VisitorKind.Clerk or VisitorKind.Supervised or VisitorKind.Employee };

    private static bool MayConfirm(Visitor visitor) => visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Confirmer };

    private static bool IsCustodian(Visitor visitor) => visitor is { DoorOpen: true, Kind: VisitorKind.Custodian };

    private static bool IsTeam(Visitor visitor) => visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Clerk };

    private static Decision Judge(Visitor visitor, string what, ActKind kind, Scope scope, bool good, string rule, string reason, string purpose, Guid? subject = null)
    {
        var act = new AuditAct(what, kind, visitor.Actor, purpose, scope, subject);
        return good ? Decision.Permit(act, rule, reason) : Decision.Deny(act, rule, reason);
    }
}
