using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Desk;

/// <summary>
/// Somebody stands at the desk or telephones: the file is found by surname and birth date together, within the doctor's own files. Searching is an
/// act of its own; its words are kept nowhere.
/// </summary>
[Authorize(Policies.Team)]
public sealed class FindModel(DeskStore desk, Appointing appointing) : MedicalPage
{
    /// <summary>Surname.</summary>
    [BindProperty]
    [Asked("Vul de achternaam in", "Fill in the surname"), Longest(100)]
    public string? Surname { get; set; }

    /// <summary>Birth date.</summary>
    [BindProperty]
    [Asked("Vul de geboortedatum in", "Fill in the birth date")]
    public DateOnly? BirthDate { get; set; }

    /// <summary>Who was found; null before a search.</summary>
    public IReadOnlyList<(Guid File, PersonLabel Person, string Employer)>? Found { get; private set; }

    /// <summary>The form.</summary>
    public void OnGet()
    {
        // Nothing is shown before a search.
    }

    /// <summary>Searches: one entry and one grant per employer.</summary>
    public async Task OnPostAsync()
    {
        if (!ModelState.IsValid)
        {
            return;
        }

        var doctor = Visitor.Physician ?? Visitor.Id;
        var found = new List<(Guid, PersonLabel, string)>();
        foreach (var employer in await appointing.AppointedAsync(doctor, Today, Cancel))
        {
            if (await GrantAsync(SideAccess.Directory(Visitor, employer.Id, appointed: true, "desk-search")) is { } grant)
            {
                found.AddRange((await desk.SearchAsync(grant, doctor, Surname!.Trim(), BirthDate!.Value, Cancel)).Select(x => (x.File, x.Person, employer.Name)));
            }
        }

        Found = found;
    }
}
