using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Audits;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Reintegration.Store;
using ArboDossier.Shape;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Xunit.Abstractions;

namespace ArboDossier.Reintegration.Tests;

/// <summary>
/// Random histories of roles, assignments, substitutions, changed teams, ends and lapses, over the real stores and the real rules: nobody does what
/// the reference says is closed, and the other way round.
/// </summary>
public sealed class AccessHistoryTests(ITestOutputHelper output)
{
    public static TheoryData<StoreProvider, int> Engines => new() { { StoreProvider.Sqlite, 60 }, { StoreProvider.Postgres, 15 } };

    [Theory]
    [MemberData(nameof(Engines))]
    [Trait("Rule", "R-060")]
    [Trait("Rule", "R-068")]
    [Trait("Rule", "R-071")]
    public async Task Nobody_does_what_the_rules_close_and_whoever_may_does(StoreProvider engine, int histories)
    {
        await using var world = await World.StartAsync(engine);
        await world.QuietAsync();
        await Histories.TellAsync(histories, seed => new AccessHistory(world, seed), output.WriteLine);
    }
}

/// <summary>One history: what happens is done to the program's rows and told to the reference.</summary>
internal sealed class AccessHistory(World world, int seed) : IHistory
{
    private static readonly Dictionary<string, Func<Visitor, Relation, Decision>> OfCases = new()
    {
        ["Open"] = CaseAccess.Open, ["Ask"] = CaseAccess.Ask, ["Authorise"] = CaseAccess.Authorise, ["ReadLog"] = CaseAccess.ReadLog, ["Appoint"] = CaseAccess.Appoint, ["ListOne"] = CaseAccess.ListOne, ["Recover"] = CaseAccess.Recover, ["Withdraw"] = CaseAccess.Withdraw, ["Correct"] = CaseAccess.Correct,
        ["AskCorrection"] = CaseAccess.AskCorrection, ["Proof"] = CaseAccess.Proof, ["OpenOwn"] = CaseAccess.OpenOwn,
    };

    private static readonly Dictionary<string, Func<Visitor, Relation, Decision>> OfEmployees = new()
    {
        ["OpenEmployee"] = CaseAccess.OpenEmployee, ["Report"] = CaseAccess.Report, ["Invite"] = CaseAccess.Invite, ["OpenOwn"] = CaseAccess.OpenOwn,
    };

    private readonly Random _random = new(seed);
    private readonly ReferenceAccess _reference = new(world.Clock.GetUtcNow);
    private readonly List<string> _accounts = [.. Enumerable.Range(0, 6).Select(_ => Guid.NewGuid().ToString("N"))];
    private readonly List<Guid> _employers = [Guid.NewGuid(), Guid.NewGuid()];
    private readonly List<Guid> _employments = [];
    private readonly Dictionary<Guid, Guid> _cases = [];
    private readonly List<string> _story = [];

    public int Permitted { get; private set; }

    public int Refused { get; private set; }

    private DateTimeOffset Now => world.Clock.GetUtcNow();

    public async Task BeginAsync()
    {
        await ChangeAsync(db =>
        {
            for (var i = 0; i < 6; i++)
            {
                var (id, employer, @case) = (Guid.NewGuid(), _employers[i % 2], Guid.NewGuid());
                // Two lead the others of their employer.
                var manager = i < 2 ? (Guid?)null : _employments[i % 2];
                _employments.Add(id);
                _cases[id] = @case;
                (_reference.EmployerOf[id], _reference.ManagerOf[id]) = (employer, manager);
                db.Employments.Add(new Employment { Id = id, Employer = employer, Manager = manager, CreatedAt = Now, ChangedAt = Now });
                db.Cases.Add(new AbsenceCase { Id = @case, Employment = id, Employer = employer, State = CaseState.Open, ContentVersion = 1, ReportedAt = Now, ChangedAt = Now });
            }
        });
        for (var i = 0; i < 10; i++)
        {
            await GrantAsync();
        }
    }

