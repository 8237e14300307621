using ArboDossier.Contracts;
using ArboDossier.Contracts.Law;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.Employees;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Reintegration.Store;

/// <summary>A request with its words and the newest notice.</summary>
public sealed record RequestView(DoctorRequest Row, AskedContent Asked, NoticeContent? Notice);

/// <summary>The newest outcome of a case, as it was signed, with the roster by which it was found good.</summary>
public sealed record OutcomeView(ReleaseRow Row, FitnessOutcome Outcome, SignedRelease Release);

/// <summary>An event with the case's content after it.</summary>
public sealed record EventView(CaseEvent Row, CaseContent Content);

/// <summary>A whole case, opened.</summary>
/// <param name="Row">Row.</param>
/// <param name="Employment">Employment.</param>
/// <param name="Person">Who it is about.</param>
/// <param name="Content">How it stands.</param>
/// <param name="Periods">All periods of the employment up to this one, oldest first: what the statutory dates follow from.</param>
/// <param name="Newest">No later case of the employment exists.</param>
/// <param name="Events">What happened, newest first.</param>
/// <param name="Requests">Questions to the doctor, newest first.</param>
/// <param name="Outcome">The newest outcome, or null.</param>
/// <param name="OutcomeWaits">An outcome came that cannot be checked yet.</param>
public sealed record CaseView(
    AbsenceCase Row, Employment Employment, EmployeeLabel Person, CaseContent Content, IReadOnlyList<SickPeriod> Periods, bool Newest, IReadOnlyList<EventView> Events,
    IReadOnlyList<RequestView> Requests, OutcomeView? Outcome, bool OutcomeWaits)
{
    /// <summary>Earlier periods, for Medical.</summary>
    public IReadOnlyList<EarlierPeriod> Earlier => [.. Periods.Take(Periods.Count - 1).Where(x => x.FirstFitDay is not null).Select(x => new EarlierPeriod(x.FirstDay, x.FirstFitDay!.Value))];

    /// <summary>The employer's facts as Medical gets them .</summary>
    public CaseFacts Facts(int version) => CaseStore.FactsOf(Row.Id, version, Content, Person, Earlier);
}

/// <summary>A case in a list.</summary>
public sealed record CaseLine(AbsenceCase Row, EmployeeLabel Person, CaseContent Content, IReadOnlyList<SickPeriod> Periods, NoticeContent? Planned);

/// <summary>The door for reading cases: facts for the decision first, then, with a grant, the rows and their content.</summary>
public sealed class CaseStore(Func<ReintegrationContext> open, Vault vault, TimeProvider clock)
{
    /// <summary>How long a closed case stays in the lists: as long as a new report could join it.</summary>
    private static readonly TimeSpan ShownAfterEnd = TimeSpan.FromDays(StatutoryCalendar.MergeGap + 7);

    /// <summary>What is known about a visitor and a case. One query, whatever the answer is (law 5).</summary>
    public async Task<Relation> RelationAsync(Visitor visitor, Guid @case, CancellationToken cancel)
    {
        var today = Web.Words.LocalDay(clock.GetUtcNow());
        var (managers, experts, auditors) = (visitor.MembersOf(Role.CaseManager), visitor.MembersOf(Role.LabourExpert), visitor.MembersOf(Role.QualityAuditor));
        await using var db = open();
        var found = await db.Cases.AsNoTracking().Where(x => x.Id == @case).Select(x => new
        {
            x.Employer,
            x.Employment,
            Manager = db.Employments.Where(e => e.Id == x.Employment).Select(e => e.Manager).FirstOrDefault(),
            Assigned = db.Assignments.Any(a => managers.Contains(a.Member) && a.Employer == x.Employer && a.From <= today && (a.Until == null || a.Until >= today)),
            Appointed = x.State == CaseState.Open && db.ExpertAppointments.Any(a => a.Case == x.Id && experts.Contains(a.Member) && a.From <= today && a.Until >= today),
            Drawn = x.State != CaseState.Withdrawn && db.AuditCases.Any(d => d.Case == x.Id && db.Audits.Any(a => a.Id == d.Audit && auditors.Contains(a.Member) && a.EndedAt == null && a.From <= today && a.Until >= today)),
        }).FirstOrDefaultAsync(cancel);
        return found is null ? Relation.None : new(true, found.Employer, found.Employment, found.Manager, found.Assigned, found.Appointed, found.Drawn);
    }

