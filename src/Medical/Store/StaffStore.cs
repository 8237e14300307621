using ArboDossier.AuditLedger;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A member of the doctor's side as the staff page shows him.</summary>
public sealed record StaffLine(StaffMember Member, SecrecyStatement? Statement, bool HasCredential);

/// <summary>Staff and statements.</summary>
public sealed class StaffStore(Func<MedicalContext> open, Commits<MedicalContext> commits)
{
    /// <summary>Binds an account to the staff row whose invitation it accepted; a row is bound once.</summary>
    public async Task<bool> BindAsync(string subject, IReadOnlyCollection<Guid> invitations, CancellationToken cancel)
    {
        await using (var db = open())
        {
            if (!await db.Staff.AnyAsync(x => x.Subject == null && x.Invitation != null && invitations.Contains(x.Invitation.Value), cancel))
            {
                return false;
            }
        }

        return await commits.RunAsync(async (act, c) =>
        {
            var row = await act.Db.Staff.FirstOrDefaultAsync(x => x.Subject == null && x.Invitation != null && invitations.Contains(x.Invitation.Value), c);
            if (row is null || await act.Db.Staff.AnyAsync(x => x.Subject == subject, c))
            {
                return false;
            }

            row.Subject = subject;
            return true;
        }, cancel);
    }

    /// <summary>Everyone of the doctor's side.</summary>
    public async Task<IReadOnlyList<StaffLine>> AllAsync(CancellationToken cancel)
    {
        await using var db = open();
        var staff = await db.Staff.AsNoTracking().Where(x => x.EndedAt == null).OrderBy(x => x.Role).ThenBy(x => x.Name).ToListAsync(cancel);
        var statements = await db.Statements.AsNoTracking().Where(x => x.EndedAt == null).ToListAsync(cancel);
        var credentials = await db.Credentials.AsNoTracking().Where(x => x.EndedAt == null && x.ConfirmedAt != null).Select(x => x.Owner).ToListAsync(cancel);
        return staff.ConvertAll(x => new StaffLine(x, statements.Where(s => s.Staff == x.Id).MaxBy(s => s.RecordedAt), credentials.Contains(x.Id)));
    }

    /// <summary>Live doctors.</summary>
    public async Task<IReadOnlyList<StaffMember>> DoctorsAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Staff.AsNoTracking().Where(x => x.Role == MedicalRole.CompanyDoctor && x.EndedAt == null).OrderBy(x => x.Name).ToListAsync(cancel);
    }

    /// <summary>Names of staff by id.</summary>
    public async Task<IReadOnlyDictionary<Guid, (string Name, MedicalRole Role)>> NamesAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Staff.AsNoTracking().ToDictionaryAsync(x => x.Id, x => (x.Name, x.Role), cancel);
    }

    /// <summary>One member.</summary>
    public async Task<StaffMember?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Staff.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.EndedAt == null, cancel);
    }

    /// <summary>Whether a doctor supervises somebody: by the statement, or as the supervisor who was named; another doctor or a custodian always.</summary>
    public async Task<bool> SupervisesAsync(Guid doctor, Guid owner, CancellationToken cancel)
    {
        await using var db = open();
        var member = await db.Staff.AsNoTracking().FirstOrDefaultAsync(x => x.Id == owner && x.EndedAt == null, cancel);
        return member?.Role switch
        {
            MedicalRole.CompanyDoctor or MedicalRole.OutsideDoctor or MedicalRole.Custodian => member.Id != doctor,
            MedicalRole.SupervisedPhysician => member.Supervisor == doctor,
            MedicalRole.DerivedSecrecyStaff or MedicalRole.PracticeSupport or MedicalRole.MedicalAssistant => await db.Statements.AnyAsync(x => x.Staff == owner && x.Doctor == doctor && x.EndedAt == null, cancel),
            _ => false,
        };
    }

    /// <summary>Adds somebody; the decision's entry is in the same act.</summary>
    public Task AddAsync(StaffMember member, Decision decision, CancellationToken cancel) =>
        commits.RunAsync((act, _) =>
        {
            act.Db.Staff.Add(member);
            act.Record(decision, new AuditObject("staff", member.Id));
            return Task.CompletedTask;
        }, cancel);

    /// <summary>Records a signed statement; a former one of the same person ends.</summary>
    public Task RecordStatementAsync(SecrecyStatement statement, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Statements.Where(x => x.Staff == statement.Staff && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            act.Db.Statements.Add(statement);
            act.Record(decision, new AuditObject("statement", statement.Id));
        }, cancel);

    /// <summary>A doctor takes a physician who works without a statement under supervision; not one whom another supervises. Gives whether it was so.</summary>
    public Task<bool> SuperviseAsync(Guid member, Guid doctor, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var taken = await act.Db.Staff.Where(x => x.Id == member && x.EndedAt == null && x.Role == MedicalRole.SupervisedPhysician && x.Supervisor == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Supervisor, doctor).SetProperty(x => x.SupervisedSince, act.Now), c);
            if (taken > 0)
            {
                act.Record(decision, new AuditObject("staff", member));
            }

            return taken > 0;
        }, cancel);

    /// <summary>
    /// Somebody leaves: passkeys, statements and supervision (also of those who work under a doctor who goes) and appointments end in one act. The roster
    /// waits for its two signatures; until then what this doctor signed before holds, and nothing new can be signed without a door.
    /// </summary>
    public Task DepartAsync(Guid member, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var yesterday = Web.Words.LocalDay(act.Now).AddDays(-1);
            await Doors.EndAsync(act, member, null, c);
            await act.Db.Statements.Where(x => (x.Staff == member || x.Doctor == member) && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            await act.Db.Staff.Where(x => x.Supervisor == member).ExecuteUpdateAsync(set => set.SetProperty(x => x.Supervisor, (Guid?)null), c);
            await act.Db.Appointments.Where(x => x.Doctor == member && (x.Until == null || x.Until > yesterday)).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, yesterday), c);
            await act.Db.Staff.Where(x => x.Id == member).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now).SetProperty(x => x.Subject, (string?)null).SetProperty(x => x.Invitation, (Guid?)null), c);
            act.Record(decision, new AuditObject("staff", member));
        }, cancel);

    /// <summary>
    /// A new account takes the place of one that was lost. The old one is nobody here from now on; the door stays closed to the new one until the
    /// passkey of the door is shown, or enrolled and confirmed anew.
    /// </summary>
    public Task RenewAsync(Guid member, Guid invitation, Guid by, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Staff.Where(x => x.Id == member).ExecuteUpdateAsync(set => set.SetProperty(x => x.Subject, (string?)null).SetProperty(x => x.Invitation, invitation).SetProperty(x => x.RenewedAt, act.Now).SetProperty(x => x.RenewedBy, by), c);
            act.Record(decision, new AuditObject("staff", member));
        }, cancel);

    /// <summary>Ends the statement, or the supervision, of somebody who works under a doctor: the next request is a stranger's.</summary>
    public Task EndSupervisionAsync(Guid staff, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Statements.Where(x => x.Staff == staff && x.EndedAt == null).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            await act.Db.Staff.Where(x => x.Id == staff).ExecuteUpdateAsync(set => set.SetProperty(x => x.Supervisor, (Guid?)null), c);
            act.Record(decision, new AuditObject("staff", staff));
        }, cancel);
}
