using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Wire = ArboDossier.Contracts.Messages;

namespace ArboDossier.Identity.Store;

/// <summary>The door to invitations and to the founding: the two ways in which an account begins.</summary>
public sealed class Invitations(Commits<IdentityContext> commits, Func<IdentityContext> open, ILookupNormalizer normalizer, TimeProvider clock)
{
    /// <summary>How often a wrong code may be typed; then the invitation is over.</summary>
    public const int MostTries = 5;

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    /// <summary>
    /// Keeps an invitation and gives the token of its link and its code. One invitation per id: asked again before it is accepted, it gets new ones
    /// and the old link ends, because only hashes are kept; after that the answer is null.
    /// </summary>
    public async Task<(string Token, string Code)?> CreateAsync(Wire.Invitation asked, Decision decision, CancellationToken cancel)
    {
        var (token, code) = (Tokens.New(), RandomNumberGenerator.GetString("0123456789", 6));
        var made = await commits.RunRacingAsync(async (act, c) =>
        {
            act.Record(decision, new AuditObject("invitation", asked.Id));
            if (!decision.Permitted)
                return false;
            var row = await act.Db.Invitations.SingleOrDefaultAsync(x => x.Id == asked.Id, c);
            if (row is not null && (row.Zone != asked.Zone || row.AcceptedBy is not null))
                return false;
            if (row is null)
            {
                row = new InvitationRow { Id = asked.Id, Zone = asked.Zone };
                act.Db.Invitations.Add(row);
            }

            (row.Name, row.Email, row.Language, row.Staff) = (asked.Name, asked.Email, asked.Language, asked.Staff);
            (row.TokenHash, row.CodeHash, row.Tries, row.ExpiresAt) = (Tokens.Hash(token), Tokens.Hash(token, code), 0, act.Now + Lifetime);
            return true;
        }, cancel);
        return made ? (token, code) : null;
    }

    /// <summary>The invitation behind a link that can still be used.</summary>
    public async Task<InvitationRow?> FindAsync(string token, CancellationToken cancel)
    {
        var (hash, now) = (Tokens.Hash(token), clock.GetUtcNow());
        await using var db = open();
        return await db.Invitations.AsNoTracking().SingleOrDefaultAsync(x => x.TokenHash == hash && x.ExpiresAt > now && x.AcceptedBy == null && x.Tries < MostTries, cancel);
    }

