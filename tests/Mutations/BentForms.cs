using System.Globalization;
using System.Reflection;
using System.Text;
using ArboDossier.Shape;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.Mvc.RazorPages.Infrastructure;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace ArboDossier.Mutations;

/// <summary>Who sends a form: cookies and other headers of a session, and a token against forged forms that goes with it.</summary>
internal sealed record Sender(IReadOnlyList<(string Name, string Value)> Headers, string Token);

/// <summary>
/// Bent forms over HTTP, at every way in that takes a form, by somebody for whom that way is open: fields missing, doubled, huge, of another kind;
/// ids of others; broken encodings, broken multipart, other content types. The field names come from the handlers themselves.
/// </summary>
internal sealed class BentForms(WebApplication app, int port, string host)
{
    /// <summary>Stands in each typed word: none of it may be logged.</summary>
    private const string Canary = "Zq7kanarie";

    /// <summary>Forms per program: as many as bent inputs of a parser in the long run.</summary>
    private static readonly int Posts = Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? Mutation.Many : 2_000;

    private const long MostGrowth = 32 << 20;
    private readonly long? _most = app.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MaxRequestBodySize;
    private const string UrlEncoded = "application/x-www-form-urlencoded";

    private static readonly string[] Wrong =
    [
        "-1", "-2147483649", "99999999999999999999", "1e400", "NaN", "0x10", "true", "null", "[]", "{}", "../../keys/zone.key", "<script>", "' OR 1=1 --", "", " ", "0",
        "31-02-2026", "01-01-0001", "31-12-9999", "01-01-10000", "00-00-0000", "2026-13-45", "24-11-1026", "25:61", "24:00", "00000000-0000-0000-0000-000000000000", "Withdrawn", "None", "3", "-3", "2147483648",
        "\0", "a\0b", "\u0001\u0002\u001b[31m", "a\r\nSet-Cookie: x=1", "\u2028\u202e\ufeff", "\uffff", "e\u0301\u0301\u0301", "{{7*7}}", "%00", "\\ud800",
    ];

    private static readonly string[] BrokenPercent = ["%ED%A0%80", "%ED%B0%80x", "%", "%Z", "%ZZ", "%C3%28", "%FF%FE", "%F4%90%80%80", "%u0041", "%00", "+%2"];

    /// <summary>
    /// Sends so many, in turn over all ways in. Each answer is a refusal (4xx), the page with its errors or an acceptance; the program logs no error and
    /// none of the words; memory does not grow between a quarter and the end.
    /// </summary>
    /// <param name="sender">Who sends to a way in; asked again where a session ended meanwhile.</param>
    /// <param name="id">An id for a parameter of an address or a form; true for one of the sender's own, false for one of others.</param>
    /// <param name="good">Values that a field of this name usually has.</param>
    /// <param name="forget">Lets go what the test itself keeps of the program's log.</param>
    internal async Task FeedAsync(Func<WayIn, Task<Sender>> sender, Func<WayIn, string, bool, Guid> id, IReadOnlyDictionary<string, string> good, Action forget)
    {
        var ways = (await WayIn.ListAsync(app.Services)).Where(x => x.Method == "POST").ToList();
        var fields = await FieldsAsync();
        var seed = int.TryParse(Environment.GetEnvironmentVariable("ARBO_SEED"), out var asked) ? asked : Environment.TickCount;
        var random = new Random(seed);
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        using var log = new Watched();
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        var answers = new SortedDictionary<int, int>();
        var (quarter, row) = (0L, Math.Min(100, Posts / ways.Count));
        var before = "nothing";
        for (var i = 0; i < Posts; i++)
        {
            // Some in a row at one way in, and round again.
            var way = ways[i / row % ways.Count];
            var from = await sender(way);
            using var request = Request(way, from, fields.GetValueOrDefault(way.Name, []), id, good, random);
            using var answer = await SendAsync(http, request, $"form {i} of seed {seed} to {way.Name}, after {before},", log);
            var (status, body) = ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
            before = $"{request.Content!.Headers.ContentType} of {request.Content.Headers.ContentLength} bytes answered {status}";
            answers[status] = answers.GetValueOrDefault(status) + 1;
            var told = $"form {i} of seed {seed} to {way.Name}";
            log.Faults.Should().BeEmpty("{0}", told);
            status.Should().BeInRange(200, 499, "{0}: {1}", told, body);
            if (i % 500 == 0)
            {
                forget();
            }

            if (i == Posts / 4)
            {
                quarter = await HeapAsync(forget);
            }
        }

        var end = await HeapAsync(forget);
        Console.WriteLine($"{Posts} bent forms (seed {seed}) over {ways.Count} ways in of {host.Split('.')[0]}: {string.Join(", ", answers.Select(x => $"{x.Value} answered {x.Key}"))}; heap {quarter >> 20} MiB after a quarter, {end >> 20} MiB at the end");
        (end - quarter).Should().BeLessThan(MostGrowth, "nothing stays behind");
        answers.GetValueOrDefault(200).Should().BeGreaterThan(Posts / 10, "many reach the form that they are for");
    }

