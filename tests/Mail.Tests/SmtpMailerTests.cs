using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ArboDossier.Counterparts;
using ArboDossier.Store;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Mail.Tests;

public sealed class SmtpMailerTests : IDisposable
{
    private static readonly Letter Sample = new(Guid.NewGuid(), "marieke@voorbeeld.example", "Bericht", "Er is iets.\r\n.\r\nEen punt alleen.\r\n");
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("arbo-mail-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact, Trait("Rule", "R-063")]
    public async Task A_mail_arrives_as_it_was_written_with_nothing_else_in_it()
    {
        await using var server = new MailServer();
        await server.StartAsync();

        (await Mailer(server).SendAsync(Sample, default)).Should().Be(Posted.Taken);

        var mail = server.Arrived.Should().ContainSingle().Which;
        (mail.From, mail.To).Should().Be(("bericht@dienst.example", "marieke@voorbeeld.example"));
        mail.Body.Should().StartWith("Er is iets.\r\n.\r\nEen punt alleen.\r\n");
        mail.Header("Subject").Should().Be("Bericht");
        mail.Header("Message-ID").Should().Be($"<{Sample.Id:N}@dienst.example>");
        mail.Header("Auto-Submitted").Should().Be("auto-generated");
        mail.Raw.Split("\r\n\r\n")[0].Split("\r\n").Where(x => x[0] is not (' ' or '\t')).Select(x => x.Split(':')[0].ToLowerInvariant())
            .Should().BeSubsetOf(["mime-version", "from", "to", "date", "subject", "message-id", "auto-submitted", "content-type", "content-transfer-encoding"]);
    }

    [Fact]
    public async Task A_server_that_is_away_or_full_is_tried_again_and_one_that_knows_no_such_address_is_not()
    {
        await using var server = new MailServer();
        (await Mailer(server).SendAsync(Sample, default)).Should().Be(Posted.NotNow, "nobody listens");

        await server.StartAsync();
        server.IsFull = true;
        (await Mailer(server).SendAsync(Sample, default)).Should().Be(Posted.NotNow, "it is full");
        server.IsFull = false;
        server.Unknown.Add(Sample.To);
        (await Mailer(server).SendAsync(Sample, default)).Should().Be(Posted.Refused);
        (await Mailer(server).SendAsync(Sample with { To = "geen adres" }, default)).Should().Be(Posted.Refused);
        (await Mailer(server).SendAsync(Sample with { To = "a@b.example\r\nBcc: c@d.example" }, default)).Should().Be(Posted.Refused);
        server.Arrived.Should().BeEmpty();
    }

    [Fact]
    public async Task A_server_that_never_answers_costs_the_time_that_was_set_and_no_more()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var settings = new MailSettings("127.0.0.1", ((IPEndPoint)silent.LocalEndpoint).Port, new("bericht@dienst.example"), StartTls: false, null, TimeSpan.FromSeconds(1));

        (await new SmtpMailer(settings, NullLogger<SmtpMailer>.Instance).SendAsync(Sample, default)).Should().Be(Posted.NotNow);
    }

    [Fact]
    public async Task Where_starttls_is_set_nothing_is_said_without_it()
    {
        await using var plain = new MailServer();
        await plain.StartAsync();

        (await Mailer(plain, startTls: true).SendAsync(Sample, default)).Should().Be(Posted.NotNow, "it offers no TLS");
        plain.Arrived.Should().BeEmpty();
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_gets_neither_password_nor_address()
    {
        using var certificate = Certificate();
        await using var server = new MailServer(certificate, ("dienst", "geheim"));
        await server.StartAsync();

        (await Mailer(server, startTls: true, new NetworkCredential("dienst", "geheim")).SendAsync(Sample, default)).Should().Be(Posted.NotNow);

        server.Arrived.Should().BeEmpty();
        server.SignedIn.Should().BeEmpty();
    }

    [Fact]
    public async Task With_a_certificate_that_holds_the_mail_goes_encrypted_after_signing_in()
    {
        using var certificate = Certificate();
        await using var server = new MailServer(certificate, ("dienst", "geheim"));
        await server.StartAsync();
#pragma warning disable SYSLIB0014 // How this one client is told to believe the test's own certificate; in a service the machine's list says so.
        System.Net.ServicePointManager.ServerCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == certificate.GetCertHashString();
        try
        {
            (await Mailer(server, startTls: true, new NetworkCredential("dienst", "anders")).SendAsync(Sample, default)).Should().Be(Posted.NotNow, "the password is wrong");
            (await Mailer(server, startTls: true, new NetworkCredential("dienst", "geheim")).SendAsync(Sample, default)).Should().Be(Posted.Taken);
        }
        finally
        {
            System.Net.ServicePointManager.ServerCertificateValidationCallback = null;
        }
#pragma warning restore SYSLIB0014

        server.Arrived.Should().ContainSingle().Which.Encrypted.Should().BeTrue();
        server.SignedIn.Should().OnlyContain(x => x == "dienst").And.NotBeEmpty();
    }

    [Theory]
    [InlineData("Mail:From", "geen adres", "Mail:From")]
    [InlineData("Mail:From", null, "Mail:From")]
    [InlineData("Mail:Port", "0", "Mail:Port")]
    [InlineData("Mail:Port", "smtp", "Mail:Port")]
    [InlineData("Mail:TimeoutSeconds", "31", "Mail:TimeoutSeconds")]
    [InlineData("Mail:StartTls", "misschien", "Mail:StartTls")]
    [InlineData("Mail:StartTls", "false", "this machine")]
    [InlineData("Mail:Host", "mail dienst", "Mail:Host")]
    [InlineData("Mail:User", "dienst", "Mail:PasswordFile")]
    public void A_wrong_setting_stops_the_program_with_one_line(string name, string? value, string named)
    {
        var read = () => Read((name, value));
        read.Should().Throw<StoreSettingException>().WithMessage($"*{named}*").Which.Message.Should().NotContain("\n");
    }

    [Fact]
    public void A_password_that_others_can_read_stops_the_program_and_one_of_mode_0600_is_used()
    {
        var path = Path.Combine(_directory.FullName, "mail-password");
        File.WriteAllText(path, "een wachtwoord\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var read = () => Read(("Mail:User", "dienst"), ("Mail:PasswordFile", path));
        read.Should().Throw<StoreSettingException>().WithMessage("*0600*");

        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var settings = read()!;
        settings.Credential!.Password.Should().Be("een wachtwoord");
        (settings.StartTls, settings.Port, settings.Timeout).Should().Be((true, 587, TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public void Without_a_host_there_is_no_mail() => Read(("Mail:Host", null)).Should().BeNull();

    private static MailSettings? Read(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?> { ["Mail:Host"] = "mail.dienst.example", ["Mail:From"] = "bericht@dienst.example" };
        foreach (var (name, value) in changes)
        {
            settings[name] = value;
        }

        return MailSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    private static SmtpMailer Mailer(MailServer server, bool startTls = false, NetworkCredential? credential = null) => new(
        new("127.0.0.1", server.Port, new("bericht@dienst.example"), startTls, credential, TimeSpan.FromSeconds(10)), NullLogger<SmtpMailer>.Instance);

    private static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var now = DateTimeOffset.UtcNow;
        return new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
