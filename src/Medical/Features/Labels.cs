using ArboDossier.Contracts;
using ArboDossier.Contracts.Messages;
using ArboDossier.Medical.Access;
using ArboDossier.Medical.Features.Desk;
using ArboDossier.Medical.Features.Door;
using ArboDossier.Medical.Features.Staff;
using ArboDossier.Medical.Features.Tasks;
using ArboDossier.Medical.Store;
using ArboDossier.Web;

namespace ArboDossier.Medical.Features;

/// <summary>The words for closed lists, in both languages.</summary>
public static class Labels
{
    /// <summary>Place of a consultation.</summary>
    public static Text Place(AppointmentPlace place) => place switch
    {
        AppointmentPlace.Telephone => new("Telefonisch", "By telephone"),
        AppointmentPlace.Video => new("Video", "Video"),
        AppointmentPlace.Office => new("Op het spreekuur", "At our office"),
        AppointmentPlace.EmployerSite => new("Bij de werkgever", "At the employer's"),
    };

    /// <summary>A question in full.</summary>
    public static Text Question(ConsultationQuestion question) => question switch
    {
        ConsultationQuestion.FitForOwnWork => new("Is de werknemer geschikt voor het eigen werk, en per welke dag?", "Is the employee fit for the own work, and from which day?"),
        ConsultationQuestion.LongAbsenceExpected => new("Dreigt lang verzuim, en zijn er mogelijkheden voor re-integratie?", "Is long absence expected, and are there possibilities for reintegration?"),
        ConsultationQuestion.AdjustProblemAnalysis => new("Moet de probleemanalyse worden bijgesteld?", "Does the problem analysis need adjusting?"),
        ConsultationQuestion.CurrentJudgement => new("Wilt u een actueel oordeel geven voor het re-integratieverslag?", "Will you give a current judgement for the reintegration report?"),
    };

    /// <summary>A question in a table.</summary>
    public static Text QuestionShort(ConsultationQuestion question) => question switch
    {
        ConsultationQuestion.FitForOwnWork => new("Geschikt voor het eigen werk?", "Fit for the own work?"),
        ConsultationQuestion.LongAbsenceExpected => new("Dreigt lang verzuim?", "Long absence expected?"),
        ConsultationQuestion.AdjustProblemAnalysis => new("Probleemanalyse bijstellen?", "Adjust the problem analysis?"),
        ConsultationQuestion.CurrentJudgement => new("Actueel oordeel", "Current judgement"),
    };

    /// <summary>The sentence that the employer reads, word for word .</summary>
    public static string Sentence(this Words t, FitnessVerdict verdict, DateOnly day) => verdict switch
    {
        FitnessVerdict.Fit => t[$"Geschikt voor het eigen werk per {t.Day(day)}.", $"Fit for the own work from {t.Day(day)}."],
        FitnessVerdict.Unfit => t[$"Ongeschikt voor het eigen werk per {t.Day(day)}.", $"Unfit for the own work from {t.Day(day)}."],
        FitnessVerdict.Withdrawn => t[$"De vorige uitkomst geldt niet meer, per {t.Day(day)}.", $"The former outcome no longer holds, from {t.Day(day)}."],
        FitnessVerdict.None => "",
    };

