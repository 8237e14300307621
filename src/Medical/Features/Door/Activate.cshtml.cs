using System.Security.Claims;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>
/// An account that is nobody here: its short number for the desk, and the code that was handed over on identification, used together with the
/// passkey that will open the door. Everyone who signed in sees the same, whether there is a file or not.
/// </summary>
[Authorize(Policies.SignedIn)]
public sealed class ActivateModel(Doors doors, EmployeeDoors employees) : MedicalPage
{
    private const string Purpose = "activate";

    /// <summary>The number to read out.</summary>
    public string AccountNumber { get; private set; } = "";

    /// <summary>Registration options.</summary>
    public string Options { get; private set; } = "";

    /// <summary>The service is still being set up: a founding code is unused.</summary>
    public bool CanBeFounded { get; private set; }

    /// <summary>The code from the desk.</summary>
    [BindProperty]
    [Asked("Vul de code in die u kreeg", "Fill in the code that you got")]
    public string? Code { get; set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>Shows number and form.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor.Kind is not (VisitorKind.Stranger or VisitorKind.Employee))
        {
            return Redirect("/");
        }

        await ShowAsync();
        return Page();
    }

    /// <summary>Uses the code.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (Visitor.Kind is not (VisitorKind.Stranger or VisitorKind.Employee))
        {
            return NotFound();
        }

        var door = await employees.DoorOfAsync(User.FindFirstValue("sub")!, Cancel);
        var challenge = await doors.TakeChallengeAsync(Visitor.Session, Purpose, Cancel);
        if (ModelState.IsValid)
        {
            if (challenge is not null && await doors.RegisteredAsync(door.Id, challenge, Credential, Cancel) is { } made)
            {
                if (await employees.UseAsync(Visitor, door.Id, Code!, made, Cancel))
                {
                    return Redirect("/my");
                }

                ModelState.AddModelError(nameof(Code), T["Deze code klopt niet, is verlopen, of hoort niet bij dit account. Na vijf keer vervalt hij; vraag dan een nieuwe.", "This code is not right, has lapsed, or does not belong to this account. After five tries it lapses; then ask for a new one."]);
            }
            else
            {
                ModelState.AddModelError("", T["De passkey is niet gemaakt. Probeer het nog een keer.", "The passkey was not made. Try once more."]);
            }
        }

        await ShowAsync();
        return Page();
    }

    private async Task ShowAsync()
    {
        CanBeFounded = await doors.CanBeFoundedAsync(Cancel);
        var door = await employees.DoorOfAsync(User.FindFirstValue("sub")!, Cancel);
        AccountNumber = EmployeeDoors.Grouped(door.AccountNumber);
        var challenge = await doors.ChallengeAsync(Visitor.Session, Purpose, Cancel);
        var known = await doors.CredentialsAsync(door.Id, confirmedOnly: false, Cancel);
        Options = PasskeyOptions.ForRegistration(
            challenge, doors.Door, new PasskeyUser(door.Id.ToByteArray(), AccountNumber, AccountNumber), known.Select(x => (ReadOnlyMemory<byte>)x.CredentialId), residentKey: false);
    }
}
