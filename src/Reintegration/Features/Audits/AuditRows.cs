using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Audits;

/// <summary>A quality audit: one named auditor, a purpose, a period, and a sample that was drawn once .</summary>
public sealed class Audit
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Whose directory key seals it: the service's own, which has the empty id.</summary>
    public Guid Service { get; set; }

    /// <summary>The auditor's member row.</summary>
    public Guid Member { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day: an audit always ends.</summary>
    public DateOnly Until { get; set; }

    /// <summary>How many files were asked for.</summary>
    public int Size { get; set; }

    /// <summary>Begun.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Ended before its time.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    /// <summary><see cref="AuditContent"/> under the service's directory key.</summary>
    public SealedBlob Content { get; set; }
}

/// <summary>What an audit is for, by whom, and over which employers.</summary>
/// <param name="Purpose">As the administrator wrote it; the auditor and each employee concerned read it.</param>
/// <param name="Auditor">Name.</param>
/// <param name="Employers">The scope.</param>
public sealed record AuditContent(string Purpose, string Auditor, IReadOnlyList<Guid> Employers);

/// <summary>One file of a sample.</summary>
public sealed class AuditCase
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>The audit.</summary>
    public Guid Audit { get; set; }

    /// <summary>Its place in the sample: by this the auditor knows it until it is opened.</summary>
    public int Number { get; set; }

    /// <summary>Employment.</summary>
    public Guid Employment { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary><see cref="AuditLabel"/> under the label key, so that the employee sees who looks and why, and it goes with the employment.</summary>
    public SealedBlob Label { get; set; }
}

/// <summary>Who looks, and why.</summary>
public sealed record AuditLabel(string Auditor, string Purpose);
