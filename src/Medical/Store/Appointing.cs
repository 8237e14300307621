using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>An appointment with the names that belong to it.</summary>
public sealed record AppointmentLine(Appointment Row, string Doctor, string Employer, string ProposedBy, string? ConfirmedBy);

/// <summary>Appointments of doctors for employers: proposed by one, confirmed by a second, ended by anyone of them.</summary>
public sealed class Appointing(Func<MedicalContext> open, Commits<MedicalContext> commits, Rosters rosters)
{
    /// <summary>Those in force, those that wait and those that ended, by employer; a proposal that was withdrawn is history only.</summary>
    public async Task<IReadOnlyList<AppointmentLine>> AllAsync(CancellationToken cancel)
    {
        await using var db = open();
        var names = await db.Staff.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
        var rows = await db.Appointments.AsNoTracking().Where(x => x.ConfirmedAt != null || x.Until == null)
            .Join(db.Employers.AsNoTracking(), x => x.Employer, x => x.Id, (a, e) => new { a, e.Name })
            .OrderBy(x => x.Name).ThenBy(x => x.a.From).ToListAsync(cancel);
        string Name(Guid id) => names.GetValueOrDefault(id, "");
        return rows.ConvertAll(x => new AppointmentLine(x.a, Name(x.a.Doctor), x.Name, Name(x.a.ProposedBy), x.a.ConfirmedBy is { } second ? Name(second) : null));
    }

    /// <summary>What is known about an appointment and who would confirm it; one that is not there waits for nobody.</summary>
    public async Task<AppointmentFacts> FactsAsync(Visitor visitor, Guid appointment, CancellationToken cancel)
    {
        await using var db = open();
        return await FactsAsync(visitor, await db.Appointments.AsNoTracking().FirstOrDefaultAsync(x => x.Id == appointment, cancel), cancel);
    }

    /// <summary>Whether this visitor may propose.</summary>
    public async Task<bool> MayProposeAsync(Visitor visitor, CancellationToken cancel) =>
        SideAccess.ProposeAppointment(visitor, await FactsAsync(visitor, (Appointment?)null, cancel)).Permitted;

    /// <summary>What waits for this visitor.</summary>
    public async Task<IReadOnlyList<AppointmentLine>> WaitingForAsync(Visitor visitor, CancellationToken cancel)
    {
        var waiting = new List<AppointmentLine>();
        foreach (var line in (await AllAsync(cancel)).Where(x => x.ConfirmedBy is null))
        {
            if (SideAccess.ConfirmAppointment(visitor, await FactsAsync(visitor, line.Row, cancel)).Permitted)
            {
                waiting.Add(line);
            }
        }

        return waiting;
    }

    /// <summary>One appointment.</summary>
    public async Task<Appointment?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Appointments.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id, cancel);
    }

    /// <summary>Employers that Medical knows.</summary>
    public async Task<IReadOnlyList<KnownEmployer>> EmployersAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Employers.AsNoTracking().OrderBy(x => x.Name).ToListAsync(cancel);
    }

    /// <summary>
    /// Proposes a doctor for an employer; an employer not heard of yet is noted by the number that Reintegration shows. False where there is such an
    /// appointment, or a proposal, already.
    /// </summary>
    public Task<bool> ProposeAsync(Appointment appointment, string employerName, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Appointments.AnyAsync(x => x.Doctor == appointment.Doctor && x.Employer == appointment.Employer && x.Until == null, c))
            {
                return false;
            }

            if (!await act.Db.Employers.AnyAsync(x => x.Id == appointment.Employer, c))
            {
                act.Db.Employers.Add(new KnownEmployer { Id = appointment.Employer, Name = employerName });
            }

            act.Db.Appointments.Add(appointment);
            act.Record(decision, new AuditObject("appointment", appointment.Id));
            return true;
        }, cancel);

    /// <summary>The second doctor confirms: from now on it counts. Nothing happens where it was confirmed or withdrawn meanwhile.</summary>
    public Task ConfirmAsync(Guid appointment, Guid second, DateOnly today, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var confirmed = await act.Db.Appointments.Where(x => x.Id == appointment && x.ConfirmedAt == null && x.Until == null && x.ProposedBy != second)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedBy, second).SetProperty(x => x.ConfirmedAt, act.Now).SetProperty(x => x.From, today), c);
            if (confirmed > 0)
            {
                act.Record(decision, new AuditObject("appointment", appointment));
            }
        }, cancel);

    /// <summary>Ends an appointment or withdraws a proposal: what lies after the last day is closed to that doctor and to who works under him.</summary>
    public Task EndAsync(Guid appointment, DateOnly until, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Appointments.Where(x => x.Id == appointment && (x.Until == null || x.Until > until)).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, until), c);
            act.Record(decision, new AuditObject("appointment", appointment));
        }, cancel);

    /// <summary>Employers for which a doctor is appointed on a day.</summary>
    public async Task<IReadOnlyList<KnownEmployer>> AppointedAsync(Guid doctor, DateOnly day, CancellationToken cancel)
    {
        await using var db = open();
        var appointments = db.AppointmentsOn(day);
        return await db.Employers.AsNoTracking().Where(e => appointments.Any(a => a.Employer == e.Id && a.Doctor == doctor)).OrderBy(x => x.Name).ToListAsync(cancel);
    }

    /// <summary>Who stands on the roster was put there by two doctors: whoever one doctor let in alone cannot be the second.</summary>
    private async Task<AppointmentFacts> FactsAsync(Visitor visitor, Appointment? row, CancellationToken cancel)
    {
        var doctors = (await rosters.CurrentAsync(cancel))?.Doctors ?? [];
        return new(
            Waits: row is { ConfirmedAt: null, Until: null },
            OwnProposal: row?.ProposedBy == visitor.Id,
            ProposerOnRoster: row is not null && (await rosters.ListedAsync(row.ProposedBy, cancel)).Count > 0,
            VisitorOnRoster: (await rosters.ListedAsync(visitor.Id, cancel)).Count > 0,
            OneDoctor: doctors.Count(x => x.SignsOutcomes) == 1);
    }
}
