using ArboDossier.Store;

namespace ArboDossier.Mail;

/// <summary>
/// What notices say: one fixed text for each kind, in both languages, with the program's host name and nothing else filled in. No link:
/// who learns to follow links in mail follows those of others too. Plain ASCII, so that every mail program shows the same.
/// </summary>
public static class NoticeTexts
{
    private const string Closing =
        """
        Er staat met opzet niets anders in deze mail, ook geen link. U kunt deze mail niet beantwoorden.

        There is nothing else in this mail, on purpose, and no link. You cannot answer this mail.
        """;

    /// <summary>The subject: the same whatever the mail is about.</summary>
    public static string Subject(string host) => $"Bericht van {host} / Message from {host}";

    /// <summary>The text.</summary>
    public static string Body(NoticeKind kind, string host)
    {
        var (dutch, english) = Said(kind, host);
        return $"{dutch}\n\n{english}\n\n{Closing}\n".ReplaceLineEndings("\r\n");
    }

    private static (string Dutch, string English) Said(NoticeKind kind, string host) => kind switch
    {
        NoticeKind.SomethingNew => (
            $"Er is iets voor u om te bekijken op {host}. Typ dat adres zelf in uw browser en log in.",
            $"There is something for you to look at on {host}. Type that address in your browser yourself and sign in."),
        NoticeKind.SignInChanged => (
            $"Er is iets veranderd aan hoe u inlogt op {host}. Deed u dat niet zelf? Log in, kijk bij uw account en bel de dienst.",
            $"Something changed in how you sign in on {host}. Was that not you? Sign in, look at your account and call the service."),
        NoticeKind.AccountChanged => (
            $"Er is iets veranderd aan uw account op {host}. Vragen? Bel de dienst.",
            $"Something changed about your account on {host}. Questions? Call the service."),
        NoticeKind.NewBrowser => (
            $"Op uw account bij {host} is ingelogd met een browser die daar nog niet eerder voor gebruikt is. Was u dat niet? Log in, kijk bij uw account en bel de dienst.",
            $"Somebody signed in to your account on {host} with a browser that was not used for it before. Was that not you? Sign in, look at your account and call the service."),
    };
}