    private async Task<HttpResponseMessage> SendAsync(HttpClient http, HttpRequestMessage request, string told, Watched log)
    {
        try
        {
            return await http.SendAsync(request);
        }
        catch (HttpRequestException cut) when (request.Content?.Headers.ContentLength > _most && cut.InnerException is IOException)
        {
            // More than is taken is not read to its end: the answer can come too late for who still writes.
            return new(System.Net.HttpStatusCode.RequestEntityTooLarge) { Content = new StringContent("") };
        }
        catch (HttpRequestException e)
        {
            throw new InvalidOperationException($"{told} ({request.Content?.Headers.ContentType}, {request.Content?.Headers.ContentLength} bytes) was not answered: {string.Join('\n', log.Faults)}", e);
        }
    }

    private static async Task<long> HeapAsync(Action forget)
    {
        await Task.Delay(500);
        forget();
        return GC.GetTotalMemory(forceFullCollection: true);
    }

    /// <summary>The names and kinds of the fields of each handler.</summary>
    private async Task<Dictionary<string, IReadOnlyList<(string Name, Type Type)>>> FieldsAsync()
    {
        var loader = app.Services.GetRequiredService<PageLoader>();
        var found = new Dictionary<string, IReadOnlyList<(string, Type)>>();
        foreach (var endpoint in app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>())
        {
            if (endpoint.Metadata.GetMetadata<PageActionDescriptor>() is not { } page)
            {
                continue;
            }

            var compiled = await loader.LoadAsync(page, endpoint.Metadata);
            foreach (var handler in compiled.HandlerMethods.Where(x => x.HttpMethod.Equals("POST", StringComparison.OrdinalIgnoreCase)))
            {
                var names = handler.Parameters.Where(x => x.ParameterType != typeof(CancellationToken) && endpoint.RoutePattern.GetParameter(x.Name) is null).Select(x => (x.Name, x.ParameterType)).Concat(compiled.BoundProperties.Select(x => (x.Name, x.ParameterType)))
                    .SelectMany(x => Flat(x.Name, x.ParameterType, 2)).ToList();
                found[$"POST /{endpoint.RoutePattern.RawText?.TrimStart('/')}{(string.IsNullOrEmpty(handler.Name) ? "" : $"?handler={handler.Name}")}"] = names;
            }
        }

        return found;
    }

    private static IEnumerable<(string Name, Type Type)> Flat(string name, Type type, int depth)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (depth == 0 || plain.IsPrimitive || plain.IsEnum || plain == typeof(string) || plain.Namespace == nameof(System))
        {
            return [(name, plain)];
        }

