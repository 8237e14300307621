using ArboDossier.Web;

namespace ArboDossier.Reintegration.Features.Privacy;

/// <summary>
/// What people are told about their data on the employer's side. There the employer is the controller and the service its processor; the
/// medical file has a statement of its own, in its own program.
/// </summary>
public static class PrivacyStatements
{
    private static readonly PublishedText First = new("261124.001", new DateOnly(2026, 11, 24),
        [
            new(
                new("Wie verantwoordelijk is", "Who is responsible"),
                new(
                    "Dit is het re-integratiedossier van uw werkgever. Uw werkgever is daarvoor verantwoordelijk. De arbodienst bewaart het in opdracht van uw werkgever en mag er niets anders mee doen. Het medisch dossier staat hier niet: dat heeft alleen de bedrijfsarts, in een ander programma met een eigen verklaring.",
                    "This is your employer's reintegration file. Your employer is responsible for it. The occupational health service keeps it on your employer's behalf and may do nothing else with it. The medical file is not here: only the company doctor has that, in another program with a statement of its own.")),
            new(
                new("Wat wij bewaren en waarom", "What we keep and why"),
                new(
                    "Uw naam, geboortedatum, telefoonnummer, functie, uren en dienstverband. Bent u ziek: de dagen van ziekte en herstel, waar u te bereiken bent, een paar vragen die de wet stelt, en de afspraken en termijnen. De wet vraagt van uw werkgever en van u dat u samen werkt aan herstel. Wat u heeft of waardoor het komt, wordt hier niet gevraagd en is nergens in te vullen.",
                    "Your name, birth date, telephone number, function, hours and employment. If you are ill: the days of sickness and recovery, where you can be reached, a few questions that the law asks, and the appointments and terms. The law asks your employer and you to work together on recovery. What you have or what it comes from is not asked here, and there is no place to fill it in.")),
            new(
                new("Wie het leest", "Who reads it"),
                new(
                    "De afdeling personeelszaken van uw werkgever, uw eigen leidinggevende en degene die hem of haar vervangt, en de casemanager die voor uw werkgever werkt. U leest uw eigen dossier ook. De bedrijfsarts krijgt er de gegevens uit die voor het gesprek nodig zijn. Een andere werkgever ziet niets.",
                    "Your employer's personnel department, your own line manager and whoever stands in for him or her, and the case manager who works for your employer. You read your own file too. The company doctor gets from it what is needed for the consultation. Another employer sees nothing.")),
            new(
                new("Wat er van de arts komt", "What comes from the doctor"),
                new(
                    "Alleen of u geschikt of ongeschikt bent voor uw werk en vanaf welke dag, met de naam en handtekening van de arts. U leest die tekst eerst. Er is geen computer die over u beslist.",
                    "Only whether you are fit or unfit for your work and from which day, with the doctor's name and signature. You read that text first. No computer decides about you.")),
            new(
                new("Als u hier werkt", "If you work here"),
                new(
                    "Bent u casemanager, beheerder, leidinggevende of van personeelszaken? Dan bewaren wij uw naam, uw e-mailadres en uw taak. Wij leggen vast wat u opent, zoekt, wijzigt en wat u geweigerd wordt. Dat is nodig om te kunnen laten zien dat alleen de juiste mensen keken. Wat u hier leest, houdt u voor u.",
                    "Are you a case manager, an administrator, a line manager or of the personnel department? Then we keep your name, your e-mail address and your task. We record what you open, search and change and what you are refused. That is necessary to show that only the right people looked. What you read here you keep to yourself.")),
            new(
                new("Hoe lang", "How long"),
                new(
                    "Het re-integratiedossier gaat weg uiterlijk twee jaar nadat u uit dienst bent of weer helemaal aan het werk bent, tenzij de wet of een lopende zaak langer vraagt. Uw gegevens blijven binnen de Europese Economische Ruimte.",
                    "The reintegration file goes at the latest two years after you left or are fully back at work, unless the law or a matter that is still open asks for longer. Your data stay within the European Economic Area.")),
            new(
                new("Wat u mag", "What you may do"),
                new(
                    "U mag lezen wat er over u staat en er een kopie van krijgen. U mag vragen om een fout te verbeteren of iets te wissen, om het gebruik te beperken, bezwaar te maken, of uw gegevens mee te nemen. Vraag dat aan uw werkgever. Een fout in de dagen van uw ziekte meldt u zelf onder ‘Mijn verzuim’.",
                    "You may read what is kept about you and get a copy. You may ask to correct a mistake or to erase something, to restrict the use, to object, or to take your data with you. Ask your employer. A mistake in the days of your sickness you report yourself under ‘My absence’.")),
            new(
                new("Vragen of een klacht", "Questions or a complaint"),
                new(
                    "Vraag het personeelszaken, of de functionaris gegevensbescherming van uw werkgever. Bent u niet tevreden? U mag een klacht indienen bij uw werkgever en bij de Autoriteit Persoonsgegevens.",
                    "Ask the personnel department, or your employer's data protection officer. Are you not satisfied? You may complain to your employer and to the data protection authority (Autoriteit Persoonsgegevens).")),
        ]);

    /// <summary>All versions, oldest first; what was shown to somebody can always be read again.</summary>
    public static IReadOnlyList<PublishedText> All { get; } =
    [
        First,
        // More people can read: everyone is told.
        new("261128.001", new DateOnly(2026, 11, 28),
        [
            .. First.Sections.Take(2),
            new(
                First.Sections[2].Heading,
                new(
                    "De afdeling personeelszaken van uw werkgever, uw eigen leidinggevende en degene die hem of haar vervangt, en de casemanager die voor uw werkgever werkt. Bent u ziek, dan kan een arbeidsdeskundige van de arbodienst voor uw zaak worden aangesteld: u ziet wie dat is, door wie en tot wanneer. Voor een kwaliteitsaudit kiest het lot soms dossiers die een auditor mag lezen. Onder ‘Mijn verzuim’ ziet u wie keek en waarvoor. U leest uw eigen dossier ook, en wie u zelf machtigt. De bedrijfsarts krijgt er de gegevens uit die voor het gesprek nodig zijn. Een andere werkgever ziet niets.",
                    "Your employer's personnel department, your own line manager and whoever stands in for him or her, and the case manager who works for your employer. If you are ill, a labour expert of the service can be appointed for your case: you see who that is, by whom and until when. For a quality audit files are sometimes drawn by lot that an auditor may read. Under ‘My absence’ you see who looked and what for. You read your own file too, and so does whom you authorise yourself. The company doctor gets from it what is needed for the consultation. Another employer sees nothing.")),
            First.Sections[3],
            new(
                First.Sections[4].Heading,
                new(
                    First.Sections[4].Words.Nl.Replace("casemanager, beheerder", "casemanager, arbeidsdeskundige, auditor, beheerder", StringComparison.Ordinal),
                    First.Sections[4].Words.En.Replace("a case manager, an administrator", "a case manager, a labour expert, an auditor, an administrator", StringComparison.Ordinal))),
            .. First.Sections.Skip(5),
        ]),
    ];

    /// <summary>The one that counts.</summary>
    public static PublishedText Current => All[^1];
}
