using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace ArboDossier.Benchmarks;

/// <summary>One thing that is measured beside others.</summary>
internal sealed record Arm(string Name, Func<Task> Act);

/// <summary>
/// Arms in turn, so that whatever drifts (a warm cache, another process, a clock that throttles) drifts for all of them. The order goes round with
/// each turn: nobody is always first.
/// </summary>
internal sealed class SideBySide(IReadOnlyList<Arm> arms)
{
    private const int WarmUp = 100;
    private readonly double[][] _microseconds = new double[arms.Count][];

    /// <summary>Measures so many turns after a warm-up that does not count.</summary>
    internal async Task MeasureAsync(int turns, Action<int>? between = null)
    {
        for (var i = 0; i < arms.Count; i++)
        {
            _microseconds[i] = new double[turns];
        }

        for (var turn = -WarmUp; turn < turns; turn++)
        {
            between?.Invoke(turn);
            for (var place = 0; place < arms.Count; place++)
            {
                var arm = (place + turn + WarmUp) % arms.Count;
                var begun = Stopwatch.GetTimestamp();
                await arms[arm].Act();
                if (turn >= 0)
                {
                    _microseconds[arm][turn] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
                }
            }
        }
    }

    /// <summary>Lines of a Markdown table: each arm with median, 90th percentile, and the ratio of its median to that of the first arm.</summary>
    internal IEnumerable<string> Lines(string what)
    {
        var first = Of(_microseconds[0], 0.5);
        for (var i = 0; i < arms.Count; i++)
        {
            var (median, high) = (Of(_microseconds[i], 0.5), Of(_microseconds[i], 0.9));
            yield return string.Create(CultureInfo.InvariantCulture, $"| {what} | {arms[i].Name} | {_microseconds[i].Length} | {median:F0} | {high:F0} | {median / first:F3} |");
        }
    }

    /// <summary>The head of that table.</summary>
    internal const string Head = "| what | answer | turns | median µs | p90 µs | median ÷ first |\n|---|---|---:|---:|---:|---:|";

    /// <summary>The machine, in one line.</summary>
    internal static string Machine()
    {
        var cpu = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(x => x.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        return new StringBuilder().Append(CultureInfo.InvariantCulture, $"{cpu ?? "unknown processor"}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB, ")
            .Append(CultureInfo.InvariantCulture, $"{System.Runtime.InteropServices.RuntimeInformation.OSDescription}, .NET {Environment.Version}, load {(File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "unknown")} at the start").ToString();
    }

    private static double Of(double[] values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)Math.Min(sorted.Length - 1, sorted.Length * part)];
    }
}
