using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>A line of the administrator's list.</summary>
public sealed record AccountLine(Guid Id, string Name, string Email, bool IsServiceAdministrator, bool IsUnfinished, DateTimeOffset? SuspendedAt);

/// <summary>The door to accounts and their factors.</summary>
public sealed class Accounts(Commits<IdentityContext> commits, Func<IdentityContext> open, ILookupNormalizer normalizer)
{
    private const int LinesOnAPage = 50;

    public async Task<Account?> FindAsync(Guid id, CancellationToken cancel)
    {
        await using var db = open();
        return await db.Accounts.AsNoTracking().SingleOrDefaultAsync(x => x.Id == id, cancel);
    }

    public async Task<Account?> FindByEmailAsync(string email, CancellationToken cancel)
    {
        var normal = normalizer.NormalizeEmail(email);
        await using var db = open();
        return await db.Accounts.AsNoTracking().SingleOrDefaultAsync(x => x.NormalizedEmail == normal, cancel);
    }

    /// <summary>The owner of a passkey and the passkey itself.</summary>
    public async Task<(Account Account, UserPasskeyInfo Passkey)?> FindByPasskeyAsync(byte[] credentialId, CancellationToken cancel)
    {
        await using var db = open();
        using var store = new AccountStore(db);
        if (await store.FindByPasskeyIdAsync(credentialId, cancel) is not { } account)
            return null;
        return await store.FindPasskeyAsync(account, credentialId, cancel) is { } passkey ? (account, passkey) : null;
    }

    public async Task<IReadOnlyList<UserPasskeyInfo>> PasskeysAsync(Account account, CancellationToken cancel)
    {
        await using var db = open();
        using var store = new AccountStore(db);
        return [.. (await store.GetPasskeysAsync(account, cancel)).OrderBy(p => p.CreatedAt)];
    }

    /// <summary>A page of the accounts, for the administrator; the read itself is an act (law 6). Pages count from 1.</summary>
    public async Task<(IReadOnlyList<AccountLine> Lines, int Pages)> ListAsync(Actor who, string? search, int page, CancellationToken cancel)
    {
        var decision = IdentityRules.Administer(who, "account.list", ActKind.Read);
        await commits.RecordAsync(decision, cancel);
        if (!decision.Permitted)
            return ([], 0);
        await using var db = open();
        var found = db.Accounts.AsNoTracking();
        if (!string.IsNullOrWhiteSpace(search))
        {
            var (name, email) = (search.Trim().ToUpperInvariant(), normalizer.NormalizeEmail(search.Trim()));
#pragma warning disable CA1304, CA1311, CA1862 // Becomes upper() in the database; it runs nowhere else.
            found = found.Where(x => x.Name.ToUpper().Contains(name) || x.NormalizedEmail!.Contains(email));
#pragma warning restore CA1304, CA1311, CA1862
        }

        var count = await found.CountAsync(cancel);
        var lines = await found.OrderBy(x => x.Name).ThenBy(x => x.Id).Skip((Math.Max(page, 1) - 1) * LinesOnAPage).Take(LinesOnAPage)
            .Select(x => new AccountLine(x.Id, x.Name, x.Email!, x.IsServiceAdministrator, x.IsUnfinished, x.SuspendedAt)).ToListAsync(cancel);
        return (lines, (count + LinesOnAPage - 1) / LinesOnAPage);
    }

    /// <summary>Stores a passkey that was verified for this account. False when the id is in use or the sign-in is too old.</summary>
    public Task<bool> AddPasskeyAsync(Guid id, UserPasskeyInfo passkey, byte[] challenge, Func<DateTimeOffset, Decision> decide, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = decide(act.Now);
            act.Record(decision, new AuditObject("account", id));
            using var store = new AccountStore(act.Db);
            var account = await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id, c);
            if (!decision.Permitted || account is null
                || !await Spending.TryAsync(act, challenge, c)
                || await store.FindByPasskeyIdAsync(passkey.CredentialId, c) is not null)
            {
                return false;
            }

