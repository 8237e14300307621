using ArboDossier.Contracts.Values;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Files;

/// <summary>
/// The sealed file as a workspace: what the employer said beside it, the consultation, and below the wall the outcome. Opening it, writing in it
/// and sending on are decided and recorded one by one.
/// </summary>
[Authorize(Policies.InFiles)]
public sealed class ShowModel(FileStore files, OutcomeStore outcomes, StaffStore staff, Doors doors, DeskStore desk, OpeningReviews openings, TaskStore tasks, TimeProvider clock) : MedicalPage
{
    // Whoever reads for a stated reason does not.
    private bool _treats = true;

    /// <summary>The longest remark of a review.</summary>
    public const int RemarkLength = 2_000;

    /// <summary>The file; null while a reason is asked.</summary>
    public FileView? View { get; private set; }

    /// <summary>Its outcomes with their words, newest first.</summary>
    public IReadOnlyList<OutcomeView> Outcomes { get; private set; } = [];

    /// <summary>Names of staff.</summary>
    public IReadOnlyDictionary<Guid, (string Name, Staff.MedicalRole Role)> Names { get; private set; } = new Dictionary<Guid, (string, Staff.MedicalRole)>();

    /// <summary>What staff recorded for the employee, with how the employee was identified .</summary>
    public IReadOnlyList<DeskStepView> Recorded { get; private set; } = [];

    /// <summary>What the employee asks.</summary>
    public IReadOnlyList<AskView> Asks { get; private set; } = [];

    /// <summary>When a draft was saved, and until when it lives.</summary>
    public (DateTimeOffset SavedAt, DateTimeOffset ExpiresAt)? Draft { get; private set; }

    /// <summary>The form.</summary>
    [BindProperty]
    public ConsultInput Input { get; set; } = new();

    /// <summary>A stated reason to open without a relation.</summary>
    [BindProperty(SupportsGet = true)]
    public StatedReason Reason { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>The outcome that is on its way, or null.</summary>
    public OutcomeView? Pending => Outcomes.FirstOrDefault(x => x.Row.State != OutcomeState.Released);

    /// <summary>What the employer reads now.</summary>
    public OutcomeView? Current => Outcomes.Where(x => x.Released is not null).MaxBy(x => x.Row.SignedAt);

    /// <summary>Entries that wait for this doctor's review .</summary>
    public IReadOnlyList<EntryView> ToReview => IsDoctor && _treats && View is not null ? [.. View.Entries.Where(x => x.Waits)] : [];

    /// <summary>The own written tasks in this file.</summary>
    public IReadOnlyList<TaskView> Tasks { get; private set; } = [];

    /// <summary>The doctor may record; all others read and prepare .</summary>
    public bool IsDoctor => Visitor.Kind == VisitorKind.Doctor;

    /// <summary>Opens the file.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        var decision = FileRules.Open(Visitor, id, facts, Reason);
        if (await GrantAsync(decision, facts) is not { } grant)
        {
            // Whoever is appointed may know that the file is there; he is asked why. For all others there is none.
            return Explain.Why(Visitor, facts, decision) == ClosedBy.NoRelation ? Page() : Refused;
        }

        _treats = facts.Treats;
        await openings.NoteAsync(Visitor, id, decision.Reason.StartsWith("stated-", StringComparison.Ordinal) ? Reason : StatedReason.None, Cancel);
        await LoadAsync(grant);
        if (IsDoctor && await files.DraftAsync(grant, Visitor.Id, Cancel) is var (text, saved, expires))
        {
            Input.Take(text);
            Draft = (saved, expires);
        }

        return Page();
    }

    /// <summary>Keeps what is typed, by the script or by the button.</summary>
    public async Task<IActionResult> OnPostDraftAsync(Guid id)
    {
        if (await RecordGrantAsync(id) is not { } grant)
        {
            return Refused;
        }

        ModelState.Clear();
        var saved = await files.SaveDraftAsync(grant, Visitor.Id, Input.Text(), Cancel);
        await doors.TouchAsync(Visitor, Doors.InConsultation, Cancel);
        if (Request.Headers["Sec-Fetch-Dest"] == "empty")
        {
            return new NoContentResult();
        }

        await LoadAsync(grant);
        Draft = (saved, saved.AddDays(FileStore.DraftDays));
        return Page();
    }

