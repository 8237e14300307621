using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Desk;

/// <summary>
/// Who is it, and how do you know: at the desk or by video with a document, by telephone with control questions and called back. Of a
/// document only the kind is kept. What is done for the employee afterwards stands under this record.
/// </summary>
[Authorize(Policies.Team)]
public sealed class IdentifyModel(FileStore files, DeskStore desk, EmployeeDoors employees, ElectronicId electronic) : MedicalPage
{
    /// <summary>Whose file it is.</summary>
    public PersonLabel Person { get; private set; } = null!;

    /// <summary>How the employee was identified before, for the own way in.</summary>
    public IReadOnlyList<OwnWay> Ways { get; private set; } = [];

    /// <summary>How.</summary>
    [BindProperty]
    [Asked("Kies hoe u weet wie het is", "Choose how you know who it is")]
    public IdentificationRoute? Route { get; set; }

    /// <summary>The document that was seen.</summary>
    [BindProperty]
    public DocumentKind? Document { get; set; }

    /// <summary>Face, name and birth date were compared with the document.</summary>
    [BindProperty]
    public bool Compared { get; set; }

    /// <summary>The control questions were answered.</summary>
    [BindProperty]
    public bool Answered { get; set; }

    /// <summary>Called back on the number that the employee gave before.</summary>
    [BindProperty]
    public bool CalledBack { get; set; }

    /// <summary>What the electronic identification is called; null where there is none.</summary>
    public string? Scheme => electronic.Name;

    /// <summary>The file code, shown once.</summary>
    public string? FileCode { get; private set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await OpenAsync(id, "desk.open") is null ? Refused : Page();

    /// <summary>Records it and goes on.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await OpenAsync(id, "desk.identify") is not { } grant)
        {
            return Refused;
        }

        if (Route is IdentificationRoute.Desk or IdentificationRoute.Video)
        {
            Require(nameof(Document), Document is { } kind && kind != DocumentKind.None, T["Kies welk document u zag", "Choose which document you saw"]);
            Require(nameof(Compared), Compared, T["Vergelijk eerst gezicht, naam en geboortedatum met het document", "First compare face, name and birth date with the document"]);
        }
        else if (Route is IdentificationRoute.Telephone)
        {
            Require(nameof(Answered), Answered, T["Stel eerst de controlevragen", "First ask the control questions"]);
            Require(nameof(CalledBack), CalledBack, T["Bel eerst terug op het nummer dat u van de werknemer zelf had", "First call back on the number that you had from the employee"]);
        }

        if (Route is IdentificationRoute.Electronic)
        {
            // That is for the scheme to say, and nobody here.
            ModelState.AddModelError(nameof(Route), T["Kies hoe u weet wie het is", "Choose how you know who it is"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        var seen = Route == IdentificationRoute.Telephone ? DocumentKind.None : Document!.Value;
        return Redirect($"/files/{id}/desk/{await desk.BeginAsync(grant, Visitor.Id, Route!.Value, seen, Cancel)}");
    }

    /// <summary>A file code, for an employee who identifies electronically. Nobody is identified yet, and it opens nothing by itself.</summary>
    public async Task<IActionResult> OnPostFileCodeAsync(Guid id)
    {
        // Judged first: what is refused costs the same and is recorded, with a scheme or without.
        if (await OpenAsync(id, "desk.file-code") is not { } grant || Scheme is null)
        {
            return Refused;
        }

        ModelState.Clear();
        FileCode = await employees.IssueFileCodeAsync(grant, Visitor.Id, Cancel);
        return Page();
    }

    private void Require(string field, bool good, string words)
    {
        if (!good && ModelState[field]?.Errors.Count is null or 0)
        {
            ModelState.AddModelError(field, words);
        }
    }

    private async Task<Sealing.AccessGrant?> OpenAsync(Guid id, string what)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.Desk(Visitor, id, facts, what), facts) is not { } grant)
        {
            return null;
        }

        (Person, Ways) = (await files.PersonAsync(grant, Cancel), await employees.WaysAsync(grant, Cancel));
        return grant;
    }
}
