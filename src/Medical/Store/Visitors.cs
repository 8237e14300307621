using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Features.Staff;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>Who somebody is to the medical side, at this moment.</summary>
public sealed class Visitors(Func<MedicalContext> open, TimeProvider clock)
{
    /// <summary>Months after which an instruction must be repeated .</summary>
    public const int InstructionMonths = 24;

    /// <summary>Looks up by the account's subject. An accepted invitation binds the account to the staff row it was made for.</summary>
    public async Task<Visitor> WhoAsync(string subject, Guid session, string from, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        var opening = await db.Openings.AsNoTracking().FirstOrDefaultAsync(x => x.Session == session && x.ClosesAt > now, cancel);
        return await OfAsync(db, subject, session, opening, now, from, cancel) with { DoorClosesAt = opening?.ClosesAt };
    }

    /// <summary>What a member of the staff would be with the door open: whoever has no confirmed passkey cannot open it.</summary>
    public async Task<Visitor> AsIfAtTheDoorAsync(StaffMember member, CancellationToken cancel)
    {
        await using var db = open();
        var visitor = await StaffAsync(db, member, Guid.Empty, null, clock.GetUtcNow(), "", cancel);
        return visitor with { DoorOpen = visitor.HasCredential };
    }

    private static async Task<Visitor> OfAsync(MedicalContext db, string subject, Guid session, DoorOpening? opening, DateTimeOffset now, string from, CancellationToken cancel)
    {
        var staff = await db.Staff.AsNoTracking().FirstOrDefaultAsync(x => x.Subject == subject && x.EndedAt == null, cancel);
        return staff is null
            ? await EmployeeAsync(db, subject, session, opening?.Credential, from, cancel)
            : await StaffAsync(db, staff, session, opening, now, from, cancel);
    }

    private static async Task<Visitor> StaffAsync(MedicalContext db, StaffMember staff, Guid session, DoorOpening? opening, DateTimeOffset now, string from, CancellationToken cancel)
    {
        var credentials = await db.Credentials.AsNoTracking().Where(x => x.Owner == staff.Id && x.EndedAt == null && x.ConfirmedAt != null).Select(x => x.Id).ToListAsync(cancel);
        var isOpen = opening is not null && credentials.Contains(opening.Credential);
        switch (staff.Role)
        {
            case MedicalRole.CompanyDoctor when RegisterStore.StandingOf(staff, now) is var standing:
                // Who is no longer registered is nobody here, from the next request on.
                return standing == Standing.Lapsed
                    ? Visitor.Nobody(session, from) with { Id = staff.Id }
                    : new(credentials.Count > 0 ? VisitorKind.Doctor : VisitorKind.Arriving, staff.Id, session, staff.Name, null, isOpen, credentials.Count > 0, from) { Standing = standing };
            case MedicalRole.OutsideDoctor or MedicalRole.Custodian:
                var confirmed = staff.Role == MedicalRole.Custodian ? VisitorKind.Custodian : VisitorKind.Confirmer;
                return new(credentials.Count > 0 ? confirmed : VisitorKind.Arriving, staff.Id, session, staff.Name, null, isOpen, credentials.Count > 0, from);
            case MedicalRole.DerivedSecrecyStaff or MedicalRole.PracticeSupport or MedicalRole.MedicalAssistant or MedicalRole.SupervisedPhysician:
                // Without a doctor who supervises and is still here, by a live statement of whoever has to sign one, somebody is a stranger.
                var doctor = staff.Role == MedicalRole.SupervisedPhysician ? await SupervisorAsync(db, staff, cancel) : await StatementAsync(db, staff.Id, now, cancel);
                var own = RegisterStore.StandingOf(staff, now);
                if (doctor is null || own == Standing.Lapsed)
                {
                    return Visitor.Nobody(session, from) with { Id = staff.Id };
                }

                var kind = staff.Role == MedicalRole.DerivedSecrecyStaff ? VisitorKind.Clerk : VisitorKind.Supervised;
                var theirs = RegisterStore.StandingOf(doctor, now);
                return new(credentials.Count > 0 ? kind : VisitorKind.Arriving, staff.Id, session, staff.Name, doctor.Id, isOpen, credentials.Count > 0, from)
                {
                    Role = kind == VisitorKind.Supervised ? staff.Role : MedicalRole.None,
                    Standing = own > theirs ? own : theirs,
                };
            case MedicalRole.None:
            default:
                return Visitor.Nobody(session, from);
        }
    }

    private static Task<StaffMember?> SupervisorAsync(MedicalContext db, StaffMember staff, CancellationToken cancel) =>
        Supervising(db).FirstOrDefaultAsync(x => x.Id == staff.Supervisor, cancel);

    private static IQueryable<StaffMember> Supervising(MedicalContext db) =>
        db.Staff.AsNoTracking().Where(x => x.EndedAt == null && x.Role == MedicalRole.CompanyDoctor && x.Register != RegisterState.Lapsed);

    private static Task<StaffMember?> StatementAsync(MedicalContext db, Guid staff, DateTimeOffset now, CancellationToken cancel)
    {
        var instructedAfter = Web.Words.LocalDay(now).AddMonths(-InstructionMonths);
        return db.Statements.AsNoTracking()
            .Where(x => x.Staff == staff && x.EndedAt == null && x.InstructedOn > instructedAfter)
            .Join(Supervising(db), x => x.Doctor, d => d.Id, (x, d) => new { x.RecordedAt, Doctor = d })
            .OrderByDescending(x => x.RecordedAt)
            .Select(x => x.Doctor)
            .FirstOrDefaultAsync(cancel);
    }

    private static async Task<Visitor> EmployeeAsync(MedicalContext db, string subject, Guid session, Guid? credential, string from, CancellationToken cancel)
    {
        var door = await db.EmployeeDoors.AsNoTracking().FirstOrDefaultAsync(x => x.Subject == subject, cancel);
        if (door is null)
        {
            return Visitor.Nobody(session, from);
        }

        var leads = await db.EmployeeFiles.AsNoTracking().AnyAsync(x => x.Door == door.Id && x.EndedAt == null, cancel);
        var ways = await db.Credentials.AsNoTracking().Where(x => x.Owner == door.Id && x.EndedAt == null && x.ConfirmedAt != null).Select(x => new { x.Id, x.Level }).ToListAsync(cancel);
        var codes = await db.DoorCodes.AsNoTracking().Where(x => x.Owner == door.Id && x.EndedAt == null && x.ConfirmedAt != null).Select(x => new { x.Id, x.Level }).ToListAsync(cancel);
        // A code opens no further than a code, whatever its owner was identified for.
        var level = ways.Find(x => x.Id == credential)?.Level ?? (codes.Find(x => x.Id == credential) is { } code ? DoorLevels.Least(code.Level, DoorLevel.Code) : DoorLevel.None);
        return new(leads ? VisitorKind.Employee : VisitorKind.Stranger, door.Id, session, "", null, level != DoorLevel.None, ways.Count + codes.Count > 0, from) { Level = level };
    }
}
