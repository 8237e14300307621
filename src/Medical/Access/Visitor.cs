using ArboDossier.AuditLedger;
using ArboDossier.Medical.Features.Staff;

namespace ArboDossier.Medical.Access;

/// <summary>What somebody is to the medical side at this moment. Looked up at every request, never taken from a token.</summary>
public enum VisitorKind
{
    /// <summary>Nobody here: for that account the medical side does not exist .</summary>
    Stranger = 0,

    /// <summary>Invited to the doctor's side, without a confirmed credential.</summary>
    Arriving = 1,

    /// <summary>Company doctor.</summary>
    Doctor = 2,

    /// <summary>Staff under derived secrecy, with a live statement .</summary>
    Clerk = 3,

    /// <summary>An employee whose door leads to at least one file.</summary>
    Employee = 4,

    /// <summary>Doctor of another service: confirms credentials and signs rosters, nothing else.</summary>
    Confirmer = 5,

    /// <summary>Custodian: brings back doctors who lost their passkeys, together with other custodians, and nothing else.</summary>
    Custodian = 6,

    /// <summary>Works under a doctor, in files for which that doctor wrote a task .</summary>
    Supervised = 7,
}

/// <summary>Who makes this request.</summary>
/// <param name="Kind">What he is here.</param>
/// <param name="Id">Staff id or employee-door id; empty for a stranger without a door row.</param>
/// <param name="Session">Session row.</param>
/// <param name="Name">For the screen; empty where Medical does not know it.</param>
/// <param name="Physician">The doctor on whose behalf a clerk, or somebody under supervision, works .</param>
/// <param name="DoorOpen">The medical door is open in this session.</param>
/// <param name="HasCredential">There is a confirmed credential to open it with.</param>
/// <param name="From">Network address.</param>
public sealed record Visitor(VisitorKind Kind, Guid Id, Guid Session, string Name, Guid? Physician, bool DoorOpen, bool HasCredential, string From)
{
    /// <summary>How far an employee's way in opens; nothing for all others.</summary>
    public DoorLevel Level { get; init; }

    /// <summary>Which of the roles that work under a doctor; nothing for all others.</summary>
    public MedicalRole Role { get; init; }

    /// <summary>How this doctor, or the doctor on whose behalf, stands in the register; of two the worse.</summary>
    public Standing Standing { get; init; }

    /// <summary>Until when the door stands open, as it was when the request came in; null where it is closed.</summary>
    public DateTimeOffset? DoorClosesAt { get; init; }

    /// <summary>Nobody.</summary>
    public static Visitor Nobody(Guid session, string from) => new(VisitorKind.Stranger, Guid.Empty, session, "", null, false, false, from);

    /// <summary>As the ledger names him.</summary>
    public Actor Actor => Id == Guid.Empty ? Actor.Anonymous(From) : new(Id, RoleName, Physician, From);

    /// <summary>Role name in the ledger.</summary>
    public string RoleName => Kind switch
    {
        VisitorKind.Stranger => "Stranger",
        VisitorKind.Arriving => "Arriving",
        VisitorKind.Doctor => "CompanyDoctor",
        VisitorKind.Clerk => "DerivedSecrecy",
        VisitorKind.Employee => "Employee",
        VisitorKind.Confirmer => "OutsideDoctor",
        VisitorKind.Custodian => "Custodian",
        VisitorKind.Supervised => Role.ToString(),
    };
}
