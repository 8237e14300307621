using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Notices;
using ArboDossier.Medical.Features.Outcomes;
using ArboDossier.Medical.Store;
using ArboDossier.Sealing;
using ArboDossier.Web;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace ArboDossier.Medical.Features.Desk;

/// <summary>
/// Every step that an employee can take behind the own door, for an employee who stands at the desk or telephones: a code for the door,
/// hearing an outcome word for word, agreeing, saying that something is wrong, asking. Each with who recorded it and how the employee was identified.
/// </summary>
[Authorize(Policies.Team)]
public sealed class ServeModel(FileStore files, OutcomeStore outcomes, DeskStore desk, EmployeeDoors employees, Contacts contacts) : MedicalPage
{
    /// <summary>How the employee was identified.</summary>
    public DeskContact Contact { get; private set; } = null!;

    /// <summary>The outside of the file.</summary>
    public FileView Cover { get; private set; } = null!;

    /// <summary>The text that waits to be read by the employee.</summary>
    public OutcomeView? ToRead { get; private set; }

    /// <summary>What the employer reads now.</summary>
    public OutcomeView? Current { get; private set; }

    /// <summary>What was recorded in this contact.</summary>
    public IReadOnlyList<DeskStep> Steps { get; private set; } = [];

    /// <summary>The code, shown once; by telephone its two halves go different ways.</summary>
    public string? Code { get; private set; }

    /// <summary>By telephone the code goes by post.</summary>
    public bool ByPost => Contact.Route == IdentificationRoute.Telephone;

    /// <summary>The number that the employee reads out.</summary>
    [BindProperty, Longest(20)]
    public string? AccountNumber { get; set; }

    /// <summary>Where the letter goes.</summary>
    [BindProperty, Longest(300)]
    public string? Address { get; set; }

    /// <summary>What is wrong, in the employee's words.</summary>
    [BindProperty, Longest(5_000)]
    public string? Objection { get; set; }

    /// <summary>What is asked.</summary>
    [BindProperty]
    public AskedFor? For { get; set; }

    /// <summary>In which words.</summary>
    [BindProperty, Longest(2_000)]
    public string? Words { get; set; }

    /// <summary>Where mail may go.</summary>
    [BindProperty, Longest(254)]
    public string? Email { get; set; }

    /// <summary>Which number may be called.</summary>
    [BindProperty, Longest(20)]
    public string? Phone { get; set; }

    /// <summary>What was just done.</summary>
    [TempData]
    public string? Done { get; set; }

    /// <summary>Shows what can be done.</summary>
    public async Task<IActionResult> OnGetAsync(Guid id, Guid contact) => await OpenAsync(id, contact, "desk.open") is null ? Refused : Page();

    /// <summary>A code for the employee's own door.</summary>
    public async Task<IActionResult> OnPostCodeAsync(Guid id, Guid contact)
    {
        if (await OpenAsync(id, contact, "desk.code") is not { } grant)
        {
            return Refused;
        }

        Require(nameof(AccountNumber), AccountNumber, T["Vul het nummer in dat de werknemer voorleest", "Fill in the number that the employee reads out"]);
        if (ByPost)
        {
            Require(nameof(Address), Address, T["Vul het adres in dat de werknemer noemt", "Fill in the address that the employee gives"]);
        }

        if (ModelState.IsValid && (Code = await employees.IssueAsync(grant, Contact, AccountNumber!, ByPost ? Address!.Trim() : null, Cancel)) is null)
        {
            ModelState.AddModelError(nameof(AccountNumber), T["Dit nummer is niet bekend. De werknemer moet eerst één keer inloggen en leest dan het nummer voor", "This number is not known. The employee has to sign in once first and then reads out the number"]);
        }

        return Page();
    }

    /// <summary>The text was read out word for word.</summary>
    public async Task<IActionResult> OnPostReadOutAsync(Guid id, Guid contact, Guid outcome)
    {
        if (await OpenAsync(id, contact, "desk.read-out") is not { } grant || (outcome == ToRead?.Row.Id ? ToRead : outcome == Current?.Row.Id ? Current : null) is not { } read)
        {
            return Refused;
        }

        var step = desk.Step(Contact, DeskStepKind.ReadOut, outcome);
        await (read == ToRead ? outcomes.SeenAsync(grant, outcome, Cancel, step) : desk.ReadOutAsync(grant, step, Cancel));
        return Again(T["Vastgelegd: de tekst is woord voor woord voorgelezen.", "Recorded: the text was read out word for word."]);
    }

