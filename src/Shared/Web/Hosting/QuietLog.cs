using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ArboDossier.Web;

/// <summary>
/// One line per entry: time, level, category, message; with <c>Logging:Json</c> the same as a JSON object with the fields apart. A value is written only
/// where its name stands on a closed list; any other stays as the name in braces. An exception is its type and its inner types, never its message or
/// its stack: messages hold values. No scopes: they hold addresses.
/// </summary>
internal sealed class QuietLog(IConfiguration configuration) : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "arbo";

    /// <summary>What may be said by value: kinds, states, numbers of the ledger, the program's own addresses.</summary>
    internal static readonly string[] Fields =
    [
        "Kind", "Fault", "State", "What", "Reason", "Zone", "Witness", "Seen", "Here", "ExceptionType", "Reference", "Place", "Step", "Done", "Total",
        "address", "envName", "contentRoot",
    ];

    private readonly bool _json = configuration.GetValue<bool>("Logging:Json");

    internal static void Use(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(c => c.FormatterName = FormatterName).AddConsoleFormatter<QuietLog, ConsoleFormatterOptions>();
        logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.None);
        // Rules in code stand after those of the configuration: a settings file cannot make these talk again.
        logging.Services.PostConfigure<LoggerFilterOptions>(o =>
        {
            foreach (var loud in (string[])["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http", "Microsoft.Extensions.Http", "Npgsql"])
            {
                for (var i = o.Rules.Count - 1; i >= 0; i--)
                {
                    if (o.Rules[i].CategoryName?.StartsWith(loud, StringComparison.OrdinalIgnoreCase) == true)
                        o.Rules.RemoveAt(i);
                }
                o.Rules.Add(new LoggerFilterRule(null, loud, LogLevel.Warning, null));
            }
        });
    }

    /// <inheritdoc />
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var (template, listed) = Read(logEntry.State);
        var types = new List<string>();
        for (var e = logEntry.Exception; e is not null; e = e.InnerException)
            types.Add(e.GetType().FullName!);
        if (_json)
        {
            WriteJson(textWriter, time, logEntry.LogLevel, logEntry.Category, template, listed, types);
            return;
        }

        textWriter.Write($"{time} {logEntry.LogLevel} {logEntry.Category}: ");
        // One entry, one line, and nothing that a terminal would obey.
        var message = listed.Aggregate(template, (text, field) => text.Replace("{" + field.Key + "}", field.Value, StringComparison.Ordinal)).ReplaceLineEndings(" ");
        textWriter.Write(string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c)));
        types.ForEach(type => textWriter.Write($" | {type}"));
        textWriter.WriteLine();
    }

    private static void WriteJson(TextWriter writer, string time, LogLevel level, string category, string template, List<KeyValuePair<string, string>> listed, List<string> types)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", time);
            json.WriteString("level", level.ToString());
            json.WriteString("category", category);
            json.WriteString("event", template);
            foreach (var (name, value) in listed)
                json.WriteString(name, value);
            if (types.Count > 0)
            {
                json.WriteStartArray("exception");
                types.ForEach(json.WriteStringValue);
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        writer.WriteLine(Encoding.UTF8.GetString(buffer.WrittenSpan));
    }

    /// <summary>The words of the message as the code has them, and the values that may be said. A message without a template says nothing: it is all value.</summary>
    private static (string Template, List<KeyValuePair<string, string>> Listed) Read<TState>(TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> fields)
            return ("", []);
        var template = fields.FirstOrDefault(x => x.Key == "{OriginalFormat}").Value as string ?? "";
        return (template, [.. fields.Where(x => Fields.Contains(x.Key)).Select(x => KeyValuePair.Create(x.Key, Convert.ToString(x.Value, CultureInfo.InvariantCulture) ?? ""))]);
    }
}
