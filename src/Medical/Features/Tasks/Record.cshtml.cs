using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Tasks;

/// <summary>Somebody records what a written task asks for; a doctor reviews it .</summary>
[Authorize(Policies.Supervised)]
public sealed class RecordModel(FileStore files, TaskStore tasks, Doors doors) : MedicalPage
{
    /// <summary>The task.</summary>
    public TaskView Task { get; private set; } = null!;

    /// <summary>Whom it is about.</summary>
    public PersonLabel Person { get; private set; } = null!;

    /// <summary>The form.</summary>
    [BindProperty]
    public TaskInput Input { get; set; } = new();

    /// <summary>For the file page.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows the task and the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, Guid task)
    {
        if (await OpenAsync(id, task) is not var (grant, row))
        {
            return Refused;
        }

        await LoadAsync(grant, row);
        return Page();
    }

    /// <summary>Records.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id, Guid task)
    {
        if (await OpenAsync(id, task) is not var (grant, row))
        {
            return Refused;
        }

        Input.Check(ModelState, T);
        if (!ModelState.IsValid)
        {
            await LoadAsync(grant, row);
            return Page();
        }

        await tasks.RecordAsync(grant, row, Input.Text(), Cancel);
        Done = T["Vastgelegd. De arts kijkt het na.", "Recorded. The doctor reviews it."];
        return Redirect($"/files/{id}");
    }

    /// <summary>This very task counts, not that there is another in the file.</summary>
    private async Task<(AccessGrant Grant, WrittenTask Row)?> OpenAsync(Guid file, Guid task)
    {
        var row = await tasks.FindAsync(Visitor, file, task, Cancel);
        var facts = await files.FactsAsync(Visitor, file, Cancel) with { WrittenTask = row is not null };
        return await GrantAsync(FileRules.RecordUnderTask(Visitor, file, facts), facts) is { } grant && row is not null ? (grant, row) : null;
    }

    private async Task LoadAsync(AccessGrant grant, WrittenTask row)
    {
        Task = await tasks.ReadAsync(grant, row, Cancel);
        Person = await files.PersonAsync(grant, Cancel);
        await doors.TouchAsync(Visitor, Doors.InConsultation, Cancel);
    }
}
