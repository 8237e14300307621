using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>A labour expert for one case, from a day until a day: it always ends, and with the case at the latest .</summary>
public sealed class ExpertAppointment
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary>The labour expert's member row.</summary>
    public Guid Member { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary><see cref="ExpertLabel"/> under the label key, so that the employee and the expert see it and it goes with the employment.</summary>
    public SealedBlob Label { get; set; }
}

/// <summary>Who it is, and who appointed.</summary>
public sealed record ExpertLabel(string Name, string AppointedBy);