    /// <summary>
    /// Judges the code that goes with a link: null where it is right, else how many tries are left. A try counts before anything is compared, so that
    /// many at once do not count as one.
    /// </summary>
    public Task<int?> ShowCodeAsync(string token, string? typed, string from, CancellationToken cancel)
    {
        var hash = Tokens.Hash(token);
        var shown = Tokens.Hash(token, string.Concat((typed ?? "").Where(char.IsAsciiDigit)));
        return commits.RunAsync<int?>(async (act, c) =>
        {
            var counted = await act.Db.Invitations.Where(x => x.TokenHash == hash && x.ExpiresAt > act.Now && x.AcceptedBy == null && x.Tries < MostTries)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.Tries, x => x.Tries + 1), c) > 0;
            var row = counted ? await act.Db.Invitations.SingleOrDefaultAsync(x => x.TokenHash == hash, c) : null;
            var right = row is not null && CryptographicOperations.FixedTimeEquals(row.CodeHash, shown);
            act.Record(IdentityRules.ShowCode(Actor.Anonymous(from), right), row is null ? [] : [new AuditObject("invitation", row.Id)]);
            if (!right)
                return MostTries - (row?.Tries ?? MostTries);
            row!.Tries = 0;
            return null;
        }, cancel);
    }

    /// <summary>
    /// Begins an account for an invitation. Null when the link cannot be used or the address has an account already. Somebody who
    /// broke off halfway begins again with the same link.
    /// </summary>
    public Task<Guid?> BeginAsync(Guid invitation, string passwordHash, SecrecyRow? promise, string from, CancellationToken cancel) =>
        commits.RunRacingAsync<Guid?>(async (act, c) =>
        {
            var row = await act.Db.Invitations.SingleOrDefaultAsync(x => x.Id == invitation && x.ExpiresAt > act.Now && x.AcceptedBy == null, c);
            act.Record(IdentityRules.AcceptInvitation(Actor.Anonymous(from), row is not null), new AuditObject("invitation", invitation));
            if (row is null)
                return null;
            var account = await BegunAsync(act, row.StartedBy, row.Name, row.Email, row.Language, passwordHash, c);
            row.StartedBy = account?.Id;
            await SignAsync(act, account, promise, from, c);
            return account?.Id;
        }, cancel);

    /// <summary>The account accepts. A new account is finished with this: it has a second factor now.</summary>
    public Task<bool> AcceptAsync(Guid invitation, Actor who, SecrecyRow? promise, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var row = await act.Db.Invitations.SingleOrDefaultAsync(x => x.Id == invitation && x.ExpiresAt > act.Now && x.AcceptedBy == null, c);
            var account = await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == who.Id && x.SuspendedAt == null, c);
            await SignAsync(act, account, promise, who.From, c);
            if (row is not null && await IsOfOtherSideAsync(act.Db, row, who.Id, c))
            {
                act.Record(IdentityRules.RefuseOtherSide(who), new AuditObject("invitation", invitation));
                return false;
            }

            var usable = row is not null && account is not null && await HasSecondFactorAsync(act, account, c)
                && (!row.Staff || promise is not null || await act.Db.Secrecy.AnyAsync(x => x.Account == account.Id, c));
            act.Record(IdentityRules.AcceptInvitation(who, usable), new AuditObject("invitation", invitation));
            if (!usable)
                return false;
            (row!.AcceptedBy, row.AcceptedAt, row.StartedBy) = (who.Id, act.Now, null);
            // The account has name and address; the invitation needs them no longer.
            (row.Name, row.Email) = ("", "");
            account!.IsUnfinished = false;
            return true;
        }, cancel);

    /// <summary>Whether an account works for the service on the other side of the wall, so that it cannot accept this .</summary>
    public async Task<bool> IsOfOtherSideAsync(InvitationRow invitation, Guid account, CancellationToken cancel)
    {
        await using var db = open();
        return await IsOfOtherSideAsync(db, invitation, account, cancel);
    }

    /// <summary>Keeps the hash of the founding code. False when there is one already.</summary>
    public Task<bool> PrepareFoundingAsync(string code, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            if (await act.Db.Foundings.AnyAsync(c))
                return false;
            act.Db.Foundings.Add(new FoundingRow { CodeHash = Tokens.Hash(code) });
            return true;
        }, cancel);

    public async Task<bool> CanBeFoundedAsync(CancellationToken cancel)
    {
        await using var db = open();
        return await db.Foundings.AsNoTracking().AnyAsync(x => x.FoundedAt == null, cancel);
    }

    /// <summary>Begins the administrator's account with the founding code.</summary>
    public Task<Guid?> BeginFoundingAsync(string code, string name, string email, string language, string passwordHash, SecrecyRow promise, string from, CancellationToken cancel)
    {
        var hash = Tokens.Hash(code);
        return commits.RunRacingAsync<Guid?>(async (act, c) =>
        {
            var row = await act.Db.Foundings.SingleOrDefaultAsync(x => x.FoundedAt == null, c);
            var right = row is not null && CryptographicOperations.FixedTimeEquals(row.CodeHash, hash);
            act.Record(IdentityRules.Found(Actor.Anonymous(from), right));
            if (!right)
                return null;
            var account = await BegunAsync(act, row!.StartedBy, name, email, language, passwordHash, c);
            row.StartedBy = account?.Id;
            await SignAsync(act, account, promise, from, c);
            return account?.Id;
        }, cancel);
    }

    /// <summary>The service is founded: once, with the account that began it and has a second factor now.</summary>
    public Task<bool> FoundAsync(Actor who, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var row = await act.Db.Foundings.SingleOrDefaultAsync(x => x.FoundedAt == null && x.StartedBy == who.Id, c);
            var account = await act.Db.Accounts.SingleOrDefaultAsync(x => x.Id == who.Id, c);
            var usable = row is not null && account is not null && await HasSecondFactorAsync(act, account, c);
            act.Record(IdentityRules.Found(who, usable));
            if (!usable)
                return false;
            row!.FoundedAt = act.Now;
            (account!.IsUnfinished, account.IsServiceAdministrator) = (false, true);
            return true;
        }, cancel);

    private async Task<Account?> BegunAsync(
        Act<IdentityContext> act, Guid? startedBy, string name, string email, string language, string passwordHash, CancellationToken cancel)
    {
        // What was begun before, with this link or for this address, and never finished goes, factors and all; a finished account
        // stays untouched.
        var normal = normalizer.NormalizeEmail(email);
        foreach (var unfinished in await act.Db.Accounts.Where(x => x.IsUnfinished && (x.Id == startedBy || x.NormalizedEmail == normal)).ToListAsync(cancel))
        {
            await Accounts.ForgetAsync(act, unfinished, cancel);
        }

        await act.Db.SaveChangesAsync(cancel);
        return await act.Db.Accounts.AnyAsync(x => x.NormalizedEmail == normal, cancel)
            ? null
            : Accounts.Make(act, normalizer, name, email, language, passwordHash);
    }

    private static Task SignAsync(Act<IdentityContext> act, Account? account, SecrecyRow? promise, string from, CancellationToken cancel) =>
        account is null || promise is null ? Task.CompletedTask : Promises.SignAsync(act, new Actor(account.Id, "account", null, from), promise, cancel);

    private static async Task<bool> IsOfOtherSideAsync(IdentityContext db, InvitationRow invitation, Guid account, CancellationToken cancel) =>
        invitation.Staff && await db.Invitations.AnyAsync(x => x.AcceptedBy == account && x.Staff && x.Zone != invitation.Zone, cancel);

    private static async Task<bool> HasSecondFactorAsync(Act<IdentityContext> act, Account account, CancellationToken cancel) =>
        account.TotpSecret is not null || await act.Db.Passkeys.AnyAsync(x => x.UserId == account.Id, cancel);
}
