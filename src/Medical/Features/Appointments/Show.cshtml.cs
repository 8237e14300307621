using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Store;
using ArboDossier.Signing;
using ArboDossier.Store;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Appointments;

/// <summary>
/// Which doctor works for which employer. One doctor proposes, a second confirms with the passkey of the door, either ends it: nobody gives himself
/// a caseload.
/// </summary>
[Authorize(Policies.Confirming)]
public sealed class ShowModel(Appointing appointing, StaffStore staff, Doors doors, Rosters rosters, Commits<MedicalContext> commits, TimeProvider clock) : MedicalPage
{
    /// <summary>All; a doctor of another service sees only what waits for him .</summary>
    public IReadOnlyList<AppointmentLine> All { get; private set; } = [];

    /// <summary>What this visitor may confirm, with what the browser is asked.</summary>
    public IReadOnlyList<(AppointmentLine Line, string Options)> Waiting { get; private set; } = [];

    /// <summary>May propose: a doctor of this service who stands on the roster.</summary>
    public bool Proposes { get; private set; }

    /// <summary>May end.</summary>
    public bool Ends => Visitor.Kind == VisitorKind.Doctor;

    /// <summary>Who can be appointed.</summary>
    public IReadOnlyList<StaffMember> Doctors { get; private set; } = [];

    /// <summary>Employers that are known.</summary>
    public IReadOnlyList<KnownEmployer> Employers { get; private set; } = [];

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Who is proposed.</summary>
    [BindProperty]
    public Guid? Doctor { get; set; }

    /// <summary>For which employer, as Reintegration shows its number.</summary>
    [BindProperty]
    public string? EmployerNumber { get; set; }

    /// <summary>How that employer is called.</summary>
    [BindProperty]
    public string? EmployerName { get; set; }

    /// <summary>Shows them.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Proposes a doctor for an employer, by the number that Reintegration shows.</summary>
    public async Task<IActionResult> OnPostProposeAsync()
    {
        var decision = SideAccess.ProposeAppointment(Visitor, await appointing.FactsAsync(Visitor, Guid.Empty, Cancel));
        if (await GrantAsync(decision) is null || Doctor is not { } doctor || await staff.FindAsync(doctor, Cancel) is not { Role: MedicalRole.CompanyDoctor })
        {
            return NotFound();
        }

        if (!Guid.TryParse(EmployerNumber?.Replace(" ", "", StringComparison.Ordinal), out var employer) || employer == Guid.Empty)
        {
            ModelState.AddModelError(nameof(EmployerNumber), T["Vul het nummer van de werkgever in, zoals de beheerder het ziet", "Fill in the employer's number as the administrator sees it"]);
        }

        if (EmployerName is null || !FitnessOutcome.IsName(EmployerName.Trim()))
        {
            ModelState.AddModelError(nameof(EmployerName), T["Vul de naam van de werkgever in, ten hoogste honderd tekens", "Fill in the employer's name, at most a hundred characters"]);
        }

        if (!ModelState.IsValid)
        {
            await LoadAsync();
            return Page();
        }

        var now = clock.GetUtcNow();
        var proposal = new Appointment { Id = Guid.CreateVersion7(now), Doctor = doctor, Employer = employer, From = Words.LocalDay(now), ProposedBy = Visitor.Id, ProposedAt = now };
        if (!await appointing.ProposeAsync(proposal, EmployerName!.Trim(), decision, Cancel))
        {
            return await AgainAsync(T["Deze arts is al aangesteld of voorgesteld voor deze werkgever", "This doctor is appointed or proposed for this employer already"]);
        }

        Done = T["Het voorstel staat. Tot een andere arts het bevestigt, opent het niets.", "The proposal is made. Until another doctor confirms it, it opens nothing."];
        return RedirectToPage();
    }

    /// <summary>The second doctor confirms with the passkey of the door.</summary>
    public async Task<IActionResult> OnPostSecondAsync(Guid appointment, string? credential)
    {
        var decision = SideAccess.ConfirmAppointment(Visitor, await appointing.FactsAsync(Visitor, appointment, Cancel));
        if (await GrantAsync(decision) is null || await appointing.FindAsync(appointment, Cancel) is not { } row)
        {
            return NotFound();
        }

        if (doors.Check(await rosters.ListedAsync(Visitor.Id, Cancel), DocumentSignature.ChallengeFor(row.ToDocument()), credential) is null)
        {
            await commits.RecordAsync(SideAccess.AtTheDoor(Visitor, "appointment.confirm", good: false, "not-this-passkey"), Cancel);
            return await AgainAsync(T["Er is niet bevestigd: dit was niet uw passkey.", "Nothing was confirmed: this was not your passkey."]);
        }

        await appointing.ConfirmAsync(appointment, Visitor.Id, Today, decision, Cancel);
        Done = T["De aanstelling is bevestigd en geldt vanaf nu.", "The appointment is confirmed and counts from now on."];
        return RedirectToPage();
    }

    /// <summary>Ends an appointment, or withdraws a proposal, now.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid appointment)
    {
        var decision = SideAccess.ManageStaff(Visitor, "appointment.end", ActKind.Update);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        // The day before counts as the last one, so that it works at once.
        await appointing.EndAsync(appointment, Today.AddDays(-1), decision, Cancel);
        Done = T["De aanstelling is beëindigd.", "The appointment has ended."];
        return RedirectToPage();
    }

    private async Task<IActionResult> AgainAsync(string error)
    {
        ModelState.AddModelError("", error);
        await LoadAsync();
        return Page();
    }

    private async Task LoadAsync()
    {
        All = Ends ? await appointing.AllAsync(Cancel) : [];
        Proposes = await appointing.MayProposeAsync(Visitor, Cancel);
        Doctors = await staff.DoctorsAsync(Cancel);
        Employers = await appointing.EmployersAsync(Cancel);
        var mine = await rosters.ListedAsync(Visitor.Id, Cancel);
        Waiting = [.. (await appointing.WaitingForAsync(Visitor, Cancel)).Select(x => (x, PasskeyOptions.ForAssertion(
            DocumentSignature.ChallengeFor(x.Row.ToDocument()), doors.Door, mine.Select(c => (ReadOnlyMemory<byte>)c.CredentialId))))];
    }
}
