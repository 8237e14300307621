using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;

namespace ArboDossier.Reintegration.Tests;

/// <summary>The access decisions as a table: every role, every action, every relation.</summary>
public sealed class AccessTests
{
    private static readonly Guid Employer = Guid.NewGuid();
    private static readonly Guid Employment = Guid.NewGuid();
    private static readonly Guid Manager = Guid.NewGuid();
    private static readonly Relation There = new(true, Employer, Employment, Manager, false);

    /// <summary>Who is permitted what; everything that is not here is refused.</summary>
    private static readonly HashSet<string> Permitted =
    [
        "Open: own HR", "Open: own line manager", "Open: assigned case manager", "Open: appointed labour expert", "Open: auditor of the sample",
        "OpenOwn: representative who reads", "OpenOwn: representative with all powers",
        "Proof: representative with all powers", "AskCorrection: representative with all powers", "Recover: representative with all powers", "Withdraw: representative with all powers", "ReadLog: representative with all powers",
        "Authorise: the employee", "Authorise: the employee who is HR too", "Authorise: the employee who is the labour expert too", "Authorise: the employee who is the auditor too",
        "ReadLog: the employee", "ReadLog: the employee who is HR too", "ReadLog: the employee who is the labour expert too", "ReadLog: the employee who is the auditor too",
        "OpenOwn: the employee", "OpenOwn: the employee who is HR too", "OpenOwn: the employee who is the labour expert too", "OpenOwn: the employee who is the auditor too",
        "Ask: own HR", "Ask: assigned case manager",
        "Appoint: own HR", "Appoint: assigned case manager",
        "ListOne: appointed labour expert",
        "Recover: own HR", "Recover: own line manager", "Recover: the employee", "Recover: the employee who is HR too", "Recover: the employee who is the labour expert too", "Recover: the employee who is the auditor too",
        "Withdraw: own HR", "Withdraw: own line manager", "Withdraw: the employee", "Withdraw: the employee who is HR too", "Withdraw: the employee who is the labour expert too", "Withdraw: the employee who is the auditor too",
        "Correct: own HR", "Correct: own line manager",
        "AskCorrection: the employee", "AskCorrection: the employee who is HR too", "AskCorrection: the employee who is the labour expert too", "AskCorrection: the employee who is the auditor too",
        "Proof: own HR", "Proof: own line manager", "Proof: assigned case manager", "Proof: appointed labour expert", "Proof: the employee", "Proof: the employee who is HR too", "Proof: the employee who is the labour expert too", "Proof: the employee who is the auditor too",
        "OpenEmployee: own HR", "OpenEmployee: own line manager",
        "Report: own HR", "Report: own line manager",
        "Invite: own HR",
    ];

    private static readonly Dictionary<string, Func<Visitor, Relation, Decision>> Actions = new()
    {
        ["Open"] = CaseAccess.Open, ["OpenOwn"] = CaseAccess.OpenOwn, ["Ask"] = CaseAccess.Ask, ["Authorise"] = CaseAccess.Authorise, ["ReadLog"] = CaseAccess.ReadLog, ["Appoint"] = CaseAccess.Appoint, ["ListOne"] = CaseAccess.ListOne, ["Recover"] = CaseAccess.Recover, ["Withdraw"] = CaseAccess.Withdraw, ["Correct"] = CaseAccess.Correct,
        ["AskCorrection"] = CaseAccess.AskCorrection, ["Proof"] = CaseAccess.Proof, ["OpenEmployee"] = CaseAccess.OpenEmployee, ["Report"] = CaseAccess.Report, ["Invite"] = CaseAccess.Invite,
    };