    /// <summary>What an employee reads about an event in the own log .</summary>
    public static Text Event(string what) => what switch
    {
        "file.open" => new("Dossier geopend", "File opened"),
        "consultation.write" => new("In uw dossier gewerkt", "Worked in your file"),
        "consultation.record" => new("Consult opgeschreven", "Consultation recorded"),
        "consultation.plan" => new("Consult gepland", "Consultation planned"),
        "draft.save" or "draft.discard" => new("Aan een tekst gewerkt", "Worked on a text"),
        "draft.sweep" => new("Tekst die nooit is vastgelegd, verwijderd", "Text that was never recorded, removed"),
        "task.read" => new("Taken in uw dossier bekeken", "Tasks in your file looked at"),
        "task.give" or "task.given" => new("Taak in uw dossier opgeschreven", "Task in your file written down"),
        "task.withdraw" or "task.withdrawn" => new("Taak in uw dossier ingetrokken", "Task in your file withdrawn"),
        "task.write" => new("Onder een taak in uw dossier gewerkt", "Worked in your file under a task"),
        "task.record" => new("Aantekening onder een taak vastgelegd", "Note under a task recorded"),
        "entry.review" or "entry.reviewed" => new("Aantekening nagekeken door de arts", "Note reviewed by the doctor"),
        "outcome.prepare" => new("Uitkomst voorbereid", "Outcome prepared"),
        "outcome.present" => new("Uitkomst klaargezet om te tekenen", "Outcome laid out for signing"),
        "outcome.sign" => new("Uitkomst willen tekenen", "Asked to sign an outcome"),
        "outcome.release" => new("Uitkomst getekend en vrijgegeven", "Outcome signed and released"),
        "outcome.to-employee" => new("Uitkomst aan u voorgelegd", "Outcome given to you to read"),
        "outcome.read-together" => new("Uitkomst met u gelezen", "Outcome read with you"),
        "outcome.answer" or "outcome.seen" => new("Uitkomst bekeken", "Outcome looked at"),
        "outcome.waive" => new("Akkoord gegeven", "Agreed"),
        "outcome.object" => new("Gemeld dat er iets niet klopt", "Said that something is wrong"),
        "outcome.read" => new("Uitkomst bekeken", "Outcome looked at"),
        "outcome.read-out" => new("Uitkomst voorgelezen", "Outcome read out"),
        "ask.send" or "ask.record" => new("Vraag gesteld aan de arts", "Asked the doctor something"),
        "ask.handled" => new("Uw vraag is afgehandeld", "Your request was dealt with"),
        "desk.open" => new("Balie geopend om u te helpen", "Desk opened to help you"),
        "desk.identify" => new("Vastgelegd hoe u zich bekendmaakte", "Recorded how you were identified"),
        "desk.code" => new("Balie: code voor u gemaakt", "Desk: a code was made for you"),
        "desk.read-out" => new("Balie: tekst voor u voorgelezen", "Desk: a text was read out to you"),
        "desk.agree" => new("Balie: uw akkoord opgeschreven", "Desk: your agreement was recorded"),
        "desk.object" => new("Balie: opgeschreven dat er iets niet klopt", "Desk: recorded that something is wrong"),
        "desk.contact" => new("Balie: opgeschreven waar u bereikt wilt worden", "Desk: recorded where you want to be reached"),
        "desk.ask" => new("Balie: uw vraag opgeschreven", "Desk: your request was recorded"),
        "activation.issue" => new("Code aan u gegeven", "Code handed to you"),
        "activation.match" => new("Uw naam en geboortedatum vergeleken met een elektronische identificatie", "Your name and birth date compared with an electronic identification"),
        "activation.identify" => new("Elektronisch geïdentificeerd voor uw dossier", "Identified electronically for your file"),
        "desk.file-code" => new("Dossiercode gemaakt voor elektronische identificatie", "File code made for an electronic identification"),
        "activation.use" => new("Deur geopend met de code", "Door opened with the code"),
        "directory.read" => new("Uw naam en de vraag van de werkgever bekeken", "Your name and the employer's question looked at"),
        "request.late" => new("Verzoek van de werkgever kwam na het einde van de zaak", "Request from the employer came after the case had ended"),
        "key.reseal" => new("Opnieuw verzegeld onder een nieuwe sleutel", "Sealed again under a new key"),
        "request.receive" => new("Verzoek van de werkgever ontvangen", "Request from the employer received"),
        "case.notice" or "case.facts" or "case.closed" or "message.receive" => new("Bericht van de werkgever ontvangen", "Message from the employer received"),
        "opening.review" => new("Nagekeken waarom een collega uw dossier opende", "Reviewed why a colleague opened your file"),
        "conflict.record" => new("Vastgelegd wie uw dossier niet mag openen", "Recorded who must not open your file"),
        "conflict.end" => new("Teruggenomen dat iemand uw dossier niet mag openen", "Took back that somebody must not open your file"),
        "conflict.read" => new("Bekeken wie uw dossier niet mag openen", "Looked at who must not open your file"),
        "contact.give" => new("Opgeschreven waar u bereikt wilt worden", "Written down where you want to be reached"),
        "notice.address" => new("Opgezocht waar u bereikt wilt worden", "Looked up where you want to be reached"),
        "notice.sent" => new("Mail gestuurd dat er iets te bekijken is", "Mail sent that there is something to look at"),
        "notice.to-call" or "notice.drop" => new("Mailen lukte niet: iemand belt of schrijft u", "Mail did not do it: somebody calls or writes to you"),
        "notice.called" => new("U bent gebeld, of er is u geschreven", "You were called or written to"),
        "page.refused" => new("Dossier willen openen", "Tried to open the file"),
        "log.read" => new("Dit logboek bekeken", "This log looked at"),
        _ => new("Anders", "Other"),
    };

