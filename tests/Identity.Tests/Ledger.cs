using System.Text.Json;
using ArboDossier.Identity.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>What the audit ledger says.</summary>
internal static class Ledger
{
    /// <summary>One entry. By somebody: not by the program itself, which posts and tidies while a test looks.</summary>
    internal sealed record Line(string Event, bool Permitted, string Reason, string Role, bool BySomebody = true);

    internal static async Task<IReadOnlyList<Line>> LedgerAsync(this World world)
    {
        await using var db = world.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        var rows = await db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync();
        return rows.ConvertAll(bytes =>
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return new Line(
                root.GetProperty("EventTypeCode").GetString()!,
                root.GetProperty("EventOutcomeIndicator").GetInt32() == 0,
                root.GetProperty("Controles").GetString()!,
                root.GetProperty("RoleIDCode").GetString()!,
                root.TryGetProperty("UserID", out _));
        });
    }

    internal static async Task<int> CountAsync(this World world, Func<IdentityContext, Task<int>> count)
    {
        await using var db = world.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        return await count(db);
    }
}
