namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// Who does what with whose case, written from the rules and not from the program: lists of what happened, and questions about them. Slow and
/// simple on purpose; it knows nothing of the program's types.
/// </summary>
public sealed class ReferenceAccess(Func<DateTimeOffset> now)
{
    private static readonly TimeZoneInfo Amsterdam = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    /// <summary>Which kinds of people do what, each within their own reach: "Hr", "Manager" (also in another's place), "CaseManager", "Expert", "Auditor", "Self", "Represents".</summary>
    public static IReadOnlyDictionary<string, string[]> Acts { get; } = new Dictionary<string, string[]>
    {
        ["Open"] = ["Hr", "Manager", "CaseManager", "Expert", "Auditor"],
        ["ReadLog"] = ["Self", "Represents"],
        ["ListOne"] = ["Expert"],
        ["Appoint"] = ["Hr", "CaseManager"],
        ["OpenOwn"] = ["Self", "Represents"],
        ["Authorise"] = ["Self"],
        ["Ask"] = ["Hr", "CaseManager"],
        ["Recover"] = ["Hr", "Manager", "Self", "Represents"],
        ["Withdraw"] = ["Hr", "Manager", "Self", "Represents"],
        ["Correct"] = ["Hr", "Manager"],
        ["AskCorrection"] = ["Self", "Represents"],
        ["Proof"] = ["Hr", "Manager", "CaseManager", "Expert", "Self", "Represents"],
        ["OpenEmployee"] = ["Hr", "Manager"],
        ["Report"] = ["Hr", "Manager"],
        ["Invite"] = ["Hr"],
    };

    /// <summary>A role of an account that was not ended: kind, and the employer or the own employment.</summary>
    public sealed record Role(string Account, string Kind, Guid Of);

    public sealed record Period(Guid Who, Guid Where, DateOnly From, DateOnly? Until);

    public List<Role> Roles { get; } = [];

    /// <summary>Account to employer.</summary>
    public List<(string Account, Period Period)> Assignments { get; } = [];

    /// <summary>What was left to an account by the account behind an employment.</summary>
    public List<(string Account, string By, string[] Acts, Period Period)> Authorisations { get; } = [];

    /// <summary>Account to the employment whose open case it is.</summary>
    public List<(string Account, Period Period)> Appointments { get; } = [];

    /// <summary>Account to the employment whose case was drawn, for an audit in that period.</summary>
    public List<(string Account, Period Period)> Samples { get; } = [];

    /// <summary>Employments whose case has ended.</summary>
    public HashSet<Guid> Ended { get; } = [];

    /// <summary>Employment of the substitute to the employment of the line manager.</summary>
    public List<Period> Substitutions { get; } = [];

    public Dictionary<Guid, Guid> EmployerOf { get; } = [];

    public Dictionary<Guid, Guid?> ManagerOf { get; } = [];

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now(), Amsterdam).DateTime);

    public bool May(string account, string act, Guid employment)
    {
        var self = Has(account, "Self", employment);
        // nobody acts on himself by a role, whether an employee's account stands behind it or a line manager's alone.
        var own = self || Has(account, "Manager", employment);
        return Acts[act].Any(kind => kind switch { "Self" => self, "Represents" => Represents(account, act, employment), _ => !own && Reaches(account, kind, employment) });
    }

    /// <summary>R-176, R-180: the act was left to the account, in its period, by who is the employee still; R-179: not to who is on the other side.</summary>
    private bool Represents(string account, string act, Guid employment)
    {
        var employer = EmployerOf[employment];
        var otherSide = Has(account, "Self", employment) || Has(account, "Hr", employer)
            || Roles.Exists(x => x.Account == account && (x.Kind is "CaseManager" or "Expert" or "Auditor" || (x.Kind == "Manager" && EmployerOf[x.Of] == employer)))
            || Substitutions.Exists(x => Lasts(x) && EmployerOf[x.Where] == employer && Has(account, "Self", x.Who));
        return !otherSide && Authorisations.Exists(x => x.Account == account && x.Period.Where == employment && x.Acts.Contains(act) && Lasts(x.Period) && Has(x.By, "Self", employment));
    }

    private bool Reaches(string account, string kind, Guid employment) => kind switch
    {
        "Hr" => Has(account, "Hr", EmployerOf[employment]),
        "CaseManager" => Has(account, "CaseManager", Guid.Empty) && Assignments.Exists(x => x.Account == account && x.Period.Where == EmployerOf[employment] && Lasts(x.Period)),
        // An appointment is for one case and no longer than that goes on.
        "Expert" => !Ended.Contains(employment) && Has(account, "Expert", Guid.Empty) && Appointments.Exists(x => x.Account == account && x.Period.Where == employment && Lasts(x.Period)),
        // what was drawn, in the audit's period, also when the case has ended.
        "Auditor" => Has(account, "Auditor", Guid.Empty) && Samples.Exists(x => x.Account == account && x.Period.Where == employment && Lasts(x.Period)),
        // the own team, or that of the line manager for whom one stands in today.
        "Manager" => ManagerOf[employment] is { } manager && EmployerOf[manager] == EmployerOf[employment]
            && (Has(account, "Manager", manager) || Substitutions.Exists(x => x.Where == manager && Lasts(x) && Has(account, "Self", x.Who))),
        _ => throw new ArgumentException(kind, nameof(kind)),
    };

    private bool Has(string account, string kind, Guid of) => Roles.Contains(new(account, kind, of));

    private bool Lasts(Period period) => period.From <= Today && (period.Until is null || Today <= period.Until);
}
