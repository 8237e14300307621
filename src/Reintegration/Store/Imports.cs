using System.Security.Cryptography;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Features.Import;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>The door to imports: previews that wait, sealed, for a day, and the keys with which a program may bring one.</summary>
public sealed class Imports(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault, Employees employees, TimeProvider clock)
{
    /// <summary>How long a preview and a key live.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromHours(24);

    private const int RowsPerAct = 500;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>Keeps what a file would do. Requires a grant for the employer's directory.</summary>
    public async Task<(ImportJob Job, ImportPlan Plan)> PreviewAsync(AccessGrant grant, ImportPlan read, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (changes, plan) = ImportDiff.Make(read, grant.Scope.Id, await employees.AllAsync(grant, cancel), Web.Words.LocalDay(now));
        var job = new ImportJob { Id = Guid.NewGuid(), Employer = grant.Scope.Id, State = ImportState.Preview, Total = changes.Count, CreatedAt = now, ExpiresAt = now + Life };
        job.Rows = await vault.SealAsync(grant, KeyKind.Directory, job.Employer, Places.ImportRows(job), plan.Rows, cancel);
        plan = plan.Shown();
        job.Plan = await vault.SealAsync(grant, KeyKind.Directory, job.Employer, Places.Plan(job), plan, cancel);
        await commits.RunAsync((act, _) =>
        {
            act.Db.Imports.Add(job);
            act.Record(grant, "import.preview", ActKind.Create, new AuditObject("import", job.Id, job.Plan.Hash()));
            return Task.CompletedTask;
        }, cancel);
        return (job, plan);
    }

    /// <summary>An import of one employer, or null.</summary>
    public async Task<ImportJob?> FindAsync(Guid employer, Guid id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        return await Outside(db.Imports.Where(x => x.Id == id && x.Employer == employer && x.ExpiresAt > now)).FirstOrDefaultAsync(cancel);
    }

    /// <summary>Imports of one employer, newest first.</summary>
    public async Task<IReadOnlyList<ImportJob>> ListAsync(Guid employer, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        await using var db = open();
        return await Outside(db.Imports.Where(x => x.Employer == employer && x.ExpiresAt > now).OrderByDescending(x => x.CreatedAt).Take(10)).ToListAsync(cancel);
    }

    /// <summary>What an import will do, or did. Requires a grant for the employer's directory.</summary>
    public ValueTask<ImportPlan> PlanAsync(AccessGrant grant, ImportJob job, CancellationToken cancel) => vault.OpenAsync<ImportPlan>(grant, job.Plan, Places.Plan(job), cancel);

