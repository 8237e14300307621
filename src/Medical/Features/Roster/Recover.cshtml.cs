using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Roster;

/// <summary>
/// Where doctors lost their passkeys and too few are left to sign a list: custodians bring them back, in the sight of everyone, and doctors whose
/// door still opens can stop it.
/// </summary>
[Authorize(Policies.Recovering)]
public sealed class RecoverModel(Recoveries recoveries, Rosters rosters, Doors doors) : MedicalPage
{
    private IReadOnlyList<DoorCredential> _signing = [];

    /// <summary>The custodians of the list that counts now.</summary>
    public RosterCustodians? Custodians { get; private set; }

    /// <summary>What goes on, or null.</summary>
    public RecoveryView? View { get; private set; }

    /// <summary>The visitor may begin.</summary>
    public bool MayBegin { get; private set; }

    /// <summary>The visitor may stop it.</summary>
    public bool MayStop { get; private set; }

    /// <summary>The visitor may sign now.</summary>
    public bool MaySign { get; private set; }

    /// <summary>The visitor signed.</summary>
    public bool HasSigned { get; private set; }

    /// <summary>Assertion options.</summary>
    public string? Options { get; private set; }

    /// <summary>The bytes that are signed, carried in the page.</summary>
    [BindProperty]
    public string? Document { get; set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>The six characters that each doctor with a new passkey read out, in the order of the page.</summary>
    [BindProperty]
    public IReadOnlyList<string?> Check { get; set; } = [];

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows how it stands.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>A custodian begins.</summary>
    public async Task<IActionResult> OnPostBeginAsync()
    {
        var decision = SideAccess.BeginRecovery(Visitor, await recoveries.FactsAsync(Visitor, Cancel));
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        await recoveries.BeginAsync(Visitor, decision, Cancel);
        Done = T["Het herstel is begonnen. Iedereen ziet dat.", "The recovery has begun. Everyone sees it."];
        return RedirectToPage();
    }

    /// <summary>A doctor or custodian stops it.</summary>
    public async Task<IActionResult> OnPostStopAsync()
    {
        var decision = SideAccess.StopRecovery(Visitor, await recoveries.FactsAsync(Visitor, Cancel));
        if (await GrantAsync(decision) is null || await recoveries.CurrentAsync(Cancel) is not { } current)
        {
            return NotFound();
        }

        await recoveries.StopAsync(Visitor, current, decision, Cancel);
        Done = T["Het herstel is gestopt. Er is niets veranderd.", "The recovery is stopped. Nothing was changed."];
        return RedirectToPage();
    }

    /// <summary>A custodian signs.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        if (await GrantAsync(SideAccess.SignRecovery(Visitor, await recoveries.FactsAsync(Visitor, Cancel))) is not { } grant)
        {
            return NotFound();
        }

        var signed = Document;
        await LoadAsync();
        if (View?.Roster is not { } expected)
        {
            return NotFound();
        }

        if (!View.Doctors.Select(x => x.Anew).OfType<DoorCredential>().Select(x => Doors.CheckOf(x.CredentialId)).SequenceEqual(Check.Select(x => x?.Trim()), StringComparer.OrdinalIgnoreCase))
        {
            ModelState.AddModelError("", T["De zes tekens kloppen niet. Vraag ze elke arts nog een keer; kloppen ze weer niet, teken dan niet.", "The six characters are wrong. Ask each doctor again; if they are wrong again, do not sign."]);
            return Page();
        }

        if (!Rosters.TryRead(signed, out var bytes, out var roster) || !Rosters.SameBut(roster, expected)
            || doors.Sign(_signing, bytes, Credential) is not var (proof, _, _)
            || !await recoveries.SignAsync(grant, Visitor, View, roster, proof, Cancel))
        {
            ModelState.Remove(nameof(Document));
            ModelState.AddModelError("", T["Er is niet getekend: er is intussen iets veranderd, of dit was niet uw passkey.", "Nothing was signed: something changed meanwhile, or this was not your passkey."]);
            await LoadAsync();
            return Page();
        }

        Done = await recoveries.CurrentAsync(Cancel) is null
            ? T["De artsen zijn hersteld. De nieuwe lijst geldt en is verstuurd.", "The doctors are back. The new list counts and was sent."]
            : T["Uw handtekening staat. De andere bewaarders moeten ook tekenen.", "Your signature is set. The other custodians have to sign as well."];
        return RedirectToPage();
    }

    private async Task LoadAsync()
    {
        var facts = await recoveries.FactsAsync(Visitor, Cancel);
        Custodians = (await rosters.CurrentAsync(Cancel))?.Custodians;
        View = await recoveries.ViewAsync(Cancel);
        (MayBegin, MayStop, HasSigned) = (SideAccess.BeginRecovery(Visitor, facts).Permitted, SideAccess.StopRecovery(Visitor, facts).Permitted, facts.HasSigned);
        if (View?.Roster is { } roster && SideAccess.SignRecovery(Visitor, facts).Permitted)
        {
            MaySign = true;
            _signing = await rosters.ListedAsync(Visitor.Id, Cancel);
            var bytes = roster.ToCanonicalBytes();
            Document = Convert.ToBase64String(bytes);
            Options = PasskeyOptions.ForAssertion(DocumentSignature.ChallengeFor(bytes), doors.Door, _signing.Select(x => (ReadOnlyMemory<byte>)x.CredentialId));
        }
    }
}
