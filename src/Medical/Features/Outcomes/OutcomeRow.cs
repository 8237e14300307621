using ArboDossier.Contracts;
using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Outcomes;

/// <summary>How an outcome stands. None of the steps is taken by the passing of time (law 11).</summary>
public enum OutcomeState
{
    /// <summary>Prepared: the employee still has to read it.</summary>
    Prepared = 1,

    /// <summary>With the employee, who reads it first .</summary>
    WithEmployee = 2,

    /// <summary>Read, or the reading time is over: the doctor may sign.</summary>
    Ready = 3,

    /// <summary>Signed and released.</summary>
    Released = 4,

    /// <summary>Dropped before it was signed.</summary>
    Dropped = 5,
}

/// <summary>A judgement on its way to the employer. Secret until a doctor signs it .</summary>
public sealed class Outcome
{
    /// <summary>Id, which is the release id: random, and leads nowhere.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Reintegration's case.</summary>
    public Guid Case { get; set; }

    /// <summary>The consultation it came from.</summary>
    public Guid? Consultation { get; set; }

    /// <summary>State.</summary>
    public OutcomeState State { get; set; }

    /// <summary>Who prepared it.</summary>
    public Guid PreparedBy { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset PreparedAt { get; set; }

    /// <summary>Version of the judgement under the case, given at signing; 0 before.</summary>
    public int Version { get; set; }

    /// <summary>The judgement, under the content key.</summary>
    public SealedBlob Judgement { get; set; }

    /// <summary>The employee was told that there is something to read: from then on the time runs.</summary>
    public DateTimeOffset? ToldAt { get; set; }

    /// <summary>Read with the employee, or read by the employee.</summary>
    public DateTimeOffset? ReadAt { get; set; }

    /// <summary>The employee does not want to wait.</summary>
    public DateTimeOffset? WaivedAt { get; set; }

    /// <summary>"Something is wrong", in the employee's words, under the content key.</summary>
    public SealedBlob Objection { get; set; }

    /// <summary>The bytes to be signed, under the content key, while a signing page is open.</summary>
    public SealedBlob Signing { get; set; }

    /// <summary>Until when that page counts: ten minutes.</summary>
    public DateTimeOffset? SigningUntil { get; set; }

    /// <summary>Signed.</summary>
    public DateTimeOffset? SignedAt { get; set; }

    /// <summary>Who signed.</summary>
    public Guid? SignedBy { get; set; }

    /// <summary>What was released, bytes and signature, under the content key.</summary>
    public SealedBlob Release { get; set; }
}

/// <summary>The judgement while it is prepared.</summary>
public sealed record Judgement(FitnessVerdict Verdict, DateOnly Day, bool ReadInConsultation, string ReadAtTime);
