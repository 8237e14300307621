using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;

namespace ArboDossier.Medical.Features.Files;

/// <summary>One thing that happened in a file: an entry or a released outcome.</summary>
public sealed record TimelineItem(DateTimeOffset At, EntryView? Entry, OutcomeView? Outcome);

/// <summary>The history of a file, newest first.</summary>
public static class Timeline
{
    /// <summary>Entries and released outcomes together.</summary>
    public static IEnumerable<TimelineItem> Of(FileView file, IEnumerable<OutcomeView> outcomes) =>
        file.Entries.Select(x => new TimelineItem(x.Row.RecordedAt, x, null))
            .Concat(outcomes.Where(x => x.Row.State == OutcomeState.Released).Select(x => new TimelineItem(x.Row.SignedAt!.Value, null, x)))
            .OrderByDescending(x => x.At);
}