    /// <summary>Confirms: it will be done. Confirming again changes nothing.</summary>
    public Task ConfirmAsync(AccessGrant grant, ImportJob job, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var changed = await act.Db.Imports.Where(x => x.Id == job.Id && x.State == ImportState.Preview).ExecuteUpdateAsync(set => set.SetProperty(x => x.State, ImportState.Running), c);
            if (changed > 0)
            {
                act.Record(grant, "import.confirm", ActKind.Execute, new AuditObject("import", job.Id));
            }
        }, cancel);

    /// <summary>Drops a preview.</summary>
    public Task DropAsync(AccessGrant grant, ImportJob job, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Imports.Where(x => x.Id == job.Id && x.State == ImportState.Preview).ExecuteDeleteAsync(c) > 0)
            {
                act.Record(grant, "import.drop", ActKind.Delete, new AuditObject("import", job.Id));
            }
        }, cancel);

    /// <summary>Takes a confirmed import in hand; two copies of the program never do the same one, nor two of one employer.</summary>
    public Task<ImportJob?> LeaseAsync(CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            // A lease that ends later than any that could be taken now was taken by a clock that has stepped back since.
            var longest = act.Now + 2 * Lease;
            var free = act.Db.Imports.Where(x => x.State == ImportState.Running && (x.LeasedUntil == null || x.LeasedUntil < act.Now || x.LeasedUntil > longest)
                && !act.Db.Imports.Any(o => o.Employer == x.Employer && o.Id != x.Id && o.State == ImportState.Running && o.LeasedUntil >= act.Now && o.LeasedUntil <= longest));
            var job = await Outside(free.OrderBy(x => x.CreatedAt)).FirstOrDefaultAsync(c);
            // Another copy may have looked at the same moment: whose statement finds it free has it.
            return job is not null && await free.Where(x => x.Id == job.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.LeasedUntil, act.Now + Lease), c) == 1 ? job : null;
        }, cancel);

    /// <summary>
    /// Does an import: compared with what is there now, so that one that was broken off goes on and one that was done changes nothing. Keys of all
    /// new employments first, in one batch; then acts of some hundred rows.
    /// </summary>
    public async Task RunAsync(AccessGrant grant, ImportJob job, CancellationToken cancel)
    {
        var whole = await WholeAsync(grant, job, cancel);
        var (changes, plan) = ImportDiff.Make(whole, job.Employer, await employees.AllAsync(grant, cancel), Web.Words.LocalDay(clock.GetUtcNow()));
        await employees.MakeKeysAsync(grant, [.. changes.Where(x => x.New).Select(x => x.Row.Id)], cancel);
        var already = Math.Max(0, job.Total - changes.Count);
        foreach (var part in changes.Chunk(RowsPerAct))
        {
            await employees.WriteAsync(grant, [.. part.Select(x => (x.Row, x.Label, x.New))], cancel);
            already += part.Length;
            await ProgressAsync(job.Id, already, cancel);
        }

        // What was done is told as numbers and lines; the rows themselves are not kept twice.
        var told = await vault.SealAsync(grant, KeyKind.Directory, job.Employer, Places.Plan(job), plan with { Rows = [], Added = whole.Added, Changed = whole.Changed, Unchanged = whole.Unchanged }, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Imports.Where(x => x.Id == job.Id).ExecuteUpdateAsync(
                set => set.SetProperty(x => x.State, ImportState.Done).SetProperty(x => x.Plan, told).SetProperty(x => x.Rows, default(SealedBlob)).SetProperty(x => x.Done, x => x.Total).SetProperty(x => x.LeasedUntil, (DateTimeOffset?)null), c);
            act.Record(grant, "import.done", ActKind.Update, new AuditObject("import", job.Id, told.Hash()));
        }, cancel);
    }

    /// <summary>Makes a key and gives its text, which is stored nowhere.</summary>
    public async Task<string> MakeKeyAsync(AccessGrant grant, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var text = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var key = new ImportKey { Id = Guid.CreateVersion7(now), Employer = grant.Scope.Id, Hash = Hash(text), MadeBy = grant.Act.Actor.Id, CreatedAt = now, ExpiresAt = now + Life };
        await commits.RunAsync((act, _) =>
        {
            act.Db.ImportKeys.Add(key);
            act.Record(grant, "import-key.make", ActKind.Create, new AuditObject("import-key", key.Id));
            return Task.CompletedTask;
        }, cancel);
        return text;
    }

    /// <summary>The live key behind a text, or null.</summary>
    public async Task<ImportKey?> KeyAsync(string text, CancellationToken cancel)
    {
        var (hash, now) = (Hash(text), clock.GetUtcNow());
        await using var db = open();
        return await db.ImportKeys.AsNoTracking().FirstOrDefaultAsync(x => x.Hash == hash && x.ExpiresAt > now, cancel);
    }

    /// <summary>Without the rows, which may be many megabytes.</summary>
    private static IQueryable<ImportJob> Outside(IQueryable<ImportJob> jobs) => jobs.AsNoTracking().Select(x => new ImportJob
    {
        Id = x.Id,
        Employer = x.Employer,
        State = x.State,
        Plan = x.Plan,
        Done = x.Done,
        Total = x.Total,
        CreatedAt = x.CreatedAt,
        ExpiresAt = x.ExpiresAt,
        LeasedUntil = x.LeasedUntil,
    });

    private async Task<ImportPlan> WholeAsync(AccessGrant grant, ImportJob job, CancellationToken cancel)
    {
        var plan = await PlanAsync(grant, job, cancel);
        await using var db = open();
        var rows = await db.Imports.AsNoTracking().Where(x => x.Id == job.Id).Select(x => x.Rows).FirstAsync(cancel);
        // A version before this one kept all rows in the plan: what was confirmed then is done all the same.
        return rows.IsEmpty ? plan : plan with { Rows = await vault.OpenAsync<List<ImportRow>>(grant, rows, Places.ImportRows(job), cancel) };
    }

    private Task<int> ProgressAsync(Guid job, int done, CancellationToken cancel) =>
        commits.RunAsync((act, c) => act.Db.Imports.Where(x => x.Id == job).ExecuteUpdateAsync(
            set => set.SetProperty(x => x.Done, done).SetProperty(x => x.LeasedUntil, act.Now + Lease), c), cancel);

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.ASCII.GetBytes(text));
}
