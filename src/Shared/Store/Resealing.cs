using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Replaces the keys that seal data while the program runs: content, label, directory, door and message keys. One key at a time a new one takes over,
/// what the former one sealed is sealed anew, and both open meanwhile. What is left to do is seen from the keys themselves: an id tells when a key was
/// made, and a former one whether something may still need it. So it goes on after a kill at any moment, and doing a step twice does nothing.
/// <code>
/// request ─► per key: [ new key in use, former opens ─► its rows sealed anew, its label keys wrapped anew ─► former not needed ] ─► backups' term ─► former goes
/// </code>
/// </summary>
internal sealed class Resealing<TContext>(
    Func<KeysContext> open, Func<TContext> read, Vault vault, Commits<TContext> commits, SealedColumns<TContext>? columns, StoreOptions options, RotationJournal<TContext> journal, TimeProvider clock)
    where TContext : ZoneContext
{
    /// <summary>Which kinds are being replaced, and which keys are old, in the data directory.</summary>
    private const string PendingFile = "rotate-data.json";

    private const int MostLooks = 5;
    private const int SaidEvery = 20;

    /// <summary>In this order: a label key is wrapped by its directory's.</summary>
    private static readonly KeyKind[] Kinds = [KeyKind.Directory, KeyKind.Label, KeyKind.Content, KeyKind.Door, KeyKind.Message];

    private static readonly TimeSpan BackupsKept = TimeSpan.FromDays(14);

    /// <summary>A request that sealed with the former key has written by then.</summary>
    internal TimeSpan WrittenBy { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>For tests: called between any two steps.</summary>
    public Action<string> Between { get; set; } = _ => { };

    /// <summary>The kinds that a request names, or none.</summary>
    public static IReadOnlyList<KeyKind> KindsOf(string request) =>
        request switch
    {
        "data" => Kinds,
        "directory" => [KeyKind.Directory],
        "label" => [KeyKind.Label],
        "content" => [KeyKind.Content],
        "door" => [KeyKind.Door],
        "message" => [KeyKind.Message],
        _ => [],
    };

    private string Pending => Path.Combine(options.Data, PendingFile);

    /// <summary>Takes up a request. One that is seen twice is one.</summary>
    public async Task BeginAsync(IReadOnlyList<KeyKind> kinds, string asked, CancellationToken cancel)
    {
        if (File.Exists(Pending))
        {
            return;
        }

        await journal.RecordAsync("key.rotate", $"asked-by-operator:{asked}", cancel);
        Between("recorded");
        WholeFile.Write(Pending, JsonSerializer.SerializeToUtf8Bytes(new Asked([.. kinds], clock.GetUtcNow())));
        Between("pending");
    }

    /// <summary>Replaces every key that is old. Requires that no other copy of the program runs.</summary>
    public async Task GoOnAsync(CancellationToken cancel)
    {
        if (!File.Exists(Pending))
        {
            return;
        }

        var asked = JsonSerializer.Deserialize<Asked>(await File.ReadAllBytesAsync(Pending, cancel)) ?? throw new InvalidOperationException($"{PendingFile} cannot be read");
        var (done, left) = (0, 0);
        var waiting = columns is null ? [] : await WaitingAsync(asked, cancel);
        foreach (var key in waiting)
        {
            if (done % SaidEvery == 0)
            {
                journal.Say("sealing anew", done, waiting.Count, "");
            }

            left += await ReplaceAsync(key, cancel);
            done++;
        }

        await journal.RecordAsync("key.rotate", "all-sealed-anew", cancel);
        Between("all");
        File.Delete(Pending);
        journal.Say("done", done, waiting.Count, columns is null ? "this zone seals nothing under such a key" : left > 0 ? $"{left} blobs do not open and keep their key" : "");
    }

    /// <summary>Destroys the former keys that nothing needs, and no backup either; with <paramref name="now"/> whatever the backups need. False where some have to wait.</summary>
    public async Task<bool> RetireAsync(bool now, CancellationToken cancel)
    {
        await using var db = open();
        var before = Microseconds(clock.GetUtcNow() - (now ? WrittenBy : BackupsKept));
        var former = await db.Keys.AsNoTracking().Where(x => x.ReplacedAt > KeyRow.StillNeeded && x.ReplacedAt <= before).ToListAsync(cancel);
        foreach (var key in former)
        {
            using var grant = await GrantAsync(key, cancel);
            // A request that began under it may have written since: nothing may go with it.
            if (await SealAnewAsync(db, key, grant, cancel) == 0)
            {
                await vault.DestroyFormerAsync(grant, KeyStore.Map(key), cancel);
                Between("retired");
            }
        }

        if (former.Count > 0)
        {
            await journal.RecordAsync("key.retire", FormattableString.Invariant($"nothing-needs-them:{former.Count}"), cancel);
        }

        return !now || !await db.Keys.AnyAsync(x => x.ReplacedAt > before, cancel);
    }

    /// <summary>Keys made before it was asked, and those that another took over from and that may still be needed.</summary>
    private async Task<List<Guid>> WaitingAsync(Asked asked, CancellationToken cancel)
    {
        await using var db = open();
        var waiting = new List<Guid>();
        foreach (var kind in asked.Kinds)
        {
            var keys = await db.Keys.AsNoTracking().Where(x => x.Kind == kind && (x.ReplacedAt == null || x.ReplacedAt == KeyRow.StillNeeded)).Select(x => new { x.Id, x.ReplacedAt }).ToListAsync(cancel);
            waiting.AddRange(keys.Where(x => x.ReplacedAt is not null || MadeAt(x.Id) < asked.Since).Select(x => x.Id));
        }

        return waiting;
    }

    private async Task<int> ReplaceAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        if (await db.Keys.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancel) is not { } key)
        {
            // Destroyed meanwhile, with all that it sealed.
            return 0;
        }

        using var grant = await GrantAsync(key, cancel);
        if (key.ReplacedAt is null)
        {
            await vault.ReplaceKeyAsync(grant, KeyStore.Map(key), cancel);
            Between("replaced");
        }

        var left = await SealAnewAsync(db, key, grant, cancel);
        Between("sealed");
        if (left == 0)
        {
            var now = Microseconds(clock.GetUtcNow());
            await db.Keys.Where(x => x.Id == id).ExecuteUpdateAsync(x => x.SetProperty(k => k.ReplacedAt, now), cancel);
            Between("noted");
        }

        return left;
    }

    /// <summary>Looks until there is nothing under a former key. Gives how many blobs do not open.</summary>
    private async Task<int> SealAnewAsync(KeysContext keys, KeyRow key, AccessGrant grant, CancellationToken cancel)
    {
        await using var db = read();
        if (!await keys.Keys.AnyAsync(x => x.Kind == key.Kind && x.Owner == key.Owner && x.ReplacedAt == null, cancel))
        {
            return 0;
        }

        var left = 0;
        foreach (var column in columns!.Of(key.Kind))
        {
            var found = 1;
            for (var look = 0; look < MostLooks && found > 0; look++)
            {
                (found, var closed) = await column.ResealAsync(vault, grant, key.Owner, db, commits, Between, cancel);
                left = look == 0 ? left + closed : left;
            }

            left += found;
        }

        if (key.Kind == KeyKind.Directory)
        {
            foreach (var label in await keys.Keys.AsNoTracking().Where(x => x.WrappedBy == key.Id).ToListAsync(cancel))
            {
                await vault.RewrapAsync(grant, KeyStore.Map(label), cancel);
            }

            Between("labels");
            left += await keys.Keys.CountAsync(x => x.WrappedBy == key.Id, cancel);
        }

        return left;
    }

    private async Task<AccessGrant> GrantAsync(KeyRow key, CancellationToken cancel)
    {
        var scope = key.Kind switch
        {
            KeyKind.Content or KeyKind.Label => Scope.File(key.Owner),
            KeyKind.Directory => Scope.Directory(key.Owner),
            KeyKind.Message => Scope.Message,
            KeyKind.Door => Scope.Door,
            _ => throw new InvalidOperationException("a key of no kind"),
        };
        return vault.Grant(await commits.RecordAsync(columns!.Decide(scope), cancel) ?? throw new InvalidOperationException("the rotation of keys was refused"));
    }

    /// <summary>The instant in an id of version 7.</summary>
    private static DateTimeOffset MadeAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id.ToString("N")[..12], 16));

    private static long Microseconds(DateTimeOffset at) => LedgerEntry.Microseconds(at);

    private sealed record Asked(IReadOnlyList<KeyKind> Kinds, DateTimeOffset Since);
}
