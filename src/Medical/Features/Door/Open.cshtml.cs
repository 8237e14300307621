using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>Opening the medical door with its own passkey, on top of signing in .</summary>
[Authorize(Policies.AtTheDoor)]
public sealed class OpenModel(Doors doors, DoorCodes codes, Commits<MedicalContext> commits, Revocations revocations, Recoveries recoveries, TimeProvider clock) : MedicalPage
{
    private const string Purpose = "open";

    /// <summary>What the browser is asked.</summary>
    public string Options { get; private set; } = "";

    /// <summary>There is a passkey of the door.</summary>
    public bool HasPasskey { get; private set; }

    /// <summary>There is an app with codes; employees only.</summary>
    public bool HasApp { get; private set; }

    /// <summary>A doctor can make a passkey anew, because custodians are bringing doctors back.</summary>
    public bool Recovering { get; private set; }

    /// <summary>A code of that app.</summary>
    [BindProperty, Longest(16)]
    public string? Code { get; set; }

    /// <summary>Where to go on.</summary>
    [BindProperty(SupportsGet = true)]
    public string? Back { get; set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>Shows the door.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (Visitor.DoorOpen)
        {
            return Redirect(LocalPath.Or(Back, "/"));
        }

        await AskAsync();
        return Page();
    }

    /// <summary>How the door stands: seconds left, or what the passkey is asked. Keeps nothing open.</summary>
    public async Task<IActionResult> OnGetStateAsync()
    {
        if (!Visitor.DoorOpen)
        {
            await AskAsync();
        }

        return State(Visitor.DoorOpen ? Visitor.DoorClosesAt - clock.GetUtcNow() : null);
    }

    /// <summary>Opens it over a page that is left standing.</summary>
    public async Task<IActionResult> OnPostAgainAsync()
    {
        var good = !await IsCutOffAsync() && await OpensAsync();
        if (!good)
        {
            await AskAsync();
        }

        return State(good ? Doors.Idle : null);
    }

    /// <summary>Closes it before its time.</summary>
    public async Task<IActionResult> OnPostCloseAsync()
    {
        await doors.CloseAsync(Visitor, Cancel);
        return Redirect("/door");
    }

    /// <summary>Opens it with a passkey.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await IsCutOffAsync())
        {
            return Page();
        }

        if (await OpensAsync())
        {
            return Redirect(LocalPath.Or(Back, "/"));
        }

        ModelState.AddModelError("", T["De deur bleef dicht: dit was niet uw passkey van de medische deur, of de pagina was te oud. Probeer het nog een keer.", "The door stayed closed: this was not your passkey of the medical door, or the page was too old. Try once more."]);
        await AskAsync();
        return Page();
    }

    /// <summary>Opens it with a code of the app: an employee's door only, and not as far as a passkey.</summary>
    public async Task<IActionResult> OnPostCodeAsync()
    {
        if (await IsCutOffAsync())
        {
            return Page();
        }

        if (Visitor.Kind == VisitorKind.Employee && await codes.AnyAsync(Visitor.Id, Cancel)
            && await GrantAsync(SideAccess.DoorSecret(Visitor, "door.code")) is { } grant && await codes.OpenAsync(grant, Visitor, Code, Cancel))
        {
            return Redirect(LocalPath.Or(Back, "/"));
        }

        ModelState.AddModelError(nameof(Code), T["Deze code klopt niet of is al gebruikt. Wacht op de volgende code in uw app. Na vijf keer fout wacht de deur vijftien minuten.", "This code is not right or was used. Wait for the next code in your app. After five wrong codes the door waits for fifteen minutes."]);
        await AskAsync();
        return Page();
    }

    private JsonResult State(TimeSpan? left) => new(new { seconds = left is { } time ? Math.Max(1, (int)time.TotalSeconds) : 0, options = Options });

    private async Task<bool> OpensAsync()
    {
        var challenge = await doors.TakeChallengeAsync(Visitor.Session, Purpose, Cancel);
        if (challenge is not null && await doors.CheckAsync(Visitor.Id, challenge, Credential, confirmedOnly: true, Cancel) is var (credential, counter))
        {
            await doors.OpenAsync(Visitor, credential, counter, Cancel);
            return true;
        }

        await commits.RecordAsync(SideAccess.AtTheDoor(Visitor, "door.open", good: false, challenge is null ? "no-challenge" : "assertion"), Cancel);
        return false;
    }

    private async Task<bool> IsCutOffAsync()
    {
        if (Unseen.Answers(clock.GetUtcNow() - revocations.SeenAt, open: false, reads: false))
        {
            return false;
        }

        await commits.RecordAsync(SideAccess.AtTheDoor(Visitor, "door.open", good: false, "revocations-unseen"), Cancel);
        ModelState.AddModelError("", T["De deur blijft even dicht: het inlogprogramma is niet te bereiken, en zonder dat weten wij niet wie er nog bij mag. Probeer het zo opnieuw.", "The door stays closed for now: the sign-in program cannot be reached, and without it we do not know who may still come in. Try again in a moment."]);
        await AskAsync();
        return true;
    }

    private async Task AskAsync()
    {
        HasApp = Visitor.Kind == VisitorKind.Employee && await codes.AnyAsync(Visitor.Id, Cancel);
        var challenge = await doors.ChallengeAsync(Visitor.Session, Purpose, Cancel);
        var allowed = await doors.CredentialsAsync(Visitor.Id, confirmedOnly: true, Cancel);
        HasPasskey = allowed.Count > 0;
        Recovering = SideAccess.EnrolAnew(Visitor, await recoveries.CurrentAsync(Cancel) is not null).Permitted;
        Options = PasskeyOptions.ForAssertion(challenge, doors.Door, allowed.Select(x => (ReadOnlyMemory<byte>)x.CredentialId));
    }
}
