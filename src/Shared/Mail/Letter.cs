namespace ArboDossier.Mail;

/// <summary>A mail as it goes: plain text, to one address.</summary>
/// <param name="Id">Stands in its Message-ID: the same mail sent twice is known as one.</param>
/// <param name="To">Address.</param>
/// <param name="Subject">Subject.</param>
/// <param name="Body">Text.</param>
public sealed record Letter(Guid Id, string To, string Subject, string Body);

/// <summary>What became of a mail.</summary>
public enum Posted
{
    /// <summary>The server took it.</summary>
    Taken = 1,

    /// <summary>Not now: the server is away or busy, or does not speak TLS as it must.</summary>
    NotNow = 2,

    /// <summary>The server refuses this address for good.</summary>
    Refused = 3,
}

/// <summary>Where mail leaves. Whoever sends by something else than SMTP puts that here.</summary>
public interface IMailer
{
    /// <summary>Sends one mail. Throws for nothing that a server can do; no address stands in any exception or log.</summary>
    Task<Posted> SendAsync(Letter letter, CancellationToken cancel);
}
