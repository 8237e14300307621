using ArboDossier.Reintegration.Access;
using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Employers;

/// <summary>An employer that the service works for. The name of an organisation is no personal data and stands on every notice to Medical.</summary>
public sealed class Employer
{
    /// <summary>Random: the number that the doctor's side types in for an appointment.</summary>
    public Guid Id { get; set; }

    /// <summary>Name.</summary>
    public string Name { get; set; } = "";

    /// <summary>The employer's own provider, by its name in the settings: it vouches for people of this employer and of no other; none where all sign in at Identity.</summary>
    public string? SignIn { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>
/// One role of one account. A person with two employments has two rows, which nothing but the account's subject joins.
/// </summary>
public sealed class Member
{
    /// <summary>Who acts in the ledger.</summary>
    public Guid Id { get; set; }

    /// <summary>Role.</summary>
    public Role Role { get; set; }

    /// <summary>Employer, or empty for people of the service.</summary>
    public Guid Employer { get; set; }

    /// <summary>The own employment of an employee or line manager, whose label holds the name.</summary>
    public Guid? Employment { get; set; }

    /// <summary>Reintegration's own subject of the account, from the first sign-in after the invitation on.</summary>
    public string? Subject { get; set; }

    /// <summary>The invitation that the account has to accept.</summary>
    public Guid? Invitation { get; set; }

    /// <summary>The employer's own provider at which the person signs in for this role, or none for Identity. Both never fill the same row.</summary>
    public string? Provider { get; set; }

    /// <summary>
    /// The own employment of somebody of a personnel department who signs in at the employer's own provider: there the account joins no rows, and
    /// nobody handles the own case.
    /// </summary>
    public Guid? Self { get; set; }

    /// <summary>Name and e-mail under the directory key; empty where an employment's label holds them.</summary>
    public SealedBlob Label { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Ended.</summary>
    public DateTimeOffset? EndedAt { get; set; }
}

/// <summary>Name and address of somebody of the service or of a personnel department.</summary>
public sealed record MemberLabel(string Name, string Email);

/// <summary>A case manager for an employer, from a day until a day .</summary>
public sealed class Assignment
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The case manager's member row.</summary>
    public Guid Member { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day, or open.</summary>
    public DateOnly? Until { get; set; }

    /// <summary>The case manager's name under the employer's directory key, so that the employer's people see who it is.</summary>
    public SealedBlob Label { get; set; }
}

/// <summary>Somebody who stands in for a line manager, from a day until a day. The names stand in the labels of the two employments.</summary>
public sealed class Substitution
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employer of both.</summary>
    public Guid Employer { get; set; }

    /// <summary>The employment of the line manager whose team it is.</summary>
    public Guid Manager { get; set; }

    /// <summary>The employment of who stands in.</summary>
    public Guid Substitute { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day: a substitution always ends.</summary>
    public DateOnly Until { get; set; }
}

/// <summary>The founding code was used: it counts once and stays used.</summary>
public sealed class FoundingUse
{
    /// <summary>SHA-256 of the code.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>When.</summary>
    public DateTimeOffset UsedAt { get; set; }

    /// <summary>Who it made.</summary>
    public Guid Member { get; set; }
}
