using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.MyFile;

/// <summary>Where the employee wants to be told that there is something to look at: kept on this side only .</summary>
[Authorize(Policies.Employee)]
public sealed class ContactModel(FileStore files, Contacts contacts) : MedicalPage
{
    /// <summary>For mail.</summary>
    [BindProperty, Longest(254)]
    public string? Email { get; set; }

    /// <summary>For a call.</summary>
    [BindProperty, Longest(20)]
    public string? Phone { get; set; }

    /// <summary>Shows what was given.</summary>
    public async Task<IActionResult> OnGetAsync(Guid file)
    {
        if (await GrantAsync(file) is not { } grant)
        {
            return NotFound();
        }

        (Email, Phone) = await contacts.ReadAsync(grant, file, Cancel);
        return Page();
    }

    /// <summary>Keeps what is given now; two empty fields take it away.</summary>
    public async Task<IActionResult> OnPostAsync(Guid file)
    {
        if (await GrantAsync(file) is not { } grant)
        {
            return NotFound();
        }

        var given = ContactText.Typed(Email, Phone, ModelState, T);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await contacts.KeepAsync(grant, given, Cancel);
        TempData[nameof(MyModel.Done)] = T["Opgeschreven. Alleen de arts en het team van de arts kunnen dit lezen.", "Written down. Only the doctor and the doctor's team can read this."];
        return Redirect("/my");
    }

    private async Task<AccessGrant?> GrantAsync(Guid file) => await GrantAsync(FileRules.Own(Visitor, file, await files.FactsAsync(Visitor, file, Cancel), EmployeeAct.GiveContact));
}
