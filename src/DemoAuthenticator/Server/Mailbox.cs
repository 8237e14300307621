using System.Buffers;
using System.Net;
using System.Text;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace ArboDossier.DemoAuthenticator.Server;

/// <summary>A mail that one of the programs sent.</summary>
internal sealed record DemoMail(string To, string From, string Subject, string Body, DateTimeOffset At);

/// <summary>
/// The mail server of the demo, on loopback only: takes what the programs send to the demo people and keeps it in memory for the page. Nothing leaves
/// this machine, and after a restart it is empty.
/// </summary>
internal sealed class Mailbox(int port) : MessageStore, IAsyncDisposable
{
    private const int Most = 500;
    private readonly Lock _lock = new();
    private readonly Queue<DemoMail> _mails = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    /// <summary>What came, newest first.</summary>
    public IReadOnlyList<DemoMail> Mails
    {
        get
        {
            lock (_lock)
            {
                return [.. _mails.Reverse()];
            }
        }
    }

    public void Start()
    {
        var options = new SmtpServerOptionsBuilder().ServerName("demo.localhost").Endpoint(x => x.Endpoint(new IPEndPoint(IPAddress.Loopback, port))).Build();
        var services = new SmtpServer.ComponentModel.ServiceProvider();
        services.Add(this);
        _running = new SmtpServer.SmtpServer(options, services).StartAsync(_ending.Token);
    }

    /// <inheritdoc/>
    public override Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var raw = Encoding.UTF8.GetString(buffer.ToArray());
        var head = raw.Split("\r\n\r\n", 2);
        var subject = Array.Find(head[0].Split("\r\n"), x => x.StartsWith("Subject: ", StringComparison.OrdinalIgnoreCase))?["Subject: ".Length..] ?? "";
        lock (_lock)
        {
            foreach (var to in transaction.To)
            {
                _mails.Enqueue(new(to.AsAddress(), transaction.From.AsAddress(), subject, head.Length > 1 ? head[1].Trim() : "", TimeProvider.System.GetUtcNow()));
            }

            while (_mails.Count > Most)
            {
                _mails.Dequeue();
            }
        }

        return Task.FromResult(SmtpResponse.Ok);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _running;
        _ending.Dispose();
    }
}
