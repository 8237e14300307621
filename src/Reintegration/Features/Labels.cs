using ArboDossier.Contracts;
using ArboDossier.Contracts.Law;
using ArboDossier.Contracts.Messages;
using ArboDossier.Reintegration.Access;
using ArboDossier.Reintegration.Features.Cases;
using ArboDossier.Reintegration.Features.My;
using ArboDossier.Reintegration.Features.Service;
using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features;

/// <summary>The closed lists of this program in words.</summary>
public static class Labels
{
    /// <summary>A role.</summary>
    public static Text Of(Role role) => role switch
    {
        Role.None => new("Onbekend", "Unknown"),
        Role.ServiceAdministrator => new("Beheerder van de dienst", "Service administrator"),
        Role.EmployerAdministrator => new("Personeelszaken", "Personnel department"),
        Role.LineManager => new("Leidinggevende", "Line manager"),
        Role.CaseManager => new("Casemanager", "Case manager"),
        Role.Employee => new("Werknemer", "Employee"),
        Role.LabourExpert => new("Arbeidsdeskundige", "Labour expert"),
        Role.QualityAuditor => new("Kwaliteitsauditor", "Quality auditor"),
        Role.Representative => new("Gemachtigde", "Representative"),
    };

    /// <summary>The people of a role of the service.</summary>
    public static Text Several(Role role) => role switch
    {
        Role.CaseManager => new("Casemanagers", "Case managers"),
        Role.LabourExpert => new("Arbeidsdeskundigen", "Labour experts"),
        Role.QualityAuditor => new("Kwaliteitsauditors", "Quality auditors"),
        Role.None or Role.ServiceAdministrator or Role.EmployerAdministrator or Role.LineManager or Role.Employee or Role.Representative => Of(role),
    };

    /// <summary>How such people come to see something.</summary>
    public static Text Begin(Role role) => role switch
    {
        Role.CaseManager => new("Nodig casemanagers uit en wijs ze daarna bij een werkgever toe.", "Invite case managers and assign them to an employer."),
        Role.LabourExpert => new("Nodig hen uit. Een casemanager of personeelszaken stelt hen daarna voor een zaak aan.", "Invite them. A case manager or a personnel department then appoints them for a case."),
        Role.QualityAuditor => new("Nodig hen uit en begin daarna een audit. Het lot kiest welke dossiers zij lezen.", "Invite them and then begin an audit. Which files they read is drawn by lot."),
        Role.None or Role.ServiceAdministrator or Role.EmployerAdministrator or Role.LineManager or Role.Employee or Role.Representative => Of(role),
    };

    /// <summary>What is left to a representative.</summary>
    public static Text Of(Power power) => power switch
    {
        Power.Read => new("Lezen wat hier over mij staat", "Reading what stands here about me"),
        Power.TakeProof => new("Het bewijs van het oordeel van de arts ophalen", "Taking the proof of the doctor's judgement along"),
        Power.AskCorrection => new("Om verbetering vragen", "Asking for a correction"),
        Power.ReportRecovery => new("Mijn herstel melden, verbeteren of terugnemen", "Reporting my recovery, correcting it or taking it back"),
        Power.WithdrawReport => new("Een ziekmelding intrekken die een vergissing was", "Withdrawing a sick report that was a mistake"),
        Power.ReadLog => new("Zien wie in mijn dossier keek", "Seeing who looked at my file"),
        Power.None => new("Niets", "Nothing"),
        _ => throw new InvalidOperationException("one power at a time"),
    };

    /// <summary>How an authorisation stands, with its colour.</summary>
    public static (Text Words, string Kind) Of(Authorisation row, bool accepted, DateOnly today) => row.End switch
    {
        AuthorisationEnd.Withdrawn => (new("Ingetrokken", "Withdrawn"), "neu"),
        AuthorisationEnd.Refused => (new("Geweigerd: werkt voor uw werkgever of de arbodienst (regel R-179)", "Refused: works for your employer or the service (rule R-179)"), "bad"),
        AuthorisationEnd.None when row.Until < today => (new("Voorbij", "Over"), "neu"),
        AuthorisationEnd.None => accepted ? (new("Actief", "Active"), "ok") : (new("Uitgenodigd", "Invited"), "warn"),
    };

