using System.Globalization;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.AuditLedger.Tests;

namespace ArboDossier.Cli.Tests;

/// <summary>A countersigned checkpoint as it lies in a database.</summary>
internal sealed record Sight(string Ledger, string Witness, long Size, string Note);

/// <summary>A zone's ledger, what its own database says of its witness, and what the witness keeps of it.</summary>
internal sealed class Witnessed(MemoryLedger ledger, IReadOnlyList<Sight> sights, int seen)
{
    public MemoryLedger Ledger { get; } = ledger;

    /// <summary>The witness's countersignature under each checkpoint up to the newest that it saw: a thief may have kept an older one.</summary>
    public IReadOnlyList<Sight> Sights { get; } = sights;

    /// <summary>What lies in the zone's own database.</summary>
    public Sight? Own { get; set; } = sights[seen];

    /// <summary>What the witness keeps.</summary>
    public Sight Kept { get; } = sights[seen];

    public int Seen { get; } = seen;

    public Witnessed Copy() => new(Ledger.Copy(), Sights, Seen);
}

/// <summary>
/// What a thief of a whole zone can do so that the database alone looks right, or to the countersignatures. Each gives the line that the tool must
/// answer. The zone's own key is the thief's as well.
/// </summary>
internal static class WitnessAttacks
{
    private const string Changed = "medical: a checkpoint that identity countersigned was changed, or is signed by another key";

    public delegate string Attack(Witnessed zone, Random random, ECDsa own, ECDsa thief);

    public static readonly IReadOnlyDictionary<string, Attack> All = new Dictionary<string, Attack>
    {
        ["cut off exactly at an older checkpoint"] = (zone, random, _, _) => RolledBack(zone, CutAtCheckpoint(zone, random)),
        ["cut off exactly at an older checkpoint, own countersignatures with it"] = (zone, random, _, _) =>
        {
            var left = CutAtCheckpoint(zone, random);
            zone.Own = null;
            return RolledBack(zone, left);
        },
        ["the whole database put back to an older copy"] = (zone, random, _, _) =>
        {
            var left = CutAtCheckpoint(zone, random);
            zone.Own = zone.Sights.LastOrDefault(sight => sight.Size <= left);
            return RolledBack(zone, left);
        },
        ["everything taken away"] = (zone, _, _, _) =>
        {
            Attacks.CutOff(zone.Ledger, 0);
            zone.Ledger.Signed.Clear();
            zone.Own = null;
            return RolledBack(zone, 0);
        },
        ["put back to an older copy and gone on, not as far as was seen"] = (zone, random, own, _) =>
        {
            var left = CutAtCheckpoint(zone, random);
            zone.Own = null;
            GoOn(zone.Ledger, random.Next(left, (int)zone.Kept.Size), random, own);
            return RolledBack(zone, zone.Ledger.Leaf.Count);
        },
        ["put back to an older copy and gone on, further than was seen"] = (zone, random, own, _) =>
        {
            var left = CutAtCheckpoint(zone, random);
            zone.Own = zone.Sights.LastOrDefault(sight => sight.Size <= left);
            GoOn(zone.Ledger, (int)zone.Kept.Size + random.Next(30), random, own);
            return Different(zone);
        },
        ["an entry changed, the tree rebuilt, and all signed again with the zone's own key"] = (zone, random, own, _) =>
        {
            int changed;
            do
            {
                changed = Attacks.Forge(zone.Ledger, random);
            }
            while (changed >= zone.Kept.Size);
            zone.Ledger.RebuildNodes();
            zone.Ledger.SignAgain(0, own);
            zone.Own = zone.Sights.LastOrDefault(sight => sight.Size <= changed);
            return Different(zone);
        },
        ["own countersignature changed"] = (zone, random, _, _) =>
        {
            var at = random.Next(zone.Own!.Note.Length);
            zone.Own = zone.Own with { Note = zone.Own.Note[..at] + '~' + zone.Own.Note[(at + 1)..] };
            return Changed;
        },
        ["own countersignature said to be of another size"] = (zone, random, _, _) =>
        {
            zone.Own = zone.Own! with { Size = zone.Own.Size - random.Next(1, 9) };
            return Changed;
        },
        ["countersigned with another key"] = (zone, _, own, thief) =>
        {
            var last = zone.Ledger.Signed[^1];
            var checkpoint = Checkpoint.Verify(last.Note, Checkpoint.OriginOf(MemoryLedger.Zone), own)!;
            zone.Own = new Sight("medical", "identity", last.Size, last.Note + checkpoint.SignatureLine("arbodossier/identity", thief));
            return Changed;
        },
    };

    private static string RolledBack(Witnessed zone, int left) =>
        string.Create(CultureInfo.InvariantCulture, $"medical: rolled back: identity saw {zone.Kept.Size} entries, here are {left}");

    private static string Different(Witnessed zone)
    {
        var agreed = zone.Own?.Size ?? 0;
        return agreed == zone.Kept.Size - 1
            ? string.Create(CultureInfo.InvariantCulture, $"medical: entry {agreed}: identity saw another one")
            : string.Create(CultureInfo.InvariantCulture, $"medical: different history: identity saw other entries among the first {zone.Kept.Size}; they agree up to entry {agreed}");
    }

    private static int CutAtCheckpoint(Witnessed zone, Random random)
    {
        var keep = random.Next(1, zone.Seen + 1);
        var signed = zone.Ledger.Signed;
        signed.RemoveRange(keep, signed.Count - keep);
        var left = (int)signed[^1].Size;
        Attacks.CutOff(zone.Ledger, left);
        return left;
    }

    /// <summary>More entries, in a tree and under checkpoints that are right in themselves.</summary>
    private static void GoOn(MemoryLedger ledger, int until, Random random, ECDsa key)
    {
        while (ledger.Leaf.Count < until)
        {
            var (entry, body) = MemoryLedger.NewBody(random, new DateTimeOffset(2026, 1, 2, 0, 0, ledger.Leaf.Count % 60, TimeSpan.Zero));
            ledger.Body.Add(entry, body);
            ledger.Leaf.Add((ledger.Leaf.Count, entry, Merkle.Commit(body.Salt, body.Fields)));
        }

        ledger.RebuildNodes();
        if (ledger.Signed[^1].Size < until)
        {
            ledger.Signed.Add((until, ""));
            ledger.SignAgain(ledger.Signed.Count - 1, key);
        }
    }
}
