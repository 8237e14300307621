namespace ArboDossier.Medical.Features.Deputies;

/// <summary>
/// A doctor who stands in for another: for the files that this one treats, all of them or those of one employer, from the first day to the
/// last. Named by the doctor who goes, never by the one who comes.
/// </summary>
public sealed class Deputy
{
    /// <summary>The longest time, in days.</summary>
    public const int MostDays = 366;

    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose files they are.</summary>
    public Guid Doctor { get; set; }

    /// <summary>Who stands in.</summary>
    public Guid Substitute { get; set; }

    /// <summary>Only those of this employer; null for all.</summary>
    public Guid? Employer { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Named.</summary>
    public DateTimeOffset NamedAt { get; set; }

    /// <summary>Ended before its last day.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
