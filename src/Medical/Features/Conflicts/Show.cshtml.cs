using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Conflicts;

/// <summary>
/// Who must not open a file. Nothing of the file is shown: a doctor who is too close says so here without opening it.
/// </summary>
[Authorize(Policies.Doctor)]
public sealed class ShowModel(FileStore files, ConflictStore conflicts, StaffStore staff, TimeProvider clock) : MedicalPage
{
    /// <summary>Those in force.</summary>
    public IReadOnlyList<ConflictLine> All { get; private set; } = [];

    /// <summary>Who can be named.</summary>
    public IReadOnlyList<StaffLine> People { get; private set; } = [];

    /// <summary>Who is kept out.</summary>
    [BindProperty]
    public Guid? Member { get; set; }

    /// <summary>Why.</summary>
    [BindProperty]
    public ConflictKind Kind { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Whether this doctor may take one back.</summary>
    public bool MayEnd(ConflictLine line) =>
        FileRules.EndConflict(Visitor, line.Row.File, new FileFacts(true, false, Appointed: true, false, DoorLevel.None), line.Row.Kind, line.Row.Staff, line.Row.RecordedBy).Permitted;

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.SeeConflicts(Visitor, id, facts)) is null)
        {
            return NotFound();
        }

        await LoadAsync(id);
        return Page();
    }

    /// <summary>Records one.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        var decision = FileRules.RecordConflict(Visitor, id, await files.FactsAsync(Visitor, id, Cancel));
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        if (Member is not { } member || await staff.FindAsync(member, Cancel) is not { Role: not (MedicalRole.OutsideDoctor or MedicalRole.Custodian) })
        {
            ModelState.AddModelError(nameof(Member), T["Kies wie dit dossier niet mag openen", "Choose who must not open this file"]);
        }

        if (Kind == ConflictKind.None)
        {
            ModelState.AddModelError(nameof(Kind), T["Kies waarom", "Choose why"]);
        }

        if (!ModelState.IsValid)
        {
            await LoadAsync(id);
            return Page();
        }

        var now = clock.GetUtcNow();
        await conflicts.RecordAsync(new Conflict { Id = Guid.CreateVersion7(now), File = id, Staff = Member!.Value, Kind = Kind, RecordedBy = Visitor.Id, RecordedAt = now }, decision, Cancel);
        Done = T["Vastgelegd. Het dossier is voor diegene nu gesloten.", "Recorded. The file is closed to that person now."];
        return RedirectToPage(new { id });
    }

    /// <summary>Takes one back.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid id, Guid conflict)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        var row = await conflicts.FindAsync(id, conflict, Cancel);
        var decision = FileRules.EndConflict(Visitor, id, facts, row?.Kind ?? ConflictKind.None, row?.Staff ?? Guid.Empty, row?.RecordedBy ?? Guid.Empty);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        await conflicts.EndAsync(row!, Visitor.Id, decision, Cancel);
        Done = T["Teruggenomen. De gewone regels gelden weer.", "Taken back. The ordinary rules hold again."];
        return RedirectToPage(new { id });
    }

    private async Task LoadAsync(Guid id)
    {
        All = await conflicts.OfAsync(id, Cancel);
        People = [.. (await staff.AllAsync(Cancel)).Where(x => x.Member.Role is not (MedicalRole.OutsideDoctor or MedicalRole.Custodian))];
    }
}
