using ArboDossier.Contracts.Messages;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>How a release stands.</summary>
public enum ReleaseState
{
    /// <summary>Came before the roster was trusted: shown to nobody.</summary>
    Waiting = 1,

    /// <summary>Found good.</summary>
    Applied = 2,
}

/// <summary>A doctor's signed outcome as it came. Only the newest version of a case is shown .</summary>
public sealed class ReleaseRow
{
    /// <summary>The release's random id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary>Version.</summary>
    public int Version { get; set; }

    /// <summary>State.</summary>
    public ReleaseState State { get; set; }

    /// <summary>Number of the roster by which it was found good.</summary>
    public int Roster { get; set; }

    /// <summary>When it came.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    /// <summary>The <see cref="SignedRelease"/> under the label key.</summary>
    public SealedBlob Content { get; set; }
}