    /// <summary>A role on the doctor's side.</summary>
    public static Text Role(MedicalRole role) => role switch
    {
        MedicalRole.CompanyDoctor => new("bedrijfsarts", "company doctor"),
        MedicalRole.OutsideDoctor => new("arts van een andere dienst", "doctor of another service"),
        MedicalRole.DerivedSecrecyStaff => new("onder afgeleid beroepsgeheim", "under derived secrecy"),
        MedicalRole.Custodian => new("bewaarder", "custodian"),
        MedicalRole.SupervisedPhysician => new("arts onder begeleiding", "physician under supervision"),
        MedicalRole.PracticeSupport => new("praktijkondersteuner", "practice support"),
        MedicalRole.MedicalAssistant => new("doktersassistent", "medical assistant"),
        MedicalRole.None => new("", ""),
    };

    /// <summary>In place of a role: an employee who is not the reader of this log.</summary>
    public const string OtherEmployee = "OtherEmployee";

    /// <summary>A role, for the employee's log.</summary>
    public static Text Role(string role) => role switch
    {
        "CompanyDoctor" => new("Bedrijfsarts", "Company doctor"),
        "OutsideDoctor" => new("Arts van een andere dienst", "Doctor of another service"),
        "Custodian" => new("Bewaarder", "Custodian"),
        "DerivedSecrecy" => new("Medewerker onder beroepsgeheim", "Staff under medical secrecy"),
        "SupervisedPhysician" => new("Arts onder begeleiding", "Physician under supervision"),
        "PracticeSupport" => new("Praktijkondersteuner van de bedrijfsarts", "Practice support of the company doctor"),
        "MedicalAssistant" => new("Doktersassistent", "Medical assistant"),
        "Employee" => new("Uzelf", "Yourself"),
        OtherEmployee => new("Iemand anders", "Somebody else"),
        _ when role.StartsWith("machine:", StringComparison.Ordinal) => new("Het programma", "The program"),
        _ => new("Onbekend", "Unknown"),
    };

