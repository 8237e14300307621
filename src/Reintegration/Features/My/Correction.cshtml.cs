using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>The employee says which parts of the report are wrong: a closed list, because words could tell about the illness.</summary>
[Authorize(Policies.Own)]
public sealed class CorrectionModel(CaseStore cases, CaseWrites writes) : ReintegrationPage
{
    /// <summary>Which fields.</summary>
    [BindProperty]
    public List<CorrectionField> Fields { get; set; } = [];

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) is null ? Refused : Page();

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not ({ } grant, { } view))
        {
            return Refused;
        }

        if (Fields.Count == 0)
        {
            Wrong(nameof(Fields), "Kies wat er niet klopt", "Choose what is not right");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        if (!await writes.AskCorrectionAsync(grant, view, [.. Fields.Distinct().Order()], Cancel))
        {
            Overtaken();
            return Page();
        }

        Say(T["Uw vraag is verstuurd aan uw werkgever.", "Your question was sent to your employer."]);
        return Redirect("/my");
    }

    private async Task<(AccessGrant Grant, CaseView View)?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        return await GrantAsync(CaseAccess.AskCorrection(Visitor, relation), relation) is { } grant && await cases.ReadAsync(grant, id, Cancel) is { Row.State: not CaseState.Withdrawn } view ? (grant, view) : null;
    }
}
