using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.MyFile;

/// <summary>The employee's own file: what happens now, the text to read first, what the employer sees, and the file itself .</summary>
[Authorize(Policies.Employee)]
public sealed class MyModel(FileStore files, OutcomeStore outcomes, EmployeeDoors employees, StaffStore staff, DeskStore desk, Contacts contacts, TimeProvider clock) : MedicalPage
{
    /// <summary>One own file.</summary>
    public sealed record Own(FileView File, IReadOnlyList<OutcomeView> Outcomes, DoorLevel Level, IReadOnlyList<AskView> Asks, ContactText Contact, IReadOnlyList<OwnWay> Ways)
    {
        /// <summary>Whether the door opens far enough.</summary>
        public bool May(EmployeeAct act) => Level >= DoorLevels.Needed(act);

        /// <summary>What waits to be read.</summary>
        public OutcomeView? ToRead => Outcomes.FirstOrDefault(x => x.Row.State == OutcomeState.WithEmployee);

        /// <summary>What the employer reads now.</summary>
        public OutcomeView? Current => Outcomes.Where(x => x.Released is not null).MaxBy(x => x.Row.SignedAt);
    }

    /// <summary>The own files: one per employment.</summary>
    public IReadOnlyList<Own> Files { get; private set; } = [];

    /// <summary>Names of staff.</summary>
    public IReadOnlyDictionary<Guid, (string Name, Staff.MedicalRole Role)> Names { get; private set; } = new Dictionary<Guid, (string, Staff.MedicalRole)>();

    /// <summary>What is wrong, in the employee's words.</summary>
    [BindProperty]
    [Longest(5_000)]
    public string? Objection { get; set; }

    /// <summary>What the employee asks.</summary>
    [BindProperty]
    public AskedFor? For { get; set; }

    /// <summary>In which words.</summary>
    [BindProperty, Longest(2_000)]
    public string? Question { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Shows the own files.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        await LoadAsync();
        return Page();
    }

    /// <summary>"I agree, do not wait any longer."</summary>
    public async Task<IActionResult> OnPostWaiveAsync(Guid file, Guid outcome)
    {
        if (await AnswerAsync(file, outcome) is not var (grant, row))
        {
            return NotFound();
        }

        await outcomes.WaiveAsync(grant, row.Id, Cancel);
        Done = T["Dank u. De arts weet dat u het hebt gelezen en kan nu tekenen.", "Thank you. The doctor knows that you have read it and can sign now."];
        return RedirectToPage();
    }

    /// <summary>"Something is wrong": the doctor looks again. No veto .</summary>
    public async Task<IActionResult> OnPostObjectAsync(Guid file, Guid outcome)
    {
        if (await AnswerAsync(file, outcome) is not var (grant, row))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Objection))
        {
            ModelState.AddModelError(nameof(Objection), T["Schrijf op wat er niet klopt", "Write down what is wrong"]);
        }

        if (!ModelState.IsValid)
        {
            await LoadAsync();
            return Page();
        }

        await outcomes.ObjectAsync(grant, row, Objection!.Trim(), Cancel);
        Done = T["De arts leest wat u schreef voordat er iets naar uw werkgever gaat.", "The doctor reads what you wrote before anything goes to your employer."];
        return RedirectToPage();
    }

    /// <summary>"I want to be called", "I want a consultation": the employer does not hear of it .</summary>
    public async Task<IActionResult> OnPostAskAsync(Guid file)
    {
        var facts = await files.FactsAsync(Visitor, file, Cancel);
        if (await GrantAsync(FileRules.Own(Visitor, file, facts, EmployeeAct.Ask)) is not { } grant)
        {
            return NotFound();
        }

        if (For is null)
        {
            ModelState.AddModelError(nameof(For), T["Kies wat u wilt", "Choose what you want"]);
        }

        if (!ModelState.IsValid)
        {
            await LoadAsync();
            return Page();
        }

        await desk.AskAsync(grant, new AskText(For!.Value, Question?.Trim() ?? ""), null, Cancel);
        Done = T["Uw vraag is bij de bedrijfsarts. Uw werkgever hoort dit niet.", "Your request is with the company doctor. Your employer does not hear of it."];
        return RedirectToPage();
    }

    private async Task<(Sealing.AccessGrant Grant, Outcome Row)?> AnswerAsync(Guid file, Guid outcome)
    {
        var facts = await files.FactsAsync(Visitor, file, Cancel);
        var grant = await GrantAsync(FileRules.Answer(Visitor, file, facts));
        var row = await outcomes.FindAsync(file, outcome, Cancel);
        return grant is null || row is not { State: OutcomeState.WithEmployee or OutcomeState.Ready } ? null : (grant, row);
    }

    private async Task LoadAsync()
    {
        Names = await staff.NamesAsync(Cancel);
        var own = new List<Own>();
        foreach (var file in await employees.FilesAsync(Visitor.Id, Cancel))
        {
            var facts = await files.FactsAsync(Visitor, file, Cancel);
            var level = DoorLevels.Least(Visitor.Level, facts.Own);
            var whole = level >= DoorLevels.Needed(EmployeeAct.ReadFile);
            if (await GrantAsync(FileRules.Own(Visitor, file, facts, whole ? EmployeeAct.ReadFile : EmployeeAct.ReadOutcome)) is not { } grant)
            {
                continue;
            }

            var view = whole ? await files.ReadAsync(grant, Cancel) : await files.CoverAsync(grant, Cancel);
            var opened = new List<OutcomeView>();
            foreach (var row in view.Outcomes)
            {
                opened.Add(await outcomes.OpenAsync(grant, row, Cancel));
                if (row.State == OutcomeState.WithEmployee && row.ReadAt is null)
                {
                    // Opening it starts the reading time where nobody had told of it.
                    await outcomes.SeenAsync(grant, row.Id, Cancel);
                }
            }

            own.Add(new Own(view with { Entries = [.. view.Entries.Select(x => x.ForEmployee())] }, opened, level, await desk.AsksAsync(grant, Cancel), await contacts.ReadAsync(grant, file, Cancel), await employees.WaysAsync(grant, Cancel)));
        }

        Files = own;
    }
}