        return plain.IsAssignableTo(typeof(System.Collections.IEnumerable))
            ? [($"{name}[0]", typeof(string))]
            : plain.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(x => x.SetMethod is { IsPublic: true }).SelectMany(x => Flat($"{name}.{x.Name}", x.PropertyType, depth - 1));
    }

    private HttpRequestMessage Request(WayIn way, Sender from, IReadOnlyList<(string Name, Type Type)> names, Func<WayIn, string, bool, Guid> id, IReadOnlyDictionary<string, string> good, Random random)
    {
        var own = random.Next(5) > 0;
        var fields = names.Select(x => KeyValuePair.Create(x.Name, Value(x.Name, x.Type, name => id(way, name, own), good, random))).ToList();
        var token = random.Next(20) == 0 ? "CfDJ8" + Canary : from.Token;
        var address = $"http://127.0.0.1:{port}{way.Address(name => id(way, name, own))}";
        var content = Content(fields, token, random);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        request.Headers.Host = host;
        request.Headers.TryAddWithoutValidation("Origin", $"http://{host}");
        foreach (var (name, value) in from.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    private static string Value(string name, Type type, Func<string, Guid> id, IReadOnlyDictionary<string, string> good, Random random) =>
        good.TryGetValue(name, out var usual) ? usual
        : type == typeof(Guid) ? id(name).ToString()
        : type == typeof(bool) ? "true"
        : type == typeof(DateOnly) ? "24-11-2026"
        : type == typeof(TimeOnly) ? "10:30"
        : type.IsEnum ? Enum.GetNames(type)[random.Next(Enum.GetNames(type).Length)]
        : type == typeof(string) ? $"{Canary} {random.Next(1000)}"
        : "3";

    private static ByteArrayContent Content(List<KeyValuePair<string, string>> fields, string token, Random random)
    {
        KeyValuePair<string, string> proof = new("__RequestVerificationToken", token);
        switch (random.Next(16))
        {
            case 0:
                return Typed(Json(fields, random), "application/json; charset=utf-8");
            case 1:
                return Typed(Encode([.. fields, proof]), Any(["text/plain", "application/xml", "application/octet-stream", "nonsense", "", $"{UrlEncoded}; charset=utf-7", $"{UrlEncoded}; charset=bogus", "multipart/form-data"], random));
            case 2 or 3:
                return Multipart(Change(fields, random), proof, random);
            case 4:
                return Typed(Mutation.Bend(Encode([.. fields, proof]), random), UrlEncoded);
            case 5:
                // Bent, with a token that still counts.
                return Typed([.. Encode([proof]), (byte)'&', .. Mutation.Bend(Encode(fields.Count > 0 ? fields : [new("x", Canary)]), random)], UrlEncoded);
            case 6 or 7:
                var broken = new StringBuilder(Encoding.ASCII.GetString(Encode([proof])));
                fields.ForEach(x => broken.Append(CultureInfo.InvariantCulture, $"&{Uri.EscapeDataString(x.Key)}={(random.Next(2) == 0 ? Canary + Any(BrokenPercent, random) : Uri.EscapeDataString(x.Value))}"));
                return Typed(Encoding.ASCII.GetBytes(broken.ToString()), UrlEncoded);
            case 8:
                return Typed(Encode([proof, .. Enumerable.Range(0, random.Next(900, 1200)).Select(x => KeyValuePair.Create($"{Any(fields.Select(f => f.Key).Append("x"), random)}[{x}].y[a][b]", Canary))]), UrlEncoded);
            default:
                return Typed(Encode([.. Change(fields, random), proof]), UrlEncoded);
        }
    }

    /// <summary>One to three changes of fields that stay a form.</summary>
    private static List<KeyValuePair<string, string>> Change(List<KeyValuePair<string, string>> good, Random random)
    {
        List<KeyValuePair<string, string>> fields = [.. good];
        for (var changes = random.Next(1, 4); changes > 0 && fields.Count > 0; changes--)
        {
            var at = random.Next(fields.Count);
            switch (random.Next(7))
            {
                case 0:
                    fields.RemoveAt(at);
                    break;
                case 1:
                    fields.Insert(random.Next(fields.Count), new(fields[at].Key, Any(Wrong, random)));
                    break;
                case 2:
                    fields[at] = new(fields[at].Key, Canary + new string(Any([ 'x', '9', '\u00e9', ' ' ], random), random.Next(1, 100_000)));
                    break;
                case 3:
                    fields[at] = new(fields[at].Key, fields[random.Next(fields.Count)].Value);
                    break;
                case 4:
                    fields.Add(new(fields[at].Key + Any(["[0]", ".Id", "[", "].x", "\0", ".Visitor.Kind"], random), Canary));
                    break;
                default:
                    fields[at] = new(fields[at].Key, Any(Wrong, random));
                    break;
            }
        }

        return fields;
    }

    private static byte[] Encode(IReadOnlyList<KeyValuePair<string, string>> fields) =>
        Encoding.ASCII.GetBytes(string.Join('&', fields.Select(x => $"{Uri.EscapeDataString(x.Key)}={Uri.EscapeDataString(x.Value).Replace("%20", "+", StringComparison.Ordinal)}")));

    private static byte[] Json(List<KeyValuePair<string, string>> fields, Random random)
    {
        var json = System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(fields.DistinctBy(x => x.Key).ToDictionary(x => x.Key, x => x.Value));
        return random.Next(2) == 0 ? json : Mutation.Bend(json, random);
    }

    private static ByteArrayContent Multipart(List<KeyValuePair<string, string>> fields, KeyValuePair<string, string> proof, Random random)
    {
        var (boundary, body) = ("grens" + random.Next(1000), new StringBuilder());
        foreach (var (name, value) in fields.Prepend(proof))
        {
            var disposition = random.Next(6) switch { 0 => "", 1 => $"form-data; name=\"{name}\"; filename=\"../{Canary}\"", _ => $"form-data; name=\"{name}\"" };
            body.Append(CultureInfo.InvariantCulture, $"--{boundary}\r\nContent-Disposition: {disposition}\r\n\r\n{value}\r\n");
        }

        body.Append(random.Next(3) == 0 ? "" : $"--{boundary}--\r\n");
        var bytes = Encoding.UTF8.GetBytes(body.ToString());
        return Typed(random.Next(2) == 0 ? bytes : Mutation.Bend(bytes, random), $"multipart/form-data; boundary={(random.Next(8) == 0 ? "anders" : boundary)}");
    }

    private static ByteArrayContent Typed(byte[] bytes, string type)
    {
        var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static T Any<T>(IEnumerable<T> from, Random random)
    {
        var all = from as IReadOnlyList<T> ?? [.. from];
        return all[random.Next(all.Count)];
    }

    /// <summary>Looks at each line while it is logged and keeps only what may not be there.</summary>
    private sealed class Watched : ILoggerProvider, ILogger
    {
        internal System.Collections.Concurrent.ConcurrentQueue<string> Faults { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var line = $"{logLevel} {eventId}: {formatter(state, exception)} {exception}";
            if (logLevel >= LogLevel.Error || line.Contains(Canary, StringComparison.OrdinalIgnoreCase))
            {
                Faults.Enqueue(line);
            }
        }

        public void Dispose()
        {
            // The program goes on logging until it ends.
        }
    }
}
