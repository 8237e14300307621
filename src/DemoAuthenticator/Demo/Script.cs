namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>Somebody of an employer who plays a part.</summary>
internal sealed record Part(string Key, string Given, string Prefix, string Surname, string Function, string Task, bool LineManager = false)
{
    public string FullName => string.Join(' ', new[] { Given, Prefix, Surname }.Where(x => x.Length > 0));
}

/// <summary>An employer of the demo.</summary>
internal sealed record Employer(
    string Key, string Name, int Count, (string Key, string Name) Administrator, string[] Doctors, string[] Functions, string[] Departments, IReadOnlyList<Part> Parts)
{
    public string Csv() => Workforce.Csv(Key.ToUpperInvariant()[..2], Count, [.. Parts.Select(x => (x.Given, x.Prefix, x.Surname, x.Function, $"{x.Key}@demo.invalid"))], Functions, Departments);
}

/// <summary>Who there is in the demo.</summary>
internal static class Employers
{
    public static IReadOnlyList<Employer> All { get; } =
    [
        new("logistiek", "Van Dam Logistiek B.V.", 180, ("lotte", "Lotte van Rijn"), ["bakker"], ["Chauffeur", "Orderpicker", "Planner", "Heftruckchauffeur"], ["Expeditie", "Magazijn", "Planning"],
        [
            new("hendriks", "Pieter", "", "Hendriks", "Teamleider expeditie", "Leidinggevende van de expeditie: ziet het eigen team.", LineManager: true),
            new("marieke", "Marieke", "de", "Vries", "Teamleider dagdienst", "Sprak de bedrijfsarts. Heeft een eigen sleutel van de medische deur: ziet de uitkomst, het eigen dossier en wie erin keek."),
            new("fons", "Fons", "", "Peters", "Chauffeur", "Moet de uitkomst nog lezen voordat de arts tekent."),
            new("bram", "Bram", "", "Jacobs", "Orderpicker", "Ziek gemeld; de arts heeft een consult gepland."),
            new("aisha", "Aisha", "", "Yıldız", "Planner", "Ziek gemeld; er is een consult gevraagd."),
            new("dennis", "Dennis", "de", "Graaf", "Chauffeur", "Vandaag ziek gemeld."),
        ]),
        new("zorg", "Zorggroep De Linde", 2400, ("hanna", "Hanna Scholten"), ["dijkstra", "haddad"], ["Verpleegkundige", "Verzorgende IG", "Helpende", "Fysiotherapeut", "Administratief medewerker"], ["Nijmegen", "Wijchen", "Beuningen", "Thuiszorg"],
        [
            new("willemijn", "Willemijn", "", "Kuipers", "Teammanager thuiszorg", "Leidinggevende thuiszorg: ziet het eigen team.", LineManager: true),
            new("nora", "Nora", "", "Haddad", "Verpleegkundige", "Hersteld gemeld nadat de arts oordeelde."),
            new("thijs", "Thijs", "", "Verhoeven", "Verzorgende IG", "Werkt weer voor een deel van de uren."),
            new("ingrid", "Ingrid", "", "Postma", "Helpende", "Bijna twee jaar ziek: de laatste termijnen lopen."),
        ]),
        new("kwekerij", "Kwekerij Zonnehof", 12, ("gerrit", "Gerrit Zonneveld"), ["maas"], ["Medewerker kas", "Inpakker"], ["Kas 1", "Kas 2"],
        [
            new("sanne", "Sanne", "", "Kok", "Medewerker kas", "Per vergissing ziek gemeld; de melding is ingetrokken."),
            new("lotta", "Lotta", "ten", "Brink", "Inpakker", "Veertig weken ziek; de 42e-weeksmelding komt eraan."),
        ]),
    ];

    public static IReadOnlyList<(string Key, string Name, string[] Employers)> CaseManagers { get; } =
        [("ozdemir", "R. Özdemir", ["logistiek", "kwekerij"]), ("postma", "L. Postma", ["zorg"])];

