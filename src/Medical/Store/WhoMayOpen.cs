using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>How somebody can open a file.</summary>
public enum Opening
{
    /// <summary>Now, with the door open.</summary>
    Now = 1,

    /// <summary>For a reason that the employee sees .</summary>
    WithReason = 2,

    /// <summary>When there is something to do in it .</summary>
    WithTask = 3,

    /// <summary>Not until the register was seen again .</summary>
    AfterRegister = 4,
}

/// <summary>What a link of the way to a file is.</summary>
public enum WayKind
{
    /// <summary>Works under a doctor, by a signed statement .</summary>
    Statement = 1,

    /// <summary>A physician whom a doctor supervises .</summary>
    Supervision = 6,

    /// <summary>A doctor wrote a task for this file .</summary>
    Task = 7,

    /// <summary>The doctor is appointed for the employer .</summary>
    Appointment = 2,

    /// <summary>The doctor treats .</summary>
    Treats = 3,

    /// <summary>Stands in for the doctor who treats .</summary>
    StandsIn = 5,

    /// <summary>The register says that the doctor is registered .</summary>
    Register = 4,
}

/// <summary>One link.</summary>
/// <param name="Kind">What.</param>
/// <param name="Name">The doctor's or the employer's name.</param>
/// <param name="Until">The last day on which it holds, if it has one.</param>
public sealed record WayLink(WayKind Kind, string Name, DateOnly? Until);

/// <summary>Somebody who can open a file, and through whom.</summary>
public sealed record WayIn(Guid Staff, string Name, MedicalRole Role, Opening Opening, IReadOnlyList<WayLink> Links);

/// <summary>
/// Who of the doctor's side can open a file, and through whom. Each answer is that of the rules themselves, asked as if that person stood at the
/// door with the own passkey: what this says and what happens cannot differ.
/// </summary>
public sealed class WhoMayOpen(Func<MedicalContext> open, Visitors visitors, FileStore files, TimeProvider clock)
{
    /// <summary>Everyone, doctors first.</summary>
    public async Task<IReadOnlyList<WayIn>> OfAsync(Guid file, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        var employer = await db.Employments.Where(x => x.Id == file).Select(x => x.Employer).FirstOrDefaultAsync(cancel);
        var employerName = await db.Employers.Where(x => x.Id == employer).Select(x => x.Name).FirstOrDefaultAsync(cancel) ?? "";
        var appointments = await db.AppointmentsOn(Words.LocalDay(now)).AsNoTracking().Where(x => x.Employer == employer).ToListAsync(cancel);
        var doctors = appointments.ConvertAll(x => x.Doctor);
        var treating = await db.Relations.Where(x => x.File == file && x.Until == null).Select(x => x.Doctor).ToListAsync(cancel);
        var tasks = await db.TasksOn(Words.LocalDay(now)).AsNoTracking().Where(x => x.File == file).ToListAsync(cancel);
        var tasked = tasks.ConvertAll(x => x.Staff);
        var statements = await db.Statements.AsNoTracking().Where(x => x.EndedAt == null && (doctors.Contains(x.Doctor) || tasked.Contains(x.Staff))).ToListAsync(cancel);
        var deputies = await db.DeputiesOn(Words.LocalDay(now)).AsNoTracking()
            .Where(x => doctors.Contains(x.Doctor) && treating.Contains(x.Doctor) && (x.Employer == null || x.Employer == employer)).ToListAsync(cancel);
        var staffIds = doctors.Concat(statements.Select(x => x.Staff)).Concat(tasked).Concat(deputies.Select(x => x.Substitute)).Distinct().ToList();
        var staff = await db.Staff.AsNoTracking().Where(x => staffIds.Contains(x.Id) && x.EndedAt == null).OrderBy(x => x.Role).ThenBy(x => x.Name).ToListAsync(cancel);

        var ways = new List<WayIn>();
        foreach (var member in staff)
        {
            var visitor = await visitors.AsIfAtTheDoorAsync(member, cancel);
            if (await OpeningAsync(visitor, file, cancel) is not { } opening)
            {
                continue;
            }

            var doctor = staff.Find(x => x.Id == (visitor.Physician ?? member.Id)) ?? member;
            var statement = member == doctor ? null : statements.Where(x => x.Staff == member.Id).MaxBy(x => x.RecordedAt);
            var appointment = appointments.Where(x => x.Doctor == doctor.Id).MaxBy(x => x.Until ?? DateOnly.MaxValue);
            List<WayLink> links = [.. statement is null ? Array.Empty<WayLink>() : [new(WayKind.Statement, doctor.Name, statement.InstructedOn.AddMonths(Visitors.InstructionMonths).AddDays(-1))]];
            if (visitor.Kind == VisitorKind.Supervised)
            {
                links.AddRange(member.Role.IsRegistered() ? [RegisterLink(member), new(WayKind.Supervision, doctor.Name, null)] : []);
                links.AddRange(tasks.Where(x => x.Staff == member.Id && x.Doctor == doctor.Id).Select(x => new WayLink(WayKind.Task, doctor.Name, x.Until)));
            }

            links.Add(RegisterLink(doctor));
            if (appointment is not null && (opening != Opening.Now || treating.Contains(doctor.Id)))
            {
                links.Add(new(WayKind.Appointment, employerName, appointment.Until));
            }
            else if (deputies.Where(x => x.Substitute == doctor.Id).MaxBy(x => x.Until) is { } deputy && staff.Find(x => x.Id == deputy.Doctor) is { } away)
            {
                // What opens is the other doctor's appointment and treatment.
                doctor = away;
                links.Add(new(WayKind.StandsIn, away.Name, deputy.Until));
                links.Add(new(WayKind.Appointment, employerName, appointments.Where(x => x.Doctor == away.Id).MaxBy(x => x.Until ?? DateOnly.MaxValue)?.Until));
            }

            if (treating.Contains(doctor.Id))
            {
                links.Add(new(WayKind.Treats, doctor.Name, null));
            }

            ways.Add(new(member.Id, member.Name, member.Role, opening, links));
        }

        return ways;
    }

    private static WayLink RegisterLink(StaffMember member) => new(WayKind.Register, member.Name, Words.LocalDay((member.RegisterSeenAt ?? member.CreatedAt) + Standings.EndsReading));

    private async Task<Opening?> OpeningAsync(Visitor visitor, Guid file, CancellationToken cancel)
    {
        var facts = await files.FactsAsync(visitor, file, cancel);
        var decision = FileRules.Open(visitor, file, facts);
        return decision switch
        {
            { Permitted: true } => Opening.Now,
            { Reason: "no-relation" } when FileRules.Open(visitor, file, facts, StatedReason.StandIn).Permitted => Opening.WithReason,
            { Reason: "no-open-task" } => Opening.WithTask,
            { Reason: "register-unseen" } when facts is { Treats: true, Conflict: ConflictKind.None } && (visitor.Kind != VisitorKind.Supervised || facts.WrittenTask) => Opening.AfterRegister,
            _ => null,
        };
    }
}
