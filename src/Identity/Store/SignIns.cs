using ArboDossier.AuditLedger;
using ArboDossier.Identity.Access;
using ArboDossier.Store;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>What was shown at the door and must count once.</summary>
/// <param name="Methods">How (<see cref="Access.Methods"/>).</param>
/// <param name="TotpStep">The step of the code that was given.</param>
/// <param name="Passkey">The passkey that answered, with its new counter.</param>
/// <param name="Challenge">The challenge that it answered.</param>
/// <param name="Recovery">Hash of the recovery code.</param>
public sealed record Shown(IReadOnlyList<string> Methods, long? TotpStep = null, UserPasskeyInfo? Passkey = null, byte[]? Challenge = null, byte[]? Recovery = null);

/// <summary>What failures are counted by, and how many are free.</summary>
public sealed record Delay(byte[] Key, int Free);

/// <summary>From where, and with what, somebody tries.</summary>
public sealed record Attempt(Guid? Account, string From, string Device);

/// <summary>The door to signing in: what was shown, failures, and how long one must wait after them.</summary>
public sealed class SignIns(Commits<IdentityContext> commits, Func<IdentityContext> open, TimeProvider clock)
{
    private const int LongestWaitSeconds = 300;
    private static readonly TimeSpan Forgiven = TimeSpan.FromHours(1);

    /// <summary>Accepts or refuses; either way there is an entry. The waiting time is forgotten on success.</summary>
    public Task<bool> AcceptAsync(Account account, Shown shown, Actor who, IReadOnlyList<Delay> delays, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            var now = await act.Db.Accounts.SingleAsync(x => x.Id == account.Id, c);
            var decision = IdentityRules.SignIn(who, now is { SuspendedAt: null, IsUnfinished: false }, shown.Methods);
            if (decision.Permitted && !await UseAsync(act, now, shown, c))
                decision = IdentityRules.SignInFailed(who, "used-before");
            act.Record(decision, new AuditObject("account", account.Id));
            if (!decision.Permitted)
            {
                act.Db.ChangeTracker.Clear();
                return false;
            }

            now.ConcurrencyStamp = Guid.NewGuid().ToString("N");
            if (shown.Recovery is not null)
                await act.TellAsync(NoticeKind.SignInChanged, account.Id, c);
            // What an address did to other names stays.
            var first = delays[0].Key;
            await act.Db.Delays.Where(x => x.KeyHash == first).ExecuteDeleteAsync(c);
            return true;
        }, cancel);

    /// <summary>From when on the next attempt counts; null for now.</summary>
    public async Task<DateTimeOffset?> WaitsUntilAsync(IReadOnlyList<Delay> delays, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var (keys, longest) = (delays.Select(x => x.Key).ToList(), now.AddSeconds(LongestWaitSeconds));
        await using var db = open();
        // What lies farther ahead than anything that is written now comes from a clock that stepped back since.
        return await db.Delays.AsNoTracking().Where(x => keys.Contains(x.KeyHash) && x.NotBefore > now && x.NotBefore <= longest).MaxAsync(x => (DateTimeOffset?)x.NotBefore, cancel);
    }

    /// <summary>Records what was refused where there is nothing to guess, so nothing to slow down.</summary>
    public async Task RefuseAsync(Decision refusal, CancellationToken cancel) => await commits.RecordAsync(refusal, cancel);

    /// <summary>Counts a failure: some are free, then 2, 4, 8 … seconds, at most five minutes. After a quiet hour the count begins again.</summary>
    public Task FailAsync(IReadOnlyList<Delay> delays, Attempt attempt, Decision refusal, CancellationToken cancel) =>
        commits.RunRacingAsync(async (act, c) =>
        {
            act.Record(refusal);
            act.Db.SignIns.Add(new SignInRow { Id = Guid.CreateVersion7(act.Now), Account = attempt.Account, From = attempt.From, Device = attempt.Device, At = act.Now });
            var keys = delays.Select(x => x.Key).ToList();
            var rows = await act.Db.Delays.Where(x => keys.Contains(x.KeyHash)).ToListAsync(c);
            foreach (var delay in delays)
            {
                var row = rows.Find(x => x.KeyHash.AsSpan().SequenceEqual(delay.Key));
                if (row is null)
                {
                    row = new DelayRow { KeyHash = delay.Key };
                    act.Db.Delays.Add(row);
                }

                row.Failures = row.NotBefore < act.Now - Forgiven ? 1 : row.Failures + 1;
                var over = Math.Min(row.Failures - delay.Free, 16);
                row.NotBefore = act.Now.AddSeconds(over <= 0 ? 0 : Math.Min(1 << over, LongestWaitSeconds));
            }

            return true;
        }, cancel);

    /// <summary>Keeps the hash of the same password with the present count of rounds.</summary>
    public Task RehashAsync(Account account, string passwordHash, CancellationToken cancel) =>
        commits.RunAsync(
            (act, c) => act.Db.Accounts.Where(x => x.Id == account.Id && x.PasswordHash == account.PasswordHash)
                .ExecuteUpdateAsync(set => set.SetProperty(x => x.PasswordHash, passwordHash), c),
            cancel);

    private static async Task<bool> UseAsync(Act<IdentityContext> act, Account account, Shown shown, CancellationToken cancel)
    {
        if (shown.TotpStep is { } step)
        {
            if (account.TotpStep is { } last && step <= last)
                return false;
            account.TotpStep = step;
        }

        if (shown.Recovery is { } recovery && !await RecoveryCodes.TakeAsync(act, recovery, cancel))
            return false;
        if (shown.Passkey is { } passkey)
        {
            if (shown.Challenge is null || !await Spending.TryAsync(act, shown.Challenge, cancel))
                return false;
            using var store = new AccountStore(act.Db);
            // Read again inside the act: two copies of one authenticator must not both be the next.
            if (await store.FindPasskeyAsync(account, passkey.CredentialId, cancel) is not { } stored
                || (passkey.SignCount <= stored.SignCount && (passkey.SignCount, stored.SignCount) != (0u, 0u)))
            {
                return false;
            }

            await store.AddOrUpdatePasskeyAsync(account, passkey, cancel);
        }

        return true;
    }
}
