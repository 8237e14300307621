using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>Who represents an employee stands on no other side of the same file. Pure.</summary>
public static class Representing
{
    /// <summary>
    /// Works for the service in whatever role, or leads or is the personnel department at that employer; the employee is no representative of the own
    /// employment either. Wider than "of the same file", because assignments change by the day and all of the service work for it.
    /// </summary>
    public static bool IsOtherSide(IEnumerable<Standing> standings, Guid employer, Guid employment) => standings.Any(x => x.Role switch
    {
        Role.ServiceAdministrator or Role.CaseManager or Role.LabourExpert or Role.QualityAuditor => true,
        Role.EmployerAdministrator or Role.LineManager => x.Employer == employer,
        Role.Employee => x.Employment == employment,
        Role.Representative or Role.None => false,
    });

    /// <summary>Takes the authorisations out that do not count; the roles on the other side stay.</summary>
    public static Visitor Settle(Visitor visitor)
    {
        bool Counts(Standing x) => x.Role != Role.Representative || (x.Employment is { } employment && !IsOtherSide(visitor.Standings, x.Employer, employment));
        return visitor with
        {
            Standings = [.. visitor.Standings.Where(Counts)],
            BothSides = [.. visitor.Standings.Where(x => !Counts(x)).Select(x => x.Employment ?? Guid.Empty)],
        };
    }

    /// <summary>An account accepted the invitation of an employee: it is the representative, or it is refused. The employee's log shows either.</summary>
    public static Decision Bind(Guid member, Guid employment, bool otherSide, string from)
    {
        var act = new AuditAct("representative.bind", ActKind.Update, new Actor(member, nameof(Role.Representative), null, from), "administration", default, employment);
        return otherSide ? Decision.Deny(act, "R-179", "both-sides") : Decision.Permit(act, "R-175", "invitation");
    }
}
