using ArboDossier.Sealing;

namespace ArboDossier.Medical.Features.Tasks;

/// <summary>What a doctor lets somebody do: a closed list. The judgement on fitness, its signature, the problem analysis and a disclosure are not on it .</summary>
public enum TaskKind
{
    /// <summary>Not chosen.</summary>
    None = 0,

    /// <summary>Take the history.</summary>
    History = 1,

    /// <summary>Collect information.</summary>
    Collect = 2,

    /// <summary>Keep contact.</summary>
    FollowUp = 3,

    /// <summary>Prepare a report.</summary>
    Report = 4,
}

/// <summary>
/// A doctor's written task for one person in one file. It rests on what was so when it was given: the supervision, the appointment, the
/// treatment or the standing in. When one of them ends it is over, and what begins later does not bring it back.
/// </summary>
public sealed class WrittenTask
{
    /// <summary>The longest time, in days: six weeks, the rhythm in which the law lets doctor, employer and employee look again. After that it is written anew.</summary>
    public const int MostDays = 42;

    /// <summary>Id.</summary>
    public Guid Id { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>Whose task it is.</summary>
    public Guid Staff { get; set; }

    /// <summary>The doctor who gave it and supervises.</summary>
    public Guid Doctor { get; set; }

    /// <summary>What.</summary>
    public TaskKind Kind { get; set; }

    /// <summary>First day.</summary>
    public DateOnly From { get; set; }

    /// <summary>Last day.</summary>
    public DateOnly Until { get; set; }

    /// <summary>Given.</summary>
    public DateTimeOffset GivenAt { get; set; }

    /// <summary>Withdrawn before its last day.</summary>
    public DateTimeOffset? WithdrawnAt { get; set; }

    /// <summary>By whom.</summary>
    public Guid? WithdrawnBy { get; set; }

    /// <summary>In the doctor's words, under the content key.</summary>
    public SealedBlob Words { get; set; }
}

/// <summary>A doctor's review of an entry that was recorded under a task. The entry stays as it was written.</summary>
public sealed class EntryReview
{
    /// <summary>The entry: each is reviewed once.</summary>
    public Guid Entry { get; set; }

    /// <summary>File.</summary>
    public Guid File { get; set; }

    /// <summary>The doctor.</summary>
    public Guid Doctor { get; set; }

    /// <summary>When.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>What the doctor adds, under the content key; empty where the entry is good as it is.</summary>
    public SealedBlob Remark { get; set; }
}
