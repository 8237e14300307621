using System.Diagnostics.Metrics;
using ArboDossier.Sealing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Mail;

/// <summary>Where a notice may go.</summary>
/// <param name="Address">The address, or null where nobody gave one.</param>
/// <param name="Subject">The file that it is about, for the ledger; null where it is about none.</param>
public sealed record NoticeAddress(string? Address, Guid? Subject = null);

/// <summary>Looks up in a zone where a notice may go, as an act of that zone: what is opened for it stands in the ledger first.</summary>
public interface INoticeAddresses
{
    /// <summary>Null where the recipient is gone: then there is nobody to tell.</summary>
    Task<NoticeAddress?> FindAsync(Guid recipient, CancellationToken cancel);

    /// <summary>Whether somebody calls or writes where mail does not do it; if not, the recipient sees it at work anyway.</summary>
    Task<bool> IsCalledAsync(Guid recipient, CancellationToken cancel);
}

/// <summary>The program's host name, as it stands in mail.</summary>
public sealed record NoticeHost(string Name);

/// <summary>
/// Sends what waits for as long as the program runs. Mail that was taken is gone; what cannot go is for whoever calls. Where no mail is set up all goes
/// there at once.
/// </summary>
public sealed class NoticePost<TContext>(
    Notices<TContext> notices, INoticeAddresses addresses, IMailer? mailer, NoticeHost host, TimeProvider clock, ILogger<NoticePost<TContext>> log) : BackgroundService
    where TContext : ZoneContext
{
    private const int AtOnce = 8;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);
    private static readonly Counter<long> Counted = new Meter("ArboDossier").CreateCounter<long>("arbo.notices", description: "Notices, by what became of them.");

    /// <summary>One round; gives how many were in hand.</summary>
    public async Task<int> RoundAsync(CancellationToken cancel)
    {
        var rows = await notices.LeaseAsync(AtOnce, cancel);
        foreach (var row in rows)
        {
            await PostAsync(row, cancel);
        }

        return rows.Count;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            do
            {
                try
                {
                    while (await RoundAsync(stoppingToken) == AtOnce)
                    {
                        // More may wait.
                    }
                }
                catch (Exception failed) when (failed is System.Data.Common.DbException or DbUpdateException or InvalidOperationException or SealException)
                {
                    log.LogWarning("A round of notices failed ({Kind}); they are tried again.", failed.GetType().Name);
                }
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The program ends; what was in hand is taken again when its lease is over.
        }
    }

    private async Task PostAsync(NoticeRow row, CancellationToken cancel)
    {
        if (mailer is null)
        {
            // Nothing is opened for a mail that cannot go.
            await LeaveAsync(row, null, "no-mail", cancel);
            return;
        }

        if (await addresses.FindAsync(row.Recipient, cancel) is not var (address, subject))
        {
            await notices.DropAsync(row, "nobody", cancel);
            return;
        }

        if (address is null)
        {
            await LeaveAsync(row, subject, "no-address", cancel);
            return;
        }

        switch (await mailer.SendAsync(new(row.Id, address, NoticeTexts.Subject(host.Name), NoticeTexts.Body(row.Kind, host.Name)), cancel))
        {
            case Posted.Taken:
                await notices.SentAsync(row, subject, cancel);
                Count("taken");
                break;
            case Posted.NotNow when notices.IsOverdue(row):
                await LeaveAsync(row, subject, "given-up", cancel);
                break;
            case Posted.NotNow:
                await notices.PutOffAsync(row, cancel);
                Count("put-off");
                break;
            case Posted.Refused:
                await LeaveAsync(row, subject, "address-refused", cancel);
                break;
        }
    }

    private async Task LeaveAsync(NoticeRow row, Guid? subject, string reason, CancellationToken cancel)
    {
        if (await addresses.IsCalledAsync(row.Recipient, cancel))
        {
            await notices.LeaveAsync(row, subject, reason, cancel);
            Count("to-call");
            return;
        }

        await notices.DropAsync(row, reason, cancel);
        Count("dropped");
    }

    private static void Count(string outcome) => Counted.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
}

/// <summary>Registration.</summary>
public static class NoticeServices
{
    /// <summary>Sends this zone's notices. Throws <see cref="StoreSettingException"/> where a setting of <c>Mail</c> is wrong.</summary>
    public static void AddNotices<TContext, TAddresses>(this IServiceCollection services, IConfiguration configuration, Func<IServiceProvider, string> host)
        where TContext : ZoneContext
        where TAddresses : class, INoticeAddresses
    {
        if (MailSettings.Read(configuration) is { } settings)
        {
            services.AddSingleton<IMailer>(s => new SmtpMailer(settings, s.GetRequiredService<ILogger<SmtpMailer>>()));
        }

        services.AddSingleton<INoticeAddresses, TAddresses>();
        services.AddSingleton(s => new NoticePost<TContext>(
            s.GetRequiredService<Notices<TContext>>(), s.GetRequiredService<INoticeAddresses>(), s.GetService<IMailer>(), new(host(s)),
            s.GetRequiredService<TimeProvider>(), s.GetRequiredService<ILogger<NoticePost<TContext>>>()));
        services.AddHostedService(s => s.GetRequiredService<NoticePost<TContext>>());
    }
}