    /// <summary>Opens a case. Requires a grant that reaches its employment; null where it went meanwhile.</summary>
    public async Task<CaseView?> ReadAsync(AccessGrant grant, Guid @case, CancellationToken cancel)
    {
        await using var db = open();
        var row = await db.Cases.AsNoTracking().FirstOrDefaultAsync(x => x.Id == @case, cancel);
        if (row is null)
        {
            return null;
        }

        var employment = await db.Employments.AsNoTracking().FirstAsync(x => x.Id == row.Employment, cancel);
        var person = await vault.OpenAsync<EmployeeLabel>(grant, employment.Label, Places.Label(employment), cancel);
        var all = await db.Cases.AsNoTracking().Where(x => x.Employment == row.Employment && x.State != CaseState.Withdrawn).ToListAsync(cancel);
        var contents = await ContentsAsync(grant, all, cancel);
        var content = contents.TryGetValue(row.Id, out var known) ? known : await vault.OpenAsync<CaseContent>(grant, row.Content, Places.Content(row), cancel);
        var newest = all.TrueForAll(x => x.Id == row.Id || contents[x.Id].Report.FirstDay < content.Report.FirstDay);

        var events = new List<EventView>();
        foreach (var item in await db.CaseEvents.AsNoTracking().Where(x => x.Employment == row.Employment && x.Case == @case).OrderByDescending(x => x.RecordedAt).ThenByDescending(x => x.Id).ToListAsync(cancel))
        {
            events.Add(new(item, await vault.OpenAsync<CaseContent>(grant, item.Content, Places.Event(item), cancel)));
        }

        var requests = new List<RequestView>();
        foreach (var item in await db.Requests.AsNoTracking().Where(x => x.Employment == row.Employment && x.Case == @case).OrderByDescending(x => x.AskedAt).ToListAsync(cancel))
        {
            requests.Add(await OpenAsync(grant, item, cancel));
        }

        var releases = await db.Releases.AsNoTracking().Where(x => x.Employment == row.Employment && x.Case == @case).OrderByDescending(x => x.Version).ToListAsync(cancel);
        var newestRelease = releases.Find(x => x.State == ReleaseState.Applied);
        return new(
            row, employment, person, content, Periods(all, contents, row.Id, content), newest, events, requests,
            newestRelease is null ? null : await OpenAsync(grant, newestRelease, cancel), releases.Exists(x => x.State == ReleaseState.Waiting));
    }

    /// <summary>One version of a case's outcome, for the proof. Only the newest leaves; null for any other.</summary>
    public async Task<OutcomeView?> OutcomeAsync(AccessGrant grant, Guid @case, int version, CancellationToken cancel)
    {
        await using var db = open();
        var newest = await db.Releases.AsNoTracking().Where(x => x.Case == @case && x.State == ReleaseState.Applied).OrderByDescending(x => x.Version).FirstOrDefaultAsync(cancel);
        return newest is null || newest.Version != version ? null : await OpenAsync(grant, newest, cancel);
    }

    /// <summary>
    /// Open cases of one employer and those that ended a short time ago, for whoever may see them: all, or those of the own team. Requires a grant
    /// for the employer's directory.
    /// </summary>
    public async Task<IReadOnlyList<CaseLine>> ListAsync(AccessGrant grant, Visitor visitor, CancellationToken cancel)
    {
        var employer = grant.Scope.Id;
        var all = !visitor.Standings.Any(x => x.Role == Role.LineManager && x.Employer == employer)
            || visitor.Standings.Any(x => x.Role == Role.EmployerAdministrator && x.Employer == employer);
        var teams = Employees.Teams(visitor);
        var own = visitor.Standings.Where(x => x.Role == Role.Employee && x.Employment is not null).Select(x => x.Employment!.Value).ToList();
        var since = clock.GetUtcNow() - ShownAfterEnd;
        await using var db = open();
        // The own absence is not in a list of others: it stands on the employee's own page.
        var rows = await db.Cases.AsNoTracking()
            .Where(x => x.Employer == employer && (x.State == CaseState.Open || (x.State == CaseState.Recovered && x.ChangedAt > since)) && !own.Contains(x.Employment)
                && (all || db.Employments.Any(e => e.Id == x.Employment && e.Manager != null && teams.Contains(e.Manager.Value))))
            .ToListAsync(cancel);
        return await LinesAsync(grant, db, rows, cancel);
    }

    /// <summary>One case in a list, or null where it went meanwhile. Requires a grant that reaches its employment.</summary>
    public async Task<CaseLine?> LineAsync(AccessGrant grant, Guid @case, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Cases.AsNoTracking().Where(x => x.Id == @case).ToListAsync(cancel);
        return await LinesAsync(grant, db, rows, cancel) is [var line, ..] ? line : null;
    }

