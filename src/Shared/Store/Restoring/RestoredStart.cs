using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Restoring;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store;

/// <summary>
/// The start of a zone that was put back from a backup: two people approve first, and the first thing it does is to write so in its ledger. Killed
/// at any step it does the rest at the next start.
/// </summary>
internal static class RestoredStart
{
    /// <summary>Those who approve. Throws <see cref="StoreSettingException"/> where their file cannot be read.</summary>
    public static Approvers ApproversOf(StoreOptions options) => Read(() => Approvers.Read(options.Data));

    /// <summary>What stands against going on, or null: also where nothing was restored.</summary>
    public static async Task<StartFinding?> FindAsync(ZoneContext db, StoreOptions options, CancellationToken cancel)
    {
        if (!RestoredFile.IsIn(options.Data))
        {
            return null;
        }

        var file = Read(() => RestoredFile.Read(options.Data));
        var (set, head) = (file.Restoration.Set, file.Restoration.Head);
        if (Approved(file, options) is var approved && approved.Count < Approvers.Needed)
        {
            return new($"it was restored from the backup {set} and {approved.Count} of {Approvers.Needed} people approved that", "let two different approvers do so with arbodossier approve");
        }

        if (file.Restoration.Zone != options.Zone)
        {
            return new($"{RestoredFile.FileName} is of zone {file.Restoration.Zone}", "restore the backup of this zone");
        }

        var size = (await OwnTree.NewestAsync(db, cancel))?.Size ?? 0;
        var isThat = size >= head.Size && await LedgerHead.HasRootAsync(db, head.Size, head.Root, cancel) && (size == head.Size || await IsWrittenAsync(db, file.Restoration, cancel));
        return isThat ? null : new($"its database is not the one of the backup {set} that was approved", "the restore was cut off: run it again, and let it be approved");
    }

    /// <summary>Goes on with what was restored, if anything was. Throws <see cref="StoreSettingException"/> where something stands against it.</summary>
    public static async Task GoOnAsync<TContext>(IServiceProvider services)
        where TContext : ZoneContext
    {
        var options = services.GetRequiredService<StoreOptions>();
        if (!RestoredFile.IsIn(options.Data))
        {
            return;
        }

        await using var db = services.GetRequiredService<Func<TContext>>()();
        StartFinding.Throw(await FindAsync(db, options, default) is { } finding ? [finding] : []);
        var file = Read(() => RestoredFile.Read(options.Data));
        if (!await IsWrittenAsync(db, file.Restoration, default))
        {
            await services.GetRequiredService<Commits<TContext>>().RunAsync((act, _) =>
            {
                act.RecordDone(new AuditAct(Restoration.Event, ActKind.Execute, Actor.Machine("restore"), "integrity", default), "R-225", file.Restoration.ToEntry(Approved(file, options)));
                return Task.CompletedTask;
            });
        }

        var aside = Path.Combine(options.Data, Path.GetFileName(file.Aside));
        Directory.CreateDirectory(aside, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        LedgerHead.Leave(options.Data, aside, (await OwnTree.NewestAsync(db, default))?.Note);
        file.Close(options.Data);
    }

    private static IReadOnlyList<string> Approved(RestoredFile file, StoreOptions options) => file.Restoration.ApprovedBy(file.Approvals, ApproversOf(options).Keys);

    /// <summary>Its entry has no place in the tree perhaps, but is durable.</summary>
    private static async Task<bool> IsWrittenAsync(ZoneContext db, Restoration restoration, CancellationToken cancel)
    {
        var mark = Encoding.UTF8.GetBytes($"\"{Restoration.Event}\"");
        var id = Encoding.UTF8.GetBytes(restoration.Id.ToString("N"));
        var since = await db.LedgerBodies.AsNoTracking().Where(x => x.At >= restoration.At).Select(x => x.Fields).ToListAsync(cancel);
        return since.Exists(x => x.AsSpan().IndexOf(mark) >= 0 && x.AsSpan().IndexOf(id) >= 0);
    }

    private static T Read<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException broken)
        {
            throw new StoreSettingException(broken.Message);
        }
    }
}
