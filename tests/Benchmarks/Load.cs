using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace ArboDossier.Benchmarks;

/// <summary>What so many connections got out of something that each of them does again and again.</summary>
/// <param name="PerSecond">Acts a second, all connections together.</param>
/// <param name="Median">Milliseconds.</param>
/// <param name="High">99th percentile, milliseconds.</param>
internal sealed record Load(double PerSecond, double Median, double High)
{
    /// <summary>
    /// Arms in rounds, A B, B A, and so on: whatever drifts drifts for all. Each round of an arm lasts <paramref name="round"/>; the first of each does
    /// not count.
    /// </summary>
    internal static async Task<IReadOnlyList<Load>> SideBySideAsync(int connections, int rounds, TimeSpan round, params Func<int, Task>[] arms)
    {
        var times = arms.Select(_ => new ConcurrentBag<double>()).ToArray();
        var seconds = new double[arms.Length];
        for (var r = -1; r < rounds; r++)
        {
            foreach (var arm in Enumerable.Range(0, arms.Length).OrderBy(x => r % 2 == 0 ? x : -x))
            {
                var kept = r < 0 ? [] : times[arm];
                var begun = Stopwatch.GetTimestamp();
                await Task.WhenAll(Enumerable.Range(0, connections).Select(connection => Task.Run(() => OneAsync(connection, begun, round, arms[arm], kept))));
                seconds[arm] += r < 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalSeconds;
            }
        }

        return [.. arms.Select((_, i) => Of(times[i], seconds[i]))];
    }

    /// <summary>One arm alone.</summary>
    internal static async Task<Load> RunAsync(int connections, TimeSpan time, Func<int, Task> act) => (await SideBySideAsync(connections, 1, time, act))[0];

    /// <summary>Cells of a table: a second, median, 99th percentile.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:F0} | {Median:F2} | {High:F2}");

    private static async Task OneAsync(int connection, long begun, TimeSpan time, Func<int, Task> act, ConcurrentBag<double> kept)
    {
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            var at = Stopwatch.GetTimestamp();
            await act(connection);
            kept.Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
        }
    }

    private static Load Of(ConcurrentBag<double> times, double seconds)
    {
        var sorted = times.Order().ToArray();
        return sorted.Length == 0 ? new(0, 0, 0) : new(sorted.Length / seconds, sorted[sorted.Length / 2], sorted[(int)(sorted.Length * 0.99)]);
    }
}

/// <summary>One connection that is kept open, and asks a program on loopback under its host name with somebody's cookies.</summary>
internal sealed class Line(string origin, string address, string cookies) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false, MaxConnectionsPerServer = 1 });

    /// <summary>Lines to a program, past any proxy, for whoever is signed in there.</summary>
    internal static Line[] To(int count, string origin, string address, DemoAuthenticator.Browsing.Person? person = null) =>
        [.. Enumerable.Range(0, count).Select(_ => new Line(origin, address, person is null ? "" : string.Join("; ", person.Browser.CookiesOf(new Uri(origin).Host).Select(x => $"{x.Key}={x.Value}"))))];

    /// <summary>Asks; gives the length of the answer. Requires the status that is expected.</summary>
    internal Task<long> GetAsync(string path, int status = 200) => SendAsync(HttpMethod.Get, path, null, status);

    /// <summary>Sends a form.</summary>
    internal Task<long> PostAsync(string path, IEnumerable<KeyValuePair<string, string>> fields, int status) => SendAsync(HttpMethod.Post, path, new FormUrlEncodedContent(fields), status);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<long> SendAsync(HttpMethod method, string path, HttpContent? content, int status)
    {
        using var request = new HttpRequestMessage(method, address + path) { Content = content };
        request.Headers.Host = new Uri(origin).Authority;
        request.Headers.TryAddWithoutValidation("Cookie", cookies);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        using var answer = await _http.SendAsync(request);
        var body = await answer.Content.ReadAsByteArrayAsync();
        return (int)answer.StatusCode == status ? body.Length : throw new InvalidOperationException($"{(int)answer.StatusCode} in place of {status}");
    }
}