    /// <summary>What somebody is here: the role, or that he stands in for a line manager.</summary>
    public static Text Of(Standing standing) => standing.Deputised ? new("Vervangend leidinggevende", "Substitute line manager") : Of(standing.Role);

    /// <summary>Why something is closed, for whoever may know that it is there.</summary>
    public static ClosedView Of(ClosedBy why) => why switch
    {
        ClosedBy.OwnByRole => new(
            "R-069", new("Dit gaat over uzelf. In uw rol opent u niet uw eigen zaak.", "This is about yourself. In your role you do not open your own case."),
            new("Wat uw werkgever over u vastlegde, ziet u bij ‘Mijn verzuim’.", "What your employer recorded about you is at ‘My absence’."), "/my", new("Mijn verzuim", "My absence")),
        ClosedBy.Withdrawn => new(
            "R-013", new("Deze ziekmelding is ingetrokken.", "This sick report was withdrawn."), new("Is de werknemer toch ziek? Meld dan opnieuw ziek.", "Is the employee sick after all? Then report again.")),
        ClosedBy.NotNewest => new(
            "R-013", new("Na deze ziekmelding kwam er een nieuwe.", "A new sick report came after this one."), new("Wijzig de nieuwste zaak van deze werknemer.", "Change the newest case of this employee.")),
        ClosedBy.BeyondAuthorisation => new(
            "R-176", new("U bent gemachtigd, maar niet hiervoor.", "You are authorised, but not for this."),
            new("Alleen de werknemer zelf kan een machtiging met meer bevoegdheden geven.", "Only the employee can give an authorisation that goes further."), "/my", new("Naar wat u wel ziet", "To what you do see")),
        ClosedBy.BothSides => new(
            "R-179", new("U bent gemachtigd door deze werknemer, maar u werkt ook voor de werkgever of de arbodienst.", "This employee authorised you, but you also work for the employer or the service."),
            new("Zolang dat zo is, telt de machtiging niet. De werknemer kan iemand anders machtigen.", "As long as that is so the authorisation does not count. The employee can authorise somebody else.")),
        ClosedBy.NotOpen => new(
            "R-014", new("Deze zaak is afgelopen: een vraag aan de arts hoort bij een zaak die loopt.", "This case has ended: a question to the doctor belongs to a case that goes on."),
            new("Neem de herstelmelding terug als de werknemer nog ziek is.", "Take the recovery report back if the employee is still sick.")),
        ClosedBy.None => throw new InvalidOperationException("nothing to explain"),
    };

    /// <summary>Expected duration.</summary>
    public static Text Of(ExpectedDuration expected) => expected switch
    {
        ExpectedDuration.Unknown => new("Weet ik niet", "Not known"),
        ExpectedDuration.Days => new("Enkele dagen", "Some days"),
        ExpectedDuration.OneToTwoWeeks => new("Een tot twee weken", "One to two weeks"),
        ExpectedDuration.ThreeToSixWeeks => new("Drie tot zes weken", "Three to six weeks"),
        ExpectedDuration.Longer => new("Langer", "Longer"),
    };

    /// <summary>Yes, no or not known.</summary>
    public static Text Of(YesNoUnknown answer) => answer switch
    {
        YesNoUnknown.Unknown => new("Weet ik niet", "Not known"),
        YesNoUnknown.Yes => new("Ja", "Yes"),
        YesNoUnknown.No => new("Nee", "No"),
    };

    /// <summary>Yes or no.</summary>
    public static Text Of(bool yes) => yes ? new("Ja", "Yes") : new("Nee", "No");