    /// <summary>All cases of one employment, newest first. Requires a grant that reaches it.</summary>
    public async Task<IReadOnlyList<CaseLine>> OfAsync(AccessGrant grant, Guid employment, CancellationToken cancel)
    {
        await using var db = open();
        var rows = await db.Cases.AsNoTracking().Where(x => x.Employment == employment).ToListAsync(cancel);
        return await LinesAsync(grant, db, rows, cancel);
    }

    /// <summary>The employer's facts as Medical gets them .</summary>
    internal static CaseFacts FactsOf(Guid @case, int version, CaseContent content, EmployeeLabel person, IReadOnlyList<EarlierPeriod> earlier) => new(
        @case, version, content.Report.FirstDay, person.Function, person.Hours, content.Report.Expected, content.Report.SafetyNet, content.Report.WorkAccident,
        content.Report.ThirdParty, earlier, content.Partial?.Hours, content.Partial?.Since);

    private async Task<IReadOnlyList<CaseLine>> LinesAsync(AccessGrant grant, ReintegrationContext db, List<AbsenceCase> rows, CancellationToken cancel)
    {
        var employments = rows.Select(x => x.Employment).Distinct().ToList();
        var people = await db.Employments.AsNoTracking().Where(x => employments.Contains(x.Id)).ToDictionaryAsync(x => x.Id, cancel);
        var siblings = await db.Cases.AsNoTracking().Where(x => employments.Contains(x.Employment) && x.State != CaseState.Withdrawn).ToListAsync(cancel);
        var ids = rows.ConvertAll(x => x.Id);
        var planned = await db.Requests.AsNoTracking().Where(x => ids.Contains(x.Case) && x.State == RequestState.Planned).ToListAsync(cancel);
        await vault.PreloadAsync(grant, KeyKind.Label, employments, cancel);
        var contents = await ContentsAsync(grant, siblings, cancel);
        var lines = new List<CaseLine>(rows.Count);
        foreach (var row in rows)
        {
            var employment = people[row.Employment];
            var person = await vault.OpenAsync<EmployeeLabel>(grant, employment.Label, Places.Label(employment), cancel);
            var content = contents.TryGetValue(row.Id, out var known) ? known : await vault.OpenAsync<CaseContent>(grant, row.Content, Places.Content(row), cancel);
            var next = planned.Where(x => x.Case == row.Id).MaxBy(x => x.AskedAt);
            var notice = next is null || next.Notice.IsEmpty ? null : await vault.OpenAsync<NoticeContent>(grant, next.Notice, Places.Notice(next), cancel);
            lines.Add(new(row, person, content, Periods(siblings.FindAll(x => x.Employment == row.Employment), contents, row.Id, content), notice));
        }

        return [.. lines.OrderByDescending(x => x.Content.Report.FirstDay).ThenBy(x => x.Person.SortName, StringComparer.OrdinalIgnoreCase)];
    }

    private async Task<Dictionary<Guid, CaseContent>> ContentsAsync(AccessGrant grant, List<AbsenceCase> rows, CancellationToken cancel)
    {
        var contents = new Dictionary<Guid, CaseContent>(rows.Count);
        foreach (var row in rows)
        {
            contents[row.Id] = await vault.OpenAsync<CaseContent>(grant, row.Content, Places.Content(row), cancel);
        }

        return contents;
    }

    private static List<SickPeriod> Periods(List<AbsenceCase> siblings, Dictionary<Guid, CaseContent> contents, Guid @case, CaseContent content) =>
    [
        .. siblings.Where(x => x.Id != @case && contents[x.Id].Report.FirstDay < content.Report.FirstDay).Select(x => contents[x.Id])
            .OrderBy(x => x.Report.FirstDay).Select(x => new SickPeriod(x.Report.FirstDay, x.FirstFitDay)),
        new SickPeriod(content.Report.FirstDay, content.FirstFitDay),
    ];

    private async Task<RequestView> OpenAsync(AccessGrant grant, DoctorRequest row, CancellationToken cancel) => new(
        row,
        await vault.OpenAsync<AskedContent>(grant, row.Content, Places.Asked(row), cancel),
        row.Notice.IsEmpty ? null : await vault.OpenAsync<NoticeContent>(grant, row.Notice, Places.Notice(row), cancel));

    private async Task<OutcomeView> OpenAsync(AccessGrant grant, ReleaseRow row, CancellationToken cancel)
    {
        var release = await vault.OpenAsync<SignedRelease>(grant, row.Content, Places.Release(row), cancel);
        return FitnessOutcome.TryParse(release.Document, out var outcome)
            ? new(row, outcome, release)
            : throw new InvalidOperationException("an applied release is no outcome any more");
    }
}