    /// <summary>Why, for the employee's log.</summary>
    public static Text Reason(string reason, bool permitted) => reason switch
    {
        "live-relation" => new("Behandelt u", "Treats you"),
        "open-task" => new("Er was iets te doen in uw dossier", "Something had to be done in your file"),
        "written-task" => new("Had een schriftelijke taak van de arts", "Had a written task of the doctor"),
        "own-file" => new("Uw eigen dossier", "Your own file"),
        "employee-at-desk" => new("U kwam langs of belde", "You came by or telephoned"),
        "identified-Desk" => new("U was aan de balie, met een identiteitsbewijs", "You were at the desk, with an identity document"),
        "identified-Video" => new("U belde per video, met een identiteitsbewijs", "You called by video, with an identity document"),
        "identified-Telephone" => new("U belde, beantwoordde vragen en werd teruggebeld", "You telephoned, answered questions and were called back"),
        "identified-Electronic" => new("U identificeerde zich elektronisch", "You identified yourself electronically"),
        "not-matched" => new("Code of persoon klopte niet", "Code or person was not right"),
        "code-fits" => new("Iemand gebruikte de code van uw dossier", "Somebody used the code of your file"),
        "door-level" => new("Uw deur opent nog niet zo ver", "Your door does not open that far yet"),
        "under-grant" => new("Hoort bij de regel hieronder", "Belongs to the line below"),
        "appointed" => new("Arts van uw werkgever", "Doctor for your employer"),
        "deputises" => new("Neemt waar voor uw arts", "Stands in for your doctor"),
        "conflict" => new("Mag uw dossier niet openen, of legt dat vast", "Must not open your file, or records it"),
        "found-right" => new("Vond dat het terecht was", "Found that it was right"),
        "found-wrong" => new("Vond dat het niet terecht was", "Found that it was not right"),
        "stated-EmployeeAsked" => new("Zei: de werknemer vroeg om contact", "Said: the employee asked for contact"),
        "stated-StandIn" => new("Zei: neemt waar voor een collega", "Said: stands in for a colleague"),
        "stated-IncomingPost" => new("Zei: er kwam post of een telefoontje", "Said: post or a call came in"),
        "named-act" => new("Bericht tussen de programma's", "Message between the programs"),
        _ => permitted ? new("Volgens de regels", "By the rules") : new("Geen reden: mocht het niet zien", "No reason: was not allowed to see it"),
    };

    /// <summary>Why something is closed, for whoever may know that it is there.</summary>
    public static ClosedView Closed(ClosedBy why) => why switch
    {
        ClosedBy.NoRelation => new(
            "R-076", new("U bent aangesteld voor deze werkgever, maar u behandelt deze werknemer niet.", "You are appointed for this employer, but you do not treat this employee."),
            new("Lezen kan met een reden die de werknemer ziet. Schrijven en tekenen doet de arts die behandelt.", "You can read for a reason that the employee sees. The treating doctor writes and signs.")),
        ClosedBy.NoOpenTask => new(
            "R-046", new("Er is nu niets te doen in dit dossier.", "There is nothing to do in this file now."),
            new("U opent een dossier alleen zolang er een verzoek, een consult of een uitkomst loopt. Vraag het uw arts.", "You open a file only while a request, a consultation or an outcome is running. Ask your doctor.")),
        ClosedBy.NoWrittenTask => new(
            "R-050", new("U hebt nu geen schriftelijke taak in dit dossier.", "You have no written task in this file now."),
            new("Uw arts schrijft een taak op bij het dossier. Die loopt tot een dag, en eindigt als de arts haar intrekt.", "Your doctor writes a task at the file. It runs until a day, and ends when the doctor withdraws it.")),
        ClosedBy.NotThisRole => new(
            "R-050", new("Dit doet alleen de arts.", "Only the doctor does this."), new("U kunt een uitkomst wel voorbereiden.", "You can prepare an outcome.")),
        ClosedBy.Conflict => new(
            "R-069", new("Er is vastgelegd dat u of uw arts te dicht bij deze werknemer staat, of voor de werkgever optrad.", "It is recorded that you or your doctor stand too close to this employee, or acted for the employer."),
            new("Een collega behandelt. Klopt het niet, dan neemt een andere arts het terug.", "A colleague treats. If it is wrong, another doctor takes it back.")),
        ClosedBy.RegisterUnseen => new(
            "R-286", new("Het BIG-register is te lang niet gezien. Na 72 uur tekent u niets meer, na zeven dagen gaat er geen dossier meer open.", "The register of health professionals was not seen for too long. After 72 hours you sign nothing, after seven days no file opens."),
            new("Een collega-arts kijkt uw inschrijving na bij ‘Mensen’.", "A fellow doctor checks your registration at ‘People’."), "/people", new("Mensen", "People")),
        ClosedBy.NotOnRoster => new(
            "R-082", new("U staat niet op de lijst van artsen die mogen tekenen.", "You are not on the list of doctors who may sign."),
            new("Twee artsen tekenen een nieuwe lijst bij ‘Wie mag tekenen’.", "Two doctors sign a new list at ‘Who may sign’."), "/roster", new("Wie mag tekenen", "Who may sign")),
        ClosedBy.EmployeeReadsFirst => new(
            "R-083", new("De werknemer leest deze tekst eerst.", "The employee reads this text first."),
            new("Tekenen kan als de tekst samen is gelezen, als de werknemer niet wil wachten, of als de leestijd voorbij is.", "You can sign when it was read together, when the employee does not want to wait, or when the reading time is over.")),
        ClosedBy.None => throw new InvalidOperationException("nothing to explain"),
    };

