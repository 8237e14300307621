using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Register;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>What the register said about the physicians of this service, and when .</summary>
public sealed class RegisterStore(Func<MedicalContext> open, Commits<MedicalContext> commits, IBigRegister register, TimeProvider clock)
{
    // A change is always recorded; that nothing changed, not more often than this.
    private static readonly TimeSpan Again = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>How a physician stands now; for whoever is none, good.</summary>
    public static Standing StandingOf(StaffMember member, DateTimeOffset now) => member.Role.IsRegistered()
        ? Standings.Of(member.Register == RegisterState.Lapsed, member.RegisterSeenAt ?? member.CreatedAt, now)
        : Standing.Good;

    /// <summary>Asks for every physician; gives how many answers came.</summary>
    public async Task<int> RefreshAsync(CancellationToken cancel)
    {
        await using var db = open();
        var answers = 0;
        foreach (var doctor in await db.Staff.AsNoTracking().Where(x => (x.Role == MedicalRole.CompanyDoctor || x.Role == MedicalRole.SupervisedPhysician) && x.EndedAt == null).ToListAsync(cancel))
        {
            answers += await RefreshAsync(doctor, cancel) ? 1 : 0;
        }

        return answers;
    }

    /// <summary>Asks for one doctor, as before each signature; gives how he stands then.</summary>
    public async Task<Standing> StandingAsync(Guid doctor, CancellationToken cancel)
    {
        await using var db = open();
        if (await db.Staff.AsNoTracking().FirstOrDefaultAsync(x => x.Id == doctor && x.EndedAt == null, cancel) is not { } row)
        {
            return Standing.Lapsed;
        }

        await RefreshAsync(row, cancel);
        return StandingOf(await db.Staff.AsNoTracking().FirstAsync(x => x.Id == doctor, cancel), clock.GetUtcNow());
    }

    /// <summary>A colleague looked in the public register and says what stands there.</summary>
    public Task RecordAsync(Guid doctor, bool registered, Visitor visitor, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Staff.Where(x => x.Id == doctor && (x.Role == MedicalRole.CompanyDoctor || x.Role == MedicalRole.SupervisedPhysician))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Register, registered ? RegisterState.Registered : RegisterState.Lapsed).SetProperty(x => x.RegisterSeenAt, act.Now).SetProperty(x => x.RegisterSeenBy, visitor.Id), c);
            act.Record(decision, new AuditObject("staff", doctor));
        }, cancel);

    private async Task<bool> RefreshAsync(StaffMember doctor, CancellationToken cancel)
    {
        // What is said to be of a moment to come would hold for too long.
        if (await register.AskAsync(doctor.Big, doctor.Role, cancel) is not { State: not RegisterState.Unseen } answer || answer.SeenAt > clock.GetUtcNow() + Skew)
        {
            return false;
        }

        // What a colleague saw later than the link did stands.
        if (answer.SeenAt > doctor.RegisterSeenAt + (answer.State == doctor.Register ? Again : TimeSpan.Zero) || doctor.RegisterSeenAt is null)
        {
            await commits.RunAsync(async (act, c) =>
            {
                await act.Db.Staff.Where(x => x.Id == doctor.Id)
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.Register, answer.State).SetProperty(x => x.RegisterSeenAt, answer.SeenAt).SetProperty(x => x.RegisterSeenBy, (Guid?)null), c);
                act.Record(SideAccess.RegisterSeen(answer.State.ToString()), new AuditObject("staff", doctor.Id));
            }, cancel);
        }

        return true;
    }
}
