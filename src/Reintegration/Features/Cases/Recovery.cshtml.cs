using System.Globalization;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>What is reported.</summary>
public enum RecoveryKind
{
    /// <summary>Nothing yet.</summary>
    None = 0,

    /// <summary>Back at work, all hours.</summary>
    Full = 1,

    /// <summary>Works some hours.</summary>
    Partial = 2,

    /// <summary>Not recovered after all.</summary>
    Undo = 3,
}

/// <summary>Reporting a recovery, in full or in part, and correcting it: a fact, by anyone concerned, never a verdict.</summary>
[Authorize(Policies.Reporting)]
public sealed class RecoveryModel(CaseStore cases, CaseWrites writes) : ReintegrationPage
{
    private const int Ahead = 7;

    /// <summary>What was filled in.</summary>
    [BindProperty]
    public RecoveryInput Input { get; set; } = new();

    /// <summary>The case.</summary>
    public CaseView View { get; private set; } = null!;

    /// <summary>The employee reports it, or somebody in the employee's place.</summary>
    public bool Own { get; private set; }

    /// <summary>Where the visitor came from.</summary>
    public string Back => Own ? "/my" : $"/cases/{View.Row.Id}";

    /// <summary>The form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id)
    {
        if (await LoadAsync(id) is null)
        {
            return Refused;
        }

        Input.FirstFitDay = View.Content.FirstFitDay;
        Input.Hours = View.Content.Partial is { } partial ? T.Number(partial.Hours) : null;
        Input.Since = View.Content.Partial?.Since;
        return Page();
    }

    /// <summary>Reports.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await LoadAsync(id) is not { } grant)
        {
            return Refused;
        }

        var done = ModelState.IsValid && Check() ? await WriteAsync(grant) : null;
        if (done is null)
        {
            if (ModelState.IsValid)
            {
                Overtaken();
            }

            return Page();
        }

        Say(done);
        return Redirect(Back);
    }

    private bool Check()
    {
        var first = View.Content.Report.FirstDay;
        switch (Input.Kind)
        {
            case RecoveryKind.Full when Input.FirstFitDay is not { } day || day <= first || day > Today.AddDays(Ahead):
                Wrong("Input.FirstFitDay", $"Kies een dag na {T.Day(first)} en niet later dan over een week", $"Choose a day after {T.Day(first)} and no later than in a week");
                break;
            case RecoveryKind.Partial when Input.HoursNumber is not { } hours || hours <= 0 || hours >= View.Person.Hours:
                Wrong("Input.Hours", $"Vul minder uren in dan de {T.Number(View.Person.Hours)} uur van het contract", $"Fill in fewer hours than the {T.Number(View.Person.Hours)} of the contract");
                break;
            case RecoveryKind.Partial when Input.Since is not { } since || since < first || since > Today.AddDays(Ahead):
                Wrong("Input.Since", $"Kies een dag vanaf {T.Day(first)} en niet later dan over een week", $"Choose a day from {T.Day(first)} and no later than in a week");
                break;
            case RecoveryKind.Partial when View.Row.State != CaseState.Open:
            case RecoveryKind.Undo when View.Row.State != CaseState.Recovered:
                Wrong("Input.Kind", "Dit kan niet bij deze zaak", "This is not possible for this case");
                break;
            case RecoveryKind.None:
            case RecoveryKind.Full:
            case RecoveryKind.Partial:
            case RecoveryKind.Undo:
                break;
        }

        return ModelState.IsValid;
    }

    private async Task<string?> WriteAsync(AccessGrant grant) => Input.Kind switch
    {
        RecoveryKind.Full => await writes.RecoverAsync(grant, View, Input.FirstFitDay!.Value, Cancel)
            ? T["Het herstel is bewaard. De arbodienst weet ervan.", "The recovery was kept. The service knows of it."] : null,
        RecoveryKind.Partial => await writes.RecoverPartlyAsync(grant, View, new(Input.HoursNumber!.Value, Input.Since!.Value), Cancel)
            ? T["De uren zijn bewaard. De arbodienst weet ervan.", "The hours were kept. The service knows of it."] : null,
        RecoveryKind.Undo => await writes.ReopenAsync(grant, View, Cancel)
            ? T["De herstelmelding is teruggenomen. De zaak loopt door.", "The recovery report was taken back. The case goes on."] : null,
        RecoveryKind.None => null,
    };

    private async Task<AccessGrant?> LoadAsync(Guid id)
    {
        var relation = await cases.RelationAsync(Visitor, id, Cancel);
        // A later report of the same employment stands in the way of changing this one: periods do not overlap (V-12).
        if (await GrantAsync(CaseAccess.Recover(Visitor, relation), relation) is not { } grant || await cases.ReadAsync(grant, id, Cancel) is not { } view)
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

/// <summary>A recovery as it is reported.</summary>
public sealed class RecoveryInput
{
    /// <summary>Which.</summary>
    [Asked("Kies wat u wilt melden", "Choose what you want to report")]
    public RecoveryKind? Kind { get; set; }

    /// <summary>First fit day.</summary>
    public DateOnly? FirstFitDay { get; set; }

    /// <summary>Hours per week.</summary>
    [Longest(6)]
    public string? Hours { get; set; }

    /// <summary>The number, with a comma or a point before the half hours; null where it is none. No sign for thousands: "12,5" is never 125.</summary>
    public decimal? HoursNumber => decimal.TryParse(Hours?.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var hours) && decimal.Round(hours, 2) == hours ? hours : null;

    /// <summary>Since.</summary>
    public DateOnly? Since { get; set; }
}
