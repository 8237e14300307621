using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;

namespace ArboDossier.Medical.Tests;

/// <summary>
/// Every decision of the program against a reference that is written another way: sets of conditions per role, taken from rules.md. All kinds of
/// visitor, door open and closed, all combinations of what is known about a file, all stated reasons.
/// </summary>
public sealed class AccessTests
{
    private static readonly Guid File = Guid.NewGuid();
    private static readonly MedicalRole[] Supervised = [MedicalRole.SupervisedPhysician, MedicalRole.PracticeSupport, MedicalRole.MedicalAssistant];
    private static readonly bool[] Both = [false, true];
    private static readonly VisitorKind[] Kinds = Enum.GetValues<VisitorKind>();
    private static readonly FileFacts[] AllFacts =
    [
        .. from exists in Both from relation in Both from appointed in Both from task in Both from own in Enum.GetValues<DoorLevel>()
           from deputy in Both from written in Both from conflict in Enum.GetValues<ConflictKind>() select new FileFacts(exists, relation, appointed, task, own) { Deputises = deputy, WrittenTask = written, Conflict = conflict },
    ];

    [Fact]
    [Trait("Rule", "R-076")]
    [Trait("Rule", "R-046")]
    [Trait("Rule", "R-060")]
    public void Opening_a_file_follows_the_table()
    {
        ForEach((visitor, facts) =>
        {
            foreach (var reason in Enum.GetValues<StatedReason>())
            {
                var decision = FileRules.Open(visitor, File, facts, reason);
                decision.Permitted.Should().Be(MayOpen(visitor, facts, reason != StatedReason.None), $"{visitor.Kind} {facts} {reason}");
                IsAbout(decision, visitor, ActKind.Read);
            }
        });
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-082")]
    [Trait("Rule", "R-151")]
    [Trait("Rule", "R-227")]
    public void Acts_in_a_file_belong_to_their_roles()
    {
        (Func<Visitor, FileFacts, Decision> Act, ActKind Kind, VisitorKind[] Roles)[] acts =
        [
            ((v, f) => FileRules.Record(v, File, f), ActKind.Create, [VisitorKind.Doctor]),
            ((v, f) => FileRules.Prepare(v, File, f), ActKind.Create, [VisitorKind.Doctor, VisitorKind.Clerk, VisitorKind.Supervised]),
            ((v, f) => FileRules.RecordUnderTask(v, File, f), ActKind.Create, [VisitorKind.Supervised]),
            ((v, f) => FileRules.ReadTasks(v, File, f), ActKind.Read, [VisitorKind.Doctor]),
            ((v, f) => FileRules.GiveTask(v, File, f, supervises: true), ActKind.Create, [VisitorKind.Doctor]),
            ((v, f) => FileRules.WithdrawTask(v, File, f), ActKind.Delete, [VisitorKind.Doctor]),
            ((v, f) => FileRules.ReviewEntry(v, File, f, Guid.NewGuid()), ActKind.Update, [VisitorKind.Doctor]),
            ((v, f) => FileRules.Answer(v, File, f), ActKind.Update, [VisitorKind.Employee]),
            ((v, f) => FileRules.ReadLog(v, File, f), ActKind.Read, [VisitorKind.Employee]),
        ];
        foreach (var (act, kind, roles) in acts)
        {
            ForEach((visitor, facts) =>
            {
                var decision = act(visitor, facts);
                decision.Permitted.Should().Be(roles.Contains(visitor.Kind) && MayOpen(visitor, facts, stated: false), $"{visitor.Kind} {facts}");
                IsAbout(decision, visitor, kind);
            });
        }
    }

    [Fact]
    [Trait("Rule", "R-151")]
    [Trait("Rule", "R-077")]
    public void What_an_employee_does_needs_the_level_of_both_the_way_in_and_the_file()
    {
        // Written out: what each level opens. A code never signs, a letter shows outcomes and takes requests.
        var table = new Dictionary<DoorLevel, EmployeeAct[]>
        {
            [DoorLevel.None] = [],
            [DoorLevel.Post] = [EmployeeAct.ReadOutcome, EmployeeAct.Ask, EmployeeAct.GiveContact],
            [DoorLevel.Code] = [EmployeeAct.ReadOutcome, EmployeeAct.Ask, EmployeeAct.GiveContact, EmployeeAct.ReadFile, EmployeeAct.ReadLog, EmployeeAct.Answer],
            [DoorLevel.Passkey] = [EmployeeAct.ReadOutcome, EmployeeAct.Ask, EmployeeAct.GiveContact, EmployeeAct.ReadFile, EmployeeAct.ReadLog, EmployeeAct.Answer, EmployeeAct.Sign],
        };
        ForEach((visitor, facts) =>
        {
            foreach (var act in Enum.GetValues<EmployeeAct>())
            {
                var may = visitor is { Kind: VisitorKind.Employee, DoorOpen: true } && facts.Exists && table[visitor.Level].Contains(act) && table[facts.Own].Contains(act);
                var decision = FileRules.Own(visitor, File, facts, act);
                decision.Permitted.Should().Be(may, $"{visitor.Kind} {visitor.Level} {facts} {act}");
                decision.Act!.Scope.Should().Be(Scope.File(File));
            }
        });
    }

    [Fact]
    [Trait("Rule", "R-046")]
    [Trait("Rule", "R-083")]
    [Trait("Rule", "R-151")]
    public void The_desk_serves_employees_of_the_own_doctor_only()
    {
        ForEach((visitor, facts) =>
        {
            var decision = FileRules.Desk(visitor, File, facts, "desk.ask", "Telephone");
            var treats = facts is { Relation: true, Appointed: true } || (visitor.Kind == VisitorKind.Doctor && facts.Deputises);
            decision.Permitted.Should().Be(visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Clerk } && facts is { Exists: true, Conflict: ConflictKind.None } && treats, $"{visitor.Kind} {facts}");
            IsAbout(decision, visitor, ActKind.Create);
            SideAccess.DoorSecret(visitor, "door.code").Permitted.Should().Be(visitor.Kind is VisitorKind.Employee or VisitorKind.Stranger);
            SideAccess.PrivacyRead(visitor).Permitted.Should().Be(visitor.Kind is not (VisitorKind.Stranger or VisitorKind.Arriving));
        });
    }

