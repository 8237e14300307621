using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Openings;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>What waits for a colleague's eye: an opening for a stated reason, with the employer of the file.</summary>
public sealed record StatedLine(StatedOpening Row, string Staff, Guid Employer, string EmployerName);

/// <summary>A day with many openings.</summary>
public sealed record UnusualLine(UnusualDay Row, string Staff, int Files);

/// <summary>Openings that somebody else looks at: for a stated reason, and many on one day.</summary>
public sealed class OpeningReviews(Func<MedicalContext> open, Commits<MedicalContext> commits, TimeProvider clock)
{
    /// <summary>So many files a day are never unusual.</summary>
    public const int AlwaysUsual = 25;

    private const int DaysBack = 30;
    private static readonly TimeSpan OneOpening = TimeSpan.FromHours(12);

    /// <summary>
    /// Notes that a file was opened; before anything of it is shown. More than twice as many as this person usually opens on a day, and more than
    /// <see cref="AlwaysUsual"/>, is noted once.
    /// </summary>
    public async Task NoteAsync(Visitor visitor, Guid file, StatedReason reason, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var today = Web.Words.LocalDay(now);
        var since = now - OneOpening;
        await using var db = open();
        var seen = await db.OpenedFiles.AnyAsync(x => x.Staff == visitor.Id && x.Day == today && x.File == file, cancel);
        var stated = reason == StatedReason.None || await db.StatedOpenings.AnyAsync(x => x.Staff == visitor.Id && x.File == file && x.Reason == reason && x.OpenedAt > since, cancel);
        if (seen && stated)
        {
            return;
        }

        var days = seen ? [] : await DaysAsync(db, visitor.Id, today, cancel);
        var usual = Median([.. days.Where(x => x.Key < today).Select(x => x.Value)]);
        await commits.RunAsync(async (act, c) =>
        {
            if (!stated)
            {
                act.Db.StatedOpenings.Add(new StatedOpening { Id = Guid.CreateVersion7(act.Now), File = file, Staff = visitor.Id, Reason = reason, OpenedAt = act.Now });
            }

            if (!seen)
            {
                act.Db.OpenedFiles.Add(new OpenedFile { Id = Guid.CreateVersion7(act.Now), Staff = visitor.Id, Day = today, File = file });
                if (days.GetValueOrDefault(today) + 1 > Math.Max(AlwaysUsual, 2 * usual) && !await act.Db.UnusualDays.AnyAsync(x => x.Staff == visitor.Id && x.Day == today, c))
                {
                    var day = new UnusualDay { Id = Guid.CreateVersion7(act.Now), Staff = visitor.Id, Day = today, Usual = usual, SeenAt = act.Now };
                    act.Db.UnusualDays.Add(day);
                    act.Record(MachineAccess.NoticeOpenings(), new AuditObject("unusual-day", day.Id));
                }
            }
        }, cancel);
    }

    /// <summary>Whether somebody opened a file today.</summary>
    public async Task<bool> OpenedTodayAsync(Guid staff, Guid file, CancellationToken cancel)
    {
        var today = Web.Words.LocalDay(clock.GetUtcNow());
        await using var db = open();
        return await db.OpenedFiles.AnyAsync(x => x.Staff == staff && x.Day == today && x.File == file, cancel);
    }

    /// <summary>What others opened for a stated reason and nobody looked at, oldest first.</summary>
    public async Task<IReadOnlyList<StatedLine>> StatedAsync(Guid reader, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.StatedOpenings.AsNoTracking().Where(x => x.ReviewedAt == null && x.Staff != reader)
            .Join(db.Staff.AsNoTracking(), x => x.Staff, x => x.Id, (x, s) => new { Row = x, s.Name })
            .Join(db.Employments.AsNoTracking(), x => x.Row.File, x => x.Id, (x, e) => new { x.Row, x.Name, e.Employer })
            .OrderBy(x => x.Row.OpenedAt).ToListAsync(cancel);
        var employers = await db.Employers.AsNoTracking().ToDictionaryAsync(x => x.Id, x => x.Name, cancel);
        return rows.ConvertAll(x => new StatedLine(x.Row, x.Name, x.Employer, employers.GetValueOrDefault(x.Employer, "")));
    }

    /// <summary>Days of others with many openings at which nobody looked, with how many it became.</summary>
    public async Task<IReadOnlyList<UnusualLine>> UnusualAsync(Guid reader, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.UnusualDays.AsNoTracking().Where(x => x.ReviewedAt == null && x.Staff != reader)
            .Join(db.Staff.AsNoTracking(), x => x.Staff, x => x.Id, (x, s) => new
            {
                Row = x,
                s.Name,
                Files = db.OpenedFiles.Where(o => o.Staff == x.Staff && o.Day == x.Day).Select(o => o.File).Distinct().Count(),
            })
            .OrderBy(x => x.Row.SeenAt).ToListAsync(cancel);
        return rows.ConvertAll(x => new UnusualLine(x.Row, x.Name, x.Files));
    }

    /// <summary>One that waits; null where it does not, or never was.</summary>
    public async Task<(Guid Staff, Guid? File)?> WaitingAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        var stated = await db.StatedOpenings.AsNoTracking().Where(x => x.Id == id && x.ReviewedAt == null).Select(x => new { x.Staff, x.File }).FirstOrDefaultAsync(cancel);
        var day = await db.UnusualDays.AsNoTracking().Where(x => x.Id == id && x.ReviewedAt == null).Select(x => new { x.Staff }).FirstOrDefaultAsync(cancel);
        return stated is not null ? (stated.Staff, stated.File) : day is not null ? (day.Staff, null) : null;
    }

    /// <summary>Keeps what the colleague found.</summary>
    public Task ReviewAsync(Guid id, Guid by, bool right, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.StatedOpenings.Where(x => x.Id == id && x.ReviewedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReviewedBy, by).SetProperty(x => x.ReviewedAt, act.Now).SetProperty(x => x.Right, right), c);
            await act.Db.UnusualDays.Where(x => x.Id == id && x.ReviewedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.ReviewedBy, by).SetProperty(x => x.ReviewedAt, act.Now).SetProperty(x => x.Right, right), c);
            act.Record(decision, new AuditObject("opening", id));
        }, cancel);

    /// <summary>Removes what is too old to say what is usual.</summary>
    public async Task SweepAsync(CancellationToken cancel)
    {
        var before = Web.Words.LocalDay(clock.GetUtcNow()).AddDays(-DaysBack);
        await commits.RunAsync((act, c) => act.Db.OpenedFiles.Where(x => x.Day < before && !act.Db.UnusualDays.Any(u => u.Staff == x.Staff && u.Day == x.Day && u.ReviewedAt == null)).ExecuteDeleteAsync(c), cancel);
    }

    private static async Task<Dictionary<DateOnly, int>> DaysAsync(MedicalContext db, Guid staff, DateOnly today, CancellationToken cancel)
    {
        var first = today.AddDays(-DaysBack);
        return await db.OpenedFiles.AsNoTracking().Where(x => x.Staff == staff && x.Day >= first).GroupBy(x => x.Day).Select(x => new { x.Key, Files = x.Select(f => f.File).Distinct().Count() }).ToDictionaryAsync(x => x.Key, x => x.Files, cancel);
    }

    private static int Median(int[] counts)
    {
        Array.Sort(counts);
        return counts.Length == 0 ? 0 : counts[counts.Length / 2];
    }
}