    /// <summary>The employee agrees and does not want to wait.</summary>
    public async Task<IActionResult> OnPostAgreeAsync(Guid id, Guid contact, Guid outcome)
    {
        if (await AnswerAsync(id, contact, outcome, "desk.agree") is not { } grant)
        {
            return Refused;
        }

        if (Steps.Any(x => x.Kind == DeskStepKind.ReadOut && x.Subject == outcome))
        {
            await outcomes.WaiveAsync(grant, outcome, Cancel, desk.Step(Contact, DeskStepKind.Agreed, outcome));
            return Again(T["Vastgelegd: de werknemer is akkoord. De arts kan nu tekenen.", "Recorded: the employee agrees. The doctor can sign now."]);
        }

        ModelState.AddModelError("", T["Lees de tekst eerst voor, en leg dat vast. Niemand is akkoord met wat niet is gehoord.", "First read out the text, and record that. Nobody agrees with what was not heard."]);
        return Page();
    }

    /// <summary>The employee says that something is wrong. No veto .</summary>
    public async Task<IActionResult> OnPostObjectAsync(Guid id, Guid contact, Guid outcome)
    {
        if (await AnswerAsync(id, contact, outcome, "desk.object") is not { } grant)
        {
            return Refused;
        }

        Require(nameof(Objection), Objection, T["Schrijf op wat er niet klopt, in de woorden van de werknemer", "Write down what is wrong, in the employee's words"]);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await outcomes.ObjectAsync(grant, ToRead!.Row, Objection!.Trim(), Cancel, desk.Step(Contact, DeskStepKind.Objected, outcome));
        return Again(T["Vastgelegd: de arts leest dit voordat er iets naar de werkgever gaat.", "Recorded: the doctor reads this before anything goes to the employer."]);
    }

    /// <summary>The employee asks for contact or a consultation; the employer does not hear of it .</summary>
    public async Task<IActionResult> OnPostAskAsync(Guid id, Guid contact)
    {
        if (await OpenAsync(id, contact, "desk.ask") is not { } grant)
        {
            return Refused;
        }

        Require(nameof(For), For?.ToString(), T["Kies wat de werknemer vraagt", "Choose what the employee asks"]);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await desk.AskAsync(grant, new AskText(For!.Value, Words?.Trim() ?? ""), Contact, Cancel);
        return Again(T["Vastgelegd: de vraag staat in de werkvoorraad van de arts. De werkgever hoort dit niet.", "Recorded: the request is on the doctor's worklist. The employer does not hear of it."]);
    }

    /// <summary>Where the employee wants to be reached, for who has no way to say it on the own page .</summary>
    public async Task<IActionResult> OnPostContactAsync(Guid id, Guid contact)
    {
        if (await OpenAsync(id, contact, "desk.contact") is not { } grant)
        {
            return Refused;
        }

        var given = ContactText.Typed(Email, Phone, ModelState, T);
        if (!ModelState.IsValid)
        {
            return Page();
        }

        await contacts.KeepAsync(grant, given, Cancel, desk.Step(Contact, DeskStepKind.GaveContact, id));
        return Again(given is { Email: "", Phone: "" }
            ? T["Vastgelegd: de werknemer krijgt een brief of een telefoontje.", "Recorded: the employee gets a letter or a call."]
            : T["Vastgelegd: hier mag bericht naartoe. Lees het nog één keer voor.", "Recorded: word may go there. Read it out once more."]);
    }

    private RedirectResult Again(string done)
    {
        Done = done;
        return Redirect($"/files/{Contact.File}/desk/{Contact.Id}");
    }

    private void Require(string field, string? value, string words)
    {
        if (string.IsNullOrWhiteSpace(value) && ModelState[field]?.Errors.Count is null or 0)
        {
            ModelState.AddModelError(field, words);
        }
    }

    private async Task<AccessGrant?> AnswerAsync(Guid id, Guid contact, Guid outcome, string what) =>
        await OpenAsync(id, contact, what) is { } grant && ToRead?.Row.Id == outcome ? grant : null;

    private async Task<AccessGrant?> OpenAsync(Guid id, Guid contact, string what)
    {
        var facts = await files.FactsAsync(Visitor, id, Cancel);
        var known = await desk.FindAsync(id, contact, Visitor.Id, Cancel);
        if (await GrantAsync(FileRules.Desk(Visitor, id, facts, what, known?.Route.ToString()), facts) is not { } grant || known is null)
        {
            return null;
        }

        Contact = known;
        Cover = await files.CoverAsync(grant, Cancel);
        Steps = [.. (await desk.OfAsync(id, Cancel)).Where(x => x.Contact.Id == contact).Select(x => x.Step)];
        if (Cover.Outcomes.FirstOrDefault(x => x.State == OutcomeState.WithEmployee) is { } waiting)
        {
            ToRead = await outcomes.OpenAsync(grant, waiting, Cancel);
        }

        if (Cover.Outcomes.Where(x => x.State == OutcomeState.Released).MaxBy(x => x.SignedAt) is { } released)
        {
            Current = await outcomes.OpenAsync(grant, released, Cancel);
        }

        return grant;
    }
}