    /// <summary>Why a new passkey of the door was not taken.</summary>
    public static Text NotEnrolled(Enrolled enrolled) => enrolled switch
    {
        Enrolled.Copied => new(
            "Deze passkey wordt naar andere apparaten gekopieerd. Voor artsen geldt hier: een passkey die op één apparaat of sleutel blijft.",
            "This passkey is copied to other devices. For doctors the rule here is: a passkey that stays on one device or key."),
        Enrolled.NotKept or Enrolled.Waits => new("De passkey is niet bewaard. Probeer het nog een keer.", "The passkey was not kept. Try once more."),
    };

    /// <summary>Why somebody must not open a file.</summary>
    public static Text Conflict(ConflictKind kind) => kind switch
    {
        ConflictKind.None => new("", ""),
        ConflictKind.TooClose => new("staat te dicht bij deze werknemer", "stands too close to this employee"),
        ConflictKind.EmployersPhysician => new("treedt op als arts-gemachtigde van de werkgever", "acts as the employer's authorised physician"),
    };

    /// <summary>A link of the way to a file.</summary>
    public static Text Way(WayLink link) => link.Kind switch
    {
        WayKind.Statement => new($"werkt onder {link.Name}, met getekende verklaring", $"works under {link.Name}, by a signed statement"),
        WayKind.Supervision => new($"onder begeleiding van {link.Name}", $"supervised by {link.Name}"),
        WayKind.Task => new($"schriftelijke taak van {link.Name}", $"written task of {link.Name}"),
        WayKind.Appointment => new($"arts voor {link.Name}", $"doctor for {link.Name}"),
        WayKind.Treats => new($"{link.Name} behandelt deze werknemer", $"{link.Name} treats this employee"),
        WayKind.StandsIn => new($"neemt waar voor {link.Name}", $"stands in for {link.Name}"),
        WayKind.Register => new($"{link.Name} staat in het BIG-register", $"{link.Name} stands in the register"),
    };

    /// <summary>What somebody has to do under a written task.</summary>
    public static Text Task(TaskKind kind) => kind switch
    {
        TaskKind.None => new("", ""),
        TaskKind.History => new("Het verhaal opnemen", "Take the history"),
        TaskKind.Collect => new("Informatie verzamelen", "Collect information"),
        TaskKind.FollowUp => new("Contact houden", "Keep contact"),
        TaskKind.Report => new("Een verslag voorbereiden", "Prepare a report"),
    };