    /// <summary>Shows the form again with the outcome as it would read.</summary>
    public Task<IActionResult> OnPostPreviewAsync(Guid id) => OnPostDraftAsync(id);

    /// <summary>Throws the draft away.</summary>
    public async Task<IActionResult> OnPostDiscardAsync(Guid id)
    {
        if (await RecordGrantAsync(id) is not { } grant)
        {
            return Refused;
        }

        await files.DiscardDraftAsync(grant, Visitor.Id, Cancel);
        return RedirectToPage(new { id });
    }

    /// <summary>Signs the consultation off and goes on to the signing page.</summary>
    public Task<IActionResult> OnPostSignAsync(Guid id) => FinishAsync(id, withOutcome: true);

    /// <summary>Signs the consultation off and gives the outcome to the employee first.</summary>
    public Task<IActionResult> OnPostEmployeeAsync(Guid id) => FinishAsync(id, withOutcome: true);

    /// <summary>Signs the consultation off without an outcome: not yet assessable is no outcome .</summary>
    public Task<IActionResult> OnPostWithoutAsync(Guid id) => FinishAsync(id, withOutcome: false);

    /// <summary>Whoever works under the doctor prepares an outcome .</summary>
    public async Task<IActionResult> OnPostPrepareAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.Prepare(Visitor, id, facts), facts) is not { } grant)
        {
            return Refused;
        }

        var judgement = Input.CheckOutcome(ModelState, T, Words.LocalDay(Now), readingIsAsked: false);
        var (cases, _) = await files.BelongingAsync(grant, Cancel);
        if (judgement is null || CaseOf(cases) is not { } @case)
        {
            await LoadAsync(grant);
            return Page();
        }

        await outcomes.PrepareAsync(grant, Visitor, @case, null, judgement, OutcomeState.Prepared, told: false, Cancel);
        Done = T["De uitkomst staat klaar voor de arts. Tekenen kan alleen de arts.", "The outcome is ready for the doctor. Only the doctor can sign."];
        return RedirectToPage(new { id });
    }

    /// <summary>A prepared outcome was read with the employee, or goes to the employee first.</summary>
    public async Task<IActionResult> OnPostReadAsync(Guid id, Guid outcome, string how, bool told)
    {
        if (await RecordGrantAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (await outcomes.FindAsync(id, outcome, Cancel) is null)
        {
            return NotFound();
        }

        if (how == "together")
        {
            await outcomes.ReadTogetherAsync(grant, outcome, Cancel);
            return Redirect($"/files/{id}/outcomes/{outcome}/sign");
        }

        await outcomes.SendToEmployeeAsync(grant, outcome, told, Cancel);
        Done = T["De werknemer leest de tekst eerst. Er gaat niets vanzelf weg.", "The employee reads the text first. Nothing leaves by itself."];
        return RedirectToPage(new { id });
    }

    /// <summary>A request of the employee was dealt with.</summary>
    public async Task<IActionResult> OnPostHandledAsync(Guid id, Guid ask)
    {
        if (await RecordGrantAsync(id) is not { } grant)
        {
            return NotFound();
        }

        await desk.HandledAsync(grant, ask, Visitor.Id, Cancel);
        Done = T["De vraag is afgehandeld.", "The request was dealt with."];
        return RedirectToPage(new { id });
    }

    /// <summary>The doctor reviewed what was recorded under a task: good as it is, or with a remark .</summary>
    public async Task<IActionResult> OnPostReviewAsync(Guid id, Guid entry, string? remark)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        var row = await tasks.UnreviewedAsync(id, entry, Cancel);
        if (await GrantAsync(FileRules.ReviewEntry(Visitor, id, facts, row?.Author ?? Guid.Empty), facts) is not { } grant)
        {
            return Refused;
        }

        if (remark?.Length > RemarkLength)
        {
            ModelState.AddModelError("remark", T[$"Gebruik ten hoogste {RemarkLength} tekens", $"Use at most {RemarkLength} characters"]);
            await LoadAsync(grant);
            return Page();
        }

        // Somebody else reviewed it meanwhile, or there is none: nothing is left to do.
        if (row is not null)
        {
            await tasks.ReviewAsync(grant, row, Visitor.Id, remark?.Trim() ?? "", Cancel);
            Done = T["De aantekening is nagekeken.", "The note was reviewed."];
        }

        return RedirectToPage(new { id });
    }

    private async Task<IActionResult> FinishAsync(Guid id, bool withOutcome)
    {
        if (await RecordGrantAsync(id) is not { } grant)
        {
            return Refused;
        }

        Input.CheckConsultation(ModelState, T);
        var judgement = withOutcome ? Input.CheckOutcome(ModelState, T, Words.LocalDay(Now), readingIsAsked: true) : null;
        // Nothing of the file is opened for what only adds to it.
        var (cases, planned) = await files.BelongingAsync(grant, Cancel);
        Input.Consultation ??= planned;
        var @case = CaseOf(cases);
        if (withOutcome && @case is null)
        {
            ModelState.AddModelError("Input.Verdict", T["Er is geen zaak waarvoor een uitkomst kan gelden", "There is no case for which an outcome can count"]);
        }

        if (!ModelState.IsValid)
        {
            // Nothing is lost by a mistake: what was typed is in the form and in the draft.
            await LoadAsync(grant);
            var saved = await files.SaveDraftAsync(grant, Visitor.Id, Input.Text(), Cancel);
            Draft = (saved, saved.AddDays(FileStore.DraftDays));
            return Page();
        }

        await doors.TouchAsync(Visitor, Doors.InConsultation, Cancel);
        var consultation = await files.RecordAsync(grant, Visitor, Input.Text(), Input.Consultation, Cancel);
        if (judgement is null)
        {
            Done = T["Het consult is vastgelegd. Er is geen uitkomst.", "The consultation is recorded. There is no outcome."];
            return RedirectToPage(new { id });
        }

        var together = judgement.ReadInConsultation;
        var outcome = await outcomes.PrepareAsync(grant, Visitor, @case!.Value, consultation, judgement, together ? OutcomeState.Ready : OutcomeState.WithEmployee, Input.Told, Cancel);
        if (together)
        {
            return Redirect($"/files/{id}/outcomes/{outcome}/sign");
        }

        Done = T["Het consult is vastgelegd. De werknemer leest de uitkomst eerst; daarna tekent u.", "The consultation is recorded. The employee reads the outcome first; then you sign."];
        return RedirectToPage(new { id });
    }

    private async Task<AccessGrant?> RecordGrantAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        return await GrantAsync(FileRules.Record(Visitor, id, facts), facts);
    }

    private Guid? CaseOf(IReadOnlyList<Guid> cases) => Input.Case is { } asked && cases.Contains(asked) ? asked : cases is [var newest, ..] ? newest : null;

    private async Task LoadAsync(AccessGrant grant)
    {
        View = await files.ReadAsync(grant, Cancel);
        Tasks = Visitor.Kind == VisitorKind.Supervised ? await tasks.MineAsync(grant, Visitor, Cancel) : [];
        Names = await staff.NamesAsync(Cancel);
        Recorded = await desk.OfAsync(grant.Scope.Id, Cancel);
        Asks = await desk.AsksAsync(grant, Cancel);
        var opened = new List<OutcomeView>();
        foreach (var row in View.Outcomes)
        {
            opened.Add(await outcomes.OpenAsync(grant, row, Cancel));
        }

        Outcomes = opened;
        Input.Case ??= View.Cases.Count > 0 ? View.Cases[0].Row.Id : null;
        Input.Consultation ??= View.Consultations.Where(x => x.State == ConsultationState.Planned).MinBy(x => x.StartsAt)?.Id;
        await doors.TouchAsync(Visitor, Doors.InConsultation, Cancel);
    }
}
