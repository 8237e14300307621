using ArboDossier.Identity.Store;
using ArboDossier.Web;

namespace ArboDossier.Identity.Features.Secrecy;

/// <summary>
/// What everybody who works for the service, hired or employed, signs before the account exists. It is not the statement of derived secrecy,
/// which Medical asks for apart from this. Who signed an older version signs the newer one at the next sign-in.
/// </summary>
/// <param name="all">All versions, oldest first.</param>
/// <param name="clock">From whose day a version counts.</param>
public sealed class SecrecyClauses(IReadOnlyList<PublishedText> all, TimeProvider clock)
{
    private static readonly string[] Languages = ["nl", "en"];

    /// <summary>The versions of this service.</summary>
    public static IReadOnlyList<PublishedText> Published { get; } =
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

    /// <summary>The one that is signed today. Before the first day of all it is the first: nobody works here unsigned.</summary>
    public PublishedText Current
    {
        get
        {
            var today = Words.LocalDay(clock.GetUtcNow());
            return all.LastOrDefault(x => x.From <= today) ?? all[0];
        }
    }

    /// <summary>What a form says was read: the hash of the text, so that version and language cannot change between reading and signing.</summary>
    public static string Shown(PublishedText clause, string language) => Convert.ToHexString(clause.Hash(language));

    /// <summary>The signature under what was shown; null where that is not the text that counts now.</summary>
    public SecrecyRow? Promise(string? shown)
    {
        var clause = Current;
        return Languages.FirstOrDefault(x => Shown(clause, x) == shown) is { } language
            ? new() { Version = clause.Version, TextHash = clause.Hash(language) }
            : null;
    }
}
