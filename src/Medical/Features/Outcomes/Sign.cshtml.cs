using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Outcomes;

/// <summary>
/// The exact text, and the doctor's passkey under it (law 11, R-082). The challenge is the hash of the bytes that are released: nobody else can
/// make that signature, this program included.
/// </summary>
[Authorize(Policies.Doctor)]
public sealed class SignModel(FileStore files, OutcomeStore outcomes, StaffStore staff, Rosters rosters, Doors doors, RegisterStore register, Commits<MedicalContext> commits, ServiceName service, TimeProvider clock) : MedicalPage
{
    private IReadOnlyList<DoorCredential> _signing = [];

    /// <summary>What will be signed.</summary>
    public FitnessOutcome Document { get; private set; } = null!;

    /// <summary>Whom it is about.</summary>
    public PersonLabel Person { get; private set; } = null!;

    /// <summary>What the browser is asked.</summary>
    public string Options { get; private set; } = "";

    /// <summary>What the browser answered.</summary>
    [BindProperty]
    public string? Credential { get; set; }

    /// <summary>For the file page.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Makes the text, fixed for ten minutes, and shows it.</summary>
    public async Task<IActionResult> OnGetAsync(Guid file, Guid id)
    {
        if (await OpenAsync(file, id) is not var (grant, row))
        {
            return Refused;
        }

        await ShowAsync(grant, row);
        return Page();
    }

    /// <summary>Checks the signature and releases.</summary>
    public async Task<IActionResult> OnPostAsync(Guid file, Guid id)
    {
        if (await OpenAsync(file, id) is not var (grant, row))
        {
            return Refused;
        }

        var document = await outcomes.DocumentAsync(grant, row, Cancel);
        if (document is null || !FitnessOutcome.TryParse(document, out var outcome))
        {
            return await AgainAsync(grant, row, "lapsed", T["De tekst was ouder dan tien minuten. Hieronder staat hij opnieuw, met een nieuw tijdstip.", "The text was older than ten minutes. It stands below anew, with a new time."]);
        }

        if (doors.Sign(_signing, document, Credential) is not var (proof, credential, counter))
        {
            return await AgainAsync(grant, row, "assertion", T["Er is niet getekend: dit was niet uw passkey, of niet onder deze tekst. Er is niets vrijgegeven.", "Nothing was signed: this was not your passkey, or not under this text. Nothing was released."]);
        }

        if (!await outcomes.ReleaseAsync(grant, row, outcome, new SignedRelease(document, proof), Visitor.Id, counter, credential.Id, Cancel))
        {
            return await AgainAsync(grant, row, "overtaken", T["Er is intussen een andere versie getekend. Er is niets vrijgegeven.", "Another version was signed meanwhile. Nothing was released."]);
        }

        Done = T["Getekend en vrijgegeven. De werkgever en de werknemer krijgen deze tekst.", "Signed and released. The employer and the employee get this text."];
        return Redirect($"/files/{file}");
    }

    private async Task<(AccessGrant Grant, Outcome Row)?> OpenAsync(Guid file, Guid id)
    {
        var facts = await files.FactsAsync(Visitor, file, Cancel);
        var row = await outcomes.FindAsync(file, id, Cancel);
        _signing = await rosters.ListedAsync(Visitor.Id, Cancel);
        var employeeFirst = row is not null && ReadingTime.EmployeeFirst(row, clock.GetUtcNow());
        var decision = FileRules.Sign(Visitor, file, facts, _signing.Count > 0, employeeFirst);
        if (decision.Permitted)
        {
            // The register is asked at each signature, where nothing else stands in the way.
            decision = FileRules.Sign(Visitor with { Standing = await register.StandingAsync(Visitor.Id, Cancel) }, file, facts, _signing.Count > 0, employeeFirst);
        }

        // Of an outcome that is not there, or was signed before, nothing is explained.
        var grant = await (row is null or { State: OutcomeState.Released } ? GrantAsync(decision) : GrantAsync(decision, facts));
        return grant is null || row is null ? null : (grant, row);
    }

    private async Task<IActionResult> AgainAsync(AccessGrant grant, Outcome row, string reason, string words)
    {
        await commits.RecordAsync(SideAccess.AtTheDoor(Visitor, "outcome.sign-failed", good: false, reason, row.File), Cancel);
        if (await outcomes.FindAsync(row.File, row.Id, Cancel) is not { State: not OutcomeState.Released } still)
        {
            return Redirect($"/files/{row.File}");
        }

        ModelState.AddModelError("", words);
        await ShowAsync(grant, still);
        return Page();
    }

    private async Task ShowAsync(AccessGrant grant, Outcome row)
    {
        var doctor = await staff.FindAsync(Visitor.Id, Cancel) ?? throw new InvalidOperationException("a doctor without a row");
        Document = await outcomes.MakeDocumentAsync(grant, row, doctor, service.Name, Cancel);
        Person = await files.PersonAsync(grant, Cancel);
        Options = PasskeyOptions.ForAssertion(DocumentSignature.ChallengeFor(Document.ToCanonicalBytes()), doors.Door, _signing.Select(x => (ReadOnlyMemory<byte>)x.CredentialId));
    }
}

/// <summary>The service's name as it stands on outcomes and rosters: <c>Service:Name</c>.</summary>
public sealed record ServiceName(string Name);
