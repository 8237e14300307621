using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Cases;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Files;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;

namespace ArboDossier.Medical.Features.Worklist;

/// <summary>The day of a doctor and of who works under him: what waits, most urgent first.</summary>
[Authorize(Policies.InFiles)]
public sealed class WorkModel(Worklists worklists, Appointing appointing, DeputyStore deputies, OpeningReviews reviews, Contacts contacts, TimeProvider clock) : MedicalPage
{
    /// <summary>A line about a person; without the person where the reader is kept out of the file, and hands the work to a colleague .</summary>
    public sealed record Line<TRow>(TRow Row, Guid Employer, string EmployerName, PersonLabel? Person);

    /// <summary>A request with its words, which are no more for whoever is kept out than the name is.</summary>
    public sealed record RequestLine(Line<CaseRequest> Line, ConsultationRequest? Asked, DateOnly? FirstDay);

    /// <summary>New requests.</summary>
    public IReadOnlyList<RequestLine> Requests { get; private set; } = [];

    /// <summary>Planned consultations.</summary>
    public IReadOnlyList<Line<Consultation>> Consultations { get; private set; } = [];

    /// <summary>Outcomes on their way.</summary>
    public IReadOnlyList<Line<Outcome>> Outcomes { get; private set; } = [];

    /// <summary>Own drafts.</summary>
    public IReadOnlyList<Line<Draft>> Drafts { get; private set; } = [];

    /// <summary>What employees ask.</summary>
    public IReadOnlyList<Line<EmployeeAsk>> Asks { get; private set; } = [];

    /// <summary>Files with entries that wait for this doctor's review .</summary>
    public IReadOnlyList<Line<UnreviewedFile>> Unreviewed { get; private set; } = [];

    /// <summary>The own written tasks.</summary>
    public IReadOnlyList<Line<WrittenTask>> Tasks { get; private set; } = [];

    /// <summary>Appointments of colleagues that wait for this doctor's confirmation.</summary>
    public IReadOnlyList<AppointmentLine> Appointments { get; private set; } = [];

    /// <summary>What colleagues opened and this doctor can review .</summary>
    public int Reviews { get; private set; }

    /// <summary>Employees to be called or written to.</summary>
    public int ToCall { get; private set; }

    /// <summary>All together.</summary>
    public int Count => Tasks.Count + Unreviewed.Sum(x => x.Row.Entries) + Reviews + Appointments.Count + Asks.Count + Requests.Count + Consultations.Count + Outcomes.Count + Drafts.Count;

