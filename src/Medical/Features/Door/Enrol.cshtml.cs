using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Door;

/// <summary>
/// Staff makes a passkey of the medical door; somebody else confirms it. While custodians bring doctors back, so does a doctor who lost the passkey. The two founding doctors confirm each other here, as long as nobody is.
/// </summary>
[Authorize(Policies.Arriving)]
public sealed class EnrolModel(Doors doors, Recoveries recoveries) : MedicalPage
{
    private const string Purpose = "enrol";
    private const string Founding = "found";

    /// <summary>Registration options, while there is nothing yet.</summary>
    public string? Options { get; private set; }

    /// <summary>The check that is read out to whoever confirms.</summary>
    public string? Check { get; private set; }

    /// <summary>The other founding doctor who waits, and the options to confirm.</summary>
    public PendingCredential? Other { get; private set; }

    /// <summary>One of the two who begin.</summary>
    public bool IsFounding { get; private set; }

    /// <summary>I confirmed the other; the other has not confirmed me.</summary>
    public bool OtherIsConfirmed => Other?.ConfirmedBy == Visitor.Id;

    /// <summary>Assertion options for confirming the other.</summary>
    public string? ConfirmOptions { get; private set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>A doctor who lost the passkey; the custodians confirm the new one.</summary>
    public bool IsAnew => Visitor.Kind != VisitorKind.Arriving;

    /// <summary>Shows what comes next.</summary>
    public async Task<IActionResult> OnGetAsync()
    {
        if (await WaitingAsync() is not { } mine)
        {
            return NotFound();
        }

        await ShowAsync(mine);
        return Page();
    }

    /// <summary>Registers.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await WaitingAsync() is not { } mine)
        {
            return NotFound();
        }

        var challenge = await doors.TakeChallengeAsync(Visitor.Session, Purpose, Cancel);
        var enrolled = mine.Count == 0 ? await doors.EnrolAsync(Visitor, challenge, Credential, Cancel) : Enrolled.NotKept;
        if (enrolled == Enrolled.Waits)
        {
            return RedirectToPage();
        }

        ModelState.AddModelError("", T[Labels.NotEnrolled(enrolled)]);
        await ShowAsync(mine);
        return Page();
    }

    /// <summary>
    /// A founding doctor confirms the other one, by his own passkey that the other in turn confirms. When both did, both count.
    /// </summary>
    public async Task<IActionResult> OnPostConfirmAsync()
    {
        var challenge = await doors.TakeChallengeAsync(Visitor.Session, Founding, Cancel);
        var pending = await doors.PendingAsync(Cancel);
        var me = pending.FirstOrDefault(x => x.Owner == Visitor.Id);
        var other = pending.FirstOrDefault(x => x.Owner != Visitor.Id && x.Founding);
        var decision = SideAccess.Found(Visitor, other?.Owner ?? Visitor.Id, me?.Founding == true && other is not null, await doors.NobodyConfirmedAsync(Cancel));
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        if (challenge is null || await doors.CheckAsync(Visitor.Id, challenge, Credential, confirmedOnly: false, Cancel) is null)
        {
            ModelState.AddModelError("", T["De bevestiging is niet gelukt. Probeer het nog een keer.", "The confirmation did not succeed. Try once more."]);
            await ShowAsync(await doors.CredentialsAsync(Visitor.Id, confirmedOnly: false, Cancel));
            return Page();
        }

        // One credential counts when the other doctor confirmed it; so the second confirmation makes both count at once.
        await doors.FoundAsync(Visitor, other!, me!, decision, Cancel);
        return Redirect("/");
    }

    /// <summary>What the visitor made and nobody confirmed yet; null for whoever has no passkey to make here.</summary>
    private async Task<IReadOnlyList<DoorCredential>?> WaitingAsync()
    {
        var recovery = await recoveries.CurrentAsync(Cancel);
        if (await GrantAsync(SideAccess.EnrolAnew(Visitor, recovery is not null)) is null)
        {
            return null;
        }

        var mine = await doors.CredentialsAsync(Visitor.Id, confirmedOnly: false, Cancel);
        return IsAnew ? [.. mine.Where(x => x.ConfirmedAt is null && x.CreatedAt >= recovery!.BegunAt)] : mine;
    }

    private async Task ShowAsync(IReadOnlyList<DoorCredential> mine)
    {
        if (mine.Count == 0)
        {
            var challenge = await doors.ChallengeAsync(Visitor.Session, Purpose, Cancel);
            Options = PasskeyOptions.ForRegistration(challenge, doors.Door, new PasskeyUser(Visitor.Id.ToByteArray(), Visitor.Name, Visitor.Name), [], residentKey: false);
            return;
        }

        Check = Doors.CheckOf(mine[0].CredentialId);
        var pending = await doors.PendingAsync(Cancel);
        IsFounding = pending.Any(x => x.Owner == Visitor.Id && x.Founding);
        Other = IsFounding && await doors.NobodyConfirmedAsync(Cancel)
            ? pending.FirstOrDefault(x => x.Owner != Visitor.Id && x.Founding)
            : null;
        if (Other is not null)
        {
            var challenge = await doors.ChallengeAsync(Visitor.Session, Founding, Cancel);
            ConfirmOptions = PasskeyOptions.ForAssertion(challenge, doors.Door, mine.Select(x => (ReadOnlyMemory<byte>)x.CredentialId));
        }
    }
}
