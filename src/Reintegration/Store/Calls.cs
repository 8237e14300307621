using ArboDossier.AuditLedger;
using ArboDossier.Mail;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Reintegration.Features.Employers;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Employees of an employer whom mail does not reach: their personnel department calls or writes.</summary>
public sealed class Calls(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits)
{
    /// <summary>Employments, with since when. Requires a grant for the employer's directory.</summary>
    public async Task<IReadOnlyList<(Guid Employment, DateTimeOffset Since)>> OfAsync(AccessGrant grant, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Notices.AsNoTracking().Where(x => x.ToCallSince != null && db.Employments.Any(e => e.Id == x.Recipient && e.Employer == grant.Scope.Id))
            .OrderBy(x => x.ToCallSince).Select(x => new { x.Recipient, x.ToCallSince }).ToListAsync(cancel);
        return rows.ConvertAll(x => (x.Recipient, x.ToCallSince!.Value));
    }

    /// <summary>An employee was called or written to. Requires a grant for the employer's directory.</summary>
    public Task DoneAsync(AccessGrant grant, Guid employment, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var done = await act.Db.Notices.Where(x => x.Recipient == employment && x.ToCallSince != null && act.Db.Employments.Any(e => e.Id == employment && e.Employer == grant.Scope.Id)).ExecuteDeleteAsync(c);
            if (done > 0)
            {
                act.Record(grant, "notice.called", ActKind.Update, new AuditObject("employment", employment));
            }
        }, cancel);
}

/// <summary>Where the employer's own data say that somebody can be reached. Each look is an act of the program.</summary>
public sealed class MemberAddresses(Func<ReintegrationContext> open, IServiceScopeFactory scopes, Vault vault) : INoticeAddresses
{
    /// <inheritdoc/>
    public async Task<NoticeAddress?> FindAsync(Guid recipient, CancellationToken cancel)
    {
        await using var db = open();
        var member = await db.Members.AsNoTracking().FirstOrDefaultAsync(x => x.Id == recipient && x.EndedAt == null, cancel);
        var employment = member is { Employment: null } ? null : await db.Employments.AsNoTracking().FirstOrDefaultAsync(x => x.Id == (member == null ? recipient : member.Employment), cancel);
        using var scope = scopes.CreateScope();
        var openings = scope.ServiceProvider.GetRequiredService<Openings<ReintegrationContext>>();
        return (member, employment) switch
        {
            (_, { }) => new(await OfAsync(openings, employment, cancel), employment.Id),
            ({ Label.IsEmpty: false }, _) => new(await OfAsync(openings, member, cancel)),
            ({ }, _) => new(null),
            _ => null,
        };
    }

    /// <inheritdoc/>
    public async Task<bool> IsCalledAsync(Guid recipient, CancellationToken cancel)
    {
        // Whoever works in it has it on the worklist.
        await using var db = open();
        return await db.Employments.AnyAsync(x => x.Id == recipient, cancel);
    }

    private async Task<string?> OfAsync(Openings<ReintegrationContext> openings, Employment row, CancellationToken cancel)
    {
        var grant = await openings.OpenAsync(MachineAccess.Notify(Scope.File(row.Id)), cancel);
        return Given((await vault.OpenAsync<EmployeeLabel>(grant!, row.Label, Places.Label(row), cancel)).Email);
    }

    private async Task<string?> OfAsync(Openings<ReintegrationContext> openings, Member row, CancellationToken cancel)
    {
        var grant = await openings.OpenAsync(MachineAccess.Notify(Scope.Directory(row.Employer)), cancel);
        return Given((await vault.OpenAsync<MemberLabel>(grant!, row.Label, Places.Member(row), cancel)).Email);
    }

    private static string? Given(string email) => email.Length > 0 ? email : null;
}
