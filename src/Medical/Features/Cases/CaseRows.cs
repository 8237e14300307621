using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Cases;

/// <summary>
/// One employment of one person as the employer's side told it. Its id is Medical's own and becomes the file's id if a file opens; nothing joins
/// two of them.
/// </summary>
public sealed class KnownEmployment
{
    /// <summary>Medical's own id.</summary>
    public Guid Id { get; set; }

    /// <summary>Reintegration's id.</summary>
    public Guid Employment { get; set; }

    /// <summary>Employer.</summary>
    public Guid Employer { get; set; }

    /// <summary>Name, birth date, telephone, under the label key.</summary>
    public SealedBlob Label { get; set; }

    /// <summary>Version of the label.</summary>
    public int LabelVersion { get; set; }
}

/// <summary>How a case stands.</summary>
public enum CaseState
{
    /// <summary>Goes on.</summary>
    Open = 1,

    /// <summary>Recovery was reported.</summary>
    Recovered = 2,

    /// <summary>The report was a mistake.</summary>
    Withdrawn = 3,
}

/// <summary>A case that the employer's side told. By itself it opens no file.</summary>
public sealed class NoticedCase
{
    /// <summary>Reintegration's id of its case.</summary>
    public Guid Id { get; set; }

    /// <summary>The employment, Medical's id.</summary>
    public Guid File { get; set; }

    /// <summary>State.</summary>
    public CaseState State { get; set; }

    /// <summary>Version of the facts.</summary>
    public int FactsVersion { get; set; }

    /// <summary>Version of its end or reopening.</summary>
    public int EndVersion { get; set; }

    /// <summary>The employer's facts, under the label key; empty until they came.</summary>
    public SealedBlob Facts { get; set; }

    /// <summary>First heard.</summary>
    public DateTimeOffset NoticedAt { get; set; }
}

/// <summary>How a request stands.</summary>
public enum RequestState
{
    /// <summary>New.</summary>
    New = 1,

    /// <summary>A consultation is planned.</summary>
    Planned = 2,

    /// <summary>A consultation was held.</summary>
    Held = 3,

    /// <summary>The case ended first.</summary>
    Lapsed = 4,
}

/// <summary>What the employer's side asked: the employer's words, under the label key.</summary>
public sealed class CaseRequest
{
    /// <summary>Reintegration's id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Case.</summary>
    public Guid Case { get; set; }

    /// <summary>State.</summary>
    public RequestState State { get; set; }

    /// <summary>Questions, wanted-by day, asker.</summary>
    public SealedBlob Content { get; set; }

    /// <summary>Came in.</summary>
    public DateTimeOffset ReceivedAt { get; set; }
}
