namespace ArboDossier.Contracts.Law;

/// <summary>The statutory steps of an absence that every party may see. None exists for one kind of safety-net case only .</summary>
public enum StatutoryStepKind
{
    /// <summary>Employer tells the service.</summary>
    NoticeToService,

    /// <summary>Problem analysis, by week 6.</summary>
    ProblemAnalysis,

    /// <summary>Plan of action, by week 8.</summary>
    ActionPlan,

    /// <summary>Report in the 42nd week.</summary>
    Week42Report,

    /// <summary>Evaluation of the first year, by week 52.</summary>
    FirstYearEvaluation,

    /// <summary>Final evaluation with current judgement, week 91.</summary>
    FinalEvaluation,

    /// <summary>Application by the employee, week 93.</summary>
    WiaApplication,

    /// <summary>End of the 104 weeks.</summary>
    EndOfWaitingPeriod,
}

/// <summary>Who has to act.</summary>
[Flags]
public enum ResponsibleParty
{
    /// <summary>Nobody.</summary>
    None = 0,

    /// <summary>The employer.</summary>
    Employer = 1,

    /// <summary>The employee.</summary>
    Employee = 2,

    /// <summary>The company doctor.</summary>
    CompanyDoctor = 4,

    /// <summary>The benefits agency.</summary>
    Uwv = 8,
}

/// <summary>
/// One step of the catalogue: a fact of law with its source and the day from which it holds (law 9).
/// </summary>
/// <param name="Kind">Which step.</param>
/// <param name="Days">Days of incapacity after the first day at which it is due: the term's last day.</param>
/// <param name="FromDays">Days at which it may begin, where the law gives a period.</param>
/// <param name="ToWorkingDay">True where the source moves the day to the next working day.</param>
/// <param name="Responsible">Who has to act.</param>
/// <param name="Source">Article.</param>
/// <param name="ValidFrom">First day of incapacity from which this record holds.</param>
public sealed record StatutoryStep(StatutoryStepKind Kind, int Days, int? FromDays, bool ToWorkingDay, ResponsibleParty Responsible, string Source, DateOnly ValidFrom);

/// <summary>A step with its day for one case.</summary>
public sealed record StatutoryDate(StatutoryStep Step, DateOnly Due, DateOnly? From);

/// <summary>A period of incapacity. <see cref="FirstFitDay"/> is null while it lasts.</summary>
public sealed record SickPeriod(DateOnly FirstDay, DateOnly? FirstFitDay);

/// <summary>The law catalogue of the first two years of absence, and its arithmetic (R-145, V-12, V-13).</summary>
public static class StatutoryCalendar
{
    /// <summary>Periods add up when the gap between them is less than this many days (BW 7:629 lid 10).</summary>
    public const int MergeGap = 28;

    private static readonly DateOnly Since2004 = new(2004, 1, 1);

    /// <summary>All steps, in the order of their days.</summary>
    public static IReadOnlyList<StatutoryStep> Steps { get; } =
    [
        new(StatutoryStepKind.NoticeToService, 7, null, false, ResponsibleParty.Employer, "Regeling procesgang eerste en tweede ziektejaar, art. 2", Since2004),
        new(StatutoryStepKind.ProblemAnalysis, 42, null, false, ResponsibleParty.CompanyDoctor, "Regeling procesgang eerste en tweede ziektejaar, art. 2 lid 2", Since2004),
        new(StatutoryStepKind.ActionPlan, 56, null, false, ResponsibleParty.Employer | ResponsibleParty.Employee, "Regeling procesgang eerste en tweede ziektejaar, art. 4 lid 1", Since2004),
        new(StatutoryStepKind.Week42Report, 294, null, true, ResponsibleParty.Employer, "Ziektewet, art. 38 lid 1", Since2004),
        new(StatutoryStepKind.FirstYearEvaluation, 363, 315, false, ResponsibleParty.Employer | ResponsibleParty.Employee, "Regeling procesgang eerste en tweede ziektejaar, art. 4 lid 2", Since2004),
        new(StatutoryStepKind.FinalEvaluation, 637, null, false, ResponsibleParty.Employer | ResponsibleParty.Employee | ResponsibleParty.CompanyDoctor, "Wet WIA, art. 25 lid 3; Regeling procesgang, art. 6", Since2004),
        new(StatutoryStepKind.WiaApplication, 651, null, false, ResponsibleParty.Employee, "Wet WIA, art. 64 lid 3", Since2004),
        new(StatutoryStepKind.EndOfWaitingPeriod, 728, null, false, ResponsibleParty.Uwv, "Wet WIA, art. 23 lid 1", Since2004),
    ];

    /// <summary>
    /// The dates for the last of these periods. Earlier periods that join it count as days of incapacity; the gaps do not, so every later day
    /// moves by them. Requires periods in order and without overlap, of which only the last may lack an end.
    /// </summary>
    public static IReadOnlyList<StatutoryDate> For(IReadOnlyList<SickPeriod> periods)
    {
        var joined = Joined(periods);
        return [.. Steps.Where(step => joined[0].FirstDay >= step.ValidFrom).Select(step => new StatutoryDate(step, Due(step, joined), step.FromDays is { } from ? Day(joined, from) : null))];
    }

    /// <summary>The trailing periods that count as one incapacity.</summary>
    public static IReadOnlyList<SickPeriod> Joined(IReadOnlyList<SickPeriod> periods)
    {
        ArgumentOutOfRangeException.ThrowIfZero(periods.Count);
        var first = periods.Count - 1;
        while (first > 0 && periods[first - 1].FirstFitDay is { } fit && periods[first].FirstDay.DayNumber - fit.DayNumber < MergeGap)
        {
            first--;
        }

        return [.. periods.Skip(first)];
    }

    /// <summary>Week of incapacity on a day, counted from 1; "week n" is days 7(n-1) to 7n-1.</summary>
    public static int WeekOn(IReadOnlyList<SickPeriod> periods, DateOnly day)
    {
        var joined = Joined(periods);
        var days = joined.Sum(p => Math.Max(0, Math.Min((p.FirstFitDay ?? day).DayNumber, day.DayNumber) - p.FirstDay.DayNumber));
        return (days / 7) + 1;
    }

    private static DateOnly Due(StatutoryStep step, IReadOnlyList<SickPeriod> joined)
    {
        var day = Day(joined, step.Days);
        return step.ToWorkingDay ? WorkingDays.OnOrAfter(day) : day;
    }

    private static DateOnly Day(IReadOnlyList<SickPeriod> joined, int days)
    {
        var left = days;
        foreach (var period in joined)
        {
            var length = period.FirstFitDay is { } fit ? fit.DayNumber - period.FirstDay.DayNumber : int.MaxValue;
            if (left < length || period == joined[^1])
            {
                return period.FirstDay.AddDays(left);
            }

            left -= length;
        }

        return joined[^1].FirstDay.AddDays(left);
    }
}
