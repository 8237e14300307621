using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>Who does something with a case.</summary>
public sealed record Doer(Guid Member, Role Role)
{
    /// <summary>From the decision that permitted the act.</summary>
    public static Doer Of(AccessGrant grant) => new(grant.Act.Actor.Id, Enum.Parse<Role>(grant.Act.Actor.Role));
}

/// <summary>
/// The door for writing cases. Each act keeps the case, an event that is never changed, the message to Medical and the ledger entry together. False
/// means that somebody else changed the case a moment ago: the page shows how it stands now.
/// </summary>
public sealed class CaseWrites(Commits<ReintegrationContext> commits, Vault vault, Outbox<ReintegrationContext> outbox, TimeProvider clock)
{
    private const string Medical = "medical";

    /// <summary>Reports somebody sick: the notice and the first version of the facts go to Medical. Gives the case, or null.</summary>
    public async Task<Guid?> ReportAsync(AccessGrant grant, Employment employment, EmployeeLabel person, string employerName, SickReport report, IReadOnlyList<EarlierPeriod> earlier, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var content = new CaseContent(report, null, null, []);
        var row = new AbsenceCase
        {
            Id = Guid.CreateVersion7(now),
            Employment = employment.Id,
            Employer = employment.Employer,
            State = CaseState.Open,
            ContentVersion = 1,
            FactsVersion = 1,
            ReportedAt = now,
            ChangedAt = now,
        };
        row.Content = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Content(row), content, cancel);
        var happened = await EventAsync(grant, row, CaseEventKind.Reported, content, now, cancel);
        var notice = await outbox.PrepareAsync(grant, Medical, new CaseNotice(row.Id, row.Employment, row.Employer, employerName, person.ForMedical(report.Phone), report.FirstDay, now), cancel);
        var facts = await outbox.PrepareAsync(grant, Medical, CaseStore.FactsOf(row.Id, 1, content, person, earlier), cancel);
        // The facts are about the case that the notice tells of: they go after it, also where both were made in one instant.
        facts.CreatedAt = facts.CreatedAt > notice.CreatedAt ? facts.CreatedAt : notice.CreatedAt.AddMicroseconds(1);
        var made = await commits.RunAsync(async (act, c) =>
        {
            // Two people who report the same person at the same moment make one case.
            if (await act.Db.Cases.AnyAsync(x => x.Employment == row.Employment && x.State == CaseState.Open, c))
            {
                return false;
            }

            act.Db.Cases.Add(row);
            act.Db.CaseEvents.Add(happened);
            act.Db.Outbox.AddRange(notice, facts);
            await Telling.RecordedAsync(act, row.Employment, Doer.Of(grant), c);
            act.Record(grant, "case.report", ActKind.Create, new AuditObject("case", row.Id, row.Content.Hash()));
            return true;
        }, cancel);
        return made ? row.Id : null;
    }

    /// <summary>Corrects what was reported; the facts go to Medical again. What the employee asked is answered by it.</summary>
    public Task<bool> CorrectAsync(AccessGrant grant, CaseView view, SickReport report, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.Corrected, "case.correct", view.Content with { Report = report, Asked = [] },
        row =>
        {
            row.CorrectionAsked = false;
            row.FactsVersion++;
        },
        (row, content) => CaseStore.FactsOf(row.Id, row.FactsVersion, content, view.Person, view.Earlier), cancel);

    /// <summary>Partial recovery: hours that are worked, since when. The count goes on.</summary>
    public Task<bool> RecoverPartlyAsync(AccessGrant grant, CaseView view, PartialRecovery partial, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.PartlyRecovered, "recovery.report", view.Content with { Partial = partial },
        row => row.FactsVersion++,
        (row, content) => CaseStore.FactsOf(row.Id, row.FactsVersion, content, view.Person, view.Earlier), cancel);

    /// <summary>Full recovery, or another first fit day. Open requests lapse.</summary>
    public Task<bool> RecoverAsync(AccessGrant grant, CaseView view, DateOnly firstFitDay, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.Recovered, "recovery.report", view.Content with { FirstFitDay = firstFitDay },
        row =>
        {
            row.State = CaseState.Recovered;
            row.EndVersion++;
        },
        (row, _) => new CaseClosed(row.Id, row.EndVersion, CaseEnd.Recovered, firstFitDay, row.ChangedAt), cancel);

    /// <summary>A recovery is taken back: the case goes on .</summary>
    public Task<bool> ReopenAsync(AccessGrant grant, CaseView view, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.Reopened, "recovery.undo", view.Content with { FirstFitDay = null },
        row =>
        {
            row.State = CaseState.Open;
            row.EndVersion++;
        },
        (row, _) => new CaseClosed(row.Id, row.EndVersion, CaseEnd.Reopened, null, row.ChangedAt), cancel);

    /// <summary>The sick report was a mistake. Open requests lapse.</summary>
    public Task<bool> WithdrawAsync(AccessGrant grant, CaseView view, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.Withdrawn, "case.withdraw", view.Content,
        row =>
        {
            row.State = CaseState.Withdrawn;
            row.CorrectionAsked = false;
            row.EndVersion++;
        },
        (row, _) => new CaseClosed(row.Id, row.EndVersion, CaseEnd.Withdrawn, null, row.ChangedAt), cancel);

    /// <summary>The employee says which fields are wrong: a closed list, no words.</summary>
    public Task<bool> AskCorrectionAsync(AccessGrant grant, CaseView view, IReadOnlyList<CorrectionField> fields, CancellationToken cancel) => ChangeAsync(
        grant, view, CaseEventKind.CorrectionAsked, "correction.ask", view.Content with { Asked = fields }, row => row.CorrectionAsked = true, null, cancel);

    /// <summary>Asks the doctor .</summary>
    public async Task<bool> AskAsync(AccessGrant grant, CaseView view, AskedContent asked, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = new DoctorRequest
        {
            Id = Guid.CreateVersion7(now),
            Employment = view.Row.Employment,
            Case = view.Row.Id,
            State = RequestState.Sent,
            AskedBy = grant.Act.Actor.Id,
            AskedAt = now,
        };
        row.Content = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Asked(row), asked, cancel);
        var happened = await EventAsync(grant, view.Row, CaseEventKind.Asked, view.Content, now, cancel);
        var message = await outbox.PrepareAsync(grant, Medical, new ConsultationRequest(row.Id, row.Case, asked.Questions, asked.WantedBy, asked.AskedBy, now), cancel);
        return await commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Cases.AnyAsync(x => x.Id == row.Case && x.State == CaseState.Open, c)
                || await act.Db.Requests.AnyAsync(x => x.Case == row.Case && (x.State == RequestState.Sent || x.State == RequestState.Planned), c))
            {
                return false;
            }

            act.Db.Requests.Add(row);
            act.Db.CaseEvents.Add(happened);
            act.Db.Outbox.Add(message);
            await Telling.RecordedAsync(act, row.Employment, Doer.Of(grant), c);
            act.Record(grant, "consultation.ask", ActKind.Create, new AuditObject("request", row.Id, row.Content.Hash()));
            return true;
        }, cancel);
    }

    private async Task<bool> ChangeAsync(
        AccessGrant grant, CaseView view, CaseEventKind kind, string what, CaseContent content, Action<AbsenceCase> change, Func<AbsenceCase, CaseContent, ZoneMessage>? tell, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var row = view.Row;
        var seen = row.ContentVersion;
        change(row);
        row.ContentVersion++;
        row.ChangedAt = now;
        row.Content = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Content(row), content, cancel);
        var happened = await EventAsync(grant, row, kind, content, now, cancel);
        var message = tell is null ? null : await outbox.PrepareAsync(grant, Medical, tell(row, content), cancel);
        return await commits.RunAsync(async (act, c) =>
        {
            var stored = await act.Db.Cases.FirstOrDefaultAsync(x => x.Id == row.Id, c);
            if (stored is null || stored.ContentVersion != seen || (row.State == CaseState.Open && stored.State != CaseState.Open
                && await act.Db.Cases.AnyAsync(x => x.Employment == row.Employment && x.Id != row.Id && x.State == CaseState.Open, c)))
            {
                return false;
            }

            // The newest outcome is written by another act and stays as it is.
            row.OutcomeVersion = stored.OutcomeVersion;
            act.Db.Entry(stored).CurrentValues.SetValues(row);
            if (row.State != CaseState.Open)
            {
                await act.Db.Requests.Where(x => x.Case == row.Id && (x.State == RequestState.Sent || x.State == RequestState.Planned))
                    .ExecuteUpdateAsync(set => set.SetProperty(x => x.State, RequestState.Lapsed), c);
            }

            act.Db.CaseEvents.Add(happened);
            if (message is not null)
            {
                act.Db.Outbox.Add(message);
            }

            await Telling.RecordedAsync(act, row.Employment, Doer.Of(grant), c);
            act.Record(grant, what, ActKind.Update, new AuditObject("case", row.Id, row.Content.Hash()));
            return true;
        }, cancel);
    }

    /// <summary>What happened with a case, by whoever has the grant.</summary>
    internal async Task<CaseEvent> EventAsync(AccessGrant grant, AbsenceCase row, CaseEventKind kind, CaseContent content, DateTimeOffset now, CancellationToken cancel)
    {
        var by = Doer.Of(grant);
        var happened = new CaseEvent { Id = Guid.CreateVersion7(now), Employment = row.Employment, Case = row.Id, Kind = kind, By = by.Member, Role = by.Role, RecordedAt = now };
        happened.Content = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Event(happened), content, cancel);
        return happened;
    }
}