            await store.AddOrUpdatePasskeyAsync(account, passkey, c);
            Touch(account);
            await TellChangedAsync(act, account, c);
            return true;
        }, cancel);

    public Task<bool> SetTotpAsync(Guid id, byte[] protectedSecret, long step, Func<DateTimeOffset, Decision> decide, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = decide(act.Now);
            act.Record(decision, new AuditObject("account", id));
            if (!decision.Permitted || await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id, c) is not { } account)
                return false;
            (account.TotpSecret, account.TotpStep) = (protectedSecret, step);
            Touch(account);
            await TellChangedAsync(act, account, c);
            return true;
        }, cancel);

    /// <summary>Removes a factor, unless what is left would let nobody in: a passkey, or a password with a code.</summary>
    public Task<bool> RemoveFactorAsync(Guid id, byte[]? credentialId, Func<DateTimeOffset, Decision> decide, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = decide(act.Now);
            act.Record(decision, new AuditObject("account", id));
            if (!decision.Permitted || await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id, c) is not { } account)
                return false;
            var passkeys = await act.Db.Passkeys.Where(x => x.UserId == id).ToListAsync(c);
            if (credentialId is null)
            {
                if (passkeys.Count == 0)
                    return false;
                (account.TotpSecret, account.TotpStep) = (null, null);
            }
            else
            {
                var gone = passkeys.SingleOrDefault(x => x.CredentialId.AsSpan().SequenceEqual(credentialId));
                if (gone is null || (passkeys.Count == 1 && account.TotpSecret is null))
                    return false;
                act.Db.Passkeys.Remove(gone);
            }

            Touch(account);
            await TellChangedAsync(act, account, c);
            return true;
        }, cancel);

    public Task<bool> SetPasswordAsync(Guid id, string passwordHash, Func<DateTimeOffset, Decision> decide, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = decide(act.Now);
            act.Record(decision, new AuditObject("account", id));
            if (!decision.Permitted || await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id, c) is not { } account)
                return false;
            account.PasswordHash = passwordHash;
            Touch(account);
            await TellChangedAsync(act, account, c);
            return true;
        }, cancel);

    /// <summary>Suspends at once: the account cannot sign in, its sessions here end, and every zone hears that its subject is revoked.</summary>
    public Task<bool> SuspendAsync(Actor who, Guid id, bool suspend, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = IdentityRules.Administer(who, suspend ? "account.suspend" : "account.restore", ActKind.Update);
            act.Record(decision, new AuditObject("account", id));
            if (!decision.Permitted || id == who.Id || await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id, c) is not { } account)
                return false;
            account.SuspendedAt = suspend ? act.Now : null;
            Touch(account);
            await act.TellAsync(NoticeKind.AccountChanged, id, c);
            if (suspend)
                await Revoking.AccountAsync(act, id, c);
            return true;
        }, cancel);

    /// <summary>
    /// Removes an account that was suspended before: for somebody who left, or who lost every factor and is invited anew. The zones
    /// revoke its subject; a later account of the same person is another subject, bound by another invitation.
    /// </summary>
    public Task<bool> RemoveAsync(Actor who, Guid id, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var decision = IdentityRules.Administer(who, "account.remove", ActKind.Delete);
            act.Record(decision, new AuditObject("account", id));
            if (!decision.Permitted || id == who.Id || await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == id && x.SuspendedAt != null, c) is not { } account)
                return false;
            await Revoking.AccountAsync(act, id, c);
            act.Db.Subjects.RemoveRange(await act.Db.Subjects.Where(x => x.Account == id).ToListAsync(c));
            await ForgetAsync(act, account, c);
            return true;
        }, cancel);

    /// <summary>A new account, unfinished until it has a second factor. Inside the act of whoever opens it.</summary>
    internal static Account Make(Act<IdentityContext> act, ILookupNormalizer normalizer, string name, string email, string language, string passwordHash)
    {
        var account = new Account
        {
            Id = Guid.NewGuid(),
            Name = name,
            Email = email,
            NormalizedEmail = normalizer.NormalizeEmail(email),
            Language = language,
            PasswordHash = passwordHash,
            CreatedAt = act.Now,
            IsUnfinished = true,
        };
        Touch(account);
        act.Db.Accounts.Add(account);
        return account;
    }

    /// <summary>Takes an account away with all that belongs to it. Inside the act of whoever decided that.</summary>
    internal static async Task ForgetAsync(Act<IdentityContext> act, Account account, CancellationToken cancel)
    {
        act.Db.Passkeys.RemoveRange(await act.Db.Passkeys.Where(x => x.UserId == account.Id).ToListAsync(cancel));
        await act.Db.RecoveryCodes.Where(x => x.Account == account.Id).ExecuteDeleteAsync(cancel);
        await act.Db.Secrecy.Where(x => x.Account == account.Id).ExecuteDeleteAsync(cancel);
        await act.Db.SignIns.Where(x => x.Account == account.Id).ExecuteDeleteAsync(cancel);
        await act.ForgetNoticesAsync(account.Id, cancel);
        act.Db.Accounts.Remove(account);
    }

    /// <summary>The owner hears of it, also where it was somebody else; who is only now making the account knows it.</summary>
    private static Task TellChangedAsync(Act<IdentityContext> act, Account account, CancellationToken cancel) =>
        account.IsUnfinished ? Task.CompletedTask : act.TellAsync(NoticeKind.SignInChanged, account.Id, cancel);

    internal static void Touch(Account account)
    {
        account.SecurityStamp = Guid.NewGuid().ToString("N");
        account.ConcurrencyStamp = Guid.NewGuid().ToString("N");
    }
}
