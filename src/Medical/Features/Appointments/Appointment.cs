using System.Text;

namespace ArboDossier.Medical.Features.Appointments;

/// <summary>
/// A doctor appointed for an employer: gives the worklist, not yet a file. It takes two: until a second doctor confirmed what the first
/// proposed it opens nothing.
/// </summary>
public sealed class Appointment
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Doctor.</summary>
    public Guid Doctor { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>First day: of the proposal, and then the day of the confirmation.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day, or open.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>Who proposed it.</summary>
    public Guid ProposedBy { get; set; }

    /// <summary>Proposed.</summary>
    public DateTimeOffset ProposedAt { get; set; }

    /// <summary>Who confirmed it: never who proposed it.</summary>
    public Guid? ConfirmedBy { get; set; }

    /// <summary>Confirmed.</summary>
    public DateTimeOffset? ConfirmedAt { get; set; }

    /// <summary>What the second doctor's passkey is asked about: this proposal and no other.</summary>
    public byte[] ToDocument() => Encoding.ASCII.GetBytes($"arbodossier-appointment/1\n{Id:N}\n{Doctor:N}\n{Employer:N}\n{ProposedBy:N}\n");
}

/// <summary>An employer as Medical knows it: Reintegration's id and the name.</summary>
public sealed class KnownEmployer
{
    /// <summary>Reintegration's id.</summary>
    public Guid Id { get; set; }

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";
}
