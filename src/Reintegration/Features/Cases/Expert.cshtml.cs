using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>
/// Appointing a labour expert of the service for one case, from a day until a day. Whoever may ask the doctor about the case does it; the
/// service's administrator, who appoints case managers, knows of no case.
/// </summary>
[Authorize(Policies.Asking)]
public sealed class ExpertModel(CaseStore cases, Experts experts, Organisation organisation, TimeProvider clock) : ReintegrationPage
{
    private const int LongestYears = 1;

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public ExpertInput Input { get; set; } = new();

    /// <summary>An appointment that ends now.</summary>
    [BindProperty]
    public Guid? End { get; set; }

    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>Who was, is or will be appointed.</summary>
    public IReadOnlyList<ExpertLine> Lines { get; private set; } = [];

    /// <summary>Labour experts of the service.</summary>
    public IReadOnlyList<MemberLine> Candidates { get; private set; } = [];

    /// <summary>The list and the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        Input.From = Today;
        return await LoadAsync(id) is null ? Refused : Page();
    }

    /// <summary>Appoints somebody, or ends an appointment.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (End is { } ended)
        {
            await experts.EndAsync(grant, View, ended, Cancel);
            Say(T["De aanstelling is beëindigd.", "The appointment was ended."]);
            return Redirect($"/cases/{id}/expert");
        }

        var chosen = Candidates.FirstOrDefault(x => x.Row.Id == Input.Member);
        if (Input.Member is not null && chosen is null)
        {
            Wrong("Input.Member", "Kies een arbeidsdeskundige uit de lijst", "Choose a labour expert from the list");
        }

        CheckPeriod(
            Input.From, Input.Until, Input.From?.AddYears(LongestYears),
            "Een aanstelling duurt ten hoogste een jaar; daarna kunt u opnieuw aanstellen", "An appointment lasts a year at most; after that you can appoint again");
        if (!ModelState.IsValid)
        {
            return Page();
        }

        var row = new ExpertAppointment
        {
            Id = Guid.CreateVersion7(clock.GetUtcNow()), Employment = View.Row.Employment, Case = id, Member = chosen!.Row.Id, From = Input.From!.Value, Until = Input.Until!.Value,
        };
        if (!await experts.AppointAsync(grant, View, row, new(chosen.Label.Name, await organisation.ActorAsync(grant, Cancel)), Cancel))
        {
            Overtaken();
            return Page();
        }

        Say(T["De arbeidsdeskundige is aangesteld en ziet deze zaak in deze periode.", "The labour expert was appointed and sees this case in this period."]);
        return Redirect($"/cases/{id}/expert");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Appoint(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
        {
            return null;
        }

        View = view;
        Lines = await experts.OfAsync(grant, view.Row, Cancel);
        if (view.Row.State == CaseState.Open && await GrantAsync(SideAccess.Experts(Visitor)) is { } names)
        {
            Candidates = await organisation.MembersAsync(names, Role.LabourExpert, Cancel);
        }

        return grant;
    }
}

/// <summary>Who, and when.</summary>
public sealed class ExpertInput
{
    /// <summary>The labour expert.</summary>
    [Asked("Kies een arbeidsdeskundige", "Choose a labour expert")]
    public Guid? Member { get; set; }

    /// <summary>First day.</summary>
    [Asked("Vul de eerste dag in", "Fill in the first day")]
    public DateOnly? From { get; set; }

    /// <summary>Last day.</summary>
    [Asked("Vul de laatste dag in", "Fill in the last day")]
    public DateOnly? Until { get; set; }
}