    /// <summary>Why a first day lies back.</summary>
    public static Text Of(LateReason reason) => reason switch
    {
        LateReason.None => new("Op tijd gemeld", "Reported in time"),
        LateReason.EnteredLater => new("De werknemer meldde zich op tijd, wij voeren het later in", "The employee reported in time, we enter it later"),
        LateReason.ReportedLater => new("De werknemer kon zich niet eerder melden", "The employee could not report earlier"),
        LateReason.DaysOff => new("Er lagen vrije dagen tussen", "There were days off in between"),
        LateReason.WrongDay => new("In een eerdere melding stond een verkeerde dag", "An earlier report had the wrong day"),
    };

    /// <summary>A question to the doctor.</summary>
    public static Text Of(ConsultationQuestion question) => question switch
    {
        ConsultationQuestion.FitForOwnWork => new("Is de werknemer geschikt voor het eigen werk, en per welke dag?", "Is the employee fit for the own work, and from which day?"),
        ConsultationQuestion.LongAbsenceExpected => new("Dreigt lang verzuim, en zijn er mogelijkheden voor re-integratie?", "Is long absence expected, and are there possibilities for reintegration?"),
        ConsultationQuestion.AdjustProblemAnalysis => new("Moet de probleemanalyse worden bijgesteld?", "Does the problem analysis need adjusting?"),
        ConsultationQuestion.CurrentJudgement => new("Wilt u een actueel oordeel geven voor het re-integratieverslag?", "Will you give a current judgement for the reintegration report?"),
    };

    /// <summary>Where a consultation is.</summary>
    public static Text Of(AppointmentPlace place) => place switch
    {
        AppointmentPlace.Telephone => new("Telefonisch", "By telephone"),
        AppointmentPlace.Video => new("Via video", "By video"),
        AppointmentPlace.Office => new("Op het kantoor van de arbodienst", "At the service's office"),
        AppointmentPlace.EmployerSite => new("Bij de werkgever", "At the employer's site"),
    };

    /// <summary>How a request stands, with its colour.</summary>
    public static (Text Words, string Kind) Of(RequestState state) => state switch
    {
        RequestState.Sent => (new("Verstuurd", "Sent"), "neu"),
        RequestState.Planned => (new("Gepland", "Planned"), "emp"),
        RequestState.Held => (new("Gehouden", "Held"), "ok"),
        RequestState.DidNotAppear => (new("Niet verschenen", "Did not appear"), "warn"),
        RequestState.Cancelled => (new("Afgezegd", "Cancelled"), "neu"),
        RequestState.Lapsed => (new("Vervallen", "Lapsed"), "neu"),
    };

    /// <summary>How a case stands, with its colour.</summary>
    public static (Text Words, string Kind) Of(CaseState state) => state switch
    {
        CaseState.Open => (new("Ziek gemeld", "Reported sick"), "warn"),
        CaseState.Recovered => (new("Hersteld gemeld", "Reported recovered"), "ok"),
        CaseState.Withdrawn => (new("Ingetrokken", "Withdrawn"), "neu"),
    };

    /// <summary>What happened, with an icon.</summary>
    public static (Text Words, string Icon) Of(CaseEventKind kind) => kind switch
    {
        CaseEventKind.Reported => (new("Ziek gemeld", "Reported sick"), "clipboard-list"),
        CaseEventKind.Corrected => (new("Ziekmelding verbeterd", "Sick report corrected"), "pencil"),
        CaseEventKind.PartlyRecovered => (new("Gedeeltelijk herstel gemeld", "Partial recovery reported"), "chart-column"),
        CaseEventKind.Recovered => (new("Volledig herstel gemeld", "Full recovery reported"), "check"),
        CaseEventKind.Reopened => (new("Herstelmelding teruggenomen", "Recovery report taken back"), "undo-2"),
        CaseEventKind.Withdrawn => (new("Ziekmelding ingetrokken", "Sick report withdrawn"), "x"),
        CaseEventKind.CorrectionAsked => (new("Werknemer vraagt om verbetering", "Employee asks for a correction"), "message-square"),
        CaseEventKind.Asked => (new("Consult gevraagd", "Consultation asked for"), "send"),
        CaseEventKind.ExpertAppointed => (new("Arbeidsdeskundige aangesteld", "Labour expert appointed"), "user-check"),
        CaseEventKind.ExpertEnded => (new("Aanstelling van de arbeidsdeskundige beëindigd", "Labour expert's appointment ended"), "x"),
    };

