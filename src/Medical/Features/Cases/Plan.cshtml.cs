using System.Globalization;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Cases;

/// <summary>Plans a consultation for a request of the employer's side.</summary>
[Authorize(Policies.Team)]
public sealed class PlanModel(FileStore files, Worklists worklists, Appointing appointing, TimeProvider clock) : MedicalPage
{
    /// <summary>The request's words.</summary>
    public ConsultationRequest Asked { get; private set; } = null!;

    /// <summary>Whom it is about.</summary>
    public PersonLabel? Person { get; private set; }

    /// <summary>The day.</summary>
    [BindProperty]
    [Asked("Kies een dag", "Choose a day")]
    public DateOnly? Day { get; set; }

    /// <summary>The time of day, as typed.</summary>
    [BindProperty]
    [Asked("Kies een tijd", "Choose a time")]
    public string? Time { get; set; }

    /// <summary>The place.</summary>
    [BindProperty]
    [Asked("Kies waar", "Choose where")]
    public AppointmentPlace? Place { get; set; }

    /// <summary>Shows the form, with this moment filled in.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (!await LoadAsync(id))
        {
            return Refused;
        }

        var local = TimeZoneInfo.ConvertTime(clock.GetUtcNow(), Amsterdam);
        Day = DateOnly.FromDateTime(local.DateTime);
        Time = local.ToString("HH:mm", CultureInfo.InvariantCulture);
        Place = AppointmentPlace.Telephone;
        return Page();
    }

    /// <summary>Plans it.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (!await LoadAsync(id) || await files.RequestAsync(id, Cancel) is not var (request, _))
        {
            return Refused;
        }

        if (!TimeOnly.TryParseExact(Time, ["HH:mm", "H:mm", "HH.mm", "H.mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            ModelState.AddModelError(nameof(Time), T["Een tijd is bijvoorbeeld 10:20", "A time is for instance 10:20"]);
        }

        if (Day is { } day && day < Today)
        {
            ModelState.AddModelError(nameof(Day), T["Kies vandaag of een dag erna", "Choose today or a day after it"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var doctor = Visitor.Physician ?? Visitor.Id;
        var facts = await files.FactsAsync(Visitor, request.File, Cancel);
        if (await GrantAsync(FileRules.Plan(Visitor, request.File, facts), facts) is not { } grant)
        {
            return Refused;
        }

        var local = Day!.Value.ToDateTime(time);
        await files.PlanAsync(grant, request, doctor, new DateTimeOffset(local, Amsterdam.GetUtcOffset(local)).ToUniversalTime(), Place!.Value, Cancel);
        return Redirect("/work");
    }

    private static TimeZoneInfo Amsterdam { get; } = TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam");

    /// <summary>
    /// The words of the request belong to the employer's directory: no file opens for planning. To whoever is kept out of the file it says so, and neither
    /// name nor words.
    /// </summary>
    private async Task<bool> LoadAsync(Guid id)
    {
        var found = await files.RequestAsync(id, Cancel);
        var facts = await files.FactsAsync(Visitor, found?.Request.File ?? Guid.Empty, Cancel);
        if (facts.Conflict != ConflictKind.None)
        {
            await GrantAsync(FileRules.Plan(Visitor, found!.Value.Request.File, facts), facts);
            return false;
        }

        var appointed = await appointing.AppointedAsync(Visitor.Physician ?? Visitor.Id, Today, Cancel);
        var employer = found?.Employer ?? Guid.Empty;
        if (await GrantAsync(SideAccess.Directory(Visitor, employer, appointed.Any(x => x.Id == employer), "plan", found?.Request.File)) is not { } grant || found is not var (request, _))
        {
            return false;
        }

        Asked = await worklists.OpenAsync(grant, request, Cancel);
        Person = (await worklists.NamesAsync(grant, [request.File], Cancel)).GetValueOrDefault(request.File);
        return true;
    }
}