    [Fact]
    [Trait("Rule", "R-082")]
    [Trait("Rule", "R-083")]
    public void Only_a_treating_doctor_on_the_roster_signs_and_only_after_the_employee()
    {
        ForEach((visitor, facts) =>
        {
            foreach (var roster in Both)
            {
                foreach (var first in Both)
                {
                    var decision = FileRules.Sign(visitor, File, facts, roster, first);
                    var may = visitor is { Kind: VisitorKind.Doctor, DoorOpen: true } && facts is { Exists: true, Conflict: ConflictKind.None } && (facts is { Relation: true, Appointed: true } || facts.Deputises) && roster && first;
                    decision.Permitted.Should().Be(may, $"{visitor.Kind} {facts} {roster} {first}");
                    IsAbout(decision, visitor, ActKind.Execute);
                }
            }
        });
    }

    [Fact]
    [Trait("Rule", "R-286")]
    public void Who_was_not_seen_in_the_register_signs_nothing_and_then_reads_nothing()
    {
        ForEach((visitor, facts) =>
        {
            foreach (var standing in Enum.GetValues<Standing>())
            {
                var who = visitor with { Standing = standing };
                var team = who.Kind is VisitorKind.Doctor or VisitorKind.Clerk or VisitorKind.Supervised;
                FileRules.Sign(who, File, facts, true, true).Permitted.Should().Be(FileRules.Sign(visitor, File, facts, true, true).Permitted && standing < Standing.NoSigning, $"{who.Kind} {standing}");
                FileRules.Open(who, File, facts).Permitted.Should().Be(FileRules.Open(visitor, File, facts).Permitted && !(team && standing >= Standing.NoReading), $"{who.Kind} {standing}");
                FileRules.Desk(who, File, facts, "desk.ask").Permitted.Should().Be(FileRules.Desk(visitor, File, facts, "desk.ask").Permitted && !(team && standing >= Standing.NoReading), $"{who.Kind} {standing}");
            }
        });
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-082")]
    public void What_is_never_delegated_is_refused_to_whoever_works_by_tasks_whatever_is_known()
    {
        foreach (var facts in AllFacts)
        {
            foreach (var visitor in Supervised.Select(x => Someone(VisitorKind.Supervised, open: true) with { Role = x }))
            {
                FileRules.Record(visitor, File, facts).Permitted.Should().BeFalse("the judgement and the plan");
                FileRules.Sign(visitor, File, facts, onRoster: true, employeeFirst: true).Permitted.Should().BeFalse("its signature");
                FileRules.GiveTask(visitor, File, facts, supervises: true).Permitted.Should().BeFalse("no task is handed on");
                FileRules.WithdrawTask(visitor, File, facts).Permitted.Should().BeFalse();
                FileRules.ReviewEntry(visitor, File, facts, Guid.NewGuid()).Permitted.Should().BeFalse("nobody reviews the own entry, nor a colleague's");
                FileRules.Desk(visitor, File, facts, "desk.code", "Desk").Permitted.Should().BeFalse();
                FileRules.Plan(visitor, File, facts).Permitted.Should().BeFalse();
                FileRules.RecordConflict(visitor, File, facts).Permitted.Should().BeFalse();
                FileRules.Open(visitor, File, facts with { WrittenTask = false }, StatedReason.StandIn).Permitted.Should().BeFalse("no reason takes the place of a task");
            }
        }
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-040")]
    public void A_task_is_given_to_the_own_people_only_and_no_entry_is_reviewed_by_its_author()
    {
        ForEach((visitor, facts) =>
        {
            FileRules.GiveTask(visitor, File, facts, supervises: false).Permitted.Should().BeFalse();
            FileRules.ReviewEntry(visitor, File, facts, visitor.Id).Permitted.Should().BeFalse();
        });
    }

    [Fact]
    [Trait("Rule", "R-062")]
    public void Only_whoever_may_know_of_a_file_is_told_by_which_rule_it_is_closed()
    {
        ForEach((visitor, facts) =>
        {
            Decision[] decisions =
            [
                FileRules.Open(visitor, File, facts), FileRules.Record(visitor, File, facts), FileRules.Prepare(visitor, File, facts), FileRules.Desk(visitor, File, facts, "desk.open"),
                FileRules.Sign(visitor, File, facts, false, true), FileRules.Sign(visitor, File, facts, true, false), FileRules.Answer(visitor, File, facts), FileRules.ReadLog(visitor, File, facts),
            ];
            var mayKnow = visitor.DoorOpen && facts.Exists
                && ((visitor.Kind == VisitorKind.Doctor && (facts.Appointed || facts.Deputises)) || (visitor.Kind == VisitorKind.Clerk && facts.Appointed && facts.Relation)
                    || (visitor.Kind == VisitorKind.Supervised && ((facts.Appointed && facts.Relation) || facts.Deputises)));
            foreach (var decision in decisions)
            {
                (Explain.Why(visitor, facts, decision) != ClosedBy.None).Should().Be(mayKnow && !decision.Permitted, $"{visitor.Kind} {facts} {decision.Reason}");
            }

            Explain.Why(visitor, facts, default).Should().Be(ClosedBy.None, "what nobody decided is not explained");
        });
    }

    [Fact]
    public void Every_explanation_has_words_and_the_number_of_its_rule()
    {
        foreach (var why in Enum.GetValues<ClosedBy>().Where(x => x != ClosedBy.None))
        {
            var words = Features.Labels.Closed(why);
            words.Rule.Should().MatchRegex("^R-[0-9]{3}$");
            new[] { words.Why.Nl, words.Why.En, words.Next.Nl, words.Next.En }.Should().OnlyContain(x => x.Length > 20).And.OnlyHaveUniqueItems();
        }
    }

    [Fact]
    [Trait("Rule", "R-083")]
    public void A_refusal_to_sign_says_which_rule()
    {
        var doctor = Someone(VisitorKind.Doctor, open: true);
        var facts = new FileFacts(true, true, true, true, DoorLevel.None);
        FileRules.Sign(doctor, File, facts, onRoster: false, employeeFirst: true).Reason.Should().Be("not-on-roster");
        FileRules.Sign(doctor, File, facts, onRoster: true, employeeFirst: false).Reason.Should().Be("employee-not-yet");
        FileRules.Sign(Someone(VisitorKind.Clerk, open: true), File, facts, true, true).Reason.Should().Be("not-this-role");
    }

    [Fact]
    [Trait("Rule", "R-062")]
    public void A_closed_door_and_an_absent_file_are_refused_before_anything_else()
    {
        ForEach((visitor, facts) =>
        {
            if (!visitor.DoorOpen)
            {
                FileRules.Open(visitor, File, facts, StatedReason.EmployeeAsked).Reason.Should().Be("door-closed");
            }
            else if (!facts.Exists)
            {
                FileRules.Open(visitor, File, facts, StatedReason.EmployeeAsked).Reason.Should().Be("no-file");
            }
        });
    }

    [Fact]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-065")]
    public void Decisions_beside_a_file_follow_the_table()
    {
        foreach (var visitor in Visitors())
        {
            var team = visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Clerk };
            var doctor = visitor is { DoorOpen: true, Kind: VisitorKind.Doctor };
            var confirming = visitor is { DoorOpen: true, Kind: VisitorKind.Doctor or VisitorKind.Confirmer };
            foreach (var appointed in Both)
            {
                var directory = SideAccess.Directory(visitor, File, appointed, "worklist");
                directory.Permitted.Should().Be(team && appointed);
                directory.Act!.Scope.Should().Be(Scope.Directory(File));
                FileRules.Plan(visitor, File, new FileFacts(true, false, appointed, false, DoorLevel.None)).Permitted.Should().Be(team && appointed);
                FileRules.Plan(visitor, File, new FileFacts(true, false, appointed, false, DoorLevel.None) { Conflict = ConflictKind.TooClose }).Permitted.Should().BeFalse("R-069");
                SideAccess.DeputyDirectory(visitor, File, appointed).Permitted.Should().Be(doctor && appointed);
                SideAccess.NameDeputy(visitor, Guid.NewGuid(), listed: appointed).Permitted.Should().Be(doctor && appointed);
                SideAccess.NameDeputy(visitor, visitor.Id, listed: true).Permitted.Should().BeFalse();
                SideAccess.ReviewOpening(visitor, Guid.NewGuid(), appointed).Permitted.Should().Be(confirming);
                SideAccess.ReviewOpening(visitor, visitor.Id, appointed).Permitted.Should().BeFalse("nobody reviews himself");
                SideAccess.Confirm(visitor, Guid.NewGuid(), supervises: appointed).Permitted.Should().Be(confirming && appointed);
                SideAccess.Confirm(visitor, visitor.Id, supervises: appointed).Permitted.Should().BeFalse("nobody confirms his own credential");
                foreach (var nobody in Both)
                {
                    SideAccess.Found(visitor, Guid.NewGuid(), appointed, nobody).Permitted.Should().Be(visitor.Kind == VisitorKind.Arriving && appointed && nobody);
                    SideAccess.Found(visitor, visitor.Id, appointed, nobody).Permitted.Should().BeFalse();
                }
            }

            foreach (var task in Both)
            {
                var tasks = SideAccess.TaskDirectory(visitor, File, task);
                tasks.Permitted.Should().Be(task && visitor is { DoorOpen: true, Kind: VisitorKind.Supervised });
                tasks.Act!.Scope.Should().Be(Scope.Directory(File));
            }

            SideAccess.ManageStaff(visitor, "x", ActKind.Create).Permitted.Should().Be(doctor);
            SideAccess.EndDeputy(visitor, visitor.Id, Guid.NewGuid()).Permitted.Should().Be(doctor);
            SideAccess.EndDeputy(visitor, Guid.NewGuid(), visitor.Id).Permitted.Should().Be(doctor);
            SideAccess.EndDeputy(visitor, Guid.NewGuid(), Guid.NewGuid()).Permitted.Should().BeFalse();
            SideAccess.ManageRoster(visitor).Permitted.Should().Be(confirming);
            SideAccess.Closed(visitor, "x").Permitted.Should().BeFalse();
            SideAccess.AtTheDoor(visitor, "x", good: false, "x").Permitted.Should().BeFalse();
        }
    }

    [Fact]
    [Trait("Rule", "R-069")]
    [Trait("Rule", "R-070")]
    public void Who_must_not_open_a_file_is_said_by_a_doctor_who_knows_of_it_and_taken_back_by_another()
    {
        ForEach((visitor, facts) =>
        {
            var knows = visitor is { Kind: VisitorKind.Doctor, DoorOpen: true } && facts.Exists && (facts.Appointed || facts.Deputises);
            FileRules.SeeConflicts(visitor, File, facts).Permitted.Should().Be(knows);
            FileRules.RecordConflict(visitor, File, facts).Permitted.Should().Be(knows, "also of oneself, and also when it is closed already");
            var (other, third) = (Guid.NewGuid(), Guid.NewGuid());
            FileRules.EndConflict(visitor, File, facts, ConflictKind.TooClose, other, third).Permitted.Should().Be(knows);
            FileRules.EndConflict(visitor, File, facts, ConflictKind.TooClose, visitor.Id, third).Permitted.Should().BeFalse("not one's own");
            FileRules.EndConflict(visitor, File, facts, ConflictKind.TooClose, other, visitor.Id).Permitted.Should().BeFalse("not alone");
            FileRules.EndConflict(visitor, File, facts, ConflictKind.EmployersPhysician, other, third).Permitted.Should().BeFalse("before or after: it never ends");
            FileRules.EndConflict(visitor, File, facts, ConflictKind.None, other, third).Permitted.Should().BeFalse();
        });
    }

    [Fact]
    [Trait("Rule", "R-082")]
    public void Custodians_begin_sign_and_stop_a_recovery_and_doctors_only_stop_it()
    {
        foreach (var visitor in Visitors())
        {
            foreach (var facts in from open in Both from listed in Both from waited in Both from signed in Both select new RecoveryFacts(open, listed, waited, signed))
            {
                var custodian = visitor is { Kind: VisitorKind.Custodian, DoorOpen: true } && facts.Listed;
                SideAccess.BeginRecovery(visitor, facts).Permitted.Should().Be(custodian && !facts.Open);
                SideAccess.SignRecovery(visitor, facts).Permitted.Should().Be(custodian && facts is { Open: true, Waited: true, HasSigned: false });
                SideAccess.StopRecovery(visitor, facts).Permitted.Should().Be(facts is { Open: true, Listed: true } && visitor is { DoorOpen: true, Kind: VisitorKind.Custodian or VisitorKind.Doctor or VisitorKind.Confirmer });
                SideAccess.EnrolAnew(visitor, facts.Open).Permitted.Should().Be(visitor.Kind == VisitorKind.Arriving || (facts.Open && visitor is { DoorOpen: false, Kind: VisitorKind.Doctor or VisitorKind.Confirmer }));
            }
        }
    }

    [Fact]
    public void Pages_let_in_exactly_the_kinds_of_their_policy()
    {
        var expected = new Dictionary<string, string>
        {
            ["Doctor"] = "Doctor+door",
            ["Confirming"] = "Doctor+door Confirmer+door",
            ["Team"] = "Doctor+door Clerk+door",
            ["InFiles"] = "Doctor+door Clerk+door Supervised+door",
            ["Supervised"] = "Supervised+door",
            ["Employee"] = "Employee+door",
            ["AtTheDoor"] = "Doctor Confirmer Custodian Clerk Supervised Employee",
            ["OwnDoor"] = "Doctor+door Confirmer+door Custodian+door Clerk+door Supervised+door Employee+door",
            ["Arriving"] = "Arriving Doctor Confirmer",
            ["Recovering"] = "Custodian+door Doctor+door Confirmer+door",
            ["SignedIn"] = "Stranger Arriving Doctor Clerk Supervised Employee Confirmer Custodian",
        };
        Policies.Table.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach (var (policy, who) in expected)
        {
            foreach (var visitor in Visitors())
            {
                var words = who.Split(' ');
                var may = words.Contains($"{visitor.Kind}") || visitor.DoorOpen && words.Contains($"{visitor.Kind}+door");
                Policies.Passes(policy, visitor).Should().Be(may, $"{policy} {visitor.Kind} {visitor.DoorOpen}");
                Policies.WantsDoor(policy, visitor).Should().Be(!visitor.DoorOpen && words.Contains($"{visitor.Kind}+door"));
            }
        }

        Policies.Passes("no such policy", Someone(VisitorKind.Doctor, open: true)).Should().BeFalse();
    }

    [Fact]
    [Trait("Rule", "R-048")]
    [Trait("Rule", "R-050")]
    public void Whoever_works_under_a_doctor_acts_in_that_doctors_name_and_nobody_else_does()
    {
        foreach (var visitor in Visitors())
        {
            var actor = FileRules.Open(visitor, File, AllFacts[0]).Act!.Actor;
            (actor.OnBehalfOf is not null).Should().Be(visitor.Kind is VisitorKind.Clerk or VisitorKind.Supervised);
            actor.OnBehalfOf.Should().Be(visitor.Physician);
            actor.Role.Should().NotBeEmpty().And.NotBe("None");
        }

        // Each role has a name of its own in the ledger, with words for the employee.
        List<string> roles = [.. Supervised.Select(x => (Someone(VisitorKind.Supervised, open: true) with { Role = x }).RoleName), Someone(VisitorKind.Clerk, open: true).RoleName];
        roles.Should().OnlyHaveUniqueItems();
        roles.Should().OnlyContain(x => Features.Labels.Role(x).Nl != "Onbekend");
    }

    private static bool MayOpen(Visitor visitor, FileFacts facts, bool stated)
    {
        var ways = new List<bool>
        {
            visitor.Kind == VisitorKind.Doctor && facts.Relation && facts.Appointed,
            visitor.Kind == VisitorKind.Doctor && facts.Deputises,
            visitor.Kind == VisitorKind.Doctor && facts.Appointed && stated,
            visitor.Kind == VisitorKind.Clerk && facts.Relation && facts.Appointed && facts.OpenTask,
            visitor.Kind == VisitorKind.Supervised && facts.Relation && facts.Appointed && facts.WrittenTask,
            visitor.Kind == VisitorKind.Supervised && facts.Deputises && facts.WrittenTask,
            visitor.Kind == VisitorKind.Employee && visitor.Level >= DoorLevel.Code && facts.Own >= DoorLevel.Code,
        };
        // what keeps somebody of the doctor's side out wins over every right.
        return visitor.DoorOpen && facts.Exists && ways.Contains(true) && (visitor.Kind == VisitorKind.Employee || facts.Conflict == ConflictKind.None);
    }

    private static void IsAbout(Decision decision, Visitor visitor, ActKind kind)
    {
        // Granted or refused, the entry stands under the file, and the grant reaches nothing else.
        decision.Act!.Subject.Should().Be(File);
        decision.Act.Scope.Should().Be(Scope.File(File));
        decision.Act.Actor.Should().Be(visitor.Actor);
        decision.Act.Kind.Should().Be(kind);
        decision.Rule.Should().NotBe("law 8");
        decision.Reason.Should().NotBeEmpty();
    }

    private static void ForEach(Action<Visitor, FileFacts> check)
    {
        foreach (var visitor in Visitors())
        {
            foreach (var facts in AllFacts)
            {
                check(visitor, facts);
            }
        }
    }

    private static IEnumerable<Visitor> Visitors() =>
        from kind in Kinds from open in Both from level in kind == VisitorKind.Employee ? Enum.GetValues<DoorLevel>() : [DoorLevel.None] select Someone(kind, open) with { Level = level };

    private static Visitor Someone(VisitorKind kind, bool open) =>
        new(kind, Guid.NewGuid(), Guid.NewGuid(), "S. Bakker", kind is VisitorKind.Clerk or VisitorKind.Supervised ? Guid.NewGuid() : null, open, true, "127.0.0.1") { Role = kind == VisitorKind.Supervised ? MedicalRole.PracticeSupport : MedicalRole.None };
}
