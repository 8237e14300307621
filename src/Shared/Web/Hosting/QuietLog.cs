using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace ArboDossier.Web;

/// <summary>
/// One line per entry: time, level, category, message. An exception is its type and its inner types, never its message
/// or its stack: messages hold values. No scopes: they hold addresses.
/// </summary>
internal sealed class QuietLog() : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "arbo";

    internal static void Use(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(c => c.FormatterName = FormatterName).AddConsoleFormatter<QuietLog, ConsoleFormatterOptions>();
        logging.Configure(o => o.ActivityTrackingOptions = ActivityTrackingOptions.None);
        // Rules in code stand after those of the configuration: a settings file cannot make these talk again.
        logging.Services.PostConfigure<LoggerFilterOptions>(o =>
        {
            foreach (var loud in (string[])["Microsoft.AspNetCore", "Microsoft.EntityFrameworkCore", "System.Net.Http", "Microsoft.Extensions.Http"])
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
        var says = logEntry.Formatter(logEntry.State, null);
        textWriter.Write(TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", System.Globalization.CultureInfo.InvariantCulture));
        textWriter.Write(logEntry.LogLevel.ToString());
        textWriter.Write(' ');
        textWriter.Write(logEntry.Category);
        textWriter.Write(": ");
        textWriter.Write(says.ReplaceLineEndings(" "));
        for (var e = logEntry.Exception; e is not null; e = e.InnerException)
        {
            textWriter.Write(" | ");
            textWriter.Write(e.GetType().FullName);
        }
        textWriter.WriteLine();
    }
}
