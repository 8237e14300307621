using ArboDossier.AuditLedger;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// How far this zone's ledger was, kept outside its database: the newest checkpoint that this copy of the program signed, and one that another zone
/// showed and that this ledger did not have. So a database that was put back to yesterday is found out at the next start, without anybody else.
/// </summary>
internal static class LedgerHead
{
    private const string Own = "ledger-head";
    private const string Seen = "ledger-seen-";
    private const int NewestEntries = 256;

    /// <summary>Keeps the newest checkpoint; called after its transaction, so that the file is never ahead of the database.</summary>
    public static void Keep(string data, string note) => Write(Path.Combine(data, Own), note);

    /// <summary>Keeps what another zone saw and this ledger does not have. It carries this zone's own signature.</summary>
    public static void KeepSeen(string data, string witness, string note) => Write(Path.Combine(data, Seen + witness), note);

    /// <summary>
    /// What was kept is of a ledger that two people decided to leave: it goes to that directory, and the newest checkpoint of the restored ledger takes its
    /// place. Done again it does nothing.
    /// </summary>
    public static void Leave(string data, string aside, string? note)
    {
        foreach (var path in Directory.GetFiles(data, Seen + "*").Append(Path.Combine(data, Own)).Where(x => File.Exists(x) && !File.Exists(Path.Combine(aside, Path.GetFileName(x)))))
        {
            File.Move(path, Path.Combine(aside, Path.GetFileName(path)));
        }

        if (note is not null)
        {
            Keep(data, note);
        }
    }

    /// <summary>What stands against going on with this ledger: its newest entries, its head, or what was seen of it before.</summary>
    /// <param name="db">The ledger.</param>
    /// <param name="options">The zone's.</param>
    /// <param name="keys">The ledger's public keys.</param>
    /// <param name="left">True where two people approved that what was seen before is left.</param>
    /// <param name="cancel">Ends the reading.</param>
    public static async Task<StartFinding?> JudgeAsync(ZoneContext db, StoreOptions options, LedgerKeys keys, bool left, CancellationToken cancel)
    {
        var origin = Checkpoint.OriginOf(options.Zone);
        var newest = await OwnTree.NewestAsync(db, cancel);
        var head = newest is null ? null : Checkpoint.Verify(newest.Note, origin, keys);
        if (!await IsWholeAsync(db, newest, head, cancel))
        {
            return new("the head of its audit ledger does not verify", "run arbodossier verify, and restore a backup");
        }

        foreach (var (who, note) in left ? [] : Kept(options.Data))
        {
            if (Checkpoint.Verify(note, origin, keys) is not { } seen)
            {
                return new("what was kept of its audit ledger beside the database does not verify", "run arbodossier verify");
            }

            if (seen.Size > (head?.Size ?? 0) || !await HasRootAsync(db, seen, cancel))
            {
                return Behind(who, seen.Size, head?.Size ?? 0);
            }
        }

        return null;
    }

    /// <summary>The finding that another one saw more of this ledger, or something else, than there is.</summary>
    public static StartFinding Behind(string who, long saw, long here) => new(
        $"its audit ledger lies behind what {who} saw: {saw} entries, here are {here}", "put the newest database back, or restore a backup with arbodossier restore");

    private static IEnumerable<(string Who, string Note)> Kept(string data) =>
        new[] { Path.Combine(data, Own) }.Where(File.Exists).Concat(Directory.GetFiles(data, Seen + "*").Order(StringComparer.Ordinal))
            .Select(path => (Path.GetFileName(path) is Own ? "this program" : Path.GetFileName(path)[Seen.Length..], File.ReadAllText(path)));

    /// <summary>The newest checkpoint is signed, covers every leaf, and its root and newest entries are what the tables hold.</summary>
    private static async Task<bool> IsWholeAsync(ZoneContext db, LedgerCheckpointRow? newest, Checkpoint? head, CancellationToken cancel)
    {
        var leaves = await db.Set<LedgerLeafRow>().AsNoTracking().OrderByDescending(x => x.Sequence).Take(NewestEntries).ToListAsync(cancel);
        var size = leaves.Count == 0 ? 0 : leaves[0].Sequence + 1;
        if (newest is null)
        {
            return size == 0;
        }

        if (head is null || head.Size != newest.Size || head.Size != size || !await HasRootAsync(db, head, cancel))
        {
            return false;
        }

        var entries = leaves.ConvertAll(x => x.Entry);
        var bodies = await db.Set<LedgerBodyRow>().AsNoTracking().Where(x => entries.Contains(x.Entry)).ToDictionaryAsync(x => x.Entry, cancel);
        // A body may be gone at the end of its term; one that is there is the one that was committed to.
        return leaves.TrueForAll(leaf => !bodies.TryGetValue(leaf.Entry, out var body) || Merkle.Commit(body.Salt, body.Fields).AsSpan().SequenceEqual(leaf.Commitment));
    }

    private static Task<bool> HasRootAsync(ZoneContext db, Checkpoint seen, CancellationToken cancel) => HasRootAsync(db, seen.Size, seen.Root, cancel);

    /// <summary>Whether the first entries of this ledger have that root.</summary>
    public static async Task<bool> HasRootAsync(ZoneContext db, long size, byte[] root, CancellationToken cancel)
    {
        try
        {
            return (await OwnTree.RootAsync(db, size, cancel)).AsSpan().SequenceEqual(root);
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>Renamed into place: whoever is cut off in the middle leaves the older one.</summary>
    private static void Write(string path, string note)
    {
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(note));
        }

        File.Move(fresh, path, overwrite: true);
    }
}
