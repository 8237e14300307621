using ArboDossier.Reintegration.Access;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>Why an authorisation ended before its last day.</summary>
public enum AuthorisationEnd
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>The employee withdrew it.</summary>
    Withdrawn = 1,

    /// <summary>Whoever accepted it works on the other side .</summary>
    Refused = 2,
}

/// <summary>An employee's dated authorisation of a representative, with its powers and its last day .</summary>
public sealed class Authorisation
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The employee's employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Its employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>The representative's member row.</summary>
    public Guid Member { get; set; }

    /// <summary>The employee's member row: when that ends, this does .</summary>
    public Guid GivenBy { get; set; }

    /// <summary>What is left to the representative.</summary>
    public Power Powers { get; set; }

    /// <summary>The day on which it was given.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Why it ended before that.</summary>
    public AuthorisationEnd End { get; set; }

    /// <summary><see cref="RepresentativeLabel"/> under the label key: no employer and nobody of the service reads who represents an employee.</summary>
    public SealedBlob Label { get; set; }
}

/// <summary>Who it is.</summary>
public sealed record RepresentativeLabel(string Name, string Email);
