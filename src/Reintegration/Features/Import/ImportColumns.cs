using System.Globalization;
using System.Text;

namespace ArboDossier.Reintegration.Features.Import;

/// <summary>What a column means.</summary>
internal enum Column
{
    Unknown = 0,
    Forbidden,
    Number,
    Initials,
    GivenName,
    Prefix,
    Surname,
    BirthDate,
    Email,
    Phone,
    Department,
    Function,
    Hours,
    Start,
    End,
    Manager,
}

/// <summary>
/// Column names as personnel systems write them, in both languages. What may not enter is recognised by name too, so that it can be counted and
/// named instead of dropped in silence.
/// </summary>
internal static class ImportColumns
{
    private const int LongestName = 40;

    /// <summary>Columns without which a file says too little.</summary>
    internal static readonly Column[] Needed = [Column.Number, Column.Surname, Column.BirthDate, Column.Hours, Column.Start];

    private static readonly Dictionary<string, Column> Names = new(StringComparer.Ordinal)
    {
        ["personeelsnummer"] = Column.Number, ["persnr"] = Column.Number, ["personeelsnr"] = Column.Number, ["medewerkernummer"] = Column.Number, ["medewerkersnummer"] = Column.Number,
        ["werknemernummer"] = Column.Number, ["werknemersnummer"] = Column.Number, ["employeenumber"] = Column.Number, ["employeeid"] = Column.Number, ["personnelnumber"] = Column.Number,
        ["voorletters"] = Column.Initials, ["initialen"] = Column.Initials, ["initials"] = Column.Initials,
        ["roepnaam"] = Column.GivenName, ["voornaam"] = Column.GivenName, ["voornamen"] = Column.GivenName, ["givenname"] = Column.GivenName, ["firstname"] = Column.GivenName,
        ["voorvoegsel"] = Column.Prefix, ["voorvoegsels"] = Column.Prefix, ["tussenvoegsel"] = Column.Prefix, ["tussenvoegsels"] = Column.Prefix, ["prefix"] = Column.Prefix, ["infix"] = Column.Prefix,
        ["achternaam"] = Column.Surname, ["geslachtsnaam"] = Column.Surname, ["naam"] = Column.Surname, ["surname"] = Column.Surname, ["lastname"] = Column.Surname, ["familyname"] = Column.Surname,
        ["geboortedatum"] = Column.BirthDate, ["gebdatum"] = Column.BirthDate, ["birthdate"] = Column.BirthDate, ["dateofbirth"] = Column.BirthDate,
        ["email"] = Column.Email, ["emailadres"] = Column.Email, ["emailwerk"] = Column.Email, ["werkemail"] = Column.Email, ["mail"] = Column.Email, ["workemail"] = Column.Email, ["emailaddress"] = Column.Email,
        ["telefoon"] = Column.Phone, ["telefoonnummer"] = Column.Phone, ["telefoonwerk"] = Column.Phone, ["mobiel"] = Column.Phone, ["phone"] = Column.Phone, ["telephone"] = Column.Phone, ["mobile"] = Column.Phone,
        ["afdeling"] = Column.Department, ["organisatorischeeenheid"] = Column.Department, ["kostenplaats"] = Column.Department, ["department"] = Column.Department,
        ["functie"] = Column.Function, ["functienaam"] = Column.Function, ["functieomschrijving"] = Column.Function, ["function"] = Column.Function, ["jobtitle"] = Column.Function,
        ["urenperweek"] = Column.Hours, ["uren"] = Column.Hours, ["contracturen"] = Column.Hours, ["wekelijkseuren"] = Column.Hours, ["hours"] = Column.Hours, ["hoursperweek"] = Column.Hours,
        ["indienst"] = Column.Start, ["datumindienst"] = Column.Start, ["indienstdatum"] = Column.Start, ["begindatum"] = Column.Start, ["startdatum"] = Column.Start, ["startdate"] = Column.Start, ["start"] = Column.Start,
        ["uitdienst"] = Column.End, ["datumuitdienst"] = Column.End, ["uitdienstdatum"] = Column.End, ["einddatum"] = Column.End, ["enddate"] = Column.End, ["end"] = Column.End,
        ["leidinggevende"] = Column.Manager, ["leidinggevendenummer"] = Column.Manager, ["personeelsnummerleidinggevende"] = Column.Manager, ["manager"] = Column.Manager, ["managernumber"] = Column.Manager, ["linemanager"] = Column.Manager,
    };

    /// <summary>Whole names that may not enter.</summary>
    private static readonly HashSet<string> Forbidden = new(StringComparer.Ordinal)
    {
        "bsn", "sofi", "ssn", "reden", "oorzaak", "aard", "reason", "cause", "notes", "notitie", "notities", "toelichting", "vangnet", "soort", "zwanger", "iban", "geslacht", "nationaliteit", "burgerlijkestaat",
    };

    /// <summary>Parts of names that may not enter, whatever stands around them.</summary>
    private static readonly string[] ForbiddenParts =
    [
        "burgerservice", "bsnnummer", "bsnnr", "sofinummer", "sofinr", "citizenservice", "diagnos", "klacht", "complaint", "opmerking", "remark", "comment", "bijzonderhe", "ziekte", "zieken", "verzuim",
        "sickness", "illness", "medisch", "medical", "handicap", "beperking", "redenverzuim", "oorzaakverzuim", "zwangerschap", "pregnan", "vangnet",
    ];

    /// <summary>What a header means.</summary>
    internal static Column Of(string header)
    {
        var plain = Plain(header);
        if (Names.TryGetValue(plain, out var column))
        {
            return column;
        }

        return Forbidden.Contains(plain) || ForbiddenParts.Any(x => plain.Contains(x, StringComparison.Ordinal)) ? Column.Forbidden : Column.Unknown;
    }

    /// <summary>A header as it may be shown: short, on one line.</summary>
    internal static string Shown(string header)
    {
        var plain = new string([.. header.Trim().Where(x => !char.IsControl(x))]);
        return plain.Length <= LongestName ? plain : plain[..LongestName];
    }

    private static string Plain(string header)
    {
        var plain = new StringBuilder();
        foreach (var c in header.Normalize(NormalizationForm.FormD))
        {
            if (char.IsLetterOrDigit(c) && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.ToLowerInvariant(c));
            }
        }

        return plain.ToString();
    }
}