    private static readonly Dictionary<string, (Visitor Visitor, Relation Relation)> Visitors = new()
    {
        ["nobody"] = (Who(), There),
        ["own HR"] = (Who(Is(Role.EmployerAdministrator, Employer)), There),
        ["other HR"] = (Who(Is(Role.EmployerAdministrator, Guid.NewGuid())), There),
        ["own line manager"] = (Who(Is(Role.LineManager, Employer, Manager)), There),
        ["other line manager"] = (Who(Is(Role.LineManager, Employer, Guid.NewGuid())), There),
        ["line manager of another employer"] = (Who(Is(Role.LineManager, Guid.NewGuid(), Manager)), There),
        ["line manager of somebody without one"] = (Who(Is(Role.LineManager, Employer, null)), There with { Manager = null }),
        ["assigned case manager"] = (Who(Is(Role.CaseManager, Guid.Empty)), There with { Assigned = true }),
        ["appointed labour expert"] = (Who(Is(Role.LabourExpert, Guid.Empty)), There with { Appointed = true }),
        ["other labour expert"] = (Who(Is(Role.LabourExpert, Guid.Empty)), There with { Assigned = true }),
        ["case manager where another is appointed"] = (Who(Is(Role.CaseManager, Guid.Empty)), There with { Appointed = true }),
        ["auditor of the sample"] = (Who(Is(Role.QualityAuditor, Guid.Empty)), There with { Drawn = true }),
        ["auditor of another sample"] = (Who(Is(Role.QualityAuditor, Guid.Empty)), There with { Assigned = true, Appointed = true }),
        ["administrator of a sample"] = (Who(Is(Role.ServiceAdministrator, Guid.Empty)), There with { Drawn = true }),
        ["auditor of nothing"] = (Who(Is(Role.QualityAuditor, Guid.Empty)), Relation.None),
        ["the employee who is the auditor too"] = (Who(Is(Role.QualityAuditor, Guid.Empty), Is(Role.Employee, Employer, Employment)), There with { Drawn = true }),
        ["representative who reads"] = (Who(Acts(Employment, Power.Read)), There),
        ["representative with all powers"] = (Who(Acts(Employment, All)), There),
        ["representative without a power"] = (Who(Acts(Employment, Power.None)), There),
        ["representative of another"] = (Who(Acts(Guid.NewGuid(), All)), There with { Assigned = true, Appointed = true, Drawn = true }),
        ["representative of nothing"] = (Who(Acts(Guid.Empty, All)), Relation.None),
        ["labour expert of nothing"] = (Who(Is(Role.LabourExpert, Guid.Empty)), Relation.None),
        ["the employee who is the labour expert too"] = (Who(Is(Role.LabourExpert, Guid.Empty), Is(Role.Employee, Employer, Employment)), There with { Appointed = true }),
        ["other case manager"] = (Who(Is(Role.CaseManager, Guid.Empty)), There),
        ["administrator"] = (Who(Is(Role.ServiceAdministrator, Guid.Empty)), There with { Assigned = true }),
        ["the employee"] = (Who(Is(Role.Employee, Employer, Employment)), There),
        ["the employee who is HR too"] = (Who(Is(Role.EmployerAdministrator, Employer), Is(Role.Employee, Employer, Employment)), There),
        ["another employee"] = (Who(Is(Role.Employee, Employer, Guid.NewGuid())), There),
        ["own HR of nothing"] = (Who(Is(Role.EmployerAdministrator, Employer)), Relation.None),
        ["empty HR of nothing"] = (Who(Is(Role.EmployerAdministrator, Guid.Empty)), Relation.None),
        ["none"] = (Who(Is(Role.None, Employer, Employment)), There with { Assigned = true }),
    };

