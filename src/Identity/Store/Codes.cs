using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>What an authorization code is bound to.</summary>
public sealed record CodeRequest(string Zone, string RedirectUri, string Challenge, string Nonce, DateTimeOffset AuthenticatedAt, IReadOnlyList<string> Methods);

/// <summary>What a code was exchanged for.</summary>
/// <param name="Subject">The account's subject in this zone.</param>
/// <param name="Sid">The session's name in this zone.</param>
/// <param name="AuthenticatedAt">When the person signed in.</param>
/// <param name="Methods">And how.</param>
/// <param name="Nonce">What the client asked to see again.</param>
/// <param name="Invitations">Invitations of this zone that the account accepted.</param>
public sealed record Redeemed(
    string Subject, string Sid, DateTimeOffset AuthenticatedAt, IReadOnlyList<string> Methods, string Nonce, IReadOnlyList<Guid> Invitations);

/// <summary>The door to authorization codes: a minute, one use, bound to client, address, PKCE and session.</summary>
public sealed class Codes(Commits<IdentityContext> commits)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    /// <summary>A code; null for somebody who first has to sign this version of the secrecy clause.</summary>
    public async Task<string?> IssueAsync(Actor who, string session, CodeRequest request, string clause, CancellationToken cancel)
    {
        var code = Tokens.New();
        var issued = await commits.RunRacingAsync(async (act, c) =>
        {
            var decision = IdentityRules.IssueCode(who, request.Zone, await Promises.OwesAsync(act.Db, who.Id, clause, c));
            act.Record(decision);
            if (!decision.Permitted)
                return false;
            act.Db.Codes.Add(new CodeRow
            {
                CodeHash = Tokens.Hash(code),
                Zone = request.Zone,
                Account = who.Id,
                Session = session,
                RedirectUri = request.RedirectUri,
                Challenge = request.Challenge,
                Nonce = request.Nonce,
                AuthenticatedAt = request.AuthenticatedAt,
                Methods = string.Join(' ', request.Methods),
                ExpiresAt = act.Now + Lifetime,
            });
            if (!await act.Db.Subjects.AnyAsync(x => x.Account == who.Id && x.Zone == request.Zone, c))
                act.Db.Subjects.Add(new ZoneSubjectRow { Account = who.Id, Zone = request.Zone, Subject = Tokens.New() });
            if (!await act.Db.ZoneSessions.AnyAsync(x => x.Session == session && x.Zone == request.Zone, c))
                act.Db.ZoneSessions.Add(new ZoneSessionRow { Session = session, Zone = request.Zone, Sid = Tokens.New(), CreatedAt = act.Now });
            return true;
        }, cancel);
        return issued ? code : null;
    }

    /// <summary>
    /// Exchanges a code. Null when it is unknown, of another client, too old, for another address, or without its verifier; any
    /// attempt burns it, and a second use ends the session for that zone.
    /// </summary>
    public Task<Redeemed?> RedeemAsync(string code, string zone, string redirectUri, string challenge, string from, CancellationToken cancel)
    {
        var hash = Tokens.Hash(code);
        return commits.RunRacingAsync(async (act, c) =>
        {
            var row = await act.Db.Codes.SingleOrDefaultAsync(x => x.CodeHash == hash && x.Zone == zone, c);
            var who = row is null ? Actor.Anonymous(from) : new Actor(row.Account, "account", null, from);
            var refusal = await RefusalAsync(act, row, redirectUri, challenge, c);
            var (account, session) = (row?.Account, row?.Session);
            var subject = await act.Db.Subjects.Where(x => x.Account == account && x.Zone == zone).Select(x => x.Subject).SingleOrDefaultAsync(c);
            var sid = await act.Db.ZoneSessions.Where(x => x.Session == session && x.Zone == zone).Select(x => x.Sid).SingleOrDefaultAsync(c);
            if (row is null || refusal is not null || subject is null || sid is null)
            {
                // Without a reason of its own, the session ended while this act was running.
                act.Record(IdentityRules.RefuseToken(who, refusal ?? "session-over"));
                if (row is not null)
                    row.UsedAt ??= act.Now;
                return null;
            }

            row.UsedAt = act.Now;
            act.Record(IdentityRules.IssueToken(who, zone));
            return new Redeemed(
                subject,
                sid,
                row.AuthenticatedAt,
                row.Methods.Split(' '),
                row.Nonce,
                await act.Db.Invitations.Where(x => x.AcceptedBy == row.Account && x.Zone == zone).OrderBy(x => x.AcceptedAt).Select(x => x.Id).ToListAsync(c));
        }, cancel);
    }

    /// <summary>Whether the id of a client's assertion is new.</summary>
    public Task<bool> SpendAssertionAsync(string client, string jti, CancellationToken cancel) =>
        commits.RunRacingAsync((act, c) => Spending.TryAsync(act, Tokens.Hash($"assertion:{client}", jti), c), cancel);

    /// <summary>Whether the id of a zone's message about the ledgers is new.</summary>
    public Task<bool> SpendMessageAsync(string zone, string jti, CancellationToken cancel) =>
        commits.RunRacingAsync((act, c) => Spending.TryAsync(act, Tokens.Hash($"witness:{zone}", jti), c), cancel);

    private static async Task<string?> RefusalAsync(Act<IdentityContext> act, CodeRow? row, string redirectUri, string challenge, CancellationToken cancel)
    {
        if (row is null)
            return "unknown-code";
        if (row.UsedAt is not null)
        {
            await Revoking.ZoneSessionAsync(act, row.Session, row.Zone, cancel);
            return "code-used-again";
        }

        if (row.ExpiresAt <= act.Now)
            return "code-expired";
        if (row.RedirectUri != redirectUri)
            return "other-address";
        if (row.Challenge != challenge)
            return "wrong-verifier";
        var standing = await act.Db.Sessions.AnyAsync(x => x.ProviderSession == row.Session && x.ExpiresAt > act.Now, cancel)
            && await act.Db.Accounts.AnyAsync(x => x.Id == row.Account && x.SuspendedAt == null, cancel);
        return standing ? null : "session-over";
    }
}
