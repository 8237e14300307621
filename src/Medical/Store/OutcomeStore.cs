using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Store;

/// <summary>An outcome with its words.</summary>
public sealed record OutcomeView(Outcome Row, Judgement Judgement, string Objection, FitnessOutcome? Released);

/// <summary>The way of a judgement from the doctor to the employer: prepared, read by the employee, signed, released.</summary>
public sealed class OutcomeStore(Func<MedicalContext> open, Commits<MedicalContext> commits, Vault vault, Outbox<MedicalContext> outbox, TimeProvider clock)
{
    /// <summary>Minutes that a signing page counts.</summary>
    public const int SigningMinutes = 10;

    /// <summary>Opens an outcome's words. Requires a grant for its file.</summary>
    public async Task<OutcomeView> OpenAsync(AccessGrant grant, Outcome row, CancellationToken cancel)
    {
        var judgement = await vault.OpenAsync<Judgement>(grant, row.Judgement, Places.Judgement(row), cancel);
        var objection = row.Objection.IsEmpty ? "" : await vault.OpenAsync<string>(grant, row.Objection, Places.Objection(row), cancel);
        FitnessOutcome? released = null;
        if (!row.Release.IsEmpty)
        {
            var release = await vault.OpenAsync<SignedRelease>(grant, row.Release, Places.Release(row), cancel);
            released = FitnessOutcome.TryParse(release.Document, out var outcome) ? outcome : throw new SealException("a release is not readable");
        }

        return new(row, judgement, objection, released);
    }

    /// <summary>One outcome of a file that is not dropped.</summary>
    public async Task<Outcome?> FindAsync(Guid file, Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Outcomes.AsNoTracking().FirstOrDefaultAsync(x => x.Id == id && x.File == file && x.State != OutcomeState.Dropped, cancel);
    }