    public static TheoryData<string, string> Matrix
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var action in Actions.Keys)
            {
                foreach (var visitor in Visitors.Keys)
                {
                    data.Add(action, visitor);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-068")]
    public void Decision_follows_the_reviewed_table(string action, string visitor)
    {
        var (who, relation) = Visitors[visitor];
        var decision = Actions[action](who, relation);
        // Invite, Open and the like are not for one's own: "HR too" stands in the table where the employee path permits.
        decision.Permitted.Should().Be(Permitted.Contains($"{action}: {visitor}"), "{0}: {1} ({2})", action, visitor, decision.Reason);
        decision.Act.Should().NotBeNull("a refusal is recorded too");
        decision.Rule.Should().NotBe("law 8");
        if (decision.Permitted)
        {
            decision.Act!.Subject.Should().Be(Employment);
            (decision.Act.Purpose == "audit").Should().Be(decision.Act.Actor.Role == nameof(Role.QualityAuditor));
            decision.Act.Scope.Should().Be(decision.Act.Actor.Role is nameof(Role.Employee) or nameof(Role.LabourExpert) or nameof(Role.QualityAuditor) or nameof(Role.Representative) ? Scope.File(Employment) : Scope.Directory(Employer));
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    [Trait("Rule", "R-062")]
    [Trait("Rule", "R-069")]
    public void Only_who_may_know_of_it_is_told_why(string action, string visitor)
    {
        var (who, relation) = Visitors[visitor];
        var decision = Actions[action](who, relation);
        var owns = visitor.StartsWith("the employee", StringComparison.Ordinal);
        var knows = owns || visitor is "representative who reads" or "representative with all powers" or "representative without a power";
        (Explain.Why(who, relation, decision) != ClosedBy.None).Should().Be(knows && !decision.Permitted, "{0}: {1} ({2})", action, visitor, decision.Reason);
    }

    [Fact]
    [Trait("Rule", "R-176")]
    public void One_power_does_not_hold_another()
    {
        (Power Power, string Action)[] ones = [(Power.Read, "OpenOwn"), (Power.TakeProof, "Proof"), (Power.AskCorrection, "AskCorrection"), (Power.ReportRecovery, "Recover"), (Power.WithdrawReport, "Withdraw"), (Power.ReadLog, "ReadLog")];
        ones.Select(x => x.Power).Should().BeEquivalentTo(Enum.GetValues<Power>().Where(x => x != Power.None));
        foreach (var (power, own) in ones)
        {
            foreach (var (action, decide) in Actions)
            {
                var decision = decide(Who(Acts(Employment, power)), There);
                decision.Permitted.Should().Be(action == own, "{0} with {1}", action, power);
                decision.Act!.Actor.OnBehalfOf.Should().NotBeNull("the ledger names both");
            }
        }
    }

    [Fact]
    [Trait("Rule", "R-179")]
    public void Whoever_stands_on_the_other_side_represents_nobody_and_keeps_the_other_role()
    {
        var acts = Acts(Employment, All);
        foreach (var (other, counts) in ((Standing, bool)[])[
            (Is(Role.ServiceAdministrator, Guid.Empty), false), (Is(Role.CaseManager, Guid.Empty), false), (Is(Role.LabourExpert, Guid.Empty), false), (Is(Role.QualityAuditor, Guid.Empty), false),
            (Is(Role.EmployerAdministrator, Employer), false), (Is(Role.LineManager, Employer, Guid.NewGuid()), false), (Is(Role.Employee, Employer, Employment), false),
            (Is(Role.EmployerAdministrator, Guid.NewGuid()), true), (Is(Role.LineManager, Guid.NewGuid(), Manager), true), (Is(Role.Employee, Employer, Guid.NewGuid()), true), (Acts(Guid.NewGuid(), All), true)])
        {
            var settled = Representing.Settle(Who(acts, other));
            settled.Standings.Contains(acts).Should().Be(counts, "{0}", other);
            settled.Standings.Should().Contain(other);
            settled.BothSides.Should().Equal(counts ? [] : [Employment]);
            var decision = CaseAccess.AskCorrection(settled, There);
            (Explain.Why(settled, There, decision) == ClosedBy.BothSides).Should().Be(!counts && !decision.Permitted);
            Explain.Why(settled, Relation.None, CaseAccess.AskCorrection(settled, Relation.None)).Should().Be(ClosedBy.None);
        }
    }

    [Fact]
    public void Every_explanation_has_words_and_the_number_of_its_rule()
    {
        foreach (var why in Enum.GetValues<ClosedBy>().Where(x => x != ClosedBy.None))
        {
            var words = Features.Labels.Of(why);
            words.Rule.Should().MatchRegex("^R-[0-9]{3}$");
            new[] { words.Why.Nl, words.Why.En, words.Next.Nl, words.Next.En }.Should().OnlyContain(x => x.Length > 20).And.OnlyHaveUniqueItems();
        }
    }

    [Fact]
    public void Policies_are_a_table_of_roles_and_an_unknown_one_lets_nobody_through()
    {
        Policies.Passes("unheard-of", Who(Is(Role.EmployerAdministrator, Employer))).Should().BeFalse();
        Policies.Passes(Policies.SignedIn, Who()).Should().BeTrue();
        foreach (var (policy, roles) in Policies.Table.Where(x => x.Key != Policies.SignedIn))
        {
            foreach (var role in Enum.GetValues<Role>())
            {
                Policies.Passes(policy, Who(Is(role, Employer, Employment))).Should().Be(roles.Contains(role), "{0} for {1}", policy, role);
            }

            Policies.Passes(policy, Who()).Should().BeFalse();
        }
    }

    private const Power All = Power.Read | Power.TakeProof | Power.AskCorrection | Power.ReportRecovery | Power.WithdrawReport | Power.ReadLog;

    private static Standing Acts(Guid employment, Power powers) => new(Guid.NewGuid(), Role.Representative, Employer, employment, Powers: powers, For: Guid.NewGuid());

    private static Standing Is(Role role, Guid employer, Guid? employment = null) => new(Guid.NewGuid(), role, employer, employment);

    private static Visitor Who(params IReadOnlyList<Standing> standings) => new("subject", standings, "127.0.0.1");
}