    /// <summary>How an employee was identified.</summary>
    public static Text Route(IdentificationRoute route) => route switch
    {
        IdentificationRoute.Desk => new("Aan de balie, met een identiteitsbewijs", "At the desk, with an identity document"),
        IdentificationRoute.Video => new("Per video, met een identiteitsbewijs", "By video, with an identity document"),
        IdentificationRoute.Telephone => new("Aan de telefoon, met controlevragen en teruggebeld", "On the telephone, with control questions and called back"),
        IdentificationRoute.Electronic => new("Elektronisch, met een eigen inlogmiddel van hoog genoeg niveau", "Electronically, with an own means of a level that is high enough"),
    };

    /// <summary>A kind of document.</summary>
    public static Text Document(DocumentKind kind) => kind switch
    {
        DocumentKind.None => new("Geen", "None"),
        DocumentKind.Passport => new("Paspoort", "Passport"),
        DocumentKind.IdentityCard => new("Identiteitskaart", "Identity card"),
        DocumentKind.DrivingLicence => new("Rijbewijs", "Driving licence"),
        DocumentKind.ResidenceDocument => new("Verblijfsdocument", "Residence document"),
    };

    /// <summary>What staff recorded for the employee.</summary>
    public static Text Step(DeskStepKind kind) => kind switch
    {
        DeskStepKind.ReadOut => new("Tekst woord voor woord voorgelezen", "Text read out word for word"),
        DeskStepKind.Agreed => new("De werknemer is akkoord", "The employee agrees"),
        DeskStepKind.Objected => new("De werknemer zegt: er klopt iets niet", "The employee says: something is wrong"),
        DeskStepKind.Asked => new("De werknemer vraagt iets", "The employee asks something"),
        DeskStepKind.GaveContact => new("De werknemer zegt waar bericht naartoe mag", "The employee says where word may go"),
    };

    /// <summary>What an employee asks.</summary>
    public static Text Asked(AskedFor what) => what switch
    {
        AskedFor.Contact => new("Bel mij", "Call me"),
        AskedFor.Consultation => new("Een gesprek met de bedrijfsarts", "A consultation with the company doctor"),
    };

    /// <summary>What an employee can do behind the own door.</summary>
    public static Text Act(EmployeeAct act) => act switch
    {
        EmployeeAct.ReadOutcome => new("Lezen wat de arts aan uw werkgever laat weten", "Read what the doctor lets your employer know"),
        EmployeeAct.Ask => new("De arts iets vragen", "Ask the doctor something"),
        EmployeeAct.ReadFile => new("Uw hele dossier lezen", "Read your whole file"),
        EmployeeAct.ReadLog => new("Zien wie in uw dossier keek", "See who looked at your file"),
        EmployeeAct.Answer => new("Akkoord geven, of zeggen dat er iets niet klopt", "Agree, or say that something is wrong"),
        EmployeeAct.Sign => new("Iets ondertekenen", "Sign something"),
        EmployeeAct.GiveContact => new("Zeggen waar u bereikt wilt worden", "Say where you want to be reached"),
    };

    /// <summary>How to get to a level, in plain words.</summary>
    public static Text Reach(DoorLevel level) => level switch
    {
        DoorLevel.None or DoorLevel.Post => new("", ""),
        DoorLevel.Code => new("Kom één keer langs, of bel één keer per video, met een identiteitsbewijs. U krijgt dan een nieuwe code.", "Come by once, or call once by video, with an identity document. You then get a new code."),
        DoorLevel.Passkey => new("Open de deur met een passkey in plaats van een app met codes. U maakt er een met een nieuwe code van de arbodienst.", "Open the door with a passkey instead of an app with codes. You make one with a new code from the service."),
    };

    /// <summary>A reason to open without a live relation.</summary>
    public static Text Stated(StatedReason reason) => reason switch
    {
        StatedReason.None => new("", ""),
        StatedReason.EmployeeAsked => new("De werknemer vroeg om contact", "The employee asked for contact"),
        StatedReason.StandIn => new("Ik neem waar voor een collega", "I stand in for a colleague"),
        StatedReason.IncomingPost => new("Er kwam post of een telefoontje", "Post or a call came in"),
    };
}
