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
            case MedicalRole.DerivedSecrecyStaff:
                // Without a live statement of a doctor who is still here, a clerk is a stranger.
                return await StatementAsync(db, staff.Id, now, cancel) is var (statement, doctor)
                    ? new(credentials.Count > 0 ? VisitorKind.Clerk : VisitorKind.Arriving, staff.Id, session, staff.Name, statement.Doctor, isOpen, credentials.Count > 0, from) { Standing = RegisterStore.StandingOf(doctor, now) }
                    : Visitor.Nobody(session, from) with { Id = staff.Id };
            case MedicalRole.None:
            default:
                return Visitor.Nobody(session, from);
        }
    }

    private static async Task<(SecrecyStatement Statement, StaffMember Doctor)?> StatementAsync(MedicalContext db, Guid staff, DateTimeOffset now, CancellationToken cancel)
    {
        var instructedAfter = Web.Words.LocalDay(now).AddMonths(-InstructionMonths);
        var found = await db.Statements.AsNoTracking()
            .Where(x => x.Staff == staff && x.EndedAt == null && x.InstructedOn > instructedAfter)
            .Join(db.Staff.AsNoTracking().Where(d => d.EndedAt == null && d.Role == MedicalRole.CompanyDoctor && d.Register != RegisterState.Lapsed), x => x.Doctor, d => d.Id, (x, d) => new { Statement = x, Doctor = d })
            .OrderByDescending(x => x.Statement.RecordedAt)
            .FirstOrDefaultAsync(cancel);
        return found is null ? null : (found.Statement, found.Doctor);
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
