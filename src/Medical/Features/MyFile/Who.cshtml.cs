using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.MyFile;

/// <summary>Who can open the own file, and through whom: beside the log, which says who did.</summary>
[Authorize(Policies.Employee)]
public sealed class WhoModel(FileStore files, WhoMayOpen who, EmployeeDoors employees) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<WayIn> Ways { get; private set; } = [];

    /// <summary>How the employee was identified for the own way in.</summary>
    public IReadOnlyList<OwnWay> Own { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid file)
    {
        if (await GrantAsync(FileRules.ReadLog(Visitor, file, await files.FactsAsync(Visitor, file, Cancel))) is not { } grant)
        {
            return NotFound();
        }

        (Ways, Own) = (await who.OfAsync(file, Cancel), await employees.WaysAsync(grant, Cancel));
        return Page();
    }
}
