using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Files;

/// <summary>Who can open this file, and through whom, for whoever has it open.</summary>
[Authorize(Policies.InFiles)]
public sealed class WhoModel(FileStore files, WhoMayOpen who) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<WayIn> Ways { get; private set; } = [];

    /// <summary>Shows them.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.Open(Visitor, id, facts), facts) is null)
        {
            return Refused;
        }

        Ways = await who.OfAsync(id, Cancel);
        return Page();
    }
}
