using ArboDossier.Medical.Access;

namespace ArboDossier.Medical.Features.Conflicts;

/// <summary>
/// Somebody of the doctor's side who must not open a file. Whose file it is, or how close, is not said: that somebody has a file is
/// secret too.
/// </summary>
public sealed class Conflict
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Who is kept out.</summary>
    public Guid Staff { get; set; }

    /// <summary>Why.</summary>
    public ConflictKind Kind { get; set; }

    /// <summary>Who said it.</summary>
    public Guid RecordedBy { get; set; }

    /// <summary>Recorded.</summary>
    public DateTimeOffset RecordedAt { get; set; }

    /// <summary>Who took it back.</summary>
    public Guid? EndedBy { get; set; }

    /// <summary>Taken back.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}
