using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Sealing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A written task with its words.</summary>
public sealed record TaskView(WrittenTask Row, string Words);

/// <summary>Written tasks, what is recorded under them, and the doctor's review of that .</summary>
public sealed class TaskStore(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, Visitors visitors, FileStore files, TimeProvider clock)
{
    /// <summary>Who can be given a task in a file by a doctor: whoever works under this doctor at this moment, and is not kept out of it.</summary>
    public async Task<IReadOnlyList<StaffMember>> PeopleAsync(Guid doctor, Guid file, CancellationToken cancel)
    {
        await using var db = open();
        var people = new List<StaffMember>();
        foreach (var member in await db.Staff.AsNoTracking()
            .Where(x => x.EndedAt == null && (x.Role == MedicalRole.SupervisedPhysician || x.Role == MedicalRole.PracticeSupport || x.Role == MedicalRole.MedicalAssistant)).OrderBy(x => x.Name).ToListAsync(cancel))
        {
            var visitor = await visitors.AsIfAtTheDoorAsync(member, cancel);
            if (visitor.Kind == VisitorKind.Supervised && visitor.Physician == doctor && (await files.FactsAsync(visitor, file, cancel)).Conflict == ConflictKind.None)
            {
                people.Add(member);
            }
        }

        return people;
    }

    /// <summary>The tasks of a file that were not withdrawn and are not past. Requires a grant for it.</summary>
    public async Task<IReadOnlyList<TaskView>> OfAsync(AccessGrant grant, CancellationToken cancel)
    {
        var today = Today();
        await using var db = open();
        var views = new List<TaskView>();
        foreach (var row in await db.Tasks.AsNoTracking().Where(x => x.File == grant.Scope.Id && x.WithdrawnAt == null && x.Until >= today).OrderBy(x => x.From).ToListAsync(cancel))
        {
            views.Add(await ReadAsync(grant, row, cancel));
        }

        return views;
    }

    /// <summary>Which of these tasks open something today.</summary>
    public async Task<IReadOnlyList<Guid>> InForceAsync(Guid file, CancellationToken cancel)
    {
        await using var db = open();
        return await db.TasksOn(Today()).Where(x => x.File == file).Select(x => x.Id).ToListAsync(cancel);
    }

    /// <summary>The visitor's own tasks in a file that are in force. Requires a grant for it.</summary>
    public async Task<IReadOnlyList<TaskView>> MineAsync(AccessGrant grant, Visitor visitor, CancellationToken cancel)
    {
        await using var db = open();
        var views = new List<TaskView>();
        foreach (var row in await Mine(db, visitor, grant.Scope.Id).OrderBy(x => x.Until).ToListAsync(cancel))
        {
            views.Add(await ReadAsync(grant, row, cancel));
        }

        return views;
    }

    /// <summary>A task of this person and this file that is in force; one query whether there is one or not (law 5).</summary>
    public async Task<WrittenTask?> FindAsync(Visitor visitor, Guid file, Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await Mine(db, visitor, file).FirstOrDefaultAsync(x => x.Id == id, cancel);
    }

    /// <summary>A task's words. Requires a grant for its file.</summary>
    public async Task<TaskView> ReadAsync(AccessGrant grant, WrittenTask row, CancellationToken cancel) => new(row, await vault.OpenAsync<string>(grant, row.Words, Places.Task(row), cancel));

    /// <summary>Keeps a task. Requires a grant for its file.</summary>
    public async Task GiveAsync(AccessGrant grant, WrittenTask row, string words, CancellationToken cancel)
    {
        row.Words = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Task(row), words, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Tasks.Add(row);
            act.Record(grant, "task.given", ActKind.Create, new AuditObject("task", row.Id, row.Words.Hash()));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>Withdraws a task of the file: it opens nothing at the next request. Nothing happens where there is none.</summary>
    public Task WithdrawAsync(AccessGrant grant, Guid id, Guid by, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Tasks.Where(x => x.Id == id && x.File == grant.Scope.Id && x.WithdrawnAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.WithdrawnAt, act.Now).SetProperty(x => x.WithdrawnBy, by), c);
            act.Record(grant, "task.withdrawn", ActKind.Update, new AuditObject("task", id));
        }, cancel);

    /// <summary>Records an entry under a task: it waits for the doctor's review. The same form sent twice is one entry.</summary>
    public async Task RecordAsync(AccessGrant grant, WrittenTask task, ConsultationText text, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        if (await files.IsRecordedAsync(grant, db.Entries.Where(x => x.File == task.File && x.Task == task.Id && x.Author == task.Staff), text, cancel))
        {
            return;
        }

        var entry = new FileEntry { Id = Guid.CreateVersion7(now), File = task.File, Author = task.Staff, Task = task.Id, Version = 1, RecordedAt = now };
        entry.Content = await vault.SealAsync(grant, KeyKind.Content, entry.File, Places.Entry(entry), text, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Entries.Add(entry);
            act.Record(grant, "task.record", ActKind.Create, new AuditObject("entry", entry.Id, entry.Content.Hash()));
            return Task.CompletedTask;
        }, cancel);
    }

    /// <summary>An entry of the file that waits for a review, without its words.</summary>
    public async Task<FileEntry?> UnreviewedAsync(Guid file, Guid entry, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Unreviewed.AsNoTracking().FirstOrDefaultAsync(x => x.Id == entry && x.File == file, cancel);
    }

    /// <summary>Keeps a doctor's review: the entry is good as it is, or with a remark. What was written stays. Once per entry.</summary>
    public async Task ReviewAsync(AccessGrant grant, FileEntry entry, Guid doctor, string remark, CancellationToken cancel)
    {
        var row = new EntryReview { Entry = entry.Id, File = entry.File, Doctor = doctor, At = clock.GetUtcNow() };
        if (remark.Length > 0)
        {
            row.Remark = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Remark(row), remark, cancel);
        }

        await commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.EntryReviews.AnyAsync(x => x.Entry == row.Entry, c))
            {
                act.Db.EntryReviews.Add(row);
                act.Record(grant, "entry.reviewed", ActKind.Update, row.Remark.IsEmpty ? new AuditObject("entry", row.Entry) : new AuditObject("entry", row.Entry, row.Remark.Hash()));
            }
        }, cancel);
    }

    private IQueryable<WrittenTask> Mine(MedicalContext db, Visitor visitor, Guid file) =>
        db.TasksOn(Today()).AsNoTracking().Where(x => x.File == file && x.Staff == visitor.Id && x.Doctor == visitor.Physician);

    private DateOnly Today() => Words.LocalDay(clock.GetUtcNow());
}
