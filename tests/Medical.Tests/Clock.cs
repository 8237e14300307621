namespace ArboDossier.Medical.Tests;

/// <summary>
/// A clock that runs and can be set forward. What is due every second happens ten times a second, so that tests need not wait for ticks; what
/// "now" is follows real time from the moment that was set.
/// </summary>
internal sealed class Clock : TimeProvider
{
    private const int Faster = 10;
    private long _ahead;
    private long _held;

    /// <summary>Begins at an instant.</summary>
    internal Clock(DateTimeOffset at) => _ahead = (at - base.GetUtcNow()).Ticks;

    public override DateTimeOffset GetUtcNow() =>
        Interlocked.Read(ref _held) is var held && held != 0 ? new(held, TimeSpan.Zero) : base.GetUtcNow().AddTicks(Interlocked.Read(ref _ahead));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    /// <summary>From now on time passes only where the test says so.</summary>
    internal void Hold() => Interlocked.Exchange(ref _held, GetUtcNow().Ticks);

    internal void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ahead, by.Ticks);
        if (Interlocked.Read(ref _held) != 0)
        {
            Interlocked.Add(ref _held, by.Ticks);
        }
    }

    internal void SetTo(DateTimeOffset at) => Advance(at - GetUtcNow());

    private static TimeSpan Scaled(TimeSpan time) => time <= TimeSpan.Zero ? time : time / Faster;
}
