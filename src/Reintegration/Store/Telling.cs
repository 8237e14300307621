using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>
/// Who hears that there is something in a file, in the act that puts it there. By whom it is done knows it; who is both employee and something else is
/// told as the employee.
/// </summary>
internal static class Telling
{
    private static readonly Role[] Everybody = [Role.Employee, Role.LineManager, Role.EmployerAdministrator, Role.CaseManager, Role.LabourExpert];

    /// <summary>An outcome came. An employee without an account hears it all the same: somebody calls.</summary>
    public static async Task OutcomeAsync(Act<ReintegrationContext> act, Guid employment, CancellationToken cancel)
    {
        if (!await TellAsync(act, employment, Everybody, null, cancel))
        {
            await act.ToCallAsync(NoticeKind.SomethingNew, employment, cancel);
        }
    }

    /// <summary>A consultation was planned, moved or called off: the employee, the case manager and who asked for it.</summary>
    public static async Task AppointmentAsync(Act<ReintegrationContext> act, Guid employment, Guid askedBy, CancellationToken cancel)
    {
        await TellAsync(act, employment, [Role.Employee, Role.CaseManager], null, cancel);
        if (await act.Db.Members.AnyAsync(x => x.Id == askedBy && x.EndedAt == null && x.Subject != null && x.Employment != employment, cancel))
        {
            await act.TellAsync(NoticeKind.SomethingNew, askedBy, cancel);
        }
    }

    /// <summary>Something was recorded: what the employee did is told to the employer's side, and the other way round.</summary>
    public static Task RecordedAsync(Act<ReintegrationContext> act, Guid employment, Doer by, CancellationToken cancel) => TellAsync(
        act, employment, by.Role == Role.Representative ? [Role.Employee, Role.LineManager, Role.EmployerAdministrator, Role.CaseManager] : by.Role == Role.Employee ? [Role.LineManager, Role.EmployerAdministrator, Role.CaseManager] : [Role.Employee, Role.CaseManager], by.Member, cancel);

    /// <summary>False where the employee has no account to look with.</summary>
    private static async Task<bool> TellAsync(Act<ReintegrationContext> act, Guid employment, Role[] roles, Guid? by, CancellationToken cancel)
    {
        var of = await act.Db.Employments.AsNoTracking().Where(x => x.Id == employment).Select(x => new { x.Employer, x.Manager }).FirstAsync(cancel);
        var employee = await act.Db.Members.AsNoTracking().Where(x => x.Employment == employment && x.Role == Role.Employee && x.EndedAt == null && x.Subject != null).Select(x => x.Subject).FirstOrDefaultAsync(cancel);
        var doer = await act.Db.Members.AsNoTracking().Where(x => x.Id == by).Select(x => x.Subject).FirstOrDefaultAsync(cancel);
        if (roles.Contains(Role.Employee) && employee is not null && employee != doer)
        {
            await act.TellAsync(NoticeKind.SomethingNew, employment, cancel);
        }

        var others = new List<Member>();
        foreach (var role in roles)
        {
            others.AddRange(await Of(act, role, employment, of.Employer, of.Manager).AsNoTracking().Where(x => x.EndedAt == null && x.Subject != null).ToListAsync(cancel));
        }

        foreach (var member in others.Where(x => x.Subject != employee && x.Subject != doer).DistinctBy(x => x.Subject))
        {
            await act.TellAsync(NoticeKind.SomethingNew, member.Id, cancel);
        }

        return employee is not null;
    }

    private static IQueryable<Member> Of(Act<ReintegrationContext> act, Role role, Guid employment, Guid employer, Guid? manager)
    {
        var (db, today) = (act.Db, Web.Words.LocalDay(act.Now));
        return role switch
        {
            Role.EmployerAdministrator => db.Members.Where(x => x.Role == role && x.Employer == employer),
            // The line manager, and who stands in today.
            Role.LineManager => db.Members.Where(x => manager != null && x.Employer == employer && ((x.Role == role && x.Employment == manager)
                || (x.Role == Role.Employee && db.Substitutions.Any(s => s.Manager == manager && s.Substitute == x.Employment && s.From <= today && s.Until >= today)))),
            Role.CaseManager => db.Members.Where(x => x.Role == role && db.Assignments.Any(a => a.Member == x.Id && a.Employer == employer && a.From <= today && (a.Until == null || a.Until >= today))),
            Role.LabourExpert => db.Members.Where(x => x.Role == role && db.ExpertAppointments.Any(a => a.Member == x.Id && a.Employment == employment && a.From <= today && a.Until >= today
                && db.Cases.Any(c => c.Id == a.Case && c.State == CaseState.Open))),
            Role.Employee or Role.ServiceAdministrator or Role.QualityAuditor or Role.Representative or Role.None => db.Members.Where(_ => false),
        };
    }
}
