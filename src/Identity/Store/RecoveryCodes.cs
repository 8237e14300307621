using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Signing;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Store;

/// <summary>Recovery codes: for who lost every other second factor. Ten, each once; only hashes are kept, and a new set ends the old one.</summary>
public sealed class RecoveryCodes(Commits<IdentityContext> commits, Func<IdentityContext> open)
{
    private const int Count = 10;
    private const int Bytes = 10;

    /// <summary>Makes a new set and gives it, once. Null where the sign-in is too old.</summary>
    public Task<IReadOnlyList<string>?> MakeAsync(Guid account, Func<DateTimeOffset, Decision> decide, CancellationToken cancel)
    {
        List<string> codes = [.. Enumerable.Range(0, Count).Select(_ => Base32.Encode(RandomNumberGenerator.GetBytes(Bytes)))];
        return commits.RunRacingAsync<IReadOnlyList<string>?>(async (act, c) =>
        {
            var decision = decide(act.Now);
            act.Record(decision, new AuditObject("account", account));
            if (!decision.Permitted)
                return null;
            await act.Db.RecoveryCodes.Where(x => x.Account == account).ExecuteDeleteAsync(c);
            act.Db.RecoveryCodes.AddRange(codes.Select(x => new RecoveryCodeRow { Hash = Hash(account, x), Account = account }));
            await act.TellAsync(NoticeKind.SignInChanged, account, c);
            return [.. codes.Select(Grouped)];
        }, cancel);
    }

    /// <summary>How many are left.</summary>
    public async Task<int> LeftAsync(Guid account, CancellationToken cancel)
    {
        await using var db = open();
        return await db.RecoveryCodes.CountAsync(x => x.Account == account, cancel);
    }

    /// <summary>The hash by which a code is known; null where this is none.</summary>
    public static byte[]? HashOf(Guid account, string? typed)
    {
        var plain = new string([.. (typed ?? "").ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        return plain.Length == Bytes * 8 / 5 ? Hash(account, plain) : null;
    }

    /// <summary>Takes a code, inside the act that accepts it.</summary>
    internal static async Task<bool> TakeAsync(Act<IdentityContext> act, byte[] hash, CancellationToken cancel) =>
        await act.Db.RecoveryCodes.Where(x => x.Hash == hash).ExecuteDeleteAsync(cancel) == 1;

    // Eighty random bits need no slow hash.
    private static byte[] Hash(Guid account, string code) => Tokens.Hash($"recovery:{account:N}", code);

    private static string Grouped(string code) => string.Join('-', code.Chunk(4).Select(x => new string(x)));
}
