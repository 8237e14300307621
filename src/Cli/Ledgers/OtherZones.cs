namespace ArboDossier.Cli.Ledgers;

/// <summary>
/// Directories of other zones that can be read beside the one that is verified: under the same data directory, and those named as witnesses. Run as
/// one zone's user the others are closed, and then there are none.
/// </summary>
internal static class OtherZones
{
    /// <summary>Zone's name and directory.</summary>
    public static IReadOnlyList<(string Zone, string Directory)> Of(string data, string zone, IReadOnlyCollection<DirectoryInfo> witnesses)
    {
        var found = Under(data).Where(other => other.Zone != zone).ToList();
        foreach (var witness in witnesses)
        {
            var named = ZonePins.NameIn(witness.FullName) is { } itself ? [(itself, witness.FullName)] : Under(witness.FullName).ToList();
            if (named.Count == 0)
            {
                throw new CannotTellException($"{witness.FullName} holds no zone");
            }

            foreach (var other in named.Where(other => other.Item1 != zone))
            {
                // A witness must say something: an unreadable one is not passed over as a closed directory is.
                if (!File.Exists(Path.Combine(other.Item2, "content.db")))
                {
                    throw new CannotTellException($"{other.Item2} holds no content.db: write one with arbodossier export ledger");
                }

                found.Add(other);
            }
        }

        return found;
    }

    private static IEnumerable<(string Zone, string Directory)> Under(string directory) =>
        !Directory.Exists(directory)
            ? []
            : Directory.GetDirectories(directory).Order(StringComparer.Ordinal)
                .Select(one => (Zone: ZonePins.NameIn(one), Directory: one))
                .Where(one => one.Zone is not null)
                .Select(one => (one.Zone!, one.Directory));
}
