using ArboDossier.AuditLedger;

namespace ArboDossier.Reintegration.Access;

/// <summary>What somebody may be to the reintegration side. Looked up at every request from the own member rows, never taken from a token.</summary>
public enum Role
{
    /// <summary>Nobody here.</summary>
    None = 0,

    /// <summary>Makes employers and invitations, confirms the first roster; no file rights.</summary>
    ServiceAdministrator = 1,

    /// <summary>Personnel department of one employer.</summary>
    EmployerAdministrator = 2,

    /// <summary>The own team only .</summary>
    LineManager = 3,

    /// <summary>Assigned employers, from a day until a day.</summary>
    CaseManager = 4,

    /// <summary>The own employment only.</summary>
    Employee = 5,

    /// <summary>Of the service, appointed for one case at a time, from a day until a day.</summary>
    LabourExpert = 6,

    /// <summary>Reads the files that were drawn by lot for an audit, in its period .</summary>
    QualityAuditor = 7,

    /// <summary>Acts for one employee, as far as the authorisation goes .</summary>
    Representative = 8,
}

/// <summary>What an employee can leave to a representative: each by itself, none holds another .</summary>
[Flags]
public enum Power
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Reading the own page.</summary>
    Read = 1,

    /// <summary>Taking the proof of the doctor's signature along.</summary>
    TakeProof = 2,

    /// <summary>Asking for a correction.</summary>
    AskCorrection = 4,

    /// <summary>Reporting a recovery, correcting it and taking it back.</summary>
    ReportRecovery = 8,

    /// <summary>Taking back a mistaken sick report.</summary>
    WithdrawReport = 16,

    /// <summary>Reading who looked.</summary>
    ReadLog = 32,
}

/// <summary>One role of an account: one member row.</summary>
/// <param name="Member">The row, which is who acts in the ledger.</param>
/// <param name="Role">Role.</param>
/// <param name="Employer">Employer, or empty for people of the service.</param>
/// <param name="Employment">The own employment of an employee, a line manager, or a personnel officer where it is known; of a substitute, that of the line manager whose team it is.</param>
/// <param name="Deputised">Stands in for that line manager today .</param>
/// <param name="Powers">What a representative may do.</param>
/// <param name="For">The member row of the employee on whose behalf a representative acts.</param>
public sealed record Standing(Guid Member, Role Role, Guid Employer, Guid? Employment, bool Deputised = false, Power Powers = Power.None, Guid? For = null);

/// <summary>Who makes this request, with everything that the account is here.</summary>
/// <param name="Subject">The zone's own subject of the account.</param>
/// <param name="Standings">Roles; none for somebody who is nobody here.</param>
/// <param name="From">Network address.</param>
public sealed record Visitor(string Subject, IReadOnlyList<Standing> Standings, string From)
{
    /// <summary>Employments for which the visitor is authorised and does not count, because he works on the other side .</summary>
    public IReadOnlyList<Guid> BothSides { get; init; } = [];

    /// <summary>The employer's own provider that vouched for this session; null where Identity did.</summary>
    public string? Through { get; init; }

    /// <summary>Nobody.</summary>
    public static Visitor Nobody(string from) => new("", [], from);

    /// <summary>True where one of the roles is among these.</summary>
    public bool Is(params ReadOnlySpan<Role> roles)
    {
        foreach (var standing in Standings)
        {
            if (roles.Contains(standing.Role))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The first standing, or null: by which the ledger names somebody who was refused.</summary>
    public Standing? First => Standings.Count > 0 ? Standings[0] : null;

    /// <summary>The member rows behind the standings: by these the person is known in this zone.</summary>
    public IReadOnlyList<Guid> Members => [.. Standings.Select(x => x.Member).Distinct()];

    /// <summary>The member rows of one role: an account can have been invited twice.</summary>
    public IReadOnlyList<Guid> MembersOf(Role role) => [.. Standings.Where(x => x.Role == role).Select(x => x.Member)];

    /// <summary>The first standing of a role, or null.</summary>
    public Standing? As(Role role) => Standings.FirstOrDefault(x => x.Role == role);

    /// <summary>Employments that are the visitor's own.</summary>
    public bool Owns(Guid employment) => Standings.Any(x => x.Role == Role.Employee && x.Employment == employment);

    /// <summary>An employment is this person's, in whatever role the session has it: what is done in that role is then closed .</summary>
    public bool IsSelf(Guid employment) =>
        Owns(employment) || Standings.Any(x => x.Role is Role.LineManager or Role.EmployerAdministrator && !x.Deputised && x.Employment == employment);

    /// <summary>Represents the employee of an employment.</summary>
    public bool Represents(Guid employment) => Standings.Any(x => x.Role == Role.Representative && x.Employment == employment);

    /// <summary>As the ledger names him in one of his roles; anonymous where he has none.</summary>
    public Actor ActorAs(Standing? standing) => standing is null ? Actor.Anonymous(From) : new(standing.Member, standing.Role.ToString(), standing.For, From);
}