    public async Task StepAsync()
    {
        switch (_random.Next(23))
        {
            case 0 or 1 or 2:
                await GrantAsync();
                break;
            case 3 when _reference.Roles.Count > 0:
                await EndRoleAsync(Any(_reference.Roles));
                break;
            case 4 or 5:
                await AssignAsync();
                break;
            case 6 or 7:
                await SubstituteAsync();
                break;
            case 8 when _reference.Substitutions.Count > 0:
                await EndSubstitutionsAsync(Any(_reference.Substitutions));
                break;
            case 9 when _reference.Assignments.Count > 0:
                await EndAssignmentsAsync(Any(_reference.Assignments));
                break;
            case 10:
                var (who, leader) = (Any(_employments), _random.Next(3) == 0 ? (Guid?)null : Any(_employments));
                _reference.ManagerOf[who] = leader;
                await ChangeAsync(db => db.Employments.Where(x => x.Id == who).ExecuteUpdateAsync(set => set.SetProperty(x => x.Manager, leader)));
                Tell($"{Name(who)} is led by {(leader is { } by ? Name(by) : "nobody")}");
                break;
            case 11 or 12:
                await AppointAsync();
                break;
            case 13 when _reference.Appointments.Count > 0:
                await EndAppointmentsAsync(Any(_reference.Appointments));
                break;
            case 15 or 16:
                await AuditAsync();
                break;
            case 17 when _reference.Samples.Count > 0:
                await EndAuditsAsync(Any(_reference.Samples).Account);
                break;
            case 18 or 19 or 20:
                await AuthoriseAsync();
                break;
            case 21 when _reference.Authorisations.Count > 0:
                await WithdrawAsync(Any(_reference.Authorisations));
                break;
            case 14:
                await EndOrReopenAsync(Any(_employments));
                break;
            default:
                var days = _random.Next(1, 5);
                world.Clock.Advance(TimeSpan.FromDays(days));
                Tell($"{days} days pass");
                break;
        }
    }

    public async Task CheckAsync(bool everyone)
    {
        var services = world.App.Services;
        var (visitors, cases, employees) = (services.GetRequiredService<Visitors>(), services.GetRequiredService<CaseStore>(), services.GetRequiredService<Store.Employees>());
        foreach (var account in everyone ? _accounts : [Any(_accounts)])
        {
            var visitor = await visitors.WhoAsync(account, [], "127.0.0.1", CancellationToken.None);
            foreach (var employment in _employments)
            {
                Compare(OfCases, visitor, await cases.RelationAsync(visitor, _cases[employment], CancellationToken.None), account, employment);
                Compare(OfEmployees, visitor, await employees.RelationAsync(employment, CancellationToken.None), account, employment);
            }

            CaseAccess.Open(visitor, await cases.RelationAsync(visitor, Guid.NewGuid(), CancellationToken.None)).Permitted.Should().BeFalse();
        }
    }

    private void Compare(Dictionary<string, Func<Visitor, Relation, Decision>> acts, Visitor visitor, Relation relation, string account, Guid employment)
    {
        foreach (var (act, decide) in acts)
        {
            var decision = decide(visitor, relation);
            decision.Permitted.Should().Be(
                _reference.May(account, act, employment), "seed {0}, {1} by account {2} on {3} ({4}), after: {5}", seed, act, _accounts.IndexOf(account), Name(employment), decision.Reason, string.Join("; ", _story));
            _ = decision.Permitted ? Permitted++ : Refused++;
        }
    }

