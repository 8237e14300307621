using System.Text.Json;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Roster;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>A doctor of the list, and the passkey that was made since the recovery began; null where the former ones stay.</summary>
public sealed record RecoveredDoctor(string Name, DoorCredential? Anew);

/// <summary>A recovery with the list that would come of it.</summary>
public sealed record RecoveryView(Recovery Row, string BegunBy, DateTimeOffset SignableAt, DateTimeOffset LapsesAt, DoctorRoster? Roster, IReadOnlyList<RecoveredDoctor> Doctors, IReadOnlyList<string> SignedBy);

/// <summary>
/// Bringing back doctors who lost their passkeys: the custodians of the published roster sign one that gives the same doctors the passkeys they made
/// anew. What such a roster may hold is judged again by everyone who reads it (<see cref="Signing.RosterChain"/>).
/// </summary>
public sealed class Recoveries(Func<MedicalContext> open, Commits<MedicalContext> commits, Rosters rosters, Outbox<MedicalContext> outbox, TimeProvider clock)
{
    /// <summary>So long everyone can see it, and stop it, before custodians can sign.</summary>
    public static readonly TimeSpan Wait = TimeSpan.FromHours(24);

    /// <summary>Then it is over by itself.</summary>
    public static readonly TimeSpan Life = TimeSpan.FromDays(7);

    private static readonly TimeSpan Shown = TimeSpan.FromDays(30);

