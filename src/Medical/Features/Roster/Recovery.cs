namespace ArboDossier.Medical.Features.Roster;

/// <summary>
/// Doctors lost their passkeys and too few are left who could sign a list. A custodian begins; everyone sees it; doctors make new passkeys; after a day
/// the custodians sign. Each doctor whose door still opens can stop it until then.
/// </summary>
public sealed class Recovery
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The custodian who began.</summary>
    public Guid BegunBy { get; set; }

    /// <summary>Begun.</summary>
    public DateTimeOffset BegunAt { get; set; }

    /// <summary>Stopped, done or over.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary>Who stopped it; null where it was done.</summary>
    public Guid? StoppedBy { get; set; }

    /// <summary>The list that came of it.</summary>
    public int? Roster { get; set; }
}
