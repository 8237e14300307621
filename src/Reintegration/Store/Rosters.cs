using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>The origin of Medical's own door, as the operator pinned it: only signatures made there count.</summary>
public sealed record MedicalDoor(string Origin);

/// <summary>The rosters as they are known here.</summary>
/// <param name="Chain">Checked from number 1 on.</param>
/// <param name="Trusted">The administrator entered the fingerprint of number 1.</param>
/// <param name="Rows">Rows, number 1 first.</param>
public sealed record KnownRosters(RosterChain Chain, bool Trusted, IReadOnlyList<RosterRow> Rows);

/// <summary>The door to rosters and to what went wrong at the exchange.</summary>
public sealed class Rosters(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, MedicalDoor door)
{
    /// <summary>All rosters, checked again from number 1 on: nothing rests on what was once written into a column.</summary>
    public async Task<KnownRosters> KnownAsync(CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Rosters.AsNoTracking().OrderBy(x => x.Number).ToListAsync(cancel);
        var chain = RosterChain.Begin(door.Origin);
        foreach (var row in rows)
        {
            if (!chain.TryExtend(row.Document, ProofsOf(row), out chain, out _))
            {
                break;
            }
        }

        return new(chain, rows.Count > 0 && rows[0].TrustedAt is not null, rows);
    }

    /// <summary>
    /// Compares what the administrator typed with the fingerprint of number 1; false where it differs. It is entered by a person who heard it from
    /// the doctors, because whoever could send a false roster could send a false fingerprint with it.
    /// </summary>
    public Task<bool> TrustAsync(Visitor visitor, string typed, CancellationToken cancel)
    {
        var digits = new string([.. typed.Where(char.IsAsciiHexDigit)]).ToLowerInvariant();
        return commits.RunAsync(async (act, c) =>
        {
            var first = await act.Db.Rosters.FirstOrDefaultAsync(x => x.Number == 1, c);
            var good = first is not null && RosterChain.FingerprintOf(first.Document) == digits;
            act.Record(SideAccess.Administer(visitor, good ? "roster.trust" : "roster.mismatch", ActKind.Update, default));
            if (good)
            {
                first!.TrustedAt ??= act.Now;
            }

            return good;
        }, cancel);
    }

    /// <summary>Drops rosters that nobody trusts yet, for instance where the fingerprint was another's: Medical sends its own again.</summary>
    public Task DropUntrustedAsync(Visitor visitor, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Rosters.AnyAsync(x => x.TrustedAt != null, c))
            {
                await act.Db.Rosters.ExecuteDeleteAsync(c);
                act.Record(SideAccess.Administer(visitor, "roster.drop", ActKind.Delete, default));
            }
        }, cancel);

    /// <summary>What was refused, by kind.</summary>
    public async Task<IReadOnlyDictionary<AlertKind, int>> AlertsAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Alerts.AsNoTracking().GroupBy(x => x.Kind).Select(x => new { x.Key, Count = x.Count() }).ToDictionaryAsync(x => x.Key, x => x.Count, cancel);
    }

    /// <summary>The rosters that a proof needs: number 1 up to the one by which the release was found good.</summary>
    public async Task<IReadOnlyList<SignedRoster>> UpToAsync(int number, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Rosters.AsNoTracking().Where(x => x.Number <= number).OrderBy(x => x.Number).ToListAsync(cancel);
        return rows.ConvertAll(x => new SignedRoster(x.Document, ProofsOf(x)));
    }

    /// <summary>A roster as a row.</summary>
    internal static RosterRow RowOf(SignedRoster message, DoctorRoster roster, DateTimeOffset now) =>
        new() { Number = roster.Number, Document = message.Document, Proofs = JsonSerializer.Serialize(message.Proofs, TickCodec.Json), ReceivedAt = now };

    private static SignatureProof[] ProofsOf(RosterRow row) => JsonSerializer.Deserialize<SignatureProof[]>(row.Proofs, TickCodec.Json) ?? [];
}
