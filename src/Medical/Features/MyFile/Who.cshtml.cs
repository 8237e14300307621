using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.MyFile;

/// <summary>Who can open the own file, and through whom: beside the log, which says who did.</summary>
[Authorize(Policies.Employee)]
public sealed class WhoModel(FileStore files, WhoMayOpen who) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<WayIn> Ways { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid file)
    {
        if (await GrantAsync(FileRules.ReadLog(Visitor, file, await files.FactsAsync(Visitor, file, Cancel))) is null)
        {
            return NotFound();
        }

        Ways = await who.OfAsync(file, Cancel);
        return Page();
    }
}
