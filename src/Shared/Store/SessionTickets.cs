using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Store;

/// <summary>
/// Sessions of one zone, in its own database. The cookie holds a random key of which only the hash is stored; the ticket is protected with the
/// zone's own key ring. A renewal never creates again what was removed.
/// </summary>
public sealed class SessionTickets<TContext>(Commits<TContext> commits, Func<TContext> open, IDataProtectionProvider protection, TimeProvider clock) : ITicketStore
    where TContext : ZoneContext
{
    /// <summary>Claim with the id of the session row.</summary>
    public const string SessionClaim = "arbo-session";

    private readonly IDataProtector _protector = protection.CreateProtector("ArboDossier.Session");

    /// <inheritdoc/>
    public async Task<string> StoreAsync(AuthenticationTicket ticket)
    {
        var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        ((ClaimsIdentity)ticket.Principal.Identity!).AddClaim(new Claim(SessionClaim, id.ToString("N")));
        var row = new SessionRow
        {
            Id = id,
            KeyHash = Hash(key),
            Subject = ticket.Principal.FindFirstValue("sub") ?? "",
            ProviderSession = ticket.Principal.FindFirstValue("sid") ?? "",
            Ticket = _protector.Protect(TicketSerializer.Default.Serialize(ticket)),
            CreatedAt = now,
            ExpiresAt = ticket.Properties.ExpiresUtc ?? now.AddHours(8),
        };
        await commits.RunAsync((act, _) =>
        {
            act.Db.Sessions.Add(row);
            return Task.CompletedTask;
        });
        return key;
    }

    /// <inheritdoc/>
    public async Task RenewAsync(string key, AuthenticationTicket ticket)
    {
        var hash = Hash(key);
        var bytes = _protector.Protect(TicketSerializer.Default.Serialize(ticket));
        var until = ticket.Properties.ExpiresUtc ?? clock.GetUtcNow().AddHours(8);
        await commits.RunAsync((act, cancel) => act.Db.Sessions.Where(x => x.KeyHash == hash)
            .ExecuteUpdateAsync(set => set.SetProperty(x => x.Ticket, bytes).SetProperty(x => x.ExpiresAt, until), cancel));
    }

    /// <inheritdoc/>
    public async Task<AuthenticationTicket?> RetrieveAsync(string key)
    {
        var hash = Hash(key);
        var now = clock.GetUtcNow();
        await using var db = open();
        var bytes = await db.Sessions.AsNoTracking().Where(x => x.KeyHash == hash && x.ExpiresAt > now).Select(x => x.Ticket).FirstOrDefaultAsync();
        try
        {
            return bytes is null ? null : TicketSerializer.Default.Deserialize(_protector.Unprotect(bytes));
        }
        catch (CryptographicException)
        {
            // The ring that protected it is gone: the session is over, and the person signs in again.
            return null;
        }
    }

    /// <inheritdoc/>
    public Task RemoveAsync(string key)
    {
        var hash = Hash(key);
        return commits.RunAsync((act, cancel) => act.Db.Sessions.Where(x => x.KeyHash == hash).ExecuteDeleteAsync(cancel));
    }

    /// <summary>Ends the sessions of one provider session, or where none is named all of a subject, that were begun until a moment, within the act.</summary>
    public Task EndAsync(Act<TContext> act, string? providerSession, string? subject, DateTimeOffset until, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(act);
        return act.Db.Sessions.Where(x => x.CreatedAt <= until && (providerSession != null ? x.ProviderSession == providerSession : x.Subject == subject)).ExecuteDeleteAsync(cancel);
    }

    private static byte[] Hash(string key) => SHA256.HashData(Encoding.ASCII.GetBytes(key));
}