    /// <summary>A field of the report.</summary>
    public static Text Of(CorrectionField field) => field switch
    {
        CorrectionField.FirstDay => new("De eerste ziektedag", "The first day of sickness"),
        CorrectionField.Phone => new("Het telefoonnummer", "The telephone number"),
        CorrectionField.Address => new("Het adres", "The address"),
        CorrectionField.Expected => new("Hoelang het waarschijnlijk duurt", "How long it will probably last"),
        CorrectionField.HandOver => new("De overdracht van werk", "The hand-over of work"),
        CorrectionField.SafetyNet => new("De vangnetregeling", "The safety-net provision"),
        CorrectionField.WorkAccident => new("Het arbeidsongeval", "The work accident"),
        CorrectionField.ThirdParty => new("Het verkeersongeval", "The traffic accident"),
        CorrectionField.Recovery => new("Mijn uren of mijn herstel", "My hours or my recovery"),
    };

    /// <summary>A statutory step.</summary>
    public static Text Of(StatutoryStepKind kind) => kind switch
    {
        StatutoryStepKind.NoticeToService => new("Ziekmelding bij de arbodienst", "Notice to the occupational-health service"),
        StatutoryStepKind.ProblemAnalysis => new("Probleemanalyse", "Problem analysis"),
        StatutoryStepKind.ActionPlan => new("Plan van aanpak", "Plan of action"),
        StatutoryStepKind.Week42Report => new("42e-weeksmelding bij UWV", "Report to UWV in the 42nd week"),
        StatutoryStepKind.FirstYearEvaluation => new("Eerstejaarsevaluatie", "First-year evaluation"),
        StatutoryStepKind.FinalEvaluation => new("Eindevaluatie en re-integratieverslag", "Final evaluation and reintegration report"),
        StatutoryStepKind.WiaApplication => new("WIA-aanvraag", "WIA application"),
        StatutoryStepKind.EndOfWaitingPeriod => new("Einde van 104 weken, eerste WIA-dag", "End of 104 weeks, first WIA day"),
    };

    /// <summary>What a statutory step asks, in a line.</summary>
    public static Text Explain(StatutoryStepKind kind) => kind switch
    {
        StatutoryStepKind.NoticeToService => new("Binnen een week: dag 7.", "Within a week: day 7."),
        StatutoryStepKind.ProblemAnalysis => new("Als lang verzuim dreigt. Binnen zes weken: dag 42.", "Where long absence threatens. Within six weeks: day 42."),
        StatutoryStepKind.ActionPlan => new("Binnen twee weken na het oordeel van de arts, uiterlijk dag 56.", "Within two weeks of the doctor's judgement, day 56 at the latest."),
        StatutoryStepKind.Week42Report => new("Eerste werkdag na 42 weken: dag 294.", "First working day after 42 weeks: day 294."),
        StatutoryStepKind.FirstYearEvaluation => new("In week 46 tot en met 52: dag 315 tot en met 363.", "In weeks 46 to 52: day 315 to 363."),
        StatutoryStepKind.FinalEvaluation => new("Met een actueel oordeel. Week 91: dag 637.", "With a current judgement. Week 91: day 637."),
        StatutoryStepKind.WiaApplication => new("De werknemer vraagt zelf aan. Week 93: dag 651.", "The employee applies. Week 93: day 651."),
        StatutoryStepKind.EndOfWaitingPeriod => new("Dag 728. De dag ervoor is de laatste dag van de wachttijd.", "Day 728. The day before is the last of the waiting period."),
    };