    private Task GrantAsync()
    {
        var (account, employment) = (Any(_accounts), Any(_employments));
        var (kind, role, of) = _random.Next(7) switch
        {
            0 => ("Hr", Role.EmployerAdministrator, Any(_employers)),
            1 or 2 => ("Manager", Role.LineManager, employment),
            3 => ("CaseManager", Role.CaseManager, Guid.Empty),
            4 => ("Expert", Role.LabourExpert, Guid.Empty),
            5 => ("Auditor", Role.QualityAuditor, Guid.Empty),
            _ => ("Self", Role.Employee, employment),
        };
        // One account stands behind an employment, and one account has a role once.
        if (_reference.Roles.Exists(x => x.Account == account && x.Kind == kind && x.Of == of) || (kind is "Self" or "Manager" && _reference.Roles.Exists(x => x.Of == of && x.Account != account)))
        {
            return Task.CompletedTask;
        }

        _reference.Roles.Add(new(account, kind, of));
        Tell($"account {_accounts.IndexOf(account)} is {kind} of {Name(of)}");
        return ChangeAsync(db => db.Members.Add(new Member
        {
            Id = Guid.NewGuid(), Role = role, Employer = kind is "Hr" ? of : kind is "CaseManager" or "Expert" or "Auditor" ? Guid.Empty : _reference.EmployerOf[of], Employment = kind is "Self" or "Manager" ? of : null, Subject = account, CreatedAt = Now,
        }));
    }

