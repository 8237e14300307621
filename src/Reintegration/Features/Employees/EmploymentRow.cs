using ArboDossier.Contracts.Messages;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>
/// One employment of one person at one employer. What says who it is lies in <see cref="Label"/>; no id spans two employments.
/// </summary>
public sealed class Employment
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>The line manager's own employment.</summary>
    public Guid? Manager { get; set; }

    /// <summary><see cref="EmployeeLabel"/> under the label key.</summary>
    public SealedBlob Label { get; set; }

    /// <summary>Version of the label.</summary>
    public int LabelVersion { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Last changed.</summary>
    public DateTimeOffset ChangedAt { get; set; }
}

/// <summary>Who somebody is in one employment, as the employer keeps it. There is no place for a citizen service number .</summary>
/// <param name="Number">Personnel number.</param>
/// <param name="Initials">With dots.</param>
/// <param name="GivenName">Called by.</param>
/// <param name="Prefix">Such as "de"; empty if none.</param>
/// <param name="Surname">Without prefix.</param>
/// <param name="BirthDate">Birth date.</param>
/// <param name="Email">Work e-mail.</param>
/// <param name="Phone">Work phone.</param>
/// <param name="Department">Department.</param>
/// <param name="Function">Function.</param>
/// <param name="Hours">Contract hours per week.</param>
/// <param name="Start">First day.</param>
/// <param name="End">Last day, or open.</param>
public sealed record EmployeeLabel(
    string Number, string Initials, string GivenName, string Prefix, string Surname, DateOnly BirthDate, string Email, string Phone, string Department, string Function,
    decimal Hours, DateOnly Start, DateOnly? End)
{
    /// <summary>Marieke de Vries; M. de Vries where no given name is known.</summary>
    public string FullName => string.Join(' ', new[] { GivenName.Length > 0 ? GivenName : Initials, Prefix, Surname }.Where(x => x.Length > 0));

    /// <summary>Vries, Marieke de: how a list is sorted.</summary>
    public string SortName => $"{Surname}, {(GivenName.Length > 0 ? GivenName : Initials)} {Prefix}".TrimEnd();

    /// <summary>MV, for the round mark.</summary>
    public string Mark => string.Concat(new[] { GivenName.Length > 0 ? GivenName : Initials, Surname }.Where(x => x.Length > 0).Select(x => char.ToUpperInvariant(x[0])));

    /// <summary>What the doctor's side gets.</summary>
    public PersonLabel ForMedical(string phone) => new(Initials, GivenName, Prefix, Surname, BirthDate, phone);

    /// <summary>Whether the employment lasts on a day.</summary>
    public bool Lasts(DateOnly day) => Start <= day && (End is null || End >= day);
}
