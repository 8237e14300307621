using ArboDossier.AuditLedger;
using ArboDossier.Sealing;

namespace ArboDossier.Store;

/// <summary>
/// Custodians and the key-encryption key of a key file: <c>split</c> hands out shares, <c>rehearse</c> shows that enough of them give the key and changes
/// nothing, <c>recover</c> writes the key file that was lost. The program does it, stopped and as the zone's user; the operator's tool only
/// starts it. Split and rehearsal are in the ledger before a share is shown or judged, a recovery as soon as there is a key again.
/// </summary>
internal sealed class Ceremony(StoreOptions options, TextReader input, TextWriter output)
{
    private const int MostShares = 10;

    /// <summary>Writes the lost key file from shares. Gives whether it is there now.</summary>
    public bool Recover()
    {
        if (options.Custody.Kind != "key-file")
        {
            throw new StoreSettingException("keys on a token or at a key service come back by that device's own backup");
        }

        var path = KeyRecord.IsIn(options.KeyDirectory) ? ZoneKeys.CurrentKeyFile(options) : Path.Combine(options.KeyDirectory, "zone.key");
        if (File.Exists(path))
        {
            throw new StoreSettingException("the key file is there: nothing was recovered");
        }

        var shares = Collect(ZoneKeys.CurrentKeyId(options));
        return shares is not null && Judge(shares, path);
    }

    /// <summary>Hands out shares one by one. Requires that the entry is durable.</summary>
    public void Split(KeyFileCustody custody, int shares, int needed)
    {
        foreach (var share in custody.Split(options.Zone, shares, needed))
        {
            output.WriteLine($"share {share.Number} of {shares} of zone {options.Zone}, {needed} are needed, key {share.KeyId}");
            output.WriteLine(share.ToPaper());
            output.WriteLine("write it down, alone; then press Enter");
            if (input.ReadLine() is null)
            {
                throw new StoreSettingException("broken off: shares that were handed out are worth nothing, begin again");
            }

            // Clears the screen and what can be scrolled back to, before the next custodian comes.
            output.Write("\u001b[2J\u001b[3J\u001b[H");
        }

        output.WriteLine("all shares are handed out; rehearse now: --custodians rehearse");
    }

    /// <summary>Shows that shares give the key in use. Requires that the entry is durable.</summary>
    public bool Rehearse(KeyEncryptionKeyId key) => Collect(key) is { } shares && Judge(shares, null);

    /// <summary>Whether that many shares can be made.</summary>
    public static bool IsSensible(int shares, int needed) => needed >= 2 && needed <= shares && shares <= MostShares;

    private bool Judge(IReadOnlyList<KeyShare> shares, string? path)
    {
        if (!KeyFileCustody.TryRecover(shares, path, out _))
        {
            output.WriteLine("these shares do not give the key: one of them is not what was handed out; begin again with other custodians");
            return false;
        }

        output.WriteLine(path is null ? "these shares give the key; nothing was changed" : "the key is there again");
        return true;
    }

    /// <summary>Shares as they are typed, each judged by itself at once, until there are enough. Null where the input ends before.</summary>
    private List<KeyShare>? Collect(KeyEncryptionKeyId? key)
    {
        var shares = new List<KeyShare>();
        output.WriteLine("type the shares, one a line");
        while (input.ReadLine() is { } line)
        {
            if (line.Trim().Length == 0)
            {
                continue;
            }

            if (Refusal(line, key, shares, out var share) is { } refusal)
            {
                output.WriteLine($"not taken: {refusal}");
                continue;
            }

            shares.Add(share!);
            output.WriteLine($"share {share!.Number} is taken, {share.Needed - shares.Count} to go");
            if (shares.Count == share.Needed)
            {
                return shares;
            }
        }

        output.WriteLine("not enough shares: nothing was changed");
        return null;
    }

    private string? Refusal(string line, KeyEncryptionKeyId? key, List<KeyShare> taken, out KeyShare? share)
    {
        share = KeyShare.Read(options.Zone, line);
        return share switch
        {
            null => $"no share of zone {options.Zone}, or a character is wrong",
            var read when key is { } wanted && read.KeyId != wanted => $"a share of key {read.KeyId}; the key in use is {wanted}",
            var read when taken.Count > 0 && !read.IsOfOneSetWith(taken[0]) => $"share {read.Number} was handed out at another time than the first",
            var read when taken.Any(x => x.Number == read.Number) => $"share {read.Number} was given before",
            _ => null,
        };
    }
}

/// <summary>What a program does to its own keys, written in its ledger.</summary>
/// <param name="RecordAsync">Event and reason; durable when it returns.</param>
internal sealed record KeyActs(Func<string, string, Task> RecordAsync)
{
    internal static KeyActs Of<TContext>(Commits<TContext> commits)
        where TContext : ZoneContext => new((what, reason) => commits.RunAsync((act, _) =>
        {
            act.RecordDone(new AuditAct(what, ActKind.Execute, Actor.Machine("custodians"), "security", default), "R-220", reason);
            return Task.CompletedTask;
        }));
}