    /// <summary>The one that goes on, or was done within the last thirty days: what every page tells.</summary>
    public async Task<Recovery?> ToTellAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (begun, ended) = (now - Life, now - Shown);
        await using var db = open();
        return await db.Recoveries.AsNoTracking().Where(x => x.EndedAt == null ? x.BegunAt > begun : x.Roster != null && x.EndedAt > ended).OrderByDescending(x => x.BegunAt).FirstOrDefaultAsync(cancel);
    }

    /// <summary>The one that goes on.</summary>
    public async Task<Recovery?> CurrentAsync(CancellationToken cancel) => await ToTellAsync(cancel) is { EndedAt: null } open ? open : null;

    /// <summary>What is known for a decision.</summary>
    public async Task<RecoveryFacts> FactsAsync(Visitor visitor, CancellationToken cancel)
    {
        var current = await CurrentAsync(cancel);
        var listed = await rosters.ListedAsync(visitor.Id, cancel);
        var signed = current is not null && await ProposalAsync(current, cancel) is { } row && Rosters.ProofsOf(row).Any(p => listed.Any(x => x.CredentialId.AsSpan().SequenceEqual(p.CredentialId)));
        return new(current is not null, listed.Count > 0, current is not null && clock.GetUtcNow() >= current.BegunAt + Wait, signed);
    }

    /// <summary>Begins; what was open and is over by time ends.</summary>
    public Task BeginAsync(Visitor visitor, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            var begun = act.Now - Life;
            await act.Db.Recoveries.Where(x => x.EndedAt == null && x.BegunAt <= begun).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            if (!await act.Db.Recoveries.AnyAsync(x => x.EndedAt == null, c))
            {
                var row = new Recovery { Id = Guid.CreateVersion7(act.Now), BegunBy = visitor.Id, BegunAt = act.Now };
                act.Db.Recoveries.Add(row);
                act.Record(decision, new AuditObject("recovery", row.Id));
            }
        }, cancel);

    /// <summary>Stops it: passkeys that were made for it and not confirmed by a colleague end.</summary>
    public Task StopAsync(Visitor visitor, Recovery recovery, Decision decision, CancellationToken cancel) =>
        commits.RunAsync(async (act, c) =>
        {
            await act.Db.Recoveries.Where(x => x.Id == recovery.Id && x.EndedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now).SetProperty(x => x.StoppedBy, visitor.Id), c);
            await act.Db.Rosters.Where(x => x.Recovery && x.SecondSigner == null).ExecuteDeleteAsync(c);
            var confirmedOwners = await act.Db.Credentials.Where(x => x.ConfirmedAt != null && x.EndedAt == null).Select(x => x.Owner).Distinct().ToListAsync(c);
            await act.Db.Credentials.Where(x => x.ConfirmedAt == null && x.EndedAt == null && x.CreatedAt >= recovery.BegunAt && confirmedOwners.Contains(x.Owner))
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now), c);
            act.Record(decision, new AuditObject("recovery", recovery.Id));
        }, cancel);

    /// <summary>The one that goes on, and what would be signed. No roster where nobody made a passkey yet.</summary>
    public async Task<RecoveryView?> ViewAsync(CancellationToken cancel)
    {
        if (await CurrentAsync(cancel) is not { } row)
        {
            return null;
        }

        await using var db = open();
        var former = await db.Rosters.AsNoTracking().Where(x => x.SecondSigner != null).OrderByDescending(x => x.Number).FirstOrDefaultAsync(cancel);
        var begunBy = await db.Staff.AsNoTracking().Where(x => x.Id == row.BegunBy).Select(x => x.Name).FirstOrDefaultAsync(cancel) ?? "";
        if (former is null || !DoctorRoster.TryParse(former.Document, out var before))
        {
            return new(row, begunBy, row.BegunAt + Wait, row.BegunAt + Life, null, [], []);
        }

        var ids = before.Doctors.Select(x => x.Doctor).ToList();
        var still = await db.Staff.AsNoTracking().Where(x => ids.Contains(x.Id) && x.EndedAt == null).Select(x => x.Id).ToListAsync(cancel);
        var credentials = await db.Credentials.AsNoTracking().Where(x => still.Contains(x.Owner) && x.EndedAt == null).OrderBy(x => x.CreatedAt).ToListAsync(cancel);
        var doctors = new List<RecoveredDoctor>();
        var lines = new List<RosterDoctor>();
        foreach (var doctor in before.Doctors.Where(x => still.Contains(x.Doctor)))
        {
            var anew = credentials.FindLast(x => x.Owner == doctor.Doctor && x.ConfirmedAt == null && x.CreatedAt >= row.BegunAt);
            RosterCredential[] listed = anew is not null
                ? [new(anew.CredentialId, anew.PublicKey, anew.BackupEligible)]
                : [.. doctor.Credentials.Where(l => credentials.Exists(x => x.Owner == doctor.Doctor && x.ConfirmedAt != null && x.CredentialId.AsSpan().SequenceEqual(l.Id)))];
            doctors.Add(new(doctor.Name, anew));
            if (listed.Length > 0)
            {
                lines.Add(doctor with { Credentials = listed });
            }
        }

        var roster = doctors.Exists(x => x.Anew is not null) ? Rosters.After(former, before with { Doctors = lines }, clock.GetUtcNow()) : null;
        var signed = new List<string>();
        if (await ProposalAsync(row, cancel) is { } proposal && DoctorRoster.TryParse(proposal.Document, out var proposed) && roster is not null && Rosters.SameDoctors(proposed, roster))
        {
            roster = proposed;
            signed.AddRange(Custodians(before).Where(x => Rosters.ProofsOf(proposal).Any(p => x.Credentials.Any(c => c.Id.AsSpan().SequenceEqual(p.CredentialId)))).Select(x => x.Name));
        }

        return new(row, begunBy, row.BegunAt + Wait, row.BegunAt + Life, roster, doctors, signed);
    }

    /// <summary>
    /// One custodian's signature. The last that is needed publishes the list: the passkeys in it count, the former ones of those doctors end, and
    /// Reintegration hears of it. False where another signature came in between: then this one is made again.
    /// </summary>
    public async Task<bool> SignAsync(AccessGrant grant, Visitor custodian, RecoveryView view, DoctorRoster roster, SignatureProof proof, CancellationToken cancel)
    {
        var document = roster.ToCanonicalBytes();
        var former = view.SignedBy.Count > 0 ? await ProposalAsync(view.Row, cancel) : null;
        SignatureProof[] proofs = [.. former is null ? [] : Rosters.ProofsOf(former), proof];
        var complete = proofs.Length == roster.Custodians!.Needed;
        var message = complete ? await outbox.PrepareAsync(grant, "reintegration", new SignedRoster(document, proofs), cancel) : null;
        var json = JsonSerializer.Serialize(proofs);
        return await commits.RunAsync(async (act, c) =>
        {
            // Who stopped it meanwhile stopped this too.
            if (!await act.Db.Recoveries.AnyAsync(x => x.Id == view.Row.Id && x.EndedAt == null, c))
            {
                return false;
            }

            if (former is null)
            {
                await act.Db.Rosters.Where(x => x.Number == roster.Number && x.SecondSigner == null).ExecuteDeleteAsync(c);
                act.Db.Rosters.Add(new RosterRow { Number = roster.Number, Document = document, Proofs = json, FirstSigner = custodian.Id, Recovery = true, MadeAt = roster.MadeAt });
                await act.Db.SaveChangesAsync(c);
            }
            else if (await act.Db.Rosters.Where(x => x.Number == roster.Number && x.SecondSigner == null && x.Recovery && x.Proofs == former.Proofs)
                         .ExecuteUpdateAsync(set => set.SetProperty(x => x.Proofs, json), c) == 0)
            {
                return false;
            }

            act.Record(grant, "recovery.sign", ActKind.Execute, new AuditObject("recovery", view.Row.Id));
            if (message is not null)
            {
                await act.Db.Rosters.Where(x => x.Number == roster.Number).ExecuteUpdateAsync(set => set.SetProperty(x => x.SecondSigner, custodian.Id), c);
                await act.Db.Recoveries.Where(x => x.Id == view.Row.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.EndedAt, act.Now).SetProperty(x => x.Roster, roster.Number), c);
                foreach (var anew in view.Doctors.Select(x => x.Anew).OfType<DoorCredential>())
                {
                    await Doors.EndOthersAsync(act, anew.Owner, anew.Id, c);
                    await act.Db.Credentials.Where(x => x.Id == anew.Id).ExecuteUpdateAsync(set => set.SetProperty(x => x.ConfirmedAt, act.Now).SetProperty(x => x.ConfirmedBy, custodian.Id), c);
                }

                act.Db.Outbox.Add(message);
                act.Record(grant, "roster.publish", ActKind.Create, new AuditObject("roster", view.Row.Id));
            }

            return true;
        }, cancel);
    }

    private async Task<RosterRow?> ProposalAsync(Recovery recovery, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Rosters.AsNoTracking().FirstOrDefaultAsync(x => x.Recovery && x.SecondSigner == null && x.MadeAt >= recovery.BegunAt, cancel);
    }

    private static IReadOnlyList<RosterCustodian> Custodians(DoctorRoster roster) => roster.Custodians?.People ?? [];
}
