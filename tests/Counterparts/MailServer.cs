using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace ArboDossier.Counterparts;

/// <summary>A mail as it came over the wire.</summary>
internal sealed record ArrivedMail(string From, string To, string Raw, bool Encrypted)
{
    internal string Header(string name) => Raw.Split("\r\n\r\n")[0].ReplaceLineEndings("\n").Replace("\n ", " ", StringComparison.Ordinal).Split('\n')
        .FirstOrDefault(x => x.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..] ?? "";

    internal string Body => Raw[(Raw.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
}

/// <summary>A real mail server on loopback, with an implementation that is not ours: takes, refuses, or is away, as the test says.</summary>
internal sealed class MailServer(X509Certificate2? certificate = null, (string User, string Password)? wanted = null) : IAsyncDisposable
{
    private readonly ConcurrentQueue<ArrivedMail> _arrived = new();
    private CancellationTokenSource? _ending;
    private Task _running = Task.CompletedTask;

    internal int Port { get; } = FreePort();

    /// <summary>All that arrived, oldest first.</summary>
    internal IReadOnlyList<ArrivedMail> Arrived => [.. _arrived];

    /// <summary>Addresses that this server does not know.</summary>
    internal HashSet<string> Unknown { get; } = [];

    /// <summary>It takes nothing now.</summary>
    internal bool IsFull { get; set; }

    /// <summary>What happens after a mail was taken and before its sender hears so.</summary>
    internal Func<Task>? BeforeAnswer { get; set; }

    /// <summary>Who signed in to it, in order.</summary>
    internal ConcurrentQueue<string> SignedIn { get; } = new();

    internal string[] Settings => ["--Mail:Host=127.0.0.1", $"--Mail:Port={Port}", "--Mail:From=bericht@dienst.example", "--Mail:StartTls=false"];

    internal async Task StartAsync()
    {
        var options = new SmtpServerOptionsBuilder().ServerName("mail.example").Endpoint(endpoint =>
        {
            endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port));
            if (certificate is not null)
            {
                endpoint.Certificate(certificate);
            }

            endpoint.AllowUnsecureAuthentication(false).AuthenticationRequired(wanted is not null);
        }).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(new Store(this));
        services.Add(new Filter(this));
        services.Add(new Authenticator(this, wanted));
        _ending = new();
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_ending.Token);
        while (!await AnswersAsync())
        {
            await Task.Delay(20);
        }
    }

    internal async Task StopAsync()
    {
        if (_ending is not null)
        {
            await _ending.CancelAsync();
            await _running;
            _ending.Dispose();
            _ending = null;
        }
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task<bool> AnswersAsync()
    {
        using var probe = new TcpClient();
        try
        {
            await probe.ConnectAsync(IPAddress.Loopback, Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Store(MailServer server) : MessageStore
    {
        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            foreach (var to in transaction.To)
            {
                server._arrived.Enqueue(new(transaction.From.AsAddress(), to.AsAddress(), Encoding.ASCII.GetString(buffer.ToArray()), context.Pipe.IsSecure));
            }

            if (server.BeforeAnswer is { } act)
            {
                await act();
            }

            return SmtpResponse.Ok;
        }
    }

    private sealed class Filter(MailServer server) : MailboxFilter
    {
        public override Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox @from, int size, CancellationToken cancellationToken) => Task.FromResult(true);

        public override Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox @from, CancellationToken cancellationToken) =>
            server.IsFull ? throw new SmtpResponseException(new SmtpResponse(SmtpReplyCode.InsufficientStorage, "full")) : Task.FromResult(!server.Unknown.Contains(to.AsAddress()));
    }

    private sealed class Authenticator(MailServer server, (string User, string Password)? wanted) : UserAuthenticator
    {
        public override Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
        {
            server.SignedIn.Enqueue(user);
            return Task.FromResult((user, password) == wanted);
        }
    }
}
