using ArboDossier.AuditLedger;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>
/// Apps with one-time codes as the way through an employee's door. Their secrets are sealed under the zone's own door key; they open nothing that a
/// passkey must sign.
/// </summary>
public sealed class DoorCodes(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>Wrong codes in a row after which the app waits.</summary>
    public const int MostFailures = 5;

    /// <summary>How long it then waits.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan SetUpLife = TimeSpan.FromHours(1);

    /// <summary>Whether a door has an app in use.</summary>
    public async Task<bool> AnyAsync(Guid door, CancellationToken cancel)
    {
        await using var db = open();
        return await db.DoorCodes.AnyAsync(x => x.Owner == door && x.ConfirmedAt != null && x.EndedAt == null, cancel);
    }

    /// <summary>
    /// The secret that is being set up for a door, in the form in which people type it: the same for an hour, then another. Requires a grant for
    /// the door key.
    /// </summary>
    public async Task<(Guid Id, string Secret)> PrepareAsync(AccessGrant grant, Guid door, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (await PendingAsync(door, now, cancel) is { } waiting)
        {
            return (waiting.Id, Base32.Encode(await vault.OpenBytesAsync(grant, waiting.Secret, Places.Secret(waiting), cancel)));
        }

        var secret = OneTimeCode.NewSecret();
        var row = new DoorCode { Id = Guid.CreateVersion7(now), Owner = door, CreatedAt = now };
        row.Secret = await vault.SealBytesAsync(grant, KeyKind.Door, Guid.Empty, Places.Secret(row), secret, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.DoorCodes.Where(x => x.Owner == door && x.ConfirmedAt == null).ExecuteDeleteAsync(c);
            act.Db.DoorCodes.Add(row);
            act.Record(grant, "code.prepare", ActKind.Create, new AuditObject("door-code", row.Id, row.Secret.Hash()));
        }, cancel);
        return (row.Id, Base32.Encode(secret));
    }

    /// <summary>Judges the first code of an app that is being set up. Requires a grant for the door key.</summary>
    public async Task<(Guid Id, long Step)?> JudgeNewAsync(AccessGrant grant, Guid door, string? typed, CancellationToken cancel) =>
        await PendingAsync(door, clock.GetUtcNow(), cancel) is { } row && await JudgeAsync(grant, row, typed, cancel) is { } step ? (row.Id, step) : null;

    /// <summary>
    /// Opens the door with a code. False for a wrong one, one that was used, or while the app waits after too many wrong ones; tries are counted
    /// before anything is compared, so that many at once do not count as one.
    /// </summary>
    public async Task<bool> OpenAsync(AccessGrant grant, Visitor visitor, string? typed, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        foreach (var row in await TakeTryAsync(visitor.Id, now, cancel))
        {
            if (await JudgeAsync(grant, row, typed, cancel) is not { } step)
            {
                continue;
            }

            return await commits.RunAsync(async (act, c) =>
            {
                if (await act.Db.DoorCodes.Where(x => x.Id == row.Id && x.LastStep < step).ExecuteUpdateAsync(
                    set => set.SetProperty(x => x.LastStep, step).SetProperty(x => x.Failures, 0).SetProperty(x => x.WaitsUntil, (DateTimeOffset?)null), c) == 0)
                {
                    act.Record(SideAccess.AtTheDoor(visitor, "door.open", good: false, "code-used"));
                    return false;
                }

                await act.Db.Openings.Where(x => x.Session == visitor.Session || x.ClosesAt < now).ExecuteDeleteAsync(c);
                act.Db.Openings.Add(new DoorOpening { Session = visitor.Session, Credential = row.Id, OpenedAt = now, ClosesAt = now + Doors.Idle });
                act.Record(SideAccess.AtTheDoor(visitor, "door.open", good: true, "one-time-code"), new AuditObject("door-code", row.Id));
                return true;
            }, cancel);
        }

        await commits.RecordAsync(SideAccess.AtTheDoor(visitor, "door.open", good: false, "wrong-code"), cancel);
        return false;
    }

    private Task<IReadOnlyList<DoorCode>> TakeTryAsync(Guid door, DateTimeOffset now, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var taken = new List<DoorCode>();
            foreach (var row in await act.Db.DoorCodes.AsNoTracking().Where(x => x.Owner == door && x.ConfirmedAt != null && x.EndedAt == null && (x.WaitsUntil == null || x.WaitsUntil <= now)).ToListAsync(c))
            {
                var until = row.Failures + 1 >= MostFailures ? now + Wait : (DateTimeOffset?)null;
                var failures = until is null ? row.Failures + 1 : 0;
                if (await act.Db.DoorCodes.Where(x => x.Id == row.Id && x.Failures == row.Failures && (x.WaitsUntil == null || x.WaitsUntil <= now))
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.Failures, failures).SetProperty(x => x.WaitsUntil, until), c) > 0)
                {
                    taken.Add(row);
                }
            }

            return (IReadOnlyList<DoorCode>)taken;
        }, cancel);

    private async Task<DoorCode?> PendingAsync(Guid door, DateTimeOffset now, CancellationToken cancel)
    {
        var since = now - SetUpLife;
        await using var db = open();
        return await db.DoorCodes.AsNoTracking().FirstOrDefaultAsync(x => x.Owner == door && x.ConfirmedAt == null && x.CreatedAt > since, cancel);
    }

    private async Task<long?> JudgeAsync(AccessGrant grant, DoorCode row, string? typed, CancellationToken cancel) =>
        OneTimeCode.Accept(await vault.OpenBytesAsync(grant, row.Secret, Places.Secret(row), cancel), typed, row.LastStep == 0 ? null : row.LastStep, clock);
}