    private Task EndRoleAsync(ReferenceAccess.Role ended)
    {
        _reference.Roles.Remove(ended);
        var role = ended.Kind switch { "Hr" => Role.EmployerAdministrator, "Manager" => Role.LineManager, "CaseManager" => Role.CaseManager, "Expert" => Role.LabourExpert, "Auditor" => Role.QualityAuditor, _ => Role.Employee };
        if (role == Role.CaseManager)
        {
            // Another membership later has no assignment of this one.
            _reference.Assignments.RemoveAll(x => x.Account == ended.Account);
        }
        else if (role == Role.LabourExpert)
        {
            _reference.Appointments.RemoveAll(x => x.Account == ended.Account);
        }
        else if (role == Role.QualityAuditor)
        {
            _reference.Samples.RemoveAll(x => x.Account == ended.Account);
        }

        else if (role == Role.Employee)
        {
            // Being an employee anew later is another membership: what was left to others before does not come back.
            _reference.Authorisations.RemoveAll(x => x.By == ended.Account && x.Period.Where == ended.Of);
        }

        Tell($"account {_accounts.IndexOf(ended.Account)} is {ended.Kind} of {Name(ended.Of)} no more");
        return ChangeAsync(db => db.Members.Where(x => x.Subject == ended.Account && x.Role == role && (x.Employment == ended.Of || x.Employer == ended.Of))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
    }

    private async Task AssignAsync()
    {
        var (account, employer, from) = (Any(_accounts), Any(_employers), Today.AddDays(_random.Next(-3, 4)));
        var until = _random.Next(3) == 0 ? (DateOnly?)null : from.AddDays(_random.Next(0, 6));
        if (await MemberAsync(account, Role.CaseManager) is not { } manager)
        {
            return;
        }

        _reference.Assignments.Add((account, new(Guid.Empty, employer, from, until)));
        Tell($"account {_accounts.IndexOf(account)} is assigned to {Name(employer)} from {from:O} until {until:O}");
        await ChangeAsync(db => db.Assignments.Add(new Assignment { Id = Guid.NewGuid(), Member = manager, Employer = employer, From = from, Until = until }));
    }

    private Task EndAssignmentsAsync((string Account, ReferenceAccess.Period Period) ended)
    {
        var yesterday = Today.AddDays(-1);
        _reference.Assignments.RemoveAll(x => x.Account == ended.Account && x.Period.Where == ended.Period.Where);
        Tell($"account {_accounts.IndexOf(ended.Account)} is assigned to {Name(ended.Period.Where)} no more");
        return ChangeAsync(db => db.Assignments.Where(x => x.Employer == ended.Period.Where && db.Members.Any(m => m.Id == x.Member && m.Subject == ended.Account))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, yesterday)));
    }

    private async Task AppointAsync()
    {
        var (account, employment, from) = (Any(_accounts), Any(_employments), Today.AddDays(_random.Next(-3, 3)));
        var until = from.AddDays(_random.Next(0, 9));
        if (await MemberAsync(account, Role.LabourExpert) is not { } expert)
        {
            return;
        }

        _reference.Appointments.Add((account, new(Guid.Empty, employment, from, until)));
        Tell($"account {_accounts.IndexOf(account)} is appointed for {Name(employment)} from {from:O} until {until:O}");
        await ChangeAsync(db => db.ExpertAppointments.Add(new ExpertAppointment { Id = Guid.NewGuid(), Employment = employment, Case = _cases[employment], Member = expert, From = from, Until = until }));
    }

    private Task EndAppointmentsAsync((string Account, ReferenceAccess.Period Period) ended)
    {
        var yesterday = Today.AddDays(-1);
        _reference.Appointments.RemoveAll(x => x.Account == ended.Account && x.Period.Where == ended.Period.Where);
        Tell($"account {_accounts.IndexOf(ended.Account)} is appointed for {Name(ended.Period.Where)} no more");
        return ChangeAsync(db => db.ExpertAppointments.Where(x => x.Employment == ended.Period.Where && db.Members.Any(m => m.Id == x.Member && m.Subject == ended.Account))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, yesterday)));
    }

    private async Task AuditAsync()
    {
        var (account, from) = (Any(_accounts), Today.AddDays(_random.Next(-3, 3)));
        var until = from.AddDays(_random.Next(0, 9));
        if (await MemberAsync(account, Role.QualityAuditor) is not { } auditor)
        {
            return;
        }

        var (audit, drawn) = (Guid.NewGuid(), _employments.FindAll(_ => _random.Next(3) == 0));
        _reference.Samples.AddRange(drawn.Select(x => (account, new ReferenceAccess.Period(Guid.Empty, x, from, (DateOnly?)until))));
        Tell($"account {_accounts.IndexOf(account)} audits {string.Join(" and ", drawn.Select(Name))} from {from:O} until {until:O}");
        await ChangeAsync(db =>
        {
            db.Audits.Add(new Audit { Id = audit, Member = auditor, From = from, Until = until, Size = drawn.Count, CreatedAt = Now });
            db.AuditCases.AddRange(drawn.Select((x, i) => new AuditCase { Id = Guid.NewGuid(), Audit = audit, Number = i + 1, Employment = x, Case = _cases[x] }));
        });
    }

    private Task EndAuditsAsync(string account)
    {
        _reference.Samples.RemoveAll(x => x.Account == account);
        Tell($"account {_accounts.IndexOf(account)} audits no more");
        return ChangeAsync(db => db.Audits.Where(x => db.Members.Any(m => m.Id == x.Member && m.Subject == account)).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, Now)));
    }

    private async Task AuthoriseAsync()
    {
        if (_reference.Roles.FindAll(x => x.Kind == "Self") is not { Count: > 0 } employees)
        {
            return;
        }

        var ((by, _, employment), account) = (Any(employees), Any(_accounts));
        var giver = await world.RowsAsync(db => db.Members.Where(x => x.Subject == by && x.Role == Role.Employee && x.Employment == employment && x.EndedAt == null).Select(x => x.Id).FirstAsync());
        (Power Power, string Act)[] given =
        [
            .. new[] { (Power.Read, "OpenOwn"), (Power.TakeProof, "Proof"), (Power.AskCorrection, "AskCorrection"), (Power.ReportRecovery, "Recover"), (Power.WithdrawReport, "Withdraw"), (Power.ReadLog, "ReadLog") }
                .Where(_ => _random.Next(2) == 0),
        ];
        var (member, from) = (Guid.NewGuid(), Today.AddDays(_random.Next(-3, 2)));
        var until = from.AddDays(_random.Next(0, 9));
        _reference.Authorisations.Add((account, by, [.. given.Select(x => x.Act)], new(Guid.Empty, employment, from, until)));
        Tell($"account {_accounts.IndexOf(by)} leaves {string.Join(" and ", given.Select(x => x.Act))} for {Name(employment)} to account {_accounts.IndexOf(account)} from {from:O} until {until:O}");
        await ChangeAsync(db =>
        {
            db.Members.Add(new Member { Id = member, Role = Role.Representative, Subject = account, CreatedAt = Now });
            db.Authorisations.Add(new Authorisation
            {
                Id = Guid.NewGuid(), Employment = employment, Employer = _reference.EmployerOf[employment], Member = member, GivenBy = giver, Powers = given.Aggregate(Power.None, (all, x) => all | x.Power), From = from, Until = until,
            });
        });
    }

    private Task WithdrawAsync((string Account, string By, string[] Acts, ReferenceAccess.Period Period) ended)
    {
        _reference.Authorisations.RemoveAll(x => x.Account == ended.Account && x.Period.Where == ended.Period.Where);
        Tell($"nothing of {Name(ended.Period.Where)} is left to account {_accounts.IndexOf(ended.Account)} any more");
        return ChangeAsync(db => db.Authorisations.Where(x => x.Employment == ended.Period.Where && db.Members.Any(m => m.Id == x.Member && m.Subject == ended.Account))
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.End, AuthorisationEnd.Withdrawn)));
    }

    private Task EndOrReopenAsync(Guid employment)
    {
        var ends = _reference.Ended.Add(employment);
        if (!ends)
        {
            _reference.Ended.Remove(employment);
        }

        Tell($"the case of {Name(employment)} {(ends ? "ends" : "goes on")}");
        return ChangeAsync(db => db.Cases.Where(x => x.Employment == employment).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ends ? CaseState.Recovered : CaseState.Open)));
    }

    private Task<Guid?> MemberAsync(string account, Role role) =>
        world.RowsAsync(db => db.Members.Where(x => x.Subject == account && x.Role == role && x.EndedAt == null).Select(x => (Guid?)x.Id).FirstOrDefaultAsync());

    private Task SubstituteAsync()
    {
        // Mostly of those who lead somebody, so that it matters.
        var manager = _random.Next(4) == 0 ? Any(_employments) : _employments[_random.Next(2)];
        var substitute = Any(_employments.FindAll(x => _reference.EmployerOf[x] == _reference.EmployerOf[manager] && x != manager));
        var from = Today.AddDays(_random.Next(-2, 4));
        var until = from.AddDays(_random.Next(0, 6));
        _reference.Substitutions.Add(new(substitute, manager, from, until));
        Tell($"{Name(substitute)} stands in for {Name(manager)} from {from:O} until {until:O}");
        return ChangeAsync(db => db.Substitutions.Add(new Substitution { Id = Guid.NewGuid(), Employer = _reference.EmployerOf[manager], Manager = manager, Substitute = substitute, From = from, Until = until }));
    }

    private Task EndSubstitutionsAsync(ReferenceAccess.Period ended)
    {
        var yesterday = Today.AddDays(-1);
        _reference.Substitutions.RemoveAll(x => x.Who == ended.Who && x.Where == ended.Where);
        Tell($"{Name(ended.Who)} stands in for {Name(ended.Where)} no more");
        return ChangeAsync(db => db.Substitutions.Where(x => x.Substitute == ended.Who && x.Manager == ended.Where).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, yesterday)));
    }

    private DateOnly Today => Web.Words.LocalDay(Now);

    private Task ChangeAsync(Action<ReintegrationContext> change) => ChangeAsync(db =>
    {
        change(db);
        return Task.CompletedTask;
    });

    private Task ChangeAsync(Func<ReintegrationContext, Task> change) => world.App.Services.GetRequiredService<Commits<ReintegrationContext>>().RunAsync((act, _) => change(act.Db));

    private T Any<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];

    private string Name(Guid id) => _employments.Contains(id) ? $"employee {_employments.IndexOf(id)}" : _employers.Contains(id) ? $"employer {_employers.IndexOf(id)}" : "the service";

    private void Tell(string what) => _story.Add(what);
}
