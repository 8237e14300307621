using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>
/// Takes in what Medical sends. Each message counts once: its effect and its inbox row are one act. What is refused is refused for good, is in the
/// ledger without content, and alerts the administrator.
/// </summary>
public sealed class Inbox(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, Vault vault, Rosters rosters, Releases releases, TimeProvider clock)
{
    /// <summary>Takes a tick's id: false where it was there already.</summary>
    public Task<bool> TakeTickAsync(string id, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            // A tick is valid for a minute and a half, skew included: whoever repeats it later is refused for its age.
            var old = act.Now.AddMinutes(-5);
            await act.Db.Ticks.Where(x => x.At < old).ExecuteDeleteAsync(c);
            if (await act.Db.Ticks.AnyAsync(x => x.Id == id, c))
            {
                return false;
            }

            act.Db.Ticks.Add(new SeenTick { Id = id, At = act.Now });
            return true;
        }, cancel);

    /// <summary>What the other side has need not wait any more; what it refused is kept as a fact and shown as a count.</summary>
    public Task SettleAsync(IReadOnlyList<Received> receipts, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var ids = receipts.Select(x => x.Id).ToList();
            var waiting = await act.Db.Outbox.Where(x => x.Zone == "medical" && ids.Contains(x.Id)).ToListAsync(c);
            foreach (var refused in receipts.Where(x => !x.Accepted && waiting.Exists(w => w.Id == x.Id)))
            {
                act.Db.Alerts.Add(AlertOf(AlertKind.RefusedThere, act.Now));
                act.Record(MachineAccess.Settle("refused-by-medical"), new AuditObject("message", refused.Id));
            }

            act.Db.Outbox.RemoveRange(waiting);
        }, cancel);

    /// <summary>Takes one message in.</summary>
    public async Task<Received> TakeAsync(Parcel parcel, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        await using (var db = open())
        {
            if (await db.Inbox.AsNoTracking().FirstOrDefaultAsync(x => x.Id == parcel.Id, cancel) is { } known)
            {
                return new(parcel.Id, known.Applied);
            }
        }

        return parcel.Message switch
        {
            AppointmentNotice notice => await NoticeAsync(parcel.Id, notice, openings, cancel),
            SignedRoster roster => await RosterAsync(parcel.Id, roster, cancel),
            SignedRelease release => await ReleaseAsync(parcel.Id, release, openings, cancel),
            _ => await RefuseAsync(parcel.Id, "wrong-direction", null, null, cancel),
        };
    }

    /// <summary>Checks and applies what waited for the roster to be trusted. Gives how many were applied.</summary>
    public async Task<int> ApplyWaitingAsync(Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        var applied = 0;
        foreach (var (id, employment) in await releases.WaitingAsync(cancel))
        {
            var grant = await openings.OpenAsync(MachineAccess.TakeIn(employment), cancel);
            var known = await rosters.KnownAsync(cancel);
            var refused = await releases.ApplyWaitingAsync(grant!, id, known, cancel);
            applied += refused is null ? 1 : 0;
        }

        return applied;
    }

    private async Task<Received> NoticeAsync(Guid parcel, AppointmentNotice notice, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Requests.AsNoTracking().FirstOrDefaultAsync(x => x.Id == notice.Request && x.Case == notice.Case, cancel);
        if (row is null || notice.Version <= row.NoticeVersion)
        {
            return await RefuseAsync(parcel, row is null ? "notice-unasked" : "notice-version", null, row?.Employment, cancel);
        }

        var grant = await openings.OpenAsync(MachineAccess.TakeIn(row.Employment), cancel);
        var seen = row.NoticeVersion;
        row.NoticeVersion = notice.Version;
        row.Notice = await vault.SealAsync(grant!, KeyKind.Label, row.Employment, Places.Notice(row), new NoticeContent(notice.StartsAt, notice.Place), cancel);
        await commits.RunAsync(async (act, c) =>
        {
            act.Db.Inbox.Add(Taken(parcel, act.Now));
            var stored = await act.Db.Requests.FirstAsync(x => x.Id == row.Id, c);
            if (stored.NoticeVersion == seen)
            {
                // A request that lapsed with its case stays so, unless the consultation was held all the same.
                stored.State = stored.State == RequestState.Lapsed && notice.State is AppointmentState.Planned or AppointmentState.Moved ? stored.State : StateOf(notice.State);
                (stored.NoticeVersion, stored.Notice) = (row.NoticeVersion, row.Notice);
                if (notice.State != AppointmentState.Held)
                {
                    await Telling.AppointmentAsync(act, row.Employment, row.AskedBy, c);
                }
            }

            act.Record(grant!, "appointment.receive", ActKind.Update, new AuditObject("request", row.Id, row.Notice.Hash()));
        }, cancel);
        return new(parcel, true);
    }

    private async Task<Received> RosterAsync(Guid parcel, SignedRoster message, CancellationToken cancel)
    {
        var known = await rosters.KnownAsync(cancel);
        if (known.Rows.Any(x => x.Document.AsSpan().SequenceEqual(message.Document)))
        {
            await commits.RunAsync((act, _) =>
            {
                act.Db.Inbox.Add(Taken(parcel, act.Now));
                return Task.CompletedTask;
            }, cancel);
            return new(parcel, true);
        }

        if (!known.Chain.TryExtend(message.Document, message.Proofs, out var longer, out var error))
        {
            return await RefuseAsync(parcel, $"roster-{error}", AlertKind.RosterRefused, null, cancel);
        }

        var row = Rosters.RowOf(message, longer.Rosters[^1], clock.GetUtcNow());
        await commits.RunAsync((act, _) =>
        {
            act.Db.Inbox.Add(Taken(parcel, act.Now));
            act.Db.Rosters.Add(row);
            if (longer.Recoveries.ContainsKey(row.Number))
            {
                act.Db.Alerts.Add(AlertOf(AlertKind.RosterRecovered, act.Now));
            }

            act.Record(MachineAccess.TakeRoster(), new AuditObject("message", parcel));
            return Task.CompletedTask;
        }, cancel);
        return new(parcel, true);
    }

    private async Task<Received> ReleaseAsync(Guid parcel, SignedRelease message, Openings<ReintegrationContext> openings, CancellationToken cancel)
    {
        if (await releases.PlaceAsync(message, cancel) is not { } place)
        {
            return await RefuseAsync(parcel, "release-case", AlertKind.ReleaseRefused, null, cancel);
        }

        var grant = await openings.OpenAsync(MachineAccess.TakeIn(place.Employment), cancel);
        var known = await rosters.KnownAsync(cancel);
        var refused = await releases.TakeAsync(grant!, parcel, message, place, known, cancel);
        return refused is null ? new(parcel, true) : await RefuseAsync(parcel, refused, AlertKind.ReleaseRefused, place.Employment, cancel);
    }

    private async Task<Received> RefuseAsync(Guid parcel, string reason, AlertKind? alert, Guid? subject, CancellationToken cancel)
    {
        await commits.RunAsync((act, _) =>
        {
            act.Db.Inbox.Add(new InboxRow { Id = parcel, ReceivedAt = act.Now, Applied = false });
            act.Record(MachineAccess.Refuse(reason, subject), new AuditObject("message", parcel));
            if (alert is { } kind)
            {
                act.Db.Alerts.Add(AlertOf(kind, act.Now));
            }

            return Task.CompletedTask;
        }, cancel);
        return new(parcel, false);
    }

    internal static InboxRow Taken(Guid parcel, DateTimeOffset now) => new() { Id = parcel, ReceivedAt = now, Applied = true };

    internal static Alert AlertOf(AlertKind kind, DateTimeOffset now) => new() { Id = Guid.CreateVersion7(now), Kind = kind, At = now };

    private static RequestState StateOf(AppointmentState state) => state switch
    {
        AppointmentState.Planned or AppointmentState.Moved => RequestState.Planned,
        AppointmentState.Held => RequestState.Held,
        AppointmentState.DidNotAppear => RequestState.DidNotAppear,
        AppointmentState.Cancelled => RequestState.Cancelled,
    };
}
