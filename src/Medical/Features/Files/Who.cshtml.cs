using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Files;

/// <summary>Who can open this file, and through whom, for whoever has it open.</summary>
[Authorize(Policies.InFiles)]
public sealed class WhoModel(FileStore files, WhoMayOpen who, EmployeeDoors employees) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<WayIn> Ways { get; private set; } = [];

    /// <summary>How the employee was identified for the own way in.</summary>
    public IReadOnlyList<OwnWay> Own { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.Open(Visitor, id, facts), facts) is not { } grant)
        {
            return Refused;
        }

        (Ways, Own) = (await who.OfAsync(id, Cancel), await employees.WaysAsync(grant, Cancel));
        return Page();
    }
}
