using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;
using ArboDossier.Store;
using Microsoft.Extensions.Configuration;

namespace ArboDossier.Mail;

/// <summary>
/// Where this zone's mail leaves: <c>Mail:Host</c>, <c>Mail:Port</c> (587), <c>Mail:From</c>, <c>Mail:StartTls</c> (true), <c>Mail:User</c>,
/// <c>Mail:PasswordFile</c> (mode 0600), <c>Mail:TimeoutSeconds</c> (20). Without <c>Mail:Host</c> no mail is sent and all goes to the call list.
/// </summary>
public sealed record MailSettings(string Host, int Port, MailAddress From, bool StartTls, NetworkCredential? Credential, TimeSpan Timeout)
{
    private const int StandardPort = 587;
    private const int StandardSeconds = 20;
    // A round of them ends before its lease does.
    private const int MostSeconds = 30;
    private const int MostPasswordBytes = 4096;

    /// <summary>The settings, or null where no mail is sent. Throws <see cref="StoreSettingException"/> with one clear line, without a value in it.</summary>
    public static MailSettings? Read(IConfiguration configuration)
    {
        var mail = configuration.GetSection("Mail");
        if (mail["Host"] is not { Length: > 0 } host)
        {
            return null;
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown)
        {
            throw new StoreSettingException("Mail:Host must be the name of a mail server");
        }

        var port = Number(mail, "Port", StandardPort, 1, ushort.MaxValue);
        var seconds = Number(mail, "TimeoutSeconds", StandardSeconds, 1, MostSeconds);
        if (!MailAddress.TryCreate(mail["From"], out var from))
        {
            throw new StoreSettingException("Mail:From must be the address that mail comes from");
        }

        var tls = mail["StartTls"] is not { Length: > 0 } said || (bool.TryParse(said, out var wanted) ? wanted : throw new StoreSettingException("Mail:StartTls must be true or false"));
        if (!tls && !IsHere(host))
        {
            throw new StoreSettingException("Mail:StartTls can be false only for a mail server on this machine");
        }

        return new(host, port, from, tls, CredentialOf(mail), TimeSpan.FromSeconds(seconds));
    }

    private static NetworkCredential? CredentialOf(IConfigurationSection mail)
    {
        if (mail["User"] is not { Length: > 0 } user)
        {
            return null;
        }

        if (mail["PasswordFile"] is not { Length: > 0 } path || new FileInfo(path) is not { Exists: true, Length: <= MostPasswordBytes })
        {
            throw new StoreSettingException("Mail:PasswordFile is not there");
        }

        if ((File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
        {
            throw new StoreSettingException("Mail:PasswordFile must have mode 0600: others can read it");
        }

        return new(user, Encoding.UTF8.GetString(File.ReadAllBytes(path)).TrimEnd('\r', '\n'));
    }

    private static int Number(IConfigurationSection mail, string name, int standard, int least, int most) =>
        mail[name] is not { Length: > 0 } text ? standard
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new StoreSettingException($"Mail:{name} must lie between {least.ToString(CultureInfo.InvariantCulture)} and {most.ToString(CultureInfo.InvariantCulture)}");

    private static bool IsHere(string host) => host == "localhost" || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
