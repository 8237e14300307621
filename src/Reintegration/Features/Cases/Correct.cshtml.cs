using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>Correcting what was reported: the same questions, the same rules; the former version stays in the history (law 7).</summary>
[Authorize(Policies.EmployerSide)]
public sealed class CorrectModel(CaseStore cases, CaseWrites writes, Store.Employees employees) : ReportFormPage
{
    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>The form with what stands there now.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await LoadAsync(id) is null)
        {
            return Refused;
        }

        Input = ReportInput.Of(View.Content.Report);
        return Page();
    }

    /// <summary>Corrects.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (Checked(Words.LocalDay(View.Row.ReportedAt), View.Earlier) is not { } report)
        {
            return Page();
        }

        if (View.Content.FirstFitDay is { } fit && fit <= report.FirstDay)
        {
            Wrong("Input.FirstDay", "De eerste ziektedag moet vóór het herstel liggen", "The first day of sickness must lie before the recovery");
            return Page();
        }

        if (!await writes.CorrectAsync(grant, View, report, Cancel))
        {
            Overtaken();
            return Page();
        }

        Say(T["De ziekmelding is verbeterd. De arbodienst krijgt de nieuwe gegevens.", "The sick report was corrected. The service gets the new facts."]);
        return Redirect($"/cases/{id}");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Correct(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
        {
            return null;
        }

        if (view.Row.State == CaseState.Withdrawn)
        {
            Close(ClosedBy.Withdrawn);
            return null;
        }

        (View, Person) = (view, view.Person);
        Offer(await employees.ListAsync(grant, Visitor, Cancel), view.Employment, view.Person);
        return grant;
    }
}
