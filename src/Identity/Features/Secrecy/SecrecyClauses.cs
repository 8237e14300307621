using ArboDossier.Identity.Store;
using ArboDossier.Web;

namespace ArboDossier.Identity.Features.Secrecy;

/// <summary>
/// What everybody who works for the service, hired or employed, signs before the account exists. It is not the statement of derived secrecy,
/// which Medical asks for apart from this.
/// </summary>
public static class SecrecyClauses
{
    /// <summary>All versions, oldest first.</summary>
    public static IReadOnlyList<PublishedText> All { get; } =
    [
        new("261128.001", new DateOnly(2026, 11, 28),
        [
            new(
                new("Geheimhouding", "Secrecy"),
                new(
                    "Ik houd geheim wat ik in mijn werk voor deze arbodienst over mensen te weten kom. Dat geldt ook thuis, tegenover collega's die het niet nodig hebben, en na het einde van mijn werk hier.",
                    "I keep secret what I learn about people in my work for this occupational health service. That also holds at home, towards colleagues who do not need it, and after my work here ends.")),
            new(
                new("Alleen wat nodig is", "Only what is needed"),
                new(
                    "Ik zoek en open alleen wat ik voor mijn eigen taak nodig heb. Ik weet dat wordt vastgelegd wat ik open, en dat mensen mogen weten wie in hun dossier keek.",
                    "I search and open only what I need for my own task. I know that what I open is recorded, and that people may know who looked at their file.")),
            new(
                new("Mijn account is van mij alleen", "My account is mine alone"),
                new(
                    "Ik deel mijn wachtwoord, passkey en codes met niemand. Merk ik dat er iets mis is, dan meld ik dat meteen.",
                    "I share my password, passkey and codes with nobody. When I notice that something is wrong, I report it at once.")),
        ]),
    ];

    /// <summary>The one that is signed now.</summary>
    public static PublishedText Current => All[^1];

    /// <summary>That it was signed, as it was shown in a language.</summary>
    public static SecrecyRow Promise(string language) => new() { Version = Current.Version, TextHash = Current.Hash(language) };
}
