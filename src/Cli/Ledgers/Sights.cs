using System.Data.Common;
using ArboDossier.AuditLedger;

namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// What other zones saw of a ledger: countersigned checkpoints in its own database, and what the others keep of it in theirs. Each carries the
/// ledger's own signature, so nobody can make one up, and the witness's, so the zone itself cannot either.
/// </summary>
internal static class Sights
{
    /// <summary>The sights that hold, or one line that says which does not.</summary>
    public static (IReadOnlyList<(string Witness, Checkpoint Seen)> Good, string? Broken) Of(
        string zone, LedgerKeys keys, ZonePins pins, DatabaseLedger own, IReadOnlyList<(string Zone, string Directory)> others)
    {
        var good = new List<(string, Checkpoint)>();
        foreach (var row in own.Countersigned().Concat(others.SelectMany(KeptBy)).Where(row => row.Ledger == zone && row.Witness != zone))
        {
            using var witness = pins.WitnessKeys(row.Witness);
            if (witness is null)
            {
                // Whose key is not known here proves nothing here.
                continue;
            }

            var origin = Checkpoint.OriginOf(zone);
            if (Checkpoint.Verify(row.Note, origin, keys, (Checkpoint.OriginOf(row.Witness), witness)) is not { } seen || seen.Size != row.Size)
            {
                return ([], $"a checkpoint that {row.Witness} countersigned was changed, or is signed by another key");
            }

            good.Add((row.Witness, seen));
        }

        return (good, null);
    }

    /// <summary>What another zone countersigned, as its own database keeps it.</summary>
    public static IReadOnlyList<(string Ledger, string Witness, long Size, string Note)> KeptBy((string Zone, string Directory) other)
    {
        if (!File.Exists(Path.Combine(other.Directory, "content.db")))
        {
            return [];
        }

        try
        {
            using var ledger = DatabaseLedger.Open(other.Directory, null);
            return [.. ledger.Countersigned().Where(row => row.Witness == other.Zone)];
        }
        catch (Exception unreadable) when (unreadable is DbException or IOException or UnauthorizedAccessException or InvalidOperationException)
        {
            throw new CannotTellException($"what {other.Zone} saw of it cannot be read ({unreadable.Message.ReplaceLineEndings(" ")})");
        }
    }
}
