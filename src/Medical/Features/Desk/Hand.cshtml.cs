using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Desk;

/// <summary>
/// At the desk: the person is identified, reads out the account number, and gets a code that works for that account and this file only (R-077,
/// The number of the document is not kept.
/// </summary>
[Authorize(Policies.Team)]
public sealed class HandModel(FileStore files, EmployeeDoors employees) : MedicalPage
{
    /// <summary>Whose file it is.</summary>
    public PersonLabel Person { get; private set; } = null!;

    /// <summary>The code, shown once.</summary>
    public string? Code { get; private set; }

    /// <summary>The number that the person read out.</summary>
    [BindProperty]
    [Asked("Vul het nummer in dat de werknemer voorleest", "Fill in the number that the employee reads out")]
    public string? AccountNumber { get; set; }

    /// <summary>The document that was seen.</summary>
    [BindProperty]
    [Asked("Kies welk document u zag", "Choose which document you saw")]
    public DocumentKind? Document { get; set; }

    /// <summary>Name and birth date were compared with the document.</summary>
    [BindProperty]
    public bool Compared { get; set; }

    /// <summary>Shows the form.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id) => await OpenAsync(id) is null ? Refused : Page();

    /// <summary>Issues the code.</summary>
    public async Task<IActionResult> OnPostAsync(Guid id)
    {
        if (await OpenAsync(id) is not { } grant)
        {
            return Refused;
        }

        if (!Compared)
        {
            ModelState.AddModelError(nameof(Compared), T["Vergelijk eerst gezicht, naam en geboortedatum met het document", "First compare face, name and birth date with the document"]);
        }

        if (!ModelState.IsValid)
        {
            return Page();
        }

        Code = await employees.IssueAsync(grant, AccountNumber!, id, Visitor.Id, Document!.Value, Cancel);
        if (Code is null)
        {
            ModelState.AddModelError(nameof(AccountNumber), T["Dit nummer is niet bekend. De werknemer moet eerst één keer inloggen en leest dan het nummer voor", "This number is not known. The employee has to sign in once first and then reads out the number"]);
        }

        return Page();
    }

    private async Task<Sealing.AccessGrant?> OpenAsync(Guid id)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        if (await GrantAsync(FileRules.Activate(Visitor, id, facts), facts) is not { } grant)
        {
            return null;
        }

        Person = await files.PersonAsync(grant, Cancel);
        return grant;
    }
}
