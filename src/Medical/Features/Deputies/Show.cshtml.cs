using ArboDossier.Contracts;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Appointments;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Deputies;

/// <summary>A doctor names who stands in, for which files and how long .</summary>
[Authorize(Policies.Doctor)]
public sealed class ShowModel(DeputyStore deputies, Rosters rosters, StaffStore staff, Appointing appointing, TimeProvider clock) : MedicalPage
{
    /// <summary>Those of the visitor, both ways.</summary>
    public IReadOnlyList<DeputyLine> All { get; private set; } = [];

    /// <summary>Who can be named.</summary>
    public IReadOnlyList<StaffMember> Doctors { get; private set; } = [];

    /// <summary>The visitor's employers.</summary>
    public IReadOnlyList<KnownEmployer> Employers { get; private set; } = [];

    /// <summary>Who stands in.</summary>
    [BindProperty]
    public Guid? Substitute { get; set; }

    /// <summary>Only for this employer.</summary>
    [BindProperty]
    public Guid? Employer { get; set; }

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
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Names somebody.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var listed = Substitute is { } asked && (await SigningAsync()).Contains(asked) && (await rosters.ListedAsync(asked, Cancel)).Count > 0;
        await LoadAsync();
        if (Substitute is null)
        {
            ModelState.AddModelError(nameof(Substitute), T["Kies een arts", "Choose a doctor"]);
        }

        CheckPeriod(From, Until, Deputy.MostDays, "De laatste dag ligt na de eerste, ten hoogste een jaar later", "The last day comes after the first, at most a year later");

        if (Employer is { } employer && Employers.All(x => x.Id != employer))
        {
            ModelState.AddModelError(nameof(Employer), T["Kies een werkgever waarvoor u bent aangesteld", "Choose an employer for which you are appointed"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var decision = SideAccess.NameDeputy(Visitor, Substitute!.Value, listed);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        var now = clock.GetUtcNow();
        await deputies.NameAsync(new Deputy { Id = Guid.CreateVersion7(now), Doctor = Visitor.Id, Substitute = Substitute.Value, Employer = Employer, From = From!.Value, Until = Until!.Value, NamedAt = now }, decision, Cancel);
        Done = T["Vastgelegd. Uw werknemers zien wie voor u waarneemt.", "Recorded. Your employees see who stands in for you."];
        return RedirectToPage();
    }

    /// <summary>Ends it.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid deputy)
    {
        var line = (await deputies.OfAsync(Visitor.Id, Today, Cancel)).FirstOrDefault(x => x.Row.Id == deputy);
        var decision = SideAccess.EndDeputy(Visitor, line?.Row.Doctor ?? Guid.Empty, line?.Row.Substitute ?? Guid.Empty);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        await deputies.EndAsync(line!.Row, decision, Cancel);
        Done = T["Beëindigd.", "Ended."];
        return RedirectToPage();
    }

    private async Task<IReadOnlyList<Guid>> SigningAsync() => [.. ((await rosters.CurrentAsync(Cancel))?.Doctors ?? []).Where(x => x.SignsOutcomes).Select(x => x.Doctor)];

    private async Task LoadAsync()
    {
        All = await deputies.OfAsync(Visitor.Id, Today, Cancel);
        var signing = await SigningAsync();
        Doctors = [.. (await staff.DoctorsAsync(Cancel)).Where(x => x.Id != Visitor.Id && signing.Contains(x.Id))];
        Employers = await appointing.AppointedAsync(Visitor.Id, Today, Cancel);
    }
}
