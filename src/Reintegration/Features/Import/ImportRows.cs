using ArboDossier.Sealing;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>A key for importing one employer's employees, made by that employer's administrator: 24 hours, nothing else.</summary>
public sealed class ImportKey
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>SHA-256 of the key.</summary>
    public byte[] Hash { get; set; } = [];

    /// <summary>Who made it.</summary>
    public Guid MadeBy { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Ends.</summary>
    public DateTimeOffset ExpiresAt { get; set; }
}

/// <summary>How an import stands.</summary>
public enum ImportState
{
    /// <summary>Waits for confirmation.</summary>
    Preview = 1,

    /// <summary>Is being done.</summary>
    Running = 2,

    /// <summary>Done.</summary>
    Done = 3,
}

/// <summary>An import. What it will do lies sealed under the employer's directory key, and goes after 24 hours or when it is done.</summary>
public sealed class ImportJob
{
    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>State.</summary>
    public ImportState State { get; set; }

    /// <summary><see cref="ImportPlan"/> as it is shown: all that is counted, and the first rows.</summary>
    public SealedBlob Plan { get; set; }

    /// <summary>All rows, only opened to be written; empty when it is done.</summary>
    public SealedBlob Rows { get; set; }

    /// <summary>Steps done.</summary>
    public int Done { get; set; }

    /// <summary>Steps in all.</summary>
    public int Total { get; set; }

    /// <summary>Made.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>Goes.</summary>
    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Until when one copy of the program works on it.</summary>
    public DateTimeOffset? LeasedUntil { get; set; }
}
