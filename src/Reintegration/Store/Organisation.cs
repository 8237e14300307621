using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Somebody of the service or of a personnel department, with the name.</summary>
public sealed record MemberLine(Member Row, MemberLabel Label);

/// <summary>A case manager's assignment to an employer, with the name.</summary>
public sealed record AssignmentLine(Assignment Row, string Name);

/// <summary>An employer in the service's list.</summary>
public sealed record EmployerLine(Employer Row, int Administrators, int CaseManagers);

/// <summary>How far a new service is: of its first employer, and whether anything is there at all. No names, no counts of people.</summary>
/// <param name="Employer">The first employer that was added.</param>
/// <param name="Personnel">A personnel department: invited, and with an account.</param>
/// <param name="CaseManager">A case manager: invited, and with an account.</param>
/// <param name="Assigned">A case manager is assigned to an employer today.</param>
/// <param name="Employees">Employees were imported.</param>
public sealed record Beginning(Guid? Employer, (bool Invited, bool Active) Personnel, (bool Invited, bool Active) CaseManager, bool Assigned, bool Employees);

/// <summary>The door to employers, members and assignments. No file and no case comes through it.</summary>
public sealed class Organisation(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>All employers, with how many people look after them today.</summary>
    public async Task<IReadOnlyList<EmployerLine>> EmployersAsync(CancellationToken cancel)
    {
        var today = Today();
        await using var db = open();
        var rows = await db.Employers.AsNoTracking().OrderBy(x => x.Name).Select(x => new
        {
            Row = x,
            Administrators = db.Members.Count(m => m.Employer == x.Id && m.Role == Role.EmployerAdministrator && m.EndedAt == null),
            CaseManagers = db.Assignments.Count(a => a.Employer == x.Id && a.From <= today && (a.Until == null || a.Until >= today)),
        }).ToListAsync(cancel);
        return rows.ConvertAll(x => new EmployerLine(x.Row, x.Administrators, x.CaseManagers));
    }

    /// <summary>How far the service is.</summary>
    public async Task<Beginning> BeginningAsync(CancellationToken cancel)
    {
        var today = Today();
        await using var db = open();
        var live = db.Members.AsNoTracking().Where(x => x.EndedAt == null);
        async Task<(bool, bool)> Have(Role role) =>
            (await live.AnyAsync(x => x.Role == role, cancel), await live.AnyAsync(x => x.Role == role && x.Subject != null, cancel));
        return new(
            await db.Employers.OrderBy(x => x.CreatedAt).Select(x => (Guid?)x.Id).FirstOrDefaultAsync(cancel),
            await Have(Role.EmployerAdministrator),
            await Have(Role.CaseManager),
            await db.Assignments.AnyAsync(a => a.From <= today && (a.Until == null || a.Until >= today), cancel),
            await db.Employments.AnyAsync(cancel));
    }

    /// <summary>What one employer lacks: employees, and a case manager of today.</summary>
    public async Task<(bool Employees, bool CaseManager)> HasAsync(Guid employer, CancellationToken cancel)
    {
        var today = Today();
        await using var db = open();
        return (
            await db.Employments.AnyAsync(x => x.Employer == employer, cancel),
            await db.Assignments.AnyAsync(a => a.Employer == employer && a.From <= today && (a.Until == null || a.Until >= today), cancel));
    }

    /// <summary>True while the configured founding code was not used.</summary>
    public async Task<bool> CanBeFoundedAsync(byte[]? configured, CancellationToken cancel)
    {
        await using var db = open();
        return configured is not null && !await db.Foundings.AnyAsync(x => x.Hash == configured, cancel);
    }

    /// <summary>One employer, or null.</summary>
    public async Task<Employer?> EmployerAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Employers.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancel);
    }

    /// <summary>Names of employers by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> NamesAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Employers.AsNoTracking().Where(x => ids.Contains(x.Id)).ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
    }

    /// <summary>Adds an employer. Its directory key is durable before the row is.</summary>
    public async Task AddEmployerAsync(AccessGrant grant, Employer employer, CancellationToken cancel)
    {
        await vault.CreateKeysAsync(grant, KeyKind.Directory, employer.Id, [employer.Id], cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Employers.Add(employer);
            act.Record(grant, "employer.add", ActKind.Create, new AuditObject("employer", employer.Id));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>People with a role at one employer, or of the service itself. Requires a grant for that directory.</summary>
    public async Task<IReadOnlyList<MemberLine>> MembersAsync(AccessGrant grant, Role role, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Members.AsNoTracking().Where(x => x.Employer == grant.Scope.Id && x.Role == role && x.EndedAt == null).OrderBy(x => x.CreatedAt).ToListAsync(cancel);
        var lines = new List<MemberLine>(rows.Count);
        foreach (var row in rows)
        {
            lines.Add(new(row, await LabelAsync(grant, row, cancel)));
        }

        return lines;
    }

    /// <summary>One member with the name, or null. Requires a grant for the directory.</summary>
    public async Task<MemberLine?> MemberAsync(AccessGrant grant, Guid id, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Members.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.Employer == grant.Scope.Id && x.EndedAt == null, cancel);
        return row is null ? null : new(row, await LabelAsync(grant, row, cancel));
    }

    /// <summary>
    /// What somebody who acts is called: of the personnel department or a case manager. Both names lie under the employer's directory key, which the
    /// grant must reach; empty for anybody else.
    /// </summary>
    public async Task<string> ActorAsync(AccessGrant grant, CancellationToken cancel)
    {
        var actor = grant.Act.Actor.Id;
        return (await MemberAsync(grant, actor, cancel))?.Label.Name ?? (await AssignmentsAsync(grant, cancel)).FirstOrDefault(x => x.Row.Member == actor)?.Name ?? "";
    }

    /// <summary>Adds somebody with a sealed name. Requires a grant for the directory of <see cref="Member.Employer"/>.</summary>
    public async Task AddMemberAsync(AccessGrant grant, Member member, MemberLabel label, CancellationToken cancel)
    {
        member.Label = await vault.SealAsync(grant, KeyKind.Directory, member.Employer, Places.Member(member), label, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Members.Add(member);
            act.Record(grant, "member.add", ActKind.Create, new AuditObject("member", member.Id, member.Label.Hash()));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>Gives an employment one or more roles for the same invitation; who has an account already gets the role at once.</summary>
    public Task AddRolesAsync(AccessGrant grant, Guid employer, Guid employment, IReadOnlyList<Role> roles, Guid invitation, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var there = await act.Db.Members.Where(x => x.Employment == employment && x.EndedAt == null && x.Provider == null).ToListAsync(c);
            var subject = there.Select(x => x.Subject).FirstOrDefault(x => x is not null);
            foreach (var waiting in there.Where(x => x.Subject is null))
            {
                // A new invitation takes the place of one that was never accepted.
                waiting.Invitation = invitation;
            }

            foreach (var role in roles.Where(role => there.TrueForAll(x => x.Role != role)))
            {
                var member = new Member { Id = Guid.CreateVersion7(act.Now), Role = role, Employer = employer, Employment = employment, Subject = subject, Invitation = invitation, CreatedAt = act.Now };
                act.Db.Members.Add(member);
                act.Record(grant, "member.add", ActKind.Create, new AuditObject("member", member.Id));
            }
        }, cancel);

    /// <summary>
    /// Gives an employment the role of line manager for whoever the employer's own provider knows by the e-mail address on the employment; once.
    /// </summary>
    public Task AddManagerAsync(AccessGrant grant, Guid employer, Guid employment, string provider, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Members.AnyAsync(x => x.Employment == employment && x.EndedAt == null && x.Role == Role.LineManager, c))
            {
                var member = new Member { Id = Guid.CreateVersion7(act.Now), Role = Role.LineManager, Employer = employer, Employment = employment, Provider = provider, CreatedAt = act.Now };
                act.Db.Members.Add(member);
                act.Record(grant, "member.add", ActKind.Create, new AuditObject("member", member.Id));
            }
        }, cancel);

    /// <summary>Sets at which provider of their own an employer's people sign in; whom another one vouched for is out with the next request.</summary>
    public Task SetSignInAsync(AccessGrant grant, string? provider, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Employers.Where(x => x.Id == grant.Scope.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.SignIn, provider), c);
            act.Record(grant, "employer.sign-in", ActKind.Update, new AuditObject("employer", grant.Scope.Id));
        }, cancel);

    /// <summary>What roles an employment has, and whether an account stands behind it.</summary>
    public async Task<IReadOnlyList<Member>> RolesAsync(Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Members.AsNoTracking().Where(x => x.Employment == employment && x.EndedAt == null).ToListAsync(cancel);
    }

    /// <summary>Ends a member's role: the next request is without it.</summary>
    public Task EndMemberAsync(AccessGrant grant, Guid member, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Members.Where(x => x.Id == member && x.Employer == grant.Scope.Id && x.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            act.Record(grant, "member.end", ActKind.Update, new AuditObject("member", member));
        }, cancel);

    /// <summary>The founding code: true for the first use of the configured one, which makes the account an administrator.</summary>
    public async Task<bool> FoundAsync(Visitor visitor, byte[]? configured, byte[] typed, CancellationToken cancel)
    {
        var good = configured is not null && CryptographicOperations.FixedTimeEquals(configured, typed);
        return await commits.RunAsync(async (act, c) =>
        {
            var member = new Member { Id = Guid.CreateVersion7(act.Now), Role = Role.ServiceAdministrator, Subject = visitor.Subject, CreatedAt = act.Now };
            var first = good && !await act.Db.Foundings.AnyAsync(x => x.Hash == typed, c);
            act.Record(SideAccess.Found(visitor, first, member.Id));
            if (first)
            {
                act.Db.Foundings.Add(new FoundingUse { Hash = typed, UsedAt = act.Now, Member = member.Id });
                act.Db.Members.Add(member);
            }

            return first;
        }, cancel);
    }

    /// <summary>Who looks after an employer, from when until when. Requires a grant for the employer's directory.</summary>
    public async Task<IReadOnlyList<AssignmentLine>> AssignmentsAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Assignments.AsNoTracking().Where(x => x.Employer == grant.Scope.Id).OrderBy(x => x.From).ToListAsync(cancel);
        var lines = new List<AssignmentLine>(rows.Count);
        foreach (var row in rows)
        {
            lines.Add(new(row, (await vault.OpenAsync<MemberLabel>(grant, row.Label, Places.Assignment(row), cancel)).Name));
        }

        return lines;
    }

    /// <summary>Assigns a case manager. Requires a grant for the employer's directory, in which the name is sealed a second time.</summary>
    public async Task AssignAsync(AccessGrant grant, Assignment assignment, MemberLabel label, CancellationToken cancel)
    {
        assignment.Label = await vault.SealAsync(grant, KeyKind.Directory, assignment.Employer, Places.Assignment(assignment), label, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Assignments.Add(assignment);
            act.Record(grant, "assignment.add", ActKind.Create, new AuditObject("assignment", assignment.Id, assignment.Label.Hash()));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>Sets the last day of an assignment.</summary>
    public Task EndAssignmentAsync(AccessGrant grant, Guid assignment, DateOnly until, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Assignments.Where(x => x.Id == assignment && x.Employer == grant.Scope.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, until), c);
            act.Record(grant, "assignment.end", ActKind.Update, new AuditObject("assignment", assignment));
        }, cancel);

    /// <summary>Employers that a case manager looks after today.</summary>
    public async Task<IReadOnlyList<Guid>> AssignedAsync(Visitor visitor, CancellationToken cancel)
    {
        var managers = visitor.MembersOf(Role.CaseManager);
        if (managers.Count == 0)
        {
            return [];
        }

        var today = Today();
        await using var db = open();
        return await db.Assignments.AsNoTracking().Where(x => managers.Contains(x.Member) && x.From <= today && (x.Until == null || x.Until >= today))
            .Select(x => x.Employer).Distinct().ToListAsync(cancel);
    }

    private async Task<MemberLabel> LabelAsync(AccessGrant grant, Member row, CancellationToken cancel) =>
        row.Label.IsEmpty ? new("", "") : await vault.OpenAsync<MemberLabel>(grant, row.Label, Places.Member(row), cancel);

    private DateOnly Today() => Web.Words.LocalDay(clock.GetUtcNow());
}
