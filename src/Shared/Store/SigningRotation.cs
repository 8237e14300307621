using ArboDossier.Custody;

namespace ArboDossier.Store;

/// <summary>
/// Changes a key that signs, of messages or of the ledger, while the programs run. What is left to do is seen from <c>keys.json</c> and from what the
/// other zones say that they hold; doing a step twice does nothing.
/// <code>
/// request ─► the next key is announced ─► every other zone holds it ─► it signs ─► every other zone holds that ─► done
/// </code>
/// </summary>
internal sealed class SigningRotation<TContext>(ZoneKeys keys, KeyNotices<TContext> notices, Peers peers, Sequencer<TContext> sequencer, RotationJournal<TContext> journal, TimeProvider clock)
    where TContext : ZoneContext
{
    private long _done;

    /// <summary>For tests: called between any two steps.</summary>
    public Action<string> Between { get; set; } = _ => { };

    /// <summary>The use that a request names, or null.</summary>
    public static KeyUse? UseOf(string request) => request switch
    {
        "messages" => KeyUse.Messages,
        "ledger" => KeyUse.Ledger,
        _ => null,
    };

    /// <summary>Takes up a request. One that is seen twice is one.</summary>
    public async Task BeginAsync(KeyUse use, CancellationToken cancel)
    {
        if (!keys.IsAnnounced(use))
        {
            await journal.RecordAsync("key.rotate", $"asked-by-operator:{NameOf(use)}", cancel);
            Between("recorded");
            keys.Announce(use);
            Between("announced");
        }
    }

    /// <summary>Does what can be done now.</summary>
    public async Task GoOnAsync(CancellationToken cancel)
    {
        peers.Forget(clock.GetUtcNow());
        var (holding, waiting) = notices.Progress();
        foreach (var use in (KeyUse[])[KeyUse.Messages, KeyUse.Ledger])
        {
            // Each change is a new list: the second waits until everybody holds that too.
            if (keys.IsAnnounced(use) && waiting.Count == 0)
            {
                await journal.RecordAsync("key.rotate", $"new-key-signs:{NameOf(use)}", cancel);
                Between("switching");
                await SwitchAsync(use, cancel);
                Between("switched");
                (holding, waiting) = notices.Progress();
            }
        }

        if (_done == keys.Public.Number || keys.Public.Number == 1)
        {
            return;
        }

        var announced = keys.IsAnnounced(KeyUse.Messages) || keys.IsAnnounced(KeyUse.Ledger);
        journal.Say(
            waiting.Count == 0 && !announced ? "new signing key in use everywhere" : announced ? "new signing key announced" : "new signing key in use, and told", holding, holding + waiting.Count,
            waiting.Count == 0 ? "" : $"waits for {string.Join(", ", waiting)}", "zones");
        _done = waiting.Count == 0 && !announced ? keys.Public.Number : 0;
    }

    /// <summary>The former message keys count for nothing from now on.</summary>
    public async Task EndOverlapAsync(CancellationToken cancel)
    {
        if (keys.Public.FormerMessages.Count > 0)
        {
            await journal.RecordAsync("key.retire", "former-message-keys", cancel);
            keys.EndOverlap();
        }
    }

    private Task SwitchAsync(KeyUse use, CancellationToken cancel)
    {
        if (use == KeyUse.Ledger)
        {
            return sequencer.AtRestAsync(size => keys.SwitchLedger(size, clock.GetUtcNow()), cancel);
        }

        keys.SwitchMessages(clock.GetUtcNow());
        return Task.CompletedTask;
    }

    private static string NameOf(KeyUse use) => use == KeyUse.Ledger ? "ledger" : "messages";
}
