using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Mail;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>Somebody who could not be told by mail what happened to the account.</summary>
public sealed record CallLine(Guid Account, string Name, string Email, NoticeKind Kind, DateTimeOffset Since);

/// <summary>Who has to be called because mail did not do it. The account has the only address; there is no other here.</summary>
public sealed class Calls(Commits<IdentityContext> commits, Func<IdentityContext> open)
{
    private const int Most = 50;

    /// <summary>The list, for the administrator, oldest first; the read itself is an act (law 6).</summary>
    public async Task<IReadOnlyList<CallLine>> ListAsync(Actor who, CancellationToken cancel)
    {
        await using var db = open();
        if (!await db.Notices.AnyAsync(x => x.ToCallSince != null, cancel))
            return [];
        var decision = IdentityRules.Administer(who, "notice.list", ActKind.Read);
        await commits.RecordAsync(decision, cancel);
        if (!decision.Permitted)
            return [];
        return await db.Notices.AsNoTracking().Where(x => x.ToCallSince != null).Join(db.Accounts, x => x.Recipient, x => x.Id, (n, a) => new { n, a })
            .OrderBy(x => x.n.ToCallSince).Take(Most).Select(x => new CallLine(x.a.Id, x.a.Name, x.a.Email!, x.n.Kind, x.n.ToCallSince!.Value)).ToListAsync(cancel);
    }

    /// <summary>Somebody was called, about all that stood on the list.</summary>
    public Task DoneAsync(Actor who, Guid account, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = IdentityRules.Administer(who, "notice.called", ActKind.Update);
            act.Record(decision, new AuditObject("account", account));
            return decision.Permitted && await act.Db.Notices.Where(x => x.Recipient == account && x.ToCallSince != null).ExecuteDeleteAsync(c) > 0;
        }, cancel);
}

/// <summary>A notice of an account goes to the account's own address.</summary>
public sealed class AccountAddresses(Accounts accounts) : INoticeAddresses
{
    public async Task<NoticeAddress?> FindAsync(Guid recipient, CancellationToken cancel) =>
        await accounts.FindAsync(recipient, cancel) is { } account ? new(account.Email) : null;

    public Task<bool> IsCalledAsync(Guid recipient, CancellationToken cancel) => Task.FromResult(true);
}
