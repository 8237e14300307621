using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>
/// What is known about a case or an employment and a visitor: looked up, never judged, by the store. All empty where there is no such thing, so
/// that what is absent and what is another's cost the same and look the same (law 5).
/// </summary>
/// <param name="Exists">It exists.</param>
/// <param name="Employer">Its employer.</param>
/// <param name="Employment">Its employment.</param>
/// <param name="Manager">The employment of the line manager.</param>
/// <param name="Assigned">The visitor is case manager of that employer today.</param>
/// <param name="Appointed">The visitor is labour expert for this case today, and the case goes on.</param>
/// <param name="Drawn">The case was drawn for an audit of the visitor that goes on today.</param>
public sealed record Relation(bool Exists, Guid Employer, Guid Employment, Guid? Manager, bool Assigned, bool Appointed = false, bool Drawn = false)
{
    /// <summary>Nothing there.</summary>
    public static readonly Relation None = new(false, Guid.Empty, Guid.Empty, null, false);
}

/// <summary>Who may do what with a case. Pure: facts in, decision out.</summary>
public static class CaseAccess
{
    /// <summary>Reading a case: personnel department, the employee's own line manager, an assigned case manager, a labour expert of this case, an auditor for whom it was drawn. Never one's own .</summary>
    public static Decision Open(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "case.open", ActKind.Read, "absence", Power.None, Role.EmployerAdministrator, Role.LineManager, Role.CaseManager, Role.LabourExpert, Role.QualityAuditor);

    /// <summary>One line of the worklist of somebody who has single cases and no employer.</summary>
    public static Decision ListOne(Visitor visitor, Relation relation) => Judge(visitor, relation, "cases.list", ActKind.Read, "absence", Power.None, Role.LabourExpert);

    /// <summary>Appointing a labour expert for a case, and ending that: whoever may ask the doctor about it.</summary>
    public static Decision Appoint(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "expert.appoint", ActKind.Update, "absence", Power.None, Role.EmployerAdministrator, Role.CaseManager);

    /// <summary>The employee reads what the employer recorded .</summary>
    public static Decision OpenOwn(Visitor visitor, Relation relation) => Judge(visitor, relation, "case.open", ActKind.Read, "own-case", Power.Read, Role.Employee, Role.Representative);

    /// <summary>The employee reads who looked .</summary>
    public static Decision ReadLog(Visitor visitor, Relation relation) => Judge(visitor, relation, "log.read", ActKind.Read, "own-case", Power.ReadLog, Role.Employee, Role.Representative);

    /// <summary>Authorising a representative, and ending that: the employee alone .</summary>
    public static Decision Authorise(Visitor visitor, Relation relation) => Judge(visitor, relation, "representative.manage", ActKind.Update, "own-case", Power.None, Role.Employee);

    /// <summary>Asking the doctor .</summary>
    public static Decision Ask(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "consultation.ask", ActKind.Create, "absence", Power.None, Role.EmployerAdministrator, Role.CaseManager);

    /// <summary>Reporting, correcting or taking back a recovery .</summary>
    public static Decision Recover(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "recovery.report", ActKind.Update, "absence", Power.ReportRecovery, Role.EmployerAdministrator, Role.LineManager, Role.Employee, Role.Representative);

    /// <summary>Taking back a mistaken sick report .</summary>
    public static Decision Withdraw(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "case.withdraw", ActKind.Update, "absence", Power.WithdrawReport, Role.EmployerAdministrator, Role.LineManager, Role.Employee, Role.Representative);

    /// <summary>Correcting what was reported.</summary>
    public static Decision Correct(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "case.correct", ActKind.Update, "absence", Power.None, Role.EmployerAdministrator, Role.LineManager);

    /// <summary>Asking for a correction of what the employer recorded .</summary>
    public static Decision AskCorrection(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "correction.ask", ActKind.Create, "own-case", Power.AskCorrection, Role.Employee, Role.Representative);

