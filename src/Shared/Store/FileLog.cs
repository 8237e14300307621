using System.Text.Json;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>One line of who did what with a file.</summary>
public sealed record LogLine(DateTimeOffset At, string Event, bool Permitted, Guid? User, string Role, Guid? OnBehalfOf, string Purpose, string Reason);

/// <summary>The ledger as the employee sees it: every entry about the own file, also the refused ones.</summary>
public sealed class FileLog<TContext>(Func<TContext> open)
    where TContext : ZoneContext
{
    /// <summary>Entries about a file since an instant, newest first. Requires that the caller was granted to read this file's log.</summary>
    public async Task<IReadOnlyList<LogLine>> ReadAsync(AccessGrant grant, DateTimeOffset since, int most, CancellationToken cancel)
    {
        var file = grant.Scope.Id;
        await using var db = open();
        var bodies = await db.LedgerBodies.AsNoTracking().Where(x => x.Subject == file && x.At >= since).OrderByDescending(x => x.At).Take(most).Select(x => x.Fields).ToListAsync(cancel);
        return bodies.ConvertAll(Read);
    }

    private static LogLine Read(byte[] fields)
    {
        using var json = JsonDocument.Parse(fields);
        var root = json.RootElement;
        return new(
            root.GetProperty("EventDateTime").GetDateTimeOffset(),
            root.GetProperty("EventTypeCode").GetString()!,
            root.GetProperty("EventOutcomeIndicator").GetInt32() == 0,
            Id(root, "UserID"),
            root.GetProperty("RoleIDCode").GetString()!,
            Id(root, "OnBehalfOf"),
            root.GetProperty("PurposeOfUse").GetString()!,
            root.GetProperty("Controles").GetString()!);
    }

    private static Guid? Id(JsonElement root, string name) => root.TryGetProperty(name, out var value) ? Guid.ParseExact(value.GetString()!, "N") : null;
}
