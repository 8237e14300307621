using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Notices;

/// <summary>
/// Where an employee wants to be told that there is something to look at. Only what the employee gave to this side: nothing that the employer
/// supplied comes here.
/// </summary>
public sealed class EmployeeContact
{
    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary><see cref="ContactText"/> under the label key.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>An address for mail and a number to call; empty where none was given.</summary>
public sealed record ContactText(string Email, string Phone);
