using ArboDossier.Contracts.Law;
using ArboDossier.Web;

namespace ArboDossier.Medical.Features.Outcomes;

/// <summary>The time in which the employee reads first: two working days from the moment he was told.</summary>
public static class ReadingTime
{
    /// <summary>Working days [policy].</summary>
    public const int WorkingDayCount = 2;

    /// <summary>The last day, or null while nobody told.</summary>
    public static DateOnly? LastDay(Outcome outcome) => outcome.ToldAt is { } told ? WorkingDays.Add(Words.LocalDay(told), WorkingDayCount) : null;

    /// <summary>True after the last day.</summary>
    public static bool IsOver(Outcome outcome, DateTimeOffset now) => LastDay(outcome) is { } last && Words.LocalDay(now) > last;

    /// <summary>Whether the doctor may sign: read together, waived, objected and looked at again, or the time is over. Never by itself.</summary>
    public static bool EmployeeFirst(Outcome outcome, DateTimeOffset now) => outcome.State switch
    {
        OutcomeState.Ready => true,
        OutcomeState.WithEmployee => IsOver(outcome, now),
        OutcomeState.Prepared or OutcomeState.Released or OutcomeState.Dropped => false,
    };
}
