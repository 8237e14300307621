using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>Taking back a mistaken sick report. It cannot be undone, so it says so and asks once.</summary>
[Authorize(Policies.Reporting)]
public sealed class WithdrawModel(CaseStore cases, CaseWrites writes) : ReintegrationPage
{
    /// <summary>Surely.</summary>
    [BindProperty]
    public bool Sure { get; set; }

    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>The employee does it, or somebody in the employee's place.</summary>
    public bool Own { get; private set; }

    /// <summary>Where the visitor came from.</summary>
    public string Back => Own ? "/my" : $"/cases/{View.Row.Id}";

    /// <summary>The question.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) is null ? Refused : Page();

    /// <summary>Withdraws.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (!Sure)
        {
            Wrong("Sure", "Zet een vinkje als u het zeker weet", "Tick the box if you are sure");
            return Page();
        }

        if (!await writes.WithdrawAsync(grant, View, Cancel))
        {
            Overtaken();
            return Page();
        }

        Say(T["De ziekmelding is ingetrokken. De arbodienst weet ervan.", "The sick report was withdrawn. The service knows of it."]);
        return Redirect(Own ? "/my" : "/");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Withdraw(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
        {
            return null;
        }

        if (!view.Newest || view.Row.State == CaseState.Withdrawn)
        {
            Close(view.Newest ? ClosedBy.Withdrawn : ClosedBy.NotNewest);
            return null;
        }

        View = view;
        Own = Visitor.Owns(view.Row.Employment) || Visitor.Represents(view.Row.Employment);
        return grant;
    }
}
