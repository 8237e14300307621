using ArboDossier.AuditLedger;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>An appointment with its names.</summary>
public sealed record ExpertLine(ExpertAppointment Row, ExpertLabel Label);

/// <summary>Labour experts for single cases. Whether one may open a case is looked up with the case, at each request.</summary>
public sealed class Experts(Func<ReintegrationContext> open, Commits<ReintegrationContext> commits, CaseWrites writes, Vault vault, TimeProvider clock)
{
    /// <summary>Everybody who was or is appointed for a case, the newest first. Requires a grant that reaches its employment.</summary>
    public async Task<IReadOnlyList<ExpertLine>> OfAsync(AccessGrant grant, AbsenceCase @case, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.ExpertAppointments.AsNoTracking().Where(x => x.Employment == @case.Employment && x.Case == @case.Id)
            .OrderByDescending(x => x.From).ThenByDescending(x => x.Id).ToListAsync(cancel);
        var lines = new List<ExpertLine>(rows.Count);
        foreach (var row in rows)
        {
            lines.Add(new(row, await vault.OpenAsync<ExpertLabel>(grant, row.Label, Places.Expert(row), cancel)));
        }

        return lines;
    }

    /// <summary>Who is appointed today. Requires a grant that reaches the employment.</summary>
    public async Task<IReadOnlyList<ExpertLine>> TodayAsync(AccessGrant grant, AbsenceCase @case, CancellationToken cancel)
    {
        var today = Web.Words.LocalDay(clock.GetUtcNow());
        return @case.State == CaseState.Open ? [.. (await OfAsync(grant, @case, cancel)).Where(x => x.Row.From <= today && x.Row.Until >= today)] : [];
    }

    /// <summary>Open cases for which a visitor is appointed today: ids only, each is decided upon by itself.</summary>
    public async Task<IReadOnlyList<Guid>> CasesAsync(Visitor visitor, CancellationToken cancel)
    {
        var experts = visitor.MembersOf(Role.LabourExpert);
        if (experts.Count == 0)
        {
            return [];
        }

        var today = Web.Words.LocalDay(clock.GetUtcNow());
        await using var db = open();
        return await db.ExpertAppointments.AsNoTracking()
            .Where(x => experts.Contains(x.Member) && x.From <= today && x.Until >= today && db.Cases.Any(c => c.Id == x.Case && c.State == CaseState.Open))
            .Select(x => x.Case).Distinct().ToListAsync(cancel);
    }

    /// <summary>Appoints somebody. The employee, the case manager and the expert hear of it. False where the case has ended meanwhile.</summary>
    public async Task<bool> AppointAsync(AccessGrant grant, CaseView view, ExpertAppointment row, ExpertLabel label, CancellationToken cancel)
    {
        row.Label = await vault.SealAsync(grant, KeyKind.Label, row.Employment, Places.Expert(row), label, cancel);
        var happened = await writes.EventAsync(grant, view.Row, CaseEventKind.ExpertAppointed, view.Content, clock.GetUtcNow(), cancel);
        return await commits.RunAsync(async (act, c) =>
        {
            if (!await act.Db.Cases.AnyAsync(x => x.Id == row.Case && x.State == CaseState.Open, c))
            {
                return false;
            }

            act.Db.ExpertAppointments.Add(row);
            act.Db.CaseEvents.Add(happened);
            await Telling.RecordedAsync(act, row.Employment, Doer.Of(grant), c);
            await act.TellAsync(NoticeKind.SomethingNew, row.Member, c);
            act.Record(grant, "expert.appoint", ActKind.Create, new AuditObject("expert", row.Id, row.Label.Hash()), new AuditObject("member", row.Member));
            return true;
        }, cancel);
    }

    /// <summary>Ends one of a case's appointments: the next request is without it.</summary>
    public async Task EndAsync(AccessGrant grant, CaseView view, Guid id, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        // The day before counts as the last one, so that it works at once.
        var until = Web.Words.LocalDay(now).AddDays(-1);
        var happened = await writes.EventAsync(grant, view.Row, CaseEventKind.ExpertEnded, view.Content, now, cancel);
        await commits.RunAsync(async (act, c) =>
        {
            var ended = await act.Db.ExpertAppointments.Where(x => x.Id == id && x.Case == view.Row.Id && x.Until > until).ExecuteUpdateAsync(set => set.SetProperty(x => x.Until, until), c);
            if (ended > 0)
            {
                act.Db.CaseEvents.Add(happened);
                await Telling.RecordedAsync(act, view.Row.Employment, Doer.Of(grant), c);
                act.Record(grant, "expert.end", ActKind.Update, new AuditObject("expert", id));
            }
        }, cancel);
    }
}
