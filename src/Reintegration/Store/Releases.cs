using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Where a release belongs: its outcome and the employment of its case.</summary>
public sealed record ReleasePlace(FitnessOutcome Outcome, Guid Employment);

/// <summary>
/// The only way in which a judgement comes into this file (law 2): canonical bytes that a doctor of the trusted roster signed, for a case that is
/// known here, one version after the last.
/// </summary>
public sealed class Releases(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault, TimeProvider clock)
{
    /// <summary>How far the signer's clock may be ahead.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(2);

    /// <summary>The case that a release names, or null where the bytes are no outcome or the case is unknown.</summary>
    public async Task<ReleasePlace?> PlaceAsync(SignedRelease message, CancellationToken cancel)
    {
        if (!FitnessOutcome.TryParse(message.Document, out var outcome))
        {
            return null;
        }

        await using var db = open();
        var employment = await db.Cases.AsNoTracking().Where(x => x.Id == outcome.Case).Select(x => (Guid?)x.Employment).FirstOrDefaultAsync(cancel);
        return employment is { } id ? new(outcome, id) : null;
    }

    /// <summary>Takes a release in, or keeps it waiting while the roster is not trusted. Null, or why it is refused.</summary>
    public async Task<string?> TakeAsync(AccessGrant grant, Guid parcel, SignedRelease message, ReleasePlace place, KnownRosters known, CancellationToken cancel)
    {
        var number = 0;
        if (known.Trusted && Judge(message, known, out number) is { } wrong)
        {
            return wrong;
        }

        var row = new ReleaseRow
        {
            Id = place.Outcome.Release,
            Employment = place.Employment,
            Case = place.Outcome.Case,
            Version = place.Outcome.Version,
            State = known.Trusted ? ReleaseState.Applied : ReleaseState.Waiting,
            Roster = number,
            ReceivedAt = clock.GetUtcNow(),
        };
        row.Content = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Release(row), message, cancel);
        if (await SameAsync(grant, row, message, cancel) is { } same)
        {
            // Delivered once more: no effect, also no new entry of an outcome. Another document under a known id is no redelivery.
            return same ? await NothingAsync(parcel, cancel) : "release-id";
        }

        return await commits.RunAsync(async (act, c) =>
        {
            var taken = await act.Db.Releases.AnyAsync(x => x.Case == row.Case && x.Version == row.Version, c);
            if (taken || (known.Trusted && !await FollowsAsync(act.Db, place.Outcome, c)))
            {
                return "release-version";
            }

            act.Db.Releases.Add(row);
            act.Db.Inbox.Add(Inbox.Taken(parcel, act.Now));
            if (row.State == ReleaseState.Applied)
            {
                await CountAsync(act.Db, row, c);
                await Telling.OutcomeAsync(act, row.Employment, c);
            }

            act.Record(grant, row.State == ReleaseState.Applied ? "outcome.receive" : "outcome.wait", ActKind.Create, new AuditObject("outcome", row.Id, row.Content.Hash()));
            return null;
        }, cancel);
    }

    /// <summary>What waits for a trusted roster, in the order of the versions.</summary>
    public async Task<IReadOnlyList<(Guid Release, Guid Employment)>> WaitingAsync(CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Releases.AsNoTracking().Where(x => x.State == ReleaseState.Waiting).OrderBy(x => x.Version).ThenBy(x => x.ReceivedAt)
            .Select(x => new { x.Id, x.Employment }).ToListAsync(cancel);
        return rows.ConvertAll(x => (x.Id, x.Employment));
    }

    /// <summary>How many wait.</summary>
    public async Task<int> CountWaitingAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Releases.CountAsync(x => x.State == ReleaseState.Waiting, cancel);
    }

    /// <summary>Checks one that waited. Null where it was applied, or why it is refused; then it goes.</summary>
    public async Task<string?> ApplyWaitingAsync(AccessGrant grant, Guid release, KnownRosters known, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Releases.AsNoTracking().FirstOrDefaultAsync(x => x.Id == release && x.State == ReleaseState.Waiting, cancel);
        if (row is null || !known.Trusted)
        {
            return "release-gone";
        }

        var message = await vault.OpenAsync<SignedRelease>(grant, row.Content, Places.Release(row), cancel);
        var wrong = Judge(message, known, out var number);
        return await commits.RunAsync(async (act, c) =>
        {
            var stored = await act.Db.Releases.FirstAsync(x => x.Id == release, c);
            if (wrong is null && FitnessOutcome.TryParse(message.Document, out var outcome) && await FollowsAsync(act.Db, outcome, c))
            {
                (stored.State, stored.Roster) = (ReleaseState.Applied, number);
                await CountAsync(act.Db, stored, c);
                await Telling.OutcomeAsync(act, stored.Employment, c);
                act.Record(grant, "outcome.receive", ActKind.Create, new AuditObject("outcome", stored.Id, stored.Content.Hash()));
                return null;
            }

            act.Db.Releases.Remove(stored);
            act.Db.Alerts.Add(Inbox.AlertOf(AlertKind.ReleaseRefused, act.Now));
            act.Record(MachineAccess.Refuse(wrong ?? "release-version", stored.Employment), new AuditObject("outcome", stored.Id));
            return wrong ?? "release-version";
        }, cancel);
    }

    private string? Judge(SignedRelease message, KnownRosters known, out int number)
    {
        number = 0;
        if (!ReleaseVerification.Verify(message.Document, message.Proof, known.Chain, out var good, out var error))
        {
            return $"release-{error}";
        }

        number = good.Roster.Number;
        return good.Outcome.SignedAt > clock.GetUtcNow() + Ahead ? "release-future" : null;
    }

    /// <summary>One version after the newest that counts, and naming it.</summary>
    private static async Task<bool> FollowsAsync(ReintegrationContext db, FitnessOutcome outcome, CancellationToken cancel)
    {
        var last = await db.Releases.Where(x => x.Case == outcome.Case && x.State == ReleaseState.Applied).OrderByDescending(x => x.Version).FirstOrDefaultAsync(cancel);
        return outcome.Version == (last?.Version ?? 0) + 1 && outcome.Supersedes == last?.Id;
    }

    private static Task<int> CountAsync(ReintegrationContext db, ReleaseRow row, CancellationToken cancel) =>
        db.Cases.Where(x => x.Id == row.Case).ExecuteUpdateAsync(set => set.SetProperty(x => x.OutcomeVersion, row.Version), cancel);

    /// <summary>Null where no release of that id is known; else whether it is the same document.</summary>
    private async Task<bool?> SameAsync(AccessGrant grant, ReleaseRow row, SignedRelease message, CancellationToken cancel)
    {
        await using var db = open();
        var known = await db.Releases.AsNoTracking().FirstOrDefaultAsync(x => x.Id == row.Id, cancel);
        if (known is null)
        {
            return null;
        }

        return known.Employment == row.Employment
            && (await vault.OpenAsync<SignedRelease>(grant, known.Content, Places.Release(known), cancel)).Document.AsSpan().SequenceEqual(message.Document);
    }

    private async Task<string?> NothingAsync(Guid parcel, CancellationToken cancel)
    {
        await commits.RunAsync((act, _) =>
        {
            act.Db.Inbox.Add(Inbox.Taken(parcel, act.Now));
            return Task.CompletedTask;
        }, cancel);
        return null;
    }
}
