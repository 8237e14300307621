using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Employees;

/// <summary>Reporting an employee sick: exactly the closed list of fields, from the right party, with its own first day .</summary>
[Authorize(Policies.EmployerSide)]
public sealed class ReportSickModel(Store.Employees employees, CaseStore cases, CaseWrites writes, Organisation organisation) : ReportFormPage
{
    private Employment _employment = null!;
    private IReadOnlyList<EarlierPeriod> _earlier = [];

    /// <summary>A case is open already.</summary>
    public Guid? OpenCase { get; private set; }

    /// <summary>The employment.</summary>
    public Guid Id => _employment.Id;

    /// <summary>The empty form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await LoadAsync(id) is null)
        {
            return Refused;
        }

        Input.FirstDay = Today;
        Input.Phone = Person.Phone;
        return Page();
    }

    /// <summary>Reports.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (OpenCase is { } open)
        {
            return Redirect($"/cases/{open}");
        }

        if (Checked(Today, _earlier) is not { } report)
        {
            return Page();
        }

        var employer = await organisation.EmployerAsync(_employment.Employer, Cancel);
        if (await writes.ReportAsync(grant, _employment, Person, employer!.Name, report, _earlier, Cancel) is not { } made)
        {
            Overtaken();
            return Page();
        }

        Say(T["De ziekmelding is bewaard. De arbodienst weet ervan.", "The sick report was kept. The occupational-health service knows of it."]);
        return Redirect($"/cases/{made}");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await employees.RelationAsync(id, Cancel);
        if (await GrantAsync(CaseAccess.Report(Visitor, relation), relation) is not { } grant || await employees.FindAsync(grant, id, Cancel) is not { } found)
        {
            return null;
        }

        (_employment, Person) = found;
        Offer(await employees.ListAsync(grant, Visitor, Cancel), _employment, Person);
        var lines = await cases.OfAsync(grant, id, Cancel);
        OpenCase = lines.FirstOrDefault(x => x.Row.State == CaseState.Open)?.Row.Id;
        _earlier = [.. lines.Where(x => x.Row.State == CaseState.Recovered && x.Content.FirstFitDay is not null)
            .OrderBy(x => x.Content.Report.FirstDay).Select(x => new EarlierPeriod(x.Content.Report.FirstDay, x.Content.FirstFitDay!.Value))];
        return grant;
    }
}
