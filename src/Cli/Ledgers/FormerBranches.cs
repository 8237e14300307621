using System.Globalization;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Exchange.Restoring;

namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// What a ledger left when it went on from a backup: its entry says so, and witnesses keep the checkpoint that they had countersigned of the former
/// ledger, in their database and in this one.
/// </summary>
internal static class FormerBranches
{
    /// <summary>A clause for each time it went on from a backup; or one line that says which countersignature does not hold.</summary>
    public static (string Told, string? Broken) Of(string zone, LedgerKeys keys, ZonePins pins, DatabaseLedger own, IReadOnlyList<(string Zone, string Directory)> others)
    {
        var told = new StringBuilder();
        var restorations = own.Restorations();
        List<(string Ledger, string Witness, long Size, string Note)> kept = restorations.Count == 0 ? [] : [.. own.Countersigned(), .. others.SelectMany(Sights.KeptBy)];
        foreach (var (sequence, at, id, former, head) in restorations)
        {
            var best = (Witness: "", Seen: new LedgerPoint(0, []));
            foreach (var row in kept.Where(x => x.Ledger == Restoration.FormerLedger(zone, id) && x.Note.Length > 0))
            {
                using var witness = pins.WitnessKeys(row.Witness);
                if (witness is null)
                {
                    continue;
                }

                if (Checkpoint.Verify(row.Note, Checkpoint.OriginOf(zone), keys, (Checkpoint.OriginOf(row.Witness), witness)) is not { } seen || seen.Size != row.Size)
                {
                    return ("", $"a checkpoint of its former ledger that {row.Witness} countersigned was changed, or is signed by another key");
                }

                best = seen.Size > best.Seen.Size ? (row.Witness, new(seen.Size, seen.Root)) : best;
            }

            told.Append(CultureInfo.InvariantCulture, $"; restored on {at.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture)} at entry {head.Size}, as entry {sequence} says: ")
                .Append(Left(head, former, best));
        }

        return (told.ToString(), null);
    }

    private static string Left(LedgerPoint head, LedgerPoint former, (string Witness, LedgerPoint Seen) best)
    {
        if (best.Seen.Size > head.Size)
        {
            return $"entries {head.Size} to {best.Seen.Size - 1} of the former branch are known to {best.Witness} as {Convert.ToBase64String(best.Seen.Root)}";
        }

        return former.Size > head.Size
            ? $"entries {head.Size} to {former.Size - 1} of the former branch were {Convert.ToBase64String(former.Root)}, and no witness here knows them"
            : "nothing is known of a former branch";
    }
}
