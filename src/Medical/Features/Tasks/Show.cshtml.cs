using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Tasks;

/// <summary>The doctor of a file writes tasks for whoever works under him, and withdraws them .</summary>
[Authorize(Policies.Doctor)]
public sealed class ShowModel(FileStore files, TaskStore tasks, StaffStore staff, TimeProvider clock) : MedicalPage
{
    /// <summary>Those that are not past.</summary>
    public IReadOnlyList<TaskView> All { get; private set; } = [];

    /// <summary>Which of them open the file today.</summary>
    public IReadOnlyList<Guid> InForce { get; private set; } = [];

    /// <summary>Who can be given one.</summary>
    public IReadOnlyList<StaffMember> People { get; private set; } = [];

    /// <summary>Names of staff.</summary>
    public IReadOnlyDictionary<Guid, (string Name, MedicalRole Role)> Names { get; private set; } = new Dictionary<Guid, (string, MedicalRole)>();

    /// <summary>For whom.</summary>
    [BindProperty]
    public Guid? Member { get; set; }

    /// <summary>What.</summary>
    [BindProperty]
    public TaskKind Kind { get; set; }

    /// <summary>In which words.</summary>
    [BindProperty, Asked("Schrijf op wat de taak is", "Write down what the task is"), Longest(1_000)]
    public string? Description { get; set; }

    /// <summary>First day.</summary>
    [BindProperty, Asked("Vul de eerste dag in", "Fill in the first day")]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [BindProperty, Asked("Vul de laatste dag in", "Fill in the last day")]
    public DateOnly? Until { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.ReadTasks(Visitor, id, facts), facts) is not { } grant)
        {
            return Refused;
        }

        From = Today;
        await LoadAsync(grant);
        return Page();
    }

    /// <summary>Gives one.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        var people = await tasks.PeopleAsync(Visitor.Id, id, Cancel);
        // Whoever is not chosen yet is asked for below; a person who is not under this doctor gets no task.
        var supervises = Member is not { } chosen || people.Any(x => x.Id == chosen);
        if (await GrantAsync(FileRules.GiveTask(Visitor, id, facts, supervises), facts) is not { } grant)
        {
            return Refused;
        }

        Check();
        if (!ModelState.IsValid)
        {
            await LoadAsync(grant);
            return Page();
        }

        var now = clock.GetUtcNow();
        await tasks.GiveAsync(
            grant, new WrittenTask { Id = Guid.CreateVersion7(now), File = id, Staff = Member!.Value, Doctor = Visitor.Id, Kind = Kind, From = From!.Value, Until = Until!.Value, GivenAt = now }, Description!.Trim(), Cancel);
        Done = T["De taak is gegeven. De werknemer ziet wie er een heeft, en tot wanneer.", "The task is given. The employee sees who has one, and until when."];
        return RedirectToPage(new { id });
    }

    /// <summary>Withdraws one.</summary>
    public async Task<IActionResult> OnPostWithdrawAsync(Guid id, Guid task)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.WithdrawTask(Visitor, id, facts), facts) is not { } grant)
        {
            return Refused;
        }

        await tasks.WithdrawAsync(grant, task, Visitor.Id, Cancel);
        Done = T["De taak is ingetrokken en opent niets meer.", "The task is withdrawn and opens nothing any more."];
        return RedirectToPage(new { id });
    }

    private void Check()
    {
        if (Member is null)
        {
            ModelState.AddModelError(nameof(Member), T["Kies voor wie de taak is", "Choose for whom the task is"]);
        }

        if (Kind == TaskKind.None || !Enum.IsDefined(Kind))
        {
            ModelState.AddModelError(nameof(Kind), T["Kies wat diegene doet", "Choose what that person does"]);
        }

        CheckPeriod(From, Until, WrittenTask.MostDays, "De laatste dag ligt niet voor de eerste, en ten hoogste zes weken later", "The last day is not before the first, and at most six weeks later");
    }

    private async Task LoadAsync(AccessGrant grant)
    {
        All = await tasks.OfAsync(grant, Cancel);
        InForce = await tasks.InForceAsync(grant.Scope.Id, Cancel);
        People = await tasks.PeopleAsync(Visitor.Id, grant.Scope.Id, Cancel);
        Names = await staff.NamesAsync(Cancel);
    }
}
