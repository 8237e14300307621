using System.Net.Mail;
using System.Net.Mime;
using System.Text;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Mail;

/// <summary>
/// Hands mail to the service's own mail server. Where STARTTLS is set, nothing is said before it: a server that does not offer it, or whose certificate
/// does not hold, gets neither password nor address.
/// </summary>
internal sealed class SmtpMailer(MailSettings settings, ILogger<SmtpMailer> log) : IMailer
{
    public async Task<Posted> SendAsync(Letter letter, CancellationToken cancel)
    {
        if (!MailAddress.TryCreate(letter.To, out var to))
        {
            return Posted.Refused;
        }

        using var message = Of(letter, to);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        bound.CancelAfter(settings.Timeout);
        try
        {
            await HandOverAsync(message, bound.Token);
            return Posted.Taken;
        }
        catch (SmtpFailedRecipientException refused) when (IsForGood(refused.StatusCode))
        {
            return Posted.Refused;
        }
        catch (SmtpException failed)
        {
            return NotNow(failed.StatusCode.ToString());
        }
        catch (Exception failed) when (!cancel.IsCancellationRequested
            && failed is OperationCanceledException or IOException or System.Security.Authentication.AuthenticationException or FormatException or InvalidOperationException)
        {
            return NotNow(failed.GetType().Name);
        }
    }

#pragma warning disable RS0030 // The one place where mail leaves.
    private async Task HandOverAsync(MailMessage message, CancellationToken cancel)
    {
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.StartTls, Credentials = settings.Credential };
        await client.SendMailAsync(message, cancel);
    }
#pragma warning restore RS0030

    private MailMessage Of(Letter letter, MailAddress to)
    {
        var message = new MailMessage(settings.From, to)
        {
            Subject = letter.Subject,
            Body = letter.Body,
            BodyEncoding = Encoding.ASCII,
            BodyTransferEncoding = TransferEncoding.SevenBit,
        };
        message.Headers.Add("Message-ID", $"<{letter.Id:N}@{settings.From.Host}>");
        // RFC 3834: nobody's absence message answers it.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    /// <summary>What a server says of an address itself. All else is of the server, and may be another tomorrow.</summary>
    private static bool IsForGood(SmtpStatusCode status) => status is SmtpStatusCode.MailboxUnavailable or SmtpStatusCode.UserNotLocalTryAlternatePath or SmtpStatusCode.MailboxNameNotAllowed;

    private Posted NotNow(string kind)
    {
        log.LogWarning("Mail did not go ({Kind}); it is tried again.", kind);
        return Posted.NotNow;
    }
}
