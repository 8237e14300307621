using ArboDossier.Medical.Access;

namespace ArboDossier.Medical.Features.Openings;

/// <summary>A file that was opened without a live relation, for a stated reason: a colleague looks whether that was right .</summary>
public sealed class StatedOpening
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Who opened it.</summary>
    public Guid Staff { get; set; }

    /// <summary>The reason that was stated.</summary>
    public StatedReason Reason { get; set; }

    /// <summary>Opened.</summary>
    public DateTimeOffset OpenedAt { get; set; }

    /// <summary>Who looked.</summary>
    public Guid? ReviewedBy { get; set; }

    /// <summary>Looked at.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>Whether the reason was right, in the colleague's eyes.</summary>
    public bool? Right { get; set; }
}

/// <summary>That somebody opened a file on a day: only to see how many that is, and kept no longer than that takes.</summary>
public sealed class OpenedFile
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Who.</summary>
    public Guid Staff { get; set; }

    /// <summary>Day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }
}

/// <summary>A day on which somebody opened many more files than usual .</summary>
public sealed class UnusualDay
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Who.</summary>
    public Guid Staff { get; set; }

    /// <summary>Day.</summary>
    public DateOnly Day { get; set; }

    /// <summary>What this person usually opens on a day.</summary>
    public int Usual { get; set; }

    /// <summary>Seen.</summary>
    public DateTimeOffset SeenAt { get; set; }

    /// <summary>Who looked.</summary>
    public Guid? ReviewedBy { get; set; }

    /// <summary>Looked at.</summary>
    public DateTimeOffset? ReviewedAt { get; set; }

    /// <summary>Whether there was a good reason, in the colleague's eyes.</summary>
    public bool? Right { get; set; }
}
