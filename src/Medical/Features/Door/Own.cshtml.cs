using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>
/// The own passkeys of the medical door: a second one before the first is lost, and the end of one that is. A new one of staff waits for a colleague,
/// as the first did; an employee's opens as far as the one that opened the door.
/// </summary>
[Authorize(Policies.OwnDoor)]
public sealed class OwnModel(Doors doors, StaffStore staff) : MedicalPage
{
    private const string Purpose = "own";

    /// <summary>The own passkeys, also those that wait.</summary>
    public IReadOnlyList<DoorCredential> Mine { get; private set; } = [];

    /// <summary>Who confirmed, by id.</summary>
    public IReadOnlyDictionary<Guid, (string Name, MedicalRole Role)> Names { get; private set; } = new Dictionary<Guid, (string, MedicalRole)>();

    /// <summary>The row of staff; null for an employee.</summary>
    public StaffMember? Member { get; private set; }

    /// <summary>The one that opened the door now.</summary>
    public Guid? OpenedBy { get; private set; }

    /// <summary>Registration options; null where this door may not get another one.</summary>
    public string? Options { get; private set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows them.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Adds one.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var challenge = await doors.TakeChallengeAsync(Visitor.Session, Purpose, Cancel);
        var decision = SideAccess.AddToOwnDoor(Visitor);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        var enrolled = Enrolled.NotKept;
        if (Visitor.Kind != VisitorKind.Employee)
        {
            enrolled = await doors.EnrolAsync(Visitor, challenge, Credential, Cancel);
        }
        else if (challenge is not null && await doors.RegisteredAsync(Visitor.Id, challenge, Credential, Cancel) is { } made)
        {
            made.Level = Visitor.Level;
            await doors.AddAsync(made, decision, Cancel);
            Done = T["De passkey is toegevoegd.", "The passkey was added."];
            return RedirectToPage();
        }

        if (enrolled == Enrolled.Waits)
        {
            Done = T["De passkey is gemaakt. Hij werkt als een collega hem heeft bevestigd.", "The passkey was made. It works when a colleague has confirmed it."];
            return RedirectToPage();
        }

        ModelState.AddModelError("", T[Labels.NotEnrolled(enrolled)]);
        await LoadAsync();
        return Page();
    }

    /// <summary>Ends one; not the last that works.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid credential)
    {
        await LoadAsync();
        var row = Mine.FirstOrDefault(x => x.Id == credential);
        var decision = SideAccess.EndOfOwnDoor(Visitor, row is not null);
        if (await GrantAsync(decision) is null || row is null)
        {
            return NotFound();
        }

        if (row.ConfirmedAt is not null && Mine.Count(x => x.ConfirmedAt is not null) == 1)
        {
            ModelState.AddModelError("", Visitor.Kind == VisitorKind.Employee
                ? T["Dit is uw laatste passkey. Voeg eerst een andere toe, of bel de arbodienst als u hem kwijt bent.", "This is your last passkey. Add another one first, or call the service when you lost it."]
                : T["Dit is uw laatste passkey. Voeg eerst een andere toe, of laat een collega hem beëindigen als u hem kwijt bent.", "This is your last passkey. Add another one first, or have a colleague end it when you lost it."]);
            return Page();
        }

        await doors.EndAsync(Visitor.Id, credential, decision, Cancel);
        Done = T["De passkey werkt niet meer.", "The passkey works no longer."];
        return RedirectToPage();
    }

    private async Task LoadAsync()
    {
        Mine = [.. (await doors.CredentialsAsync(Visitor.Id, confirmedOnly: false, Cancel)).OrderBy(x => x.CreatedAt)];
        OpenedBy = await doors.OpenedByAsync(Visitor.Session, Cancel);
        Names = await staff.NamesAsync(Cancel);
        Member = await staff.FindAsync(Visitor.Id, Cancel);
        if (SideAccess.AddToOwnDoor(Visitor).Permitted)
        {
            var name = Visitor.Name.Length > 0 ? Visitor.Name : T["Medische deur", "Medical door"];
            Options = PasskeyOptions.ForRegistration(
                await doors.ChallengeAsync(Visitor.Session, Purpose, Cancel), doors.Door, new PasskeyUser(Visitor.Id.ToByteArray(), name, name), Mine.Select(x => (ReadOnlyMemory<byte>)x.CredentialId), residentKey: false);
        }
    }
}