    /// <summary>Prepares a judgement for a case of the file; an unsigned one of the same case makes way. Gives its id.</summary>
    public async Task<Guid> PrepareAsync(
        AccessGrant grant, Visitor by, Guid @case, Guid? consultation, Judgement judgement, OutcomeState state, bool told, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new Outcome
        {
            // Random, not ordered by time: it crosses the wall and may tell nothing.
            Id = Guid.NewGuid(),
            File = grant.Scope.Id,
            Case = @case,
            Consultation = consultation,
            State = state,
            PreparedBy = by.Id,
            PreparedAt = now,
            ToldAt = told || judgement.ReadInConsultation ? now : null,
            ReadAt = judgement.ReadInConsultation ? now : null,
        };
        row.Judgement = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Judgement(row), judgement, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Outcomes.Where(x => x.Case == @case && x.File == row.File && x.State != OutcomeState.Released && x.State != OutcomeState.Dropped)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, OutcomeState.Dropped), c);
            act.Db.Outcomes.Add(row);
            if (state == OutcomeState.WithEmployee)
            {
                await act.TellAsync(NoticeKind.SomethingNew, row.File, c);
            }

            act.Record(grant, "outcome.prepare", ActKind.Create, new AuditObject("outcome", row.Id, row.Judgement.Hash()));
        }, cancel);
        return row.Id;
    }

    /// <summary>
    /// Makes the bytes that the doctor will sign, fixed for ten minutes: the version, what it supersedes and the instant are decided here.
    /// </summary>
    public async Task<FitnessOutcome> MakeDocumentAsync(AccessGrant grant, Outcome row, StaffMember doctor, string service, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var judgement = await vault.OpenAsync<Judgement>(grant, row.Judgement, Places.Judgement(row), cancel);
        if (!BigNumber.TryParse(doctor.Big, out var big))
        {
            throw new InvalidOperationException("a doctor without a register number cannot sign");
        }

        await using var db = open();
        var former = await db.Outcomes.AsNoTracking().Where(x => x.Case == row.Case && x.State == OutcomeState.Released).OrderByDescending(x => x.Version).FirstOrDefaultAsync(cancel);
        var document = new FitnessOutcome(
            service, row.Id, row.Case, (former?.Version ?? 0) + 1, former?.Id, judgement.Verdict, judgement.Day, doctor.Name, big, now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)));
        var signing = await vault.SealBytesAsync(grant, KeyKind.Content, row.File, Places.Signing(row), document.ToCanonicalBytes(), cancel);
        await commits.RunAsync(async (act, c) =>
        {
            await act.Db.Outcomes.Where(x => x.Id == row.Id && x.State != OutcomeState.Released).ExecuteUpdateAsync(
                set => set.SetProperty(x => x.Signing, signing).SetProperty(x => x.SigningUntil, now.AddMinutes(SigningMinutes)), c);
            act.Record(grant, "outcome.present", ActKind.Read, new AuditObject("outcome", row.Id, signing.Hash()));
        }, cancel);
        return document;
    }

    /// <summary>The bytes of the signing page that is open, or null where it lapsed.</summary>
    public async Task<byte[]?> DocumentAsync(AccessGrant grant, Outcome row, CancellationToken cancel) =>
        row.Signing.IsEmpty || row.SigningUntil is not { } until || until < clock.GetUtcNow() || row.State == OutcomeState.Released
            ? null
            : await vault.OpenBytesAsync(grant, row.Signing, Places.Signing(row), cancel);

    /// <summary>
    /// Releases what was signed: signed outcome, ledger entry and outbox row in one transaction. False where another request released it, or an
    /// other version of the same case, a moment ago.
    /// </summary>
    public async Task<bool> ReleaseAsync(AccessGrant grant, Outcome row, FitnessOutcome document, SignedRelease release, Guid doctor, uint counter, Guid credential, CancellationToken cancel)
    {
        var stored = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Release(row), release, cancel);
        var message = await outbox.PrepareAsync(grant, "reintegration", release, cancel);
        return await commits.RunAsync(async (act, c) =>
        {
            if (await act.Db.Outcomes.AnyAsync(x => x.Case == row.Case && x.State == OutcomeState.Released && x.Version >= document.Version, c))
            {
                return false;
            }

            var changed = await act.Db.Outcomes.Where(x => x.Id == row.Id && x.State != OutcomeState.Released && x.State != OutcomeState.Dropped).ExecuteUpdateAsync(
                set => set
                    .SetProperty(x => x.State, OutcomeState.Released)
                    .SetProperty(x => x.Version, document.Version)
                    .SetProperty(x => x.SignedAt, document.SignedAt)
                    .SetProperty(x => x.SignedBy, doctor)
                    .SetProperty(x => x.Release, stored)
                    .SetProperty(x => x.Signing, default(SealedBlob))
                    .SetProperty(x => x.SigningUntil, (DateTimeOffset?)null),
                c);
            if (changed == 0)
            {
                return false;
            }

            await act.Db.Credentials.Where(x => x.Id == credential).ExecuteUpdateAsync(set => set.SetProperty(x => x.Counter, counter), c);
            act.Db.Outbox.Add(message);
            // The written copy lies in the own file; who cannot look there gets a letter.
            await act.TellAsync(NoticeKind.SomethingNew, row.File, c);
            act.Record(grant, "outcome.release", ActKind.Execute, new AuditObject("outcome", row.Id, stored.Hash()));
            return true;
        }, cancel);
    }

    /// <summary>The employee saw it: from now on the reading time runs if nobody had told of it before.</summary>
    public Task SeenAsync(AccessGrant grant, Guid id, CancellationToken cancel, DeskStep? recorded = null) => ChangeAsync(
        grant, id, "outcome.seen", (rows, now, c) => rows.Where(x => x.ReadAt == null).ExecuteUpdateAsync(
            set => set.SetProperty(x => x.ReadAt, now).SetProperty(x => x.ToldAt, x => x.ToldAt ?? now), c), cancel, recorded);

    /// <summary>The employee does not want to wait: ready for the doctor.</summary>
    public Task WaiveAsync(AccessGrant grant, Guid id, CancellationToken cancel, DeskStep? recorded = null) => ChangeAsync(
        grant, id, "outcome.waive", (rows, now, c) => rows.ExecuteUpdateAsync(
            set => set.SetProperty(x => x.WaivedAt, now).SetProperty(x => x.State, OutcomeState.Ready).SetProperty(x => x.ReadAt, x => x.ReadAt ?? now), c), cancel, recorded);

    /// <summary>Something is wrong, says the employee: back to the doctor, who corrects or signs. No veto .</summary>
    public async Task ObjectAsync(AccessGrant grant, Outcome row, string words, CancellationToken cancel, DeskStep? recorded = null)
    {
        var objection = await vault.SealAsync(grant, KeyKind.Content, row.File, Places.Objection(row), words, cancel);
        await ChangeAsync(
            grant, row.Id, "outcome.object", (rows, now, c) => rows.ExecuteUpdateAsync(
                set => set.SetProperty(x => x.Objection, objection).SetProperty(x => x.State, OutcomeState.Ready).SetProperty(x => x.ReadAt, x => x.ReadAt ?? now), c), cancel, recorded);
    }

    /// <summary>The doctor read it with the employee after all: in a later call.</summary>
    public Task ReadTogetherAsync(AccessGrant grant, Guid id, CancellationToken cancel) => ChangeAsync(
        grant, id, "outcome.read-together", (rows, now, c) => rows.ExecuteUpdateAsync(
            set => set.SetProperty(x => x.State, OutcomeState.Ready).SetProperty(x => x.ReadAt, now).SetProperty(x => x.ToldAt, x => x.ToldAt ?? now), c), cancel);

    /// <summary>The doctor gives it to the employee to read first, and says whether that was told.</summary>
    public Task SendToEmployeeAsync(AccessGrant grant, Guid id, bool told, CancellationToken cancel) => ChangeAsync(
        grant, id, "outcome.to-employee", (rows, now, c) => rows.ExecuteUpdateAsync(
            set => set.SetProperty(x => x.State, OutcomeState.WithEmployee).SetProperty(x => x.ToldAt, x => told ? x.ToldAt ?? now : x.ToldAt), c), cancel, tell: true);

    private Task ChangeAsync(
        AccessGrant grant, Guid id, string what, Func<IQueryable<Outcome>, DateTimeOffset, CancellationToken, Task> change, CancellationToken cancel, DeskStep? recorded = null, bool tell = false)
    {
        var now = clock.GetUtcNow();
        return commits.RunAsync(async (act, c) =>
        {
            await change(act.Db.Outcomes.Where(x => x.Id == id && x.File == grant.Scope.Id && x.State != OutcomeState.Released && x.State != OutcomeState.Dropped), now, c);
            if (recorded is not null)
            {
                act.Db.DeskSteps.Add(recorded);
            }

            if (tell)
            {
                await act.TellAsync(NoticeKind.SomethingNew, grant.Scope.Id, c);
            }

            act.Record(grant, what, ActKind.Update, new AuditObject("outcome", id));
        }, cancel);
    }
}
