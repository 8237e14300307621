using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>Asking the doctor: questions from a closed list and the day before which an answer is wanted .</summary>
[Authorize(Policies.Asking)]
public sealed class AskModel(CaseStore cases, CaseWrites writes, Organisation organisation) : ReintegrationPage
{
    private const int LongestWait = 365;

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public AskInput Input { get; set; } = new();

    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await LoadAsync(id) is null ? Refused : Page();

    /// <summary>Asks.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (Input.Questions.Count == 0)
        {
            Wrong("Input.Questions", "Kies ten minste één vraag", "Choose at least one question");
        }

        if (Input.WantedBy is { } day && (day < Today || day > Today.AddDays(LongestWait)))
        {
            Wrong("Input.WantedBy", $"Kies een dag vanaf {T.DayWithWeekday(Today)}", $"Choose a day from {T.DayWithWeekday(Today)}");
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        // The doctor's side is told who asks.
        var asked = new AskedContent([.. Input.Questions.Distinct().Order()], Input.WantedBy!.Value, await organisation.ActorAsync(grant, Cancel) is { Length: > 0 } name ? name : T[Labels.Of(Role.CaseManager)]);
        if (!await writes.AskAsync(grant, View, asked, Cancel))
        {
            Overtaken();
            return Page();
        }

        Say(T["Uw verzoek is verstuurd. De bedrijfsarts ziet het vandaag.", "Your request was sent. The company doctor sees it today."]);
        return Redirect($"/cases/{id}");
    }

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        if (await GrantAsync(CaseAccess.Ask(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
        {
            return null;
        }

        if (view.Row.State != CaseState.Open)
        {
            Close(view.Row.State == CaseState.Withdrawn ? ClosedBy.Withdrawn : ClosedBy.NotOpen);
            return null;
        }

        View = view;
        return grant;
    }
}

/// <summary>What may be asked.</summary>
public sealed class AskInput
{
    /// <summary>Questions.</summary>
    public List<ConsultationQuestion> Questions { get; set; } = [];

    /// <summary>Before which day.</summary>
    [Asked("Kies een dag", "Choose a day")]
    public DateOnly? WantedBy { get; set; }
}
