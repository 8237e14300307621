using ArboDossier.AuditLedger;
using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Contracts.Values;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Store;
using ArboDossier.Store;
using ArboDossier.Web;
using ArboDossier.Web.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Staff;

/// <summary>The doctor's side: who works here, under whom, and which new credential waits for a second person.</summary>
[Authorize(Policies.Confirming)]
public sealed class PeopleModel(StaffStore staff, Doors doors, RegisterStore register, Inviting inviting, Commits<MedicalContext> commits, TimeProvider clock) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<StaffLine> Staff { get; private set; } = [];

    /// <summary>Credentials that wait.</summary>
    public IReadOnlyList<PendingCredential> Pending { get; private set; } = [];

    /// <summary>Link and code for somebody who was just invited, shown once.</summary>
    public InvitedView? Invited { get; private set; }

    /// <summary>Whose account could not be invited anew with what was typed, and what that was.</summary>
    public Guid? Renewing { get; private set; }

    /// <summary>The address that was typed.</summary>
    public string? Address { get; private set; }

    /// <summary>May invite; a doctor of another service only confirms.</summary>
    public bool Manages => Visitor.Kind == VisitorKind.Doctor;

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Who can be invited.</summary>
    public IReadOnlyList<MedicalRole> Roles { get; } = 
    [
        MedicalRole.CompanyDoctor, MedicalRole.SupervisedPhysician, MedicalRole.PracticeSupport, MedicalRole.MedicalAssistant, MedicalRole.DerivedSecrecyStaff, MedicalRole.Custodian,
    ];

    /// <summary>How a physician stands in the register now.</summary>
    public Standing StandingOf(StaffMember member) => RegisterStore.StandingOf(member, clock.GetUtcNow());

    /// <summary>Staff without a live statement.</summary>
    public IReadOnlyList<StaffLine> Waiting => [.. Staff.Where(x => x.Member.Role.IsSworn() && x.Statement is null)];

    /// <summary>Role of who is invited.</summary>
    [BindProperty]
    public MedicalRole? Role { get; set; }

    /// <summary>Name of who is invited.</summary>
    [BindProperty]
    public string? Name { get; set; }

    /// <summary>E-mail address of who is invited.</summary>
    [BindProperty]
    public string? Email { get; set; }

    /// <summary>BIG number of who is invited.</summary>
    [BindProperty]
    public string? Big { get; set; }

    /// <summary>Whose statement it is.</summary>
    [BindProperty]
    public Guid? Member { get; set; }

    /// <summary>Version of the statement's text.</summary>
    [BindProperty]
    public string? Version { get; set; }

    /// <summary>When it was signed.</summary>
    [BindProperty]
    public DateOnly? SignedOn { get; set; }

    /// <summary>When its signer was instructed.</summary>
    [BindProperty]
    public DateOnly? InstructedOn { get; set; }

    /// <summary>Shows the list.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Invites a doctor or somebody under derived secrecy.</summary>
    public async Task<IActionResult> OnPostInviteAsync()
    {
        var decision = SideAccess.ManageStaff(Visitor, "staff.invite", ActKind.Create);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        var number = "";
        if (Role is { } physician && physician.IsRegistered())
        {
            if (BigNumber.TryParse(Big, out var parsed) && parsed.IsPhysician)
            {
                number = parsed.ToString();
            }
            else
            {
                ModelState.AddModelError(nameof(Big), T["Een BIG-nummer van een arts heeft elf cijfers en eindigt op 01", "A physician's BIG number has eleven digits and ends in 01"]);
            }
        }

        if (Role is not { } role || !Roles.Contains(role))
        {
            ModelState.AddModelError(nameof(Role), T["Kies een rol", "Choose a role"]);
        }

        if (Name is null || !FitnessOutcome.IsName(Name.Trim()))
        {
            ModelState.AddModelError(nameof(Name), T["Vul een naam in van ten hoogste honderd tekens", "Fill in a name of at most a hundred characters"]);
        }

        if (!ContactData.IsEmail(Email?.Trim()))
        {
            ModelState.AddModelError(nameof(Email), T["Vul een e-mailadres in", "Fill in an e-mail address"]);
        }

        if (ModelState.IsValid)
        {
            var now = clock.GetUtcNow();
            var member = new StaffMember { Id = Guid.CreateVersion7(now), Role = Role!.Value, Name = Name!.Trim(), Big = number, Invitation = Guid.NewGuid(), CreatedAt = now };
            if (member.Role == MedicalRole.SupervisedPhysician)
            {
                // On the own secrecy, and so without a statement to sign: who invites supervises.
                (member.Supervisor, member.SupervisedSince) = (Visitor.Id, now);
            }

            if (await inviting.InviteAsync(new Invitation(member.Invitation.Value, "medical", member.Name, Email!.Trim(), T.Language, Staff: true), Cancel) is { } answer)
            {
                await staff.AddAsync(member, decision, Cancel);
                Invited = new(member.Name, answer, inviting.IsForeign);
                // The form is for the next one now.
                (Role, Name, Email, Big) = (null, null, null, null);
                ModelState.Clear();
            }
            else
            {
                ModelState.AddModelError("", T["Het inlogprogramma antwoordt nu niet. Probeer het zo nog een keer.", "The sign-in program does not answer now. Try again in a moment."]);
            }
        }

        await LoadAsync();
        return Page();
    }

    /// <summary>Records a derived-secrecy statement that somebody signed on paper .</summary>
    public async Task<IActionResult> OnPostStatementAsync(Guid member)
    {
        var decision = SideAccess.ManageStaff(Visitor, "statement.record", ActKind.Create);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        // Who has a statement under another doctor is not taken over: that doctor ends it first.
        if (member == Guid.Empty)
        {
            ModelState.Remove(nameof(member));
            ModelState.AddModelError("Member", T["Kies wie tekende", "Choose who signed"]);
        }
        else if (await staff.FindAsync(member, Cancel) is not { } signer || !signer.Role.IsSworn()
            || (await staff.AllAsync(Cancel)).Any(x => x.Member.Id == member && x.Statement is { } live && live.Doctor != Visitor.Id))
        {
            return NotFound();
        }

        if (string.IsNullOrWhiteSpace(Version) || Version.Length > 20)
        {
            ModelState.AddModelError(nameof(Version), T["Vul de versie in van de tekst die getekend is, ten hoogste twintig tekens", "Fill in the version of the text that was signed, at most twenty characters"]);
        }

        CheckDay(nameof(SignedOn), SignedOn);
        CheckDay(nameof(InstructedOn), InstructedOn);
        if (!ModelState.IsValid)
        {
            await LoadAsync();
            return Page();
        }

        var now = clock.GetUtcNow();
        var statement = new SecrecyStatement { Id = Guid.CreateVersion7(now), Staff = member, Doctor = Visitor.Id, TextVersion = Version!.Trim(), SignedOn = SignedOn!.Value, InstructedOn = InstructedOn!.Value, RecordedAt = now };
        await staff.RecordStatementAsync(statement, decision, Cancel);
        Done = T["De verklaring is vastgelegd.", "The statement is recorded."];
        return RedirectToPage();
    }

    /// <summary>Takes a physician whom nobody supervises any more under supervision.</summary>
    public async Task<IActionResult> OnPostSuperviseAsync(Guid member)
    {
        var decision = SideAccess.ManageStaff(Visitor, "supervision.begin", ActKind.Create);
        if (await GrantAsync(decision) is null || !await staff.SuperviseAsync(member, Visitor.Id, decision, Cancel))
        {
            return NotFound();
        }

        Done = T["U begeleidt deze arts vanaf nu.", "You supervise this physician from now on."];
        return RedirectToPage();
    }

    /// <summary>Ends a statement, or a supervision: from the next request on whoever worked by it is a stranger.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid member)
    {
        var decision = SideAccess.ManageStaff(Visitor, "statement.end", ActKind.Delete);
        if (await GrantAsync(decision) is null || !await staff.SupervisesAsync(Visitor.Id, member, Cancel))
        {
            return NotFound();
        }

        await staff.EndSupervisionAsync(member, decision, Cancel);
        Done = T["Beëindigd. Deze persoon opent niets meer, en de taken zijn voorbij.", "Ended. This person opens nothing any more, and the tasks are over."];
        return RedirectToPage();
    }

    /// <summary>A colleague lost the passkey of the door: all of that colleague's end at once, and new ones are enrolled and confirmed.</summary>
    public Task<IActionResult> OnPostLostAsync(Guid member) => AboutAsync(member, SideAccess.SecondPerson(Visitor, member, "credential.lost", ActKind.Delete), async (row, decision) =>
    {
        await doors.EndAsync(row.Id, null, decision, Cancel);
        Done = T[$"De passkeys van {row.Name} werken niet meer. {row.Name} maakt een nieuwe, en een collega bevestigt die.", $"The passkeys of {row.Name} work no longer. {row.Name} makes a new one, and a colleague confirms it."];
    });

    /// <summary>A colleague leaves, now.</summary>
    public Task<IActionResult> OnPostDepartAsync(Guid member) => AboutAsync(member, SideAccess.Colleague(Visitor, member, "staff.depart", ActKind.Delete), async (row, decision) =>
    {
        await staff.DepartAsync(row.Id, decision, Cancel);
        Done = !row.Role.IsOnRoster()
            ? T[$"{row.Name} mag nergens meer bij.", $"{row.Name} may open nothing any more."]
            : T[$"{row.Name} mag nergens meer bij. Teken nu met een tweede arts de lijst van wie mag tekenen.", $"{row.Name} may open nothing any more. Now sign the list of who may sign, with a second doctor."];
    });

    /// <summary>A colleague lost the account: an invitation for a new one, which by itself opens nothing.</summary>
    public Task<IActionResult> OnPostRenewAsync(Guid member, string? address) => AboutAsync(member, SideAccess.Colleague(Visitor, member, "staff.renew", ActKind.Update), async (row, decision) =>
    {
        ModelState.Clear();
        (Renewing, Address) = (row.Id, address);
        var invitation = Guid.NewGuid();
        if (!ContactData.IsEmail(address?.Trim()))
        {
            ModelState.AddModelError("", T["Vul een e-mailadres in", "Fill in an e-mail address"]);
        }
        else if (await inviting.InviteAsync(new Invitation(invitation, "medical", row.Name, address!.Trim(), T.Language, Staff: true), Cancel) is { } invited)
        {
            await staff.RenewAsync(row.Id, invitation, Visitor.Id, decision, Cancel);
            (Invited, Renewing) = (new(row.Name, invited, inviting.IsForeign), null);
        }
        else
        {
            ModelState.AddModelError("", T["Het inlogprogramma antwoordt nu niet. Probeer het zo nog een keer.", "The sign-in program does not answer now. Try again in a moment."]);
        }
    });

    /// <summary>The doctor looked in the public register and says what stands there about a colleague .</summary>
    public Task<IActionResult> OnPostRegisterAsync(Guid member, bool registered) => AboutAsync(member, SideAccess.SecondPerson(Visitor, member, "register.seen", ActKind.Update), async (row, decision) =>
    {
        await register.RecordAsync(row.Id, registered, Visitor, decision, Cancel);
        Done = registered ? T[$"Vastgelegd: {row.Name} staat in het BIG-register.", $"Recorded: {row.Name} stands in the register."] : T[$"Vastgelegd: {row.Name} staat niet meer in het BIG-register en mag nergens meer bij.", $"Recorded: {row.Name} stands in the register no longer and may open nothing any more."];
    });

    private async Task<IActionResult> AboutAsync(Guid member, Decision decision, Func<StaffMember, Decision, Task> act)
    {
        if (await staff.FindAsync(member, Cancel) is not { } row || await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        await act(row, decision);
        if (Done is not null)
        {
            return RedirectToPage();
        }

        // Something to show once, or to mend.
        await LoadAsync();
        return Page();
    }

    /// <summary>Confirms a colleague's or clerk's credential, after comparing the six characters.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(Guid credential, string? check)
    {
        var pending = (await doors.PendingAsync(Cancel)).FirstOrDefault(x => x.Id == credential);
        var supervises = pending is not null && await staff.SupervisesAsync(Visitor.Id, pending.Owner, Cancel);
        var renewed = pending is not null && (await staff.FindAsync(pending.Owner, Cancel))?.RenewedBy == Visitor.Id;
        var decision = SideAccess.Confirm(Visitor, pending?.Owner ?? Visitor.Id, supervises, renewed);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        if (!string.Equals(check?.Trim(), pending!.Check, StringComparison.OrdinalIgnoreCase))
        {
            await commits.RecordAsync(SideAccess.AtTheDoor(Visitor, "credential.confirm", good: false, "wrong-check"), Cancel);
            ModelState.AddModelError("", T["Deze zes tekens horen niet bij deze passkey. Vraag ze nog een keer; kloppen ze weer niet, bevestig dan niet.", "These six characters do not belong to this passkey. Ask for them again; if they are wrong again, do not confirm."]);
            await LoadAsync();
            return Page();
        }

        await doors.ConfirmAsync(Visitor, [(credential, Visitor.Id)], decision, Cancel);
        Done = T["De passkey is bevestigd.", "The passkey is confirmed."];
        return RedirectToPage();
    }

    private void CheckDay(string field, DateOnly? day)
    {
        if (ModelState.GetFieldValidationState(field) != Microsoft.AspNetCore.Mvc.ModelBinding.ModelValidationState.Invalid && (day is null || day > Today))
        {
            ModelState.AddModelError(field, T["Vul een dag in die niet in de toekomst ligt", "Fill in a day that does not lie in the future"]);
        }
    }

    private async Task LoadAsync()
    {
        Staff = await staff.AllAsync(Cancel);
        Pending = [.. (await doors.PendingAsync(Cancel)).Where(x => x.Owner != Visitor.Id)];
    }
}
