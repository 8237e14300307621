using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Roster;

/// <summary>
/// The roster of doctors who may sign: one doctor proposes with a signature, a second publishes with another. Reintegration believes an outcome
/// only from somebody on it.
/// </summary>
[Authorize(Policies.Confirming)]
public sealed class ShowModel(Rosters rosters, Doors doors, ServiceName service) : MedicalPage
{
    private IReadOnlyList<DoorCredential> _signing = [];

    /// <summary>All, newest first.</summary>
    public IReadOnlyList<RosterRow> All { get; private set; } = [];

    /// <summary>The published one that counts now.</summary>
    public DoctorRoster? Current { get; private set; }

    /// <summary>What is laid out for a signature: a proposal of another, or the change of today.</summary>
    public DoctorRoster? Waiting { get; private set; }

    /// <summary>True where it already has a first signature.</summary>
    public bool IsProposal { get; private set; }

    /// <summary>True where this doctor may sign it now.</summary>
    public bool MaySign { get; private set; }

    /// <summary>Assertion options.</summary>
    public string? Options { get; private set; }

    /// <summary>The bytes that are signed, carried in the page.</summary>
    [BindProperty]
    public string? Document { get; set; }

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows it.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Signs: the first signature proposes, the second publishes.</summary>
    public async Task<IActionResult> OnPostAsync()
    {
        var decision = SideAccess.ManageRoster(Visitor);
        if (await GrantAsync(decision) is not { } grant)
        {
            return NotFound();
        }

        // What the page carried is what was signed; loading lays out what would be signed now.
        var signed = Document;
        await LoadAsync();
        if (!MaySign || Waiting is null || !Rosters.TryRead(signed, out var bytes, out var roster)
            || !Rosters.SameBut(roster, Waiting)
            || doors.Sign(_signing, bytes, Credential) is not var (proof, _, _))
        {
            ModelState.Remove(nameof(Document));
            ModelState.AddModelError("", T["Er is niet getekend: de lijst is intussen veranderd, of dit was niet uw passkey.", "Nothing was signed: the list changed meanwhile, or this was not your passkey."]);
            return Page();
        }

        if (IsProposal)
        {
            await rosters.PublishAsync(grant, All[0], proof, Visitor.Id, Cancel);
            Done = T["De lijst geldt en is verstuurd.", "The list counts and was sent."];
        }
        else
        {
            await rosters.ProposeAsync(roster, proof, Visitor.Id, decision, Cancel);
            Done = T["Uw handtekening staat. Een tweede arts moet ook tekenen.", "Your signature is set. A second doctor has to sign as well."];
        }

        return RedirectToPage();
    }

    private async Task LoadAsync()
    {
        All = await rosters.AllAsync(Cancel);
        Current = await rosters.CurrentAsync(Cancel);
        var draft = await rosters.DraftAsync(service.Name, Cancel);
        // A proposal that no longer says what is so waits for nobody: the list of today takes its place.
        IsProposal = All is [{ SecondSigner: null, Recovery: false, Document: var document }, ..] && DoctorRoster.TryParse(document, out var proposed) && Rosters.SameDoctors(proposed, draft);
        if (IsProposal && DoctorRoster.TryParse(All[0].Document, out var waiting))
        {
            Waiting = waiting;
            MaySign = All[0].FirstSigner != Visitor.Id;
        }
        else
        {
            Waiting = Current is not null && Rosters.SameDoctors(draft, Current) ? null : draft;
            MaySign = Waiting is not null;
        }

        // A later roster is signed by doctors of the one before, with passkeys that it names: any other signature would be believed by nobody.
        _signing = Current is null ? await doors.CredentialsAsync(Visitor.Id, confirmedOnly: true, Cancel) : await rosters.ListedAsync(Visitor.Id, Cancel);
        MaySign = MaySign && _signing.Count > 0 && (Current is not null || Waiting?.Doctors.Any(x => x.Doctor == Visitor.Id) == true);
        if (MaySign)
        {
            var bytes = Waiting!.ToCanonicalBytes();
            Document = Convert.ToBase64String(bytes);
            Options = PasskeyOptions.ForAssertion(DocumentSignature.ChallengeFor(bytes), doors.Door, _signing.Select(x => (ReadOnlyMemory<byte>)x.CredentialId));
        }
    }
}
