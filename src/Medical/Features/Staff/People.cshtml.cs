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
public sealed class PeopleModel(StaffStore staff, Doors doors, Inviting inviting, Commits<MedicalContext> commits, TimeProvider clock) : MedicalPage
{
    /// <summary>Everyone.</summary>
    public IReadOnlyList<StaffLine> Staff { get; private set; } = [];

    /// <summary>Credentials that wait.</summary>
    public IReadOnlyList<PendingCredential> Pending { get; private set; } = [];

    /// <summary>The link for somebody who was just invited, shown once.</summary>
    public (string Name, string Link)? Invited { get; private set; }

    /// <summary>May invite; a doctor of another service only confirms.</summary>
    public bool Manages => Visitor.Kind == VisitorKind.Doctor;

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows the list.</summary>
    public Task OnGetAsync() => LoadAsync();

    /// <summary>Invites a doctor or somebody under derived secrecy.</summary>
    public async Task<IActionResult> OnPostInviteAsync(MedicalRole role, string? name, string? email, string? big)
    {
        var decision = SideAccess.ManageStaff(Visitor, "staff.invite", ActKind.Create);
        if (await GrantAsync(decision) is null)
        {
            return NotFound();
        }

        var number = "";
        if (role == MedicalRole.CompanyDoctor)
        {
            if (BigNumber.TryParse(big, out var parsed) && parsed.IsPhysician)
            {
                number = parsed.ToString();
            }
            else
            {
                ModelState.AddModelError("big", T["Een BIG-nummer van een arts heeft elf cijfers en eindigt op 01", "A physician's BIG number has eleven digits and ends in 01"]);
            }
        }

        if (role is not (MedicalRole.CompanyDoctor or MedicalRole.DerivedSecrecyStaff))
        {
            ModelState.AddModelError("role", T["Kies een rol", "Choose a role"]);
        }

        if (name is null || !FitnessOutcome.IsName(name.Trim()))
        {
            ModelState.AddModelError("name", T["Vul een naam in van ten hoogste honderd tekens", "Fill in a name of at most a hundred characters"]);
        }

        if (email is null || email.Length > 254 || !System.Net.Mail.MailAddress.TryCreate(email.Trim(), out _))
        {
            ModelState.AddModelError("email", T["Vul een e-mailadres in", "Fill in an e-mail address"]);
        }

        if (ModelState.IsValid)
        {
            var now = clock.GetUtcNow();
            var member = new StaffMember { Id = Guid.CreateVersion7(now), Role = role, Name = name!.Trim(), Big = number, Invitation = Guid.NewGuid(), CreatedAt = now };
            if (await inviting.InviteAsync(new Invitation(member.Invitation.Value, "medical", member.Name, email!.Trim(), T.Language), Cancel) is { Link: var link })
            {
                await staff.AddAsync(member, decision, Cancel);
                Invited = (member.Name, link);
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
    public async Task<IActionResult> OnPostStatementAsync(Guid member, string? version, DateOnly? signedOn, DateOnly? instructedOn)
    {
        var decision = SideAccess.ManageStaff(Visitor, "statement.record", ActKind.Create);
        // Who has a statement under another doctor is not taken over: that doctor ends it first.
        if (await GrantAsync(decision) is null || await staff.FindAsync(member, Cancel) is not { Role: MedicalRole.DerivedSecrecyStaff }
            || (await staff.AllAsync(Cancel)).Any(x => x.Member.Id == member && x.Statement is { } live && live.Doctor != Visitor.Id))
        {
            return NotFound();
        }

        var today = Words.LocalDay(clock.GetUtcNow());
        if (string.IsNullOrWhiteSpace(version) || version.Length > 20 || signedOn is null || instructedOn is null || signedOn > today || instructedOn > today)
        {
            ModelState.AddModelError("", T["Vul versie, dag van ondertekening en dag van instructie in; geen dag in de toekomst", "Fill in version, day of signing and day of instruction; no day in the future"]);
            await LoadAsync();
            return Page();
        }

        var now = clock.GetUtcNow();
        var statement = new SecrecyStatement { Id = Guid.CreateVersion7(now), Staff = member, Doctor = Visitor.Id, TextVersion = version.Trim(), SignedOn = signedOn.Value, InstructedOn = instructedOn.Value, RecordedAt = now };
        await staff.RecordStatementAsync(statement, decision, Cancel);
        Done = T["De verklaring is vastgelegd.", "The statement is recorded."];
        return RedirectToPage();
    }

    /// <summary>Ends a statement: from the next request on the clerk is a stranger.</summary>
    public async Task<IActionResult> OnPostEndAsync(Guid member)
    {
        var decision = SideAccess.ManageStaff(Visitor, "statement.end", ActKind.Delete);
        if (await GrantAsync(decision) is null || !await staff.SupervisesAsync(Visitor.Id, member, Cancel))
        {
            return NotFound();
        }

        await staff.EndStatementAsync(member, decision, Cancel);
        Done = T["De verklaring is beëindigd.", "The statement has ended."];
        return RedirectToPage();
    }

    /// <summary>Confirms a colleague's or clerk's credential, after comparing the six characters.</summary>
    public async Task<IActionResult> OnPostConfirmAsync(Guid credential, string? check)
    {
        var pending = (await doors.PendingAsync(Cancel)).FirstOrDefault(x => x.Id == credential);
        var supervises = pending is not null && await staff.SupervisesAsync(Visitor.Id, pending.Owner, Cancel);
        var decision = SideAccess.Confirm(Visitor, pending?.Owner ?? Visitor.Id, supervises);
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

    private async Task LoadAsync()
    {
        Staff = await staff.AllAsync(Cancel);
        Pending = [.. (await doors.PendingAsync(Cancel)).Where(x => x.Owner != Visitor.Id)];
    }
}