    /// <summary>Taking the proof of a signature along: whoever may read the outcome.</summary>
    public static Decision Proof(Visitor visitor, Relation relation) => Judge(
        visitor, relation, "outcome.export", ActKind.Read, "absence", Power.TakeProof,
        Role.EmployerAdministrator, Role.LineManager, Role.CaseManager, Role.LabourExpert, Role.Employee, Role.Representative);

    /// <summary>Reading about an employee: personnel department and the line manager, never a case manager outside a case .</summary>
    public static Decision OpenEmployee(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "employee.open", ActKind.Read, "absence", Power.None, Role.EmployerAdministrator, Role.LineManager);

    /// <summary>Reporting somebody sick .</summary>
    public static Decision Report(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "case.report", ActKind.Create, "absence", Power.None, Role.EmployerAdministrator, Role.LineManager);

    /// <summary>Giving an employee an account, or the line manager's role.</summary>
    public static Decision Invite(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "employee.invite", ActKind.Create, "administration", Power.None, Role.EmployerAdministrator);

    /// <summary>Calling or writing to an employee whom mail does not reach .</summary>
    public static Decision Called(Visitor visitor, Relation relation) =>
        Judge(visitor, relation, "notice.called", ActKind.Update, "notice", Power.None, Role.EmployerAdministrator);

    private static Decision Judge(Visitor visitor, Relation relation, string what, ActKind kind, string purpose, Power power, params ReadOnlySpan<Role> allowed)
    {
        Guid? subject = relation.Exists ? relation.Employment : null;
        AuditAct Act(Standing? standing) => new(
            what, kind, visitor.ActorAs(standing ?? visitor.First), standing?.Role == Role.QualityAuditor ? "audit" : purpose,
            standing?.Role is Role.Employee or Role.LabourExpert or Role.QualityAuditor or Role.Representative ? Scope.File(relation.Employment) : Scope.Directory(relation.Employer), subject);

        if (!relation.Exists)
        {
            return Decision.Deny(Act(null), "R-062", "no-such-thing");
        }

        var own = visitor.IsSelf(relation.Employment);
        foreach (var role in allowed)
        {
            foreach (var standing in visitor.Standings)
            {
                if (standing.Role == role && Reaches(standing, relation, own, power, out var rule, out var reason))
                {
                    return Decision.Permit(Act(standing), rule, reason);
                }
            }
        }

        if (allowed.Contains(Role.Representative) && visitor.Represents(relation.Employment))
        {
            return Decision.Deny(Act(null), "R-176", "beyond-authorisation");
        }

        return own && !allowed.Contains(Role.Employee) ? Decision.Deny(Act(null), "R-069", "own-by-role") : Decision.Deny(Act(null), "R-060", "no-relation");
    }

    private static bool Reaches(Standing standing, Relation relation, bool own, Power power, out string rule, out string reason)
    {
        (rule, reason) = standing.Role switch
        {
            Role.EmployerAdministrator => ("R-068", "own-employer"),
            Role.LineManager => ("R-068", standing.Deputised ? "deputised" : "own-team"),
            Role.CaseManager => ("R-060", "assigned"),
            Role.LabourExpert => ("R-060", "appointed"),
            Role.QualityAuditor => ("R-250", "drawn"),
            Role.Representative => ("R-176", "authorised"),
            Role.Employee => ("R-011", "own-employment"),
            Role.ServiceAdministrator or Role.None => ("law 8", "undecided"),
        };
        return standing.Role switch
        {
            Role.EmployerAdministrator => !own && standing.Employer == relation.Employer,
            Role.LineManager => !own && standing.Employer == relation.Employer && standing.Employment is { } leader && leader == relation.Manager,
            Role.CaseManager => !own && relation.Assigned,
            Role.LabourExpert => !own && relation.Appointed,
            Role.QualityAuditor => !own && relation.Drawn,
            // What is not written down is not given.
            Role.Representative => standing.Employment == relation.Employment && power != Power.None && standing.Powers.HasFlag(power),
            Role.Employee => own && standing.Employment == relation.Employment,
            Role.ServiceAdministrator or Role.None => false,
        };
    }
}
