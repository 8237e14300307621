using ArboDossier.Web;

namespace ArboDossier.Medical.Features.Privacy;

/// <summary>What people are told about their data on the doctor's side: employees, and whoever works there.</summary>
public static class PrivacyStatements
{
    /// <summary>All versions, oldest first; what was shown to somebody can always be read again.</summary>
    public static IReadOnlyList<PublishedText> All { get; } = WithStaff(
        new("261121.001", new DateOnly(2026, 11, 21),
        [
            new(
                new("Wie uw gegevens heeft", "Who has your data"),
                new(
                    "Uw arbodienst is verantwoordelijk voor deze gegevens. De bedrijfsarts en wie onder de arts werken, hebben beroepsgeheim. Zij mogen niets over uw gezondheid aan anderen vertellen.",
                    "Your occupational health service is responsible for these data. The company doctor and those who work under the doctor are bound to secrecy. They may tell nothing about your health to others.")),
            new(
                new("Wat wij bewaren en waarom", "What we keep and why"),
                new(
                    "Uw naam, geboortedatum en telefoonnummer, de ziekmelding van uw werkgever, wat u met de arts bespreekt, en wat de arts daarover oordeelt. Dat is nodig om u te begeleiden bij ziekte en herstel. De wet vraagt dat van uw werkgever en van de arts. Wij vragen niet meer dan nodig is.",
                    "Your name, birth date and telephone number, your employer's sick report, what you discuss with the doctor, and what the doctor concludes. That is necessary to guide you in illness and recovery. The law asks that of your employer and of the doctor. We do not ask for more than is needed.")),
            new(
                new("Wat uw werkgever krijgt", "What your employer gets"),
                new(
                    "Alleen of u geschikt of ongeschikt bent voor uw werk en vanaf welke dag, met de naam van de arts. U leest die tekst eerst. Uw klachten en uw behandeling krijgt uw werkgever nooit.",
                    "Only whether you are fit or unfit for your work and from which day, with the doctor's name. You read that text first. Your employer never gets your complaints and your treatment.")),
            new(
                new("Wie er nog meer iets van krijgt", "Who else gets something"),
                new(
                    "Niemand, tenzij u dat zelf goedvindt of de wet het verplicht, zoals aan het UWV bij een WIA-aanvraag. Uw gegevens blijven binnen de Europese Economische Ruimte. Er is geen computer die over u beslist: een arts tekent elk oordeel.",
                    "Nobody, unless you agree or the law demands it, such as to UWV at a WIA application. Your data stay within the European Economic Area. No computer decides about you: a doctor signs each judgement.")),
            new(
                new("Hoe lang", "How long"),
                new(
                    "Uw medisch dossier bewaren wij twintig jaar na de laatste wijziging. Zo wil de wet het. Voor enkele gevaarlijke stoffen is het langer. Daarna vernietigen wij het. U mag ook eerder om vernietiging vragen.",
                    "We keep your medical file for twenty years after the last change. The law says so. For some dangerous substances it is longer. After that we destroy it. You may also ask for destruction earlier.")),
            new(
                new("Wat u mag", "What you may do"),
                new(
                    "U mag uw dossier altijd lezen en een kopie krijgen, gratis en zonder reden. U mag vragen om een fout te verbeteren, uw eigen verklaring toe te voegen, het gebruik te beperken, bezwaar te maken, of uw gegevens mee te nemen. U ziet in het logboek wie keek. Wij antwoorden binnen vier weken.",
                    "You may always read your file and get a copy, free and without a reason. You may ask to correct a mistake, to add your own statement, to restrict the use, to object, or to take your data with you. The log shows you who looked. We answer within four weeks.")),
            new(
                new("Vragen of een klacht", "Questions or a complaint"),
                new(
                    "Vraag het de bedrijfsarts, of de functionaris gegevensbescherming van de arbodienst. Bent u niet tevreden? U mag een klacht indienen bij de arbodienst en bij de Autoriteit Persoonsgegevens.",
                    "Ask the company doctor, or the service's data protection officer. Are you not satisfied? You may complain to the service and to the data protection authority (Autoriteit Persoonsgegevens).")),
        ]));

    /// <summary>The one that counts.</summary>
    public static PublishedText Current => All[^1];

    /// <summary>The second version says the same, and what is kept about whoever works here .</summary>
    private static IReadOnlyList<PublishedText> WithStaff(PublishedText first) =>
    [
        first,
        new("261128.001", new DateOnly(2026, 11, 28),
        [
            .. first.Sections.Take(4),
            new(
                new("Als u hier werkt", "If you work here"),
                new(
                    "Bent u arts, werkt u onder een arts, of bent u bewaarder? Dan bewaren wij uw naam, uw taak, uw BIG-nummer als u er een hebt, en uw passkeys van de deur. Wij leggen vast wat u opent, zoekt, wijzigt en ondertekent en wat u geweigerd wordt. De werknemer ziet wie het dossier opende. Collega's kijken na wat u opende met een opgegeven reden.",
                    "Are you a doctor, do you work under a doctor, or are you a custodian? Then we keep your name, your task, your BIG number if you have one, and your passkeys of the door. We record what you open, search, change and sign and what you are refused. The employee sees who opened the file. Colleagues review what you opened for a stated reason.")),
            .. first.Sections.Skip(4),
        ]),
    ];
}