    /// <summary>Who has to act, where there is little room.</summary>
    public static Text Brief(ResponsibleParty party) =>
        System.Numerics.BitOperations.PopCount((uint)party) > 2 ? new("Met elkaar", "Together") : Of(party);

    /// <summary>Who has to act.</summary>
    public static Text Of(ResponsibleParty party)
    {
        List<Text> names = [];
        void Add(ResponsibleParty one, string nl, string en)
        {
            if (party.HasFlag(one))
            {
                names.Add(new(nl, en));
            }
        }

        Add(ResponsibleParty.Employer, "werkgever", "employer");
        Add(ResponsibleParty.Employee, "werknemer", "employee");
        Add(ResponsibleParty.CompanyDoctor, "bedrijfsarts", "company doctor");
        Add(ResponsibleParty.Uwv, "UWV", "UWV");
        static string Join(List<string> words, string and) => words.Count < 2 ? string.Concat(words) : string.Join(", ", words.SkipLast(1)) + " " + and + " " + words[^1];
        static string Capital(string text) => text.Length == 0 ? "" : char.ToUpperInvariant(text[0]) + text[1..];
        return new(Capital(Join(names.ConvertAll(x => x.Nl), "en")), Capital(Join(names.ConvertAll(x => x.En), "and")));
    }

    /// <summary>What was refused between the zones, and how often.</summary>
    public static string Say(Words t, AlertKind kind, int count) => kind switch
    {
        AlertKind.RefusedThere => t.Count(
            count, "bericht is door de medische kant geweigerd.", "berichten zijn door de medische kant geweigerd.", "message was refused by the medical side.", "messages were refused by the medical side."),
        AlertKind.RosterRefused => t.Count(
            count, "artsenrooster is geweigerd: het volgde niet op het vorige.", "artsenroosters zijn geweigerd: ze volgden niet op het vorige.",
            "roster was refused: it did not follow on the one before.", "rosters were refused: they did not follow on the one before."),
        AlertKind.ReleaseRefused => t.Count(
            count, "oordeel is geweigerd: de handtekening of de versie klopte niet.", "oordelen zijn geweigerd: de handtekening of de versie klopte niet.",
            "judgement was refused: signature or version was not right.", "judgements were refused: signature or version was not right."),
        AlertKind.RosterRecovered => t.Count(
            count, "artsenrooster is door de bewaarders getekend, nadat artsen hun passkey kwijt waren.", "artsenroosters zijn door de bewaarders getekend, nadat artsen hun passkey kwijt waren.",
            "roster was signed by the custodians, after doctors had lost their passkey.", "rosters were signed by the custodians, after doctors had lost their passkey."),
    };

    /// <summary>The doctor's judgement as a sentence, word for word the same for everyone.</summary>
    public static string Sentence(Words t, FitnessOutcome outcome) => outcome.Verdict switch
    {
        FitnessVerdict.Fit => t[$"Geschikt voor het eigen werk per {t.Day(outcome.Day)}.", $"Fit for the own work from {t.Day(outcome.Day)}."],
        FitnessVerdict.Unfit => t[$"Ongeschikt voor het eigen werk per {t.Day(outcome.Day)}.", $"Unfit for the own work from {t.Day(outcome.Day)}."],
        FitnessVerdict.Withdrawn => t[$"Het vorige oordeel is ingetrokken per {t.Day(outcome.Day)}. Er is nu geen oordeel.", $"The former judgement was withdrawn on {t.Day(outcome.Day)}. There is no judgement now."],
        FitnessVerdict.None => throw new InvalidOperationException("an outcome has a verdict"),
    };
}