    /// <summary>What is missing before the first consultation; for doctors only.</summary>
    public FirstStepsView? FirstSteps { get; private set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now { get; private set; }

    /// <summary>Shows it: one grant per employer, whatever the number of names.</summary>
    public async Task OnGetAsync()
    {
        Now = clock.GetUtcNow();
        if (Visitor.Kind == VisitorKind.Supervised)
        {
            await FillTasksAsync();
            return;
        }

        FirstSteps = Visitor.Kind == VisitorKind.Doctor ? Steps(await worklists.BeginningAsync(Cancel)) : null;
        Appointments = await appointing.WaitingForAsync(Visitor, Cancel);
        var doctor = Visitor.Physician ?? Visitor.Id;
        var today = Words.LocalDay(Now);
        Reviews = Visitor.Kind == VisitorKind.Doctor ? (await reviews.StatedAsync(Visitor.Id, Cancel)).Count + (await reviews.UnusualAsync(Visitor.Id, Cancel)).Count : 0;
        var appointed = await appointing.AppointedAsync(doctor, today, Cancel);
        ToCall = (await contacts.ToCallAsync(Visitor, [.. appointed.Select(x => x.Id)], Cancel)).Count;
        await FillAsync(appointed, await worklists.ReadAsync(doctor, Visitor.Id, appointed, Cancel), employer => SideAccess.Directory(Visitor, employer, appointed: true, "worklist"));
        foreach (var deputy in Visitor.Kind == VisitorKind.Doctor ? await deputies.StandsInForAsync(Visitor.Id, today, Cancel) : [])
        {
            // What the absent doctor treats; new requests are for who is appointed.
            List<KnownEmployer> there = [.. (await appointing.AppointedAsync(deputy.Doctor, today, Cancel)).Where(x => deputy.Employer is null || deputy.Employer == x.Id)];
            var rows = await worklists.ReadAsync(deputy.Doctor, Guid.Empty, there, Cancel);
            await FillAsync(there, rows with { Requests = [], Asks = [.. rows.Asks.Where(x => Asks.All(a => a.Row.Id != x.Row.Id))] }, employer => SideAccess.DeputyDirectory(Visitor, employer, deputises: true));
        }

        Requests = [.. Requests.OrderBy(x => x.Asked?.WantedBy ?? DateOnly.MaxValue)];
        Consultations = [.. Consultations.OrderBy(x => x.Row.StartsAt)];
        Outcomes = [.. Outcomes.OrderBy(x => x.Row.State == OutcomeState.WithEmployee).ThenBy(x => x.Row.PreparedAt)];
    }

    /// <summary>Only what the doctor wrote down for this person.</summary>
    private async Task FillTasksAsync()
    {
        var tasks = new List<Line<WrittenTask>>();
        foreach (var group in (await worklists.TasksAsync(Visitor, Cancel)).GroupBy(x => x.Employer.Id))
        {
            if (await GrantAsync(SideAccess.TaskDirectory(Visitor, group.Key, hasTask: true)) is { } grant)
            {
                var names = await worklists.NamesAsync(grant, [.. group.Select(x => x.Row.File).Distinct()], Cancel);
                tasks.AddRange(group.Select(x => new Line<WrittenTask>(x.Row, x.Employer.Id, x.Employer.Name, names.GetValueOrDefault(x.Row.File))));
            }
        }

        Tasks = [.. tasks.OrderBy(x => x.Row.Until)];
    }

    /// <summary>One grant per employer, whatever the number of names.</summary>
    private async Task FillAsync(IReadOnlyList<KnownEmployer> employers, WorklistRows rows, Func<Guid, Decision> may)
    {
        var requests = new List<RequestLine>();
        var consultations = new List<Line<Consultation>>();
        var ready = new List<Line<Outcome>>();
        var drafts = new List<Line<Draft>>();
        var asks = new List<Line<EmployeeAsk>>();
        var unreviewed = new List<Line<UnreviewedFile>>();
        foreach (var employer in employers)
        {
            var grant = await GrantAsync(may(employer.Id));
            var files = rows.Requests.Where(x => x.Employer == employer.Id).Select(x => x.Row.File)
                .Concat(rows.Consultations.Where(x => x.Employer == employer.Id).Select(x => x.Row.File))
                .Concat(rows.Outcomes.Where(x => x.Employer == employer.Id).Select(x => x.Row.File))
                .Concat(rows.Drafts.Where(x => x.Employer == employer.Id).Select(x => x.Row.File))
                .Concat(rows.Asks.Where(x => x.Employer == employer.Id).Select(x => x.Row.File))
                .Concat(rows.Unreviewed.Where(x => x.Employer == employer.Id).Select(x => x.Row.File))
                .Distinct().ToList();
            if (grant is null || files.Count == 0)
            {
                continue;
            }

            var names = await worklists.NamesAsync(grant, files, Cancel);
            Line<TRow> Named<TRow>(TRow row, Guid file) => new(row, employer.Id, employer.Name, names.GetValueOrDefault(file));
            var asked = rows.Requests.Where(x => x.Employer == employer.Id).Select(x => x.Row).ToList();
            var facts = await worklists.FactsAsync(grant, [.. asked.Where(x => names.ContainsKey(x.File)).Select(x => x.Case)], Cancel);
            foreach (var row in asked)
            {
                requests.Add(names.ContainsKey(row.File)
                    ? new RequestLine(Named(row, row.File), await worklists.OpenAsync(grant, row, Cancel), facts.GetValueOrDefault(row.Case)?.FirstDay)
                    : new RequestLine(Named(row, row.File), null, null));
            }

            consultations.AddRange(rows.Consultations.Where(x => x.Employer == employer.Id).Select(x => Named(x.Row, x.Row.File)));
            ready.AddRange(rows.Outcomes.Where(x => x.Employer == employer.Id).Select(x => Named(x.Row, x.Row.File)));
            asks.AddRange(rows.Asks.Where(x => x.Employer == employer.Id).Select(x => Named(x.Row, x.Row.File)));
            unreviewed.AddRange(rows.Unreviewed.Where(x => x.Employer == employer.Id).Select(x => Named(x.Row, x.Row.File)));
            drafts.AddRange(rows.Drafts.Where(x => x.Employer == employer.Id).Select(x => Named(x.Row, x.Row.File)));
        }

        Requests = [.. Requests, .. requests];
        Consultations = [.. Consultations, .. consultations];
        Outcomes = [.. Outcomes, .. ready];
        Drafts = [.. Drafts, .. drafts];
        Asks = [.. Asks, .. asks];
        // A clerk reads along, and reviews nothing.
        Unreviewed = Visitor.Kind == VisitorKind.Doctor ? [.. Unreviewed, .. unreviewed.Where(x => Unreviewed.All(u => u.Row.File != x.Row.File))] : [];
    }

    private FirstStepsView Steps(Beginning now) => new(
        T["Wat er nog nodig is vóór het eerste consult", "What is still missing before the first consultation"],
        [
            new(T["Twee artsen bevestigden elkaar", "Two doctors confirmed each other"], Done: true, null),
            new(T["Twee artsen tekenden wie mag tekenen", "Two doctors signed who may sign"], now.Published, "/roster", now.Signatures == 1
                ? T["Eén handtekening staat. De andere arts tekent ook.", "One signature is set. The other doctor signs too."]
                : T["U tekent als eerste, de andere arts als tweede. Daarna leest een van u het controlegetal voor aan de beheerder.", "You sign first, the other doctor second. Then one of you reads the fingerprint to the administrator."]),
            new(T["Een arts is aangesteld voor een werkgever", "A doctor is appointed for an employer"], now.Appointed, "/appointments", now.Proposed
                ? T["Een voorstel staat. De andere arts bevestigt het in het eigen scherm.", "A proposal is made. The other doctor confirms it on the own screen."]
                : T["Een arts stelt voor, een ander bevestigt. Met het werkgeversnummer, dat de beheerder van de dienst u geeft.", "With the employer's number, which the service's administrator gives you."]),
            new(T["Een werkgever vroeg een consult aan", "An employer asked for a consultation"], now.Asked, null, T["Dat doet de casemanager of personeelszaken in de re-integratie, na een ziekmelding. Het verzoek komt vanzelf in deze lijst.", "The case manager or the personnel department does so in reintegration, after a sick report. The request comes to this list by itself."]),
        ],
        T["Wat de beheerder nog moet doen, staat in de re-integratie.", "What the administrator still has to do is in reintegration."]);

    /// <summary>Whether the reading time of an outcome is over .</summary>
    public bool ReadingIsOver(Outcome outcome) => ReadingTime.IsOver(outcome, Now);
}
