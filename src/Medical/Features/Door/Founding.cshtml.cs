using System.Security.Claims;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Values;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>One of the two founding doctors says who he is, with a code that was printed when the zone's keys were made.</summary>
[Authorize(Policies.SignedIn)]
public sealed class FoundingModel(Doors doors, TimeProvider clock) : MedicalPage
{
    /// <summary>The code.</summary>
    [BindProperty]
    [Asked("Vul de code in", "Fill in the code")]
    public string? Code { get; set; }

    /// <summary>Name as on outcomes.</summary>
    [BindProperty]
    [Asked("Vul uw naam in", "Fill in your name")]
    public string? Name { get; set; }

    /// <summary>BIG number.</summary>
    [BindProperty]
    [Asked("Vul uw BIG-nummer in", "Fill in your BIG number")]
    public string? Big { get; set; }

    /// <summary>Works for another service: confirms and signs rosters only.</summary>
    [BindProperty]
    public bool Outside { get; set; }

    /// <summary>Only for somebody who is nobody here yet.</summary>
    public IActionResult OnGet() => Visitor.Kind == VisitorKind.Stranger ? Page() : Redirect("/");

    /// <summary>Uses the code.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Visitor.Kind != VisitorKind.Stranger)
        {
            return NotFound();
        }

        if (Name is not null && !FitnessOutcome.IsName(Name.Trim()))
        {
            ModelState.AddModelError(nameof(Name), T["Een naam heeft ten hoogste honderd tekens", "A name has at most a hundred characters"]);
        }

        if (!BigNumber.TryParse(Big, out var big) || !big.IsPhysician)
        {
            ModelState.AddModelError(nameof(Big), T["Een BIG-nummer van een arts heeft elf cijfers en eindigt op 01", "A physician's BIG number has eleven digits and ends in 01"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var now = clock.GetUtcNow();
        var doctor = new StaffMember { Id = Guid.CreateVersion7(now), Role = Outside ? MedicalRole.OutsideDoctor : MedicalRole.CompanyDoctor, Name = Name!.Trim(), Big = big.ToString(), Subject = User.FindFirstValue("sub"), Founding = true, CreatedAt = now };
        switch (await doors.UseFoundingCodeAsync(Code!, doctor, Visitor, Cancel))
        {
            case FoundingAnswer.Begun:
                return Redirect("/enrol");
            case FoundingAnswer.OwnDoctorFirst:
                ModelState.AddModelError(nameof(Outside), T["Laat eerst de arts van deze dienst beginnen; alleen de tweede mag van een andere dienst zijn", "Let the doctor of this service begin first; only the second may be of another service"]);
                return Page();
            case FoundingAnswer.UnknownCode:
                ModelState.AddModelError(nameof(Code), T["Deze code is onbekend of al gebruikt", "This code is unknown or was used before"]);
                return Page();
            default:
                throw new InvalidOperationException("no such answer");
        }
    }
}
