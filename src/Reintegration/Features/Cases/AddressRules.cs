using System.Globalization;
using System.Text;
using ArboDossier.Contracts.Values;

namespace ArboDossier.Reintegration.Features.Cases;

/// <summary>
/// An address must not betray the illness: structured parts only, and no name of an institution in them.
/// </summary>
public static class AddressRules
{
    private const int Longest = 60;

    /// <summary>Beginnings of words that name a place of treatment. Only whole words that begin so count: Ziekenhuisstraat is an address.</summary>
    private static readonly string[] Institutions =
    [
        "ggz", "kliniek", "polikliniek", "clinic", "hospice", "ziekenhuis", "hospital", "umc", "lumc", "amc", "vumc", "afdeling", "afd", "ward", "verpleeghuis", "verpleegafdeling",
        "psychiatrie", "psychiatrisch", "psychiatrische", "psychiatry", "revalidatie", "revalidatiecentrum", "rehabilitation", "verslavingszorg", "afkickkliniek", "zorginstelling",
        "zorgcentrum", "herstellingsoord", "sanatorium", "kraamafdeling", "kraamhotel", "oncologie", "cardiologie", "spoedeisende", "blijf", "opvang", "opvanghuis", "inrichting",
        "behandelcentrum", "instelling", "medisch", "medical", "care",
    ];

    /// <summary>Countries that can be chosen, by their two letters; "XX" is any other.</summary>
    public static IReadOnlyList<(string Code, Web.Text Name)> Countries { get; } =
    [
        ("NL", new("Nederland", "Netherlands")), ("BE", new("België", "Belgium")), ("DE", new("Duitsland", "Germany")), ("FR", new("Frankrijk", "France")),
        ("PL", new("Polen", "Poland")), ("RO", new("Roemenië", "Romania")), ("BG", new("Bulgarije", "Bulgaria")), ("ES", new("Spanje", "Spain")), ("PT", new("Portugal", "Portugal")),
        ("IT", new("Italië", "Italy")), ("TR", new("Turkije", "Turkey")), ("MA", new("Marokko", "Morocco")), ("XX", new("Een ander land", "Another country")),
    ];

    /// <summary>A street or a city: letters and the signs that stand in one.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= Longest && text.All(x => char.IsLetterOrDigit(x) || x is ' ' or '\'' or '-' or '.' or '/' or '’') && text.Any(char.IsLetter);

    /// <summary>A house number with a short addition.</summary>
    public static bool IsNumber(string text) =>
        text.Length is > 0 and <= 10 && char.IsAsciiDigit(text[0]) && text.All(x => char.IsAsciiLetterOrDigit(x) || x is ' ' or '-') && text.TakeWhile(char.IsAsciiDigit).Count() <= 5;

    /// <summary>A postcode: exactly a Dutch one in the Netherlands (V-06), short and plain elsewhere. Null where it is none.</summary>
    public static string? Postcode(string text, string country)
    {
        if (country == "NL")
        {
            return Contracts.Values.Postcode.TryParse(text, out var dutch) ? dutch.ToString() : null;
        }

        return text.Length is > 0 and <= 12 && text.All(x => char.IsAsciiLetterOrDigit(x) || x is ' ' or '-') ? text : null;
    }

    /// <summary>True where a line names a place of treatment: such an address is refused and not kept.</summary>
    public static bool NamesInstitution(string text) => Words(text).Any(word => Institutions.Contains(word, StringComparer.Ordinal));

    private static string[] Words(string text)
    {
        var plain = new StringBuilder();
        foreach (var c in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                plain.Append(char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ');
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
