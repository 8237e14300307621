using System.Globalization;
using System.Text;

namespace ArboDossier.DemoAuthenticator.Demo;

/// <summary>
/// Invented employees of an employer, as an HR export in CSV. The same every time: names by number, nothing random. The first rows are the people
/// who play a part.
/// </summary>
internal static class Workforce
{
    private static readonly string[] Given =
    [
        "Anna", "Bram", "Chantal", "Daan", "Emma", "Fatima", "Gijs", "Hanneke", "Ibrahim", "Jasmijn", "Kees", "Laila", "Maarten", "Noor", "Olivier", "Petra", "Quinten", "Roos",
        "Sander", "Tess", "Umar", "Vera", "Wouter", "Xandra", "Yusuf", "Zoë", "Aleid", "Bilal", "Corné", "Dewi",
    ];

    private static readonly (string Prefix, string Surname)[] Surnames =
    [
        ("", "Jansen"), ("de", "Boer"), ("van den", "Berg"), ("", "Visser"), ("", "Smit"), ("", "Meijer"), ("", "Mulder"), ("", "Bos"), ("", "Vos"), ("", "Peters"), ("", "Hendriks"),
        ("van", "Leeuwen"), ("", "Dekker"), ("", "Brouwer"), ("de", "Wit"), ("", "Dijkstra"), ("", "Smits"), ("de", "Graaf"), ("van der", "Meer"), ("", "Yılmaz"), ("", "Kaya"),
        ("", "El Amrani"), ("", "Kowalski"), ("", "Ngcobo"), ("van 't", "Hof"), ("", "Çelik"), ("", "Bakker-de Groot"), ("ter", "Horst"), ("", "Schouten"), ("", "Verhoeven"),
    ];

    /// <summary>The export: semicolons, Dutch dates, Dutch column names.</summary>
    public static string Csv(string prefix, int count, IReadOnlyList<(string Given, string Prefix, string Surname, string Function, string Email)> parts, string[] functions, string[] departments)
    {
        var csv = new StringBuilder("Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst;Uit dienst;Leidinggevende\r\n");
        for (var i = 0; i < count; i++)
        {
            var (given, middle, surname) = i < parts.Count
                ? (parts[i].Given, parts[i].Prefix, parts[i].Surname)
                : (Given[i * 7 % Given.Length], Surnames[(i * 11 + i / 30) % Surnames.Length].Prefix, Surnames[(i * 11 + i / 30) % Surnames.Length].Surname);
            var function = i < parts.Count ? parts[i].Function : functions[i % functions.Length];
            var email = i < parts.Count ? parts[i].Email : $"{prefix.ToLowerInvariant()}{i + 1}@demo.invalid";
            var born = new DateOnly(1962 + i * 5 % 42, 1 + i % 12, 1 + i * 3 % 28);
            var begun = new DateOnly(2008 + i % 17, 1 + i * 5 % 12, 1);
            csv.Append(CultureInfo.InvariantCulture, $"{prefix}{i + 1:D4};{given[0]}.;{given};{middle};{surname};{born:dd-MM-yyyy};{email};06{10000000 + i * 137};{departments[i % departments.Length]};{function};{(i % 5 == 0 ? 24 : 36)};{begun:dd-MM-yyyy};;{(i == 0 ? "" : $"{prefix}0001")}\r\n");
        }

        return csv.ToString();
    }
}
