namespace ArboDossier.Identity.Tests;

/// <summary>A clock that runs, and can be set forward.</summary>
internal sealed class Clock : TimeProvider
{
    private long _ahead;

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    internal void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
}