    public static IReadOnlyList<(string Key, string Name, string Big, string Task)> Doctors { get; } =
    [
        ("bakker", "S. Bakker", "19012345601", "Arts voor Van Dam Logistiek: verzoeken, consulten, uitkomsten ondertekenen."),
        ("willems", "T. Willems", "29012345601", "Medeoprichter: bevestigt collega's en tekent het rooster. Voor geen werkgever aangesteld."),
        ("dijkstra", "W. Dijkstra", "39012345601", "Arts voor Zorggroep De Linde."),
        ("haddad", "Y. el Haddad", "49012345601", "Tweede arts voor Zorggroep De Linde."),
        ("maas", "C. van der Maas", "59012345601", "Arts voor Kwekerij Zonnehof."),
        ("linden", "B. ter Linden", "69012345601", "Arts zonder werkgever; ziet daarom niets."),
    ];
}

/// <summary>Who is named for one thing: a case, an audit, an employee, or bringing doctors back.</summary>
internal static class Appointed
{
    /// <summary>Whose case the labour expert sees, and whom the representative acts for.</summary>
    public const string Employee = "marieke";

    /// <summary>The labour expert and the auditor, with the role as the form of the invitation has it.</summary>
    public static IReadOnlyList<(string Key, string Name, string Role, string Word, string Task)> OfService { get; } =
    [
        ("verbeek", "D. Verbeek", "LabourExpert", "Arbeidsdeskundige", "Aangesteld voor één zaak, die van Marieke de Vries, tot een vaste dag. Ziet die zaak en geen andere."),
        ("terpstra", "F. Terpstra", "QualityAuditor", "Kwaliteitsauditor", "Er loopt een audit bij Van Dam Logistiek: leest de dossiers die het lot aanwees, zonder contactgegevens. Verandert niets."),
    ];

    public static (string Key, string Name, string Task) Representative { get; } =
        ("joost", "Joost Hofman", "Door Marieke de Vries gemachtigd om mee te lezen, tot een vaste dag. Ziet haar eigen pagina en doet daar niets.");

    public static IReadOnlyList<(string Key, string Name, string Task)> Custodians { get; } =
    [
        ("brandsma", "E. Brandsma", "Notaris. Met nog één bewaarder helpt zij artsen terug die hun passkey kwijt zijn. Kan verder niets en ziet geen dossier."),
        ("veenstra", "H. Veenstra", "Ondernemingsraad. Een van de drie bewaarders van de lijst van artsen; twee samen zijn genoeg."),
        ("kramer", "I. Kramer", "Directeur van de arbodienst. Ook bewaarder: alleen kan hij niets."),
    ];
}

/// <summary>How far a case of the demo has come.</summary>
internal enum Stage
{
    Reported,
    Asked,
    Planned,
    WithEmployee,
    Signed,
}

/// <summary>One case of the demo: invented words, dates relative to today.</summary>
internal sealed record Scene(
    string Employee, int DaysAgo, Stage Until, string? Verdict = null, int VerdictDay = 0, bool Activated = false, string? Ends = null, int? PartialHours = null, string Findings = "", string Cas = "", string Plan = "")
{
    public IReadOnlyDictionary<string, string> Text => new Dictionary<string, string>
    {
        ["Input.Reason"] = "Eerste gesprek na een verzoek van de casemanager",
        ["Input.Findings"] = Findings,
        ["Input.CasCode"] = Cas,
        ["Input.Plan"] = Plan,
    };
}

/// <summary>The cases: every stage that a first day in the past can reach.</summary>
internal static class Scenes
{
    public static IReadOnlyList<Scene> All { get; } =
    [
        new("dennis", 0, Stage.Reported),
        new("sanne", 2, Stage.Reported, Ends: "withdrawn"),
        new("aisha", 31, Stage.Asked),
        new("bram", 38, Stage.Planned),
        new("fons", 60, Stage.WithEmployee, "Fit", 5, Activated: true, Findings: "Klachten nemen af sinds drie weken. Slaapt weer door.", Cas: "P101", Plan: "Over vier weken bellen."),
        new("marieke", 99, Stage.Signed, "Unfit", -14, Activated: true, Findings: "Startpijn in de ochtend, toegenomen bij lopen op beton. Lang staan lukt nog niet.", Cas: "L122", Plan: "Oefeningen via de fysiotherapeut; over zes weken opnieuw."),
        new("nora", 45, Stage.Signed, "Fit", 0, Ends: "recovered", Findings: "Geen klachten meer bij belasten.", Cas: "L101", Plan: "Afgesloten."),
        new("thijs", 120, Stage.Asked, PartialHours: 16),
        new("lotta", 282, Stage.Reported),
        new("ingrid", 630, Stage.Asked),
    ];
}
