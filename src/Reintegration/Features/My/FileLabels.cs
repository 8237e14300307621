using ArboDossier.Reintegration.Access;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features.My;

/// <summary>What stands in the ledger about an employment, in words for its employee .</summary>
public static class FileLabels
{
    /// <summary>What was done.</summary>
    public static Text Event(string what) => what switch
    {
        "case.open" => new("Uw ziekmelding gelezen", "Your sick report read"),
        "cases.list" => new("Uw zaak in een werklijst gezien", "Your case seen in a worklist"),
        "case.report" => new("U ziek gemeld", "Reported you sick"),
        "case.correct" => new("Uw ziekmelding verbeterd", "Your sick report corrected"),
        "case.withdraw" => new("Uw ziekmelding ingetrokken", "Your sick report withdrawn"),
        "recovery.report" or "recovery.undo" => new("Uw herstel gemeld of teruggenomen", "Your recovery reported or taken back"),
        "consultation.ask" => new("De bedrijfsarts iets gevraagd", "Asked the company doctor something"),
        "correction.ask" => new("Om verbetering gevraagd", "A correction asked for"),
        "outcome.export" => new("Het bewijs van het oordeel opgehaald", "The proof of the judgement taken along"),
        "expert.appoint" or "expert.end" => new("Een arbeidsdeskundige aangesteld of de aanstelling bekeken", "A labour expert appointed, or the appointment looked at"),
        "audit.draw" => new("Uw dossier door het lot gekozen voor een audit", "Your file drawn by lot for an audit"),
        "representative.manage" or "representative.give" or "representative.end" => new("Een machtiging gegeven, ingetrokken of bekeken", "An authorisation given, withdrawn or looked at"),
        "representative.bind" => new("Uw machtiging aangenomen", "Your authorisation accepted"),
        "employee.open" => new("Uw gegevens gelezen", "Your details read"),
        "employee.invite" or "member.add" => new("Uw account geregeld", "Your account arranged"),
        "appointment.receive" => new("Een afspraak bij de bedrijfsarts ontvangen", "An appointment with the company doctor received"),
        "outcome.receive" => new("Het oordeel van de bedrijfsarts ontvangen", "The company doctor's judgement received"),
        "message.receive" => new("Een afspraak of oordeel ontvangen", "An appointment or judgement received"),
        "message.refuse" => new("Een bericht geweigerd dat niet klopte", "A message refused that was not right"),
        "notice.address" or "notice.sent" or "notice.called" or "notice.to-call" or "notice.drop" => new("U laten weten dat er iets te zien is", "Let you know that there is something to see"),
        "key.reseal" => new("Opnieuw verzegeld met een nieuwe sleutel", "Sealed again with a new key"),
        "log.read" => new("Deze lijst bekeken", "This list looked at"),
        _ => new("Iets anders gedaan", "Did something else"),
    };

    /// <summary>Why it was possible, or refused.</summary>
    public static Text Reason(string reason, bool permitted) => reason switch
    {
        "own-employer" => new("Werkt bij personeelszaken", "Works at the personnel department"),
        "own-team" => new("Geeft u leiding", "Leads you"),
        "deputised" => new("Vervangt uw leidinggevende", "Stands in for your line manager"),
        "assigned" => new("Begeleidt zaken van uw werkgever", "Looks after your employer's cases"),
        "appointed" => new("Voor uw zaak aangesteld", "Appointed for your case"),
        "drawn" or "by-lot" => new("Kwaliteitsaudit", "Audit of quality"),
        "own-employment" => new("Uw eigen dossier", "Your own file"),
        "under-grant" => new("Hoort bij de regel hieronder", "Belongs to the line below"),
        "authorised" => new("Door u gemachtigd", "Authorised by you"),
        "beyond-authorisation" => new("Uw machtiging gaat niet zo ver", "Your authorisation does not go so far"),
        "both-sides" => new("Werkt voor uw werkgever of de arbodienst", "Works for your employer or the service"),
        "own-by-role" => new("Niemand opent het eigen dossier in een rol", "Nobody opens the own file by a role"),
        _ => permitted ? new("Hoort bij het werk van het programma", "Part of what the program does") : new("Mocht dat niet", "Was not allowed to"),
    };

    /// <summary>In which role.</summary>
    public static Text Role(string role) =>
        Enum.TryParse<Role>(role, out var known) ? Labels.Of(known) : role.StartsWith("machine:", StringComparison.Ordinal) ? new("Het programma", "The program") : Labels.Of(Access.Role.None);

    /// <summary>Works for the service.</summary>
    public static bool IsOfService(string role) =>
        role is nameof(Access.Role.CaseManager) or nameof(Access.Role.LabourExpert) or nameof(Access.Role.QualityAuditor) or nameof(Access.Role.ServiceAdministrator);

    /// <summary>Works for the employer.</summary>
    public static bool IsOfEmployer(string role) => role is nameof(Access.Role.EmployerAdministrator) or nameof(Access.Role.LineManager);
}
