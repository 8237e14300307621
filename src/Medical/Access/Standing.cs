namespace ArboDossier.Medical.Access;

/// <summary>How a doctor stands in the register, and what is left of his rights. In order of severity.</summary>
public enum Standing
{
    /// <summary>Registered, seen within a day.</summary>
    Good = 0,

    /// <summary>Seen longer ago than a day: a warning.</summary>
    Old = 1,

    /// <summary>Seen longer ago than 72 hours: signs nothing.</summary>
    NoSigning = 2,

    /// <summary>Seen longer ago than seven days: reads no file either.</summary>
    NoReading = 3,

    /// <summary>No longer registered: nobody on the medical side.</summary>
    Lapsed = 4,
}

/// <summary>From what the register said and when, to how a doctor stands. Pure.</summary>
public static class Standings
{
    /// <summary>After this a warning.</summary>
    public static readonly TimeSpan Warns = TimeSpan.FromHours(24);

    /// <summary>After this no signature.</summary>
    public static readonly TimeSpan EndsSigning = TimeSpan.FromHours(72);

    /// <summary>After this no reading.</summary>
    public static readonly TimeSpan EndsReading = TimeSpan.FromDays(7);

    /// <summary>How a doctor stands.</summary>
    /// <param name="lapsed">The register said that the registration is over.</param>
    /// <param name="seenAt">When the register was last seen; before the first time, when the doctor was entered here.</param>
    /// <param name="now">Now.</param>
    public static Standing Of(bool lapsed, DateTimeOffset seenAt, DateTimeOffset now) => lapsed
        ? Standing.Lapsed
        : (now - seenAt) switch
        {
            var age when age > EndsReading => Standing.NoReading,
            var age when age > EndsSigning => Standing.NoSigning,
            var age when age > Warns => Standing.Old,
            _ => Standing.Good,
        };
}
