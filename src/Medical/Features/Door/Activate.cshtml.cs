using System.Security.Claims;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>
/// An account that is nobody here, or an employee with a new code: the short number for the desk, and the code that was handed over on
/// identification, used together with the passkey or the app that will open the door. Everyone who signed in sees the same, whether there
/// is a file or not.
/// </summary>
[Authorize(Policies.SignedIn)]
public sealed class ActivateModel(Doors doors, DoorCodes codes, EmployeeDoors employees, ElectronicId electronic) : MedicalPage
{
    private const string Purpose = "activate";

    /// <summary>The number to read out.</summary>
    public string AccountNumber { get; private set; } = "";

    /// <summary>Registration options.</summary>
    public string Options { get; private set; } = "";

    /// <summary>The secret of an app with codes that is being set up; null where that was not chosen.</summary>
    public string? Secret { get; private set; }

    /// <summary>The address that opens the app on a telephone.</summary>
    public string SecretAddress { get; private set; } = "";

    /// <summary>The service is still being set up: a founding code is unused.</summary>
    public bool CanBeFounded { get; private set; }

    /// <summary>What the electronic identification is called; null where there is none.</summary>
    public string? Scheme => electronic.Name;

    /// <summary>This session identified electronically, and has only to say how it comes in from now on.</summary>
    public bool Identified { get; private set; }

    /// <summary>An electronic identification did not fit.</summary>
    [BindProperty(SupportsGet = true)]
    public bool NotMatched { get; set; }

    /// <summary>The file code that goes with an electronic identification.</summary>
    [BindProperty, Longest(20)]
    public string? FileCode { get; set; }

    /// <summary>The door is open already: the code alone is enough.</summary>
    public bool IsOpen => Visitor is { Kind: VisitorKind.Employee, DoorOpen: true };

    /// <summary>The whole way in, with what is done.</summary>
    public FirstStepsView Way => new(
        T["Zo komt u binnen", "How you come in"],
        [
            new(T["Inloggen", "Sign in"], true, null),
            new(T["Laten zien dat u het bent", "Show that it is you"], false, null, T["Eén keer, bij een mens van de arbodienst. U krijgt een code.", "Once, with a person of the service. You get a code."]),
            new(T["De code gebruiken en een passkey of app kiezen", "Use the code and choose a passkey or app"], false, null, T["Op deze pagina, ook later.", "On this page, also later."]),
            new(T["Uw dossier lezen", "Read your file"], false, null, T["Voortaan: inloggen, en de deur openen met één aanraking.", "From then on: sign in, and open the door by one touch."]),
        ]);

    /// <summary>With an app instead of a passkey.</summary>
    [BindProperty(SupportsGet = true)]
    public bool App { get; set; }

    /// <summary>Somebody who has a way in already makes another one.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Anew { get; set; }

    /// <summary>The code from the desk.</summary>
    [BindProperty]
    [Asked("Vul de code in die u kreeg", "Fill in the code that you got")]
    public string? Code { get; set; }

    /// <summary>The first code of the app.</summary>
    [BindProperty, Longest(16)]
    public string? AppCode { get; set; }

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

        ModelState.Clear();
        await ShowAsync();
        if (NotMatched && !Identified)
        {
            ModelState.AddModelError("", T["Dit past niet bij elkaar. Na vijf keer vervalt de dossiercode; vraag dan een nieuwe aan de arts.", "These do not fit together. After five tries the file code lapses; then ask the doctor for a new one."]);
        }

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
        if (Code is null && await employees.MatchedAsync(Visitor.Session, door.Id, Cancel) is not null)
        {
            ModelState.Remove(nameof(Code));
        }

        if (ModelState.IsValid)
        {
            if (await MeansAsync(door.Id, challenge) is { } means)
            {
                if (await employees.UseAsync(Visitor, door.Id, Code, means, Cancel))
                {
                    return Redirect("/my");
                }

                ModelState.AddModelError(nameof(Code), T["Deze code klopt niet, is verlopen, of hoort niet bij dit account. Na vijf keer vervalt hij; vraag dan een nieuwe.", "This code is not right, has lapsed, or does not belong to this account. After five tries it lapses; then ask for a new one."]);
            }
            else if (App)
            {
                ModelState.AddModelError(nameof(AppCode), T["De code uit de app klopt niet. Wacht op de volgende en vul die in.", "The code from the app is not right. Wait for the next one and fill it in."]);
            }
            else
            {
                ModelState.AddModelError("", T["De passkey is niet gemaakt. Probeer het nog een keer.", "The passkey was not made. Try once more."]);
            }
        }

        await ShowAsync();
        return Page();
    }

    /// <summary>Sends the person to the scheme. The code is looked at with the answer, so that nothing is learnt of it before.</summary>
    public async Task<IActionResult> OnPostIdentifyAsync()
    {
        if (Scheme is null || Visitor.Kind is not (VisitorKind.Stranger or VisitorKind.Employee))
        {
            return NotFound();
        }

        var tooLong = ModelState[nameof(FileCode)]?.Errors.Count > 0;
        if (!tooLong && !string.IsNullOrWhiteSpace(FileCode))
        {
            return ElectronicId.Begin(Visitor.Session, FileCode);
        }

        ModelState.Clear();
        ModelState.AddModelError(nameof(FileCode), T["Vul de dossiercode in die u kreeg", "Fill in the file code that you got"]);
        await ShowAsync();
        return Page();
    }

    private async Task<DoorMeans?> MeansAsync(Guid door, byte[]? challenge)
    {
        if (IsOpen)
        {
            return await doors.OpenedByAsync(Visitor.Session, Cancel) is { } opened ? new DoorMeans(Opened: opened) : null;
        }

        if (App)
        {
            return await GrantAsync(SideAccess.DoorSecret(Visitor, "code.enrol")) is { } grant && await codes.JudgeNewAsync(grant, door, AppCode, Cancel) is { } app ? new DoorMeans(App: app) : null;
        }

        return challenge is not null && await doors.RegisteredAsync(door, challenge, Credential, Cancel) is { } made ? new DoorMeans(Passkey: made) : null;
    }

    private async Task ShowAsync()
    {
        CanBeFounded = await doors.CanBeFoundedAsync(Cancel);
        var door = await employees.DoorOfAsync(User.FindFirstValue("sub")!, Cancel);
        Identified = await employees.MatchedAsync(Visitor.Session, door.Id, Cancel) is not null;
        AccountNumber = EmployeeDoors.Grouped(door.AccountNumber);
        if (App && !IsOpen && await GrantAsync(SideAccess.DoorSecret(Visitor, "code.prepare")) is { } grant)
        {
            var (_, secret) = await codes.PrepareAsync(grant, door.Id, Cancel);
            (Secret, SecretAddress) = (secret, Base32.TryDecode(secret, out var bytes) ? OneTimeCode.OtpAuthUri("ArboDossier medisch", AccountNumber, bytes) : "");
        }

        var challenge = await doors.ChallengeAsync(Visitor.Session, Purpose, Cancel);
        var known = await doors.CredentialsAsync(door.Id, confirmedOnly: false, Cancel);
        Options = PasskeyOptions.ForRegistration(
            challenge, doors.Door, new PasskeyUser(door.Id.ToByteArray(), AccountNumber, AccountNumber), known.Select(x => (ReadOnlyMemory<byte>)x.CredentialId), residentKey: false);
    }
}
