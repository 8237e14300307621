using System.Xml.Linq;
using ArboDossier.Sealing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ArboDossier.Store;

/// <summary>
/// Changes the zone's keys while the program runs: here the key-encryption key, by <see cref="SigningRotation{TContext}"/> those that sign,
/// and by <see cref="Resealing{TContext}"/> those that seal data. The operator's tool leaves a request in the data directory; everything else is
/// seen from what there is: whose key wrapped a row stands in the row. So it goes on after a kill at any moment, and doing a step twice does nothing.
/// <code>
/// request ─► new key wraps, both open ─► every row and ring element wrapped anew ─► backups' term (14 days), or the operator says so ─► the old key goes
/// </code>
/// </summary>
public sealed class Rotation<TContext> : BackgroundService
    where TContext : ZoneContext
{
    /// <summary>The request: <c>wrapping</c>, <c>messages</c>, <c>ledger</c>, <c>data</c> or a kind of key, or <c>retire</c>.</summary>
    public const string RequestFile = "rotate.request";

    private const int AtOnce = 100;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(5);

    /// <summary>Backups of the wrapped keys are kept at most so long (architecture, Sealing), and those still need the former key.</summary>
    private static readonly TimeSpan BackupsKept = TimeSpan.FromDays(14);

    private readonly ZoneKeys keys;
    private readonly Func<KeysContext> open;
    private readonly StoreOptions options;
    private readonly TimeProvider clock;
    private readonly RotationJournal<TContext> journal;
    private readonly SigningRotation<TContext> signing;
    private readonly Resealing<TContext> data;
    private readonly ILogger<Rotation<TContext>> log;

    internal Rotation(
        ZoneKeys keys, Func<KeysContext> open, StoreOptions options, TimeProvider clock, RotationJournal<TContext> journal, SigningRotation<TContext> signing, Resealing<TContext> data,
        ILogger<Rotation<TContext>> log) =>
        (this.keys, this.open, this.options, this.clock, this.journal, this.signing, this.data, this.log) = (keys, open, options, clock, journal, signing, data, log);

    /// <summary>For tests: called between any two steps.</summary>
    internal Action<string> Between { get => signing.Between; set => (signing.Between, data.Between) = (value, value); }

    internal Resealing<TContext> Data => data;

    /// <summary>Takes up what there is to do, and does it.</summary>
    public async Task RunAsync(CancellationToken cancel)
    {
        var request = Path.Combine(options.Data, RequestFile);
        var asked = File.Exists(request) ? (await File.ReadAllTextAsync(request, cancel)).Trim() : "";
        if (asked == "wrapping")
        {
            if (!keys.IsRewrapping)
            {
                await journal.RecordAsync("key.rotate", $"asked-by-operator:{keys.Custody.KeyId}", cancel);
                Between("recorded");
                keys.TakeNewWrapping();
                Between("taken");
                await journal.RecordAsync("key.rotate", $"new-key-wraps:{keys.Custody.KeyId}", cancel);
                Between("wraps");
            }

            // Now and not at the end: what is left to do is seen without it, and a request that is seen twice would make a second new key.
            File.Delete(request);
            Between("request gone");
        }

        else if (SigningRotation<TContext>.UseOf(asked) is { } use)
        {
            await signing.BeginAsync(use, cancel);
            File.Delete(request);
            Between("request gone");
        }

        else if (Resealing<TContext>.KindsOf(asked) is { Count: > 0 } kinds)
        {
            await data.BeginAsync(kinds, asked, cancel);
            File.Delete(request);
            Between("request gone");
        }

        await signing.GoOnAsync(cancel);
        if (keys.IsRewrapping)
        {
            await RewrapAsync(cancel);
            await journal.RecordAsync("key.rotate", $"all-wrapped-anew:{keys.Custody.KeyId}", cancel);
            Between("rewrapped");
            keys.NoteReplaced(clock.GetUtcNow());
            Between("noted");
        }

        await data.GoOnAsync(cancel);
        foreach (var former in keys.ReplacedBefore(asked == "retire" ? DateTimeOffset.MaxValue : clock.GetUtcNow() - BackupsKept))
        {
            // A request that began under the former key may have written since: nobody's key may go with it.
            await RewrapAsync(cancel);
            await journal.RecordAsync("key.retire", $"nothing-needs-it:{keys.Custody.Keys[^1].Key.KeyId}", cancel);
            Between("retiring");
            keys.Retire(former);
            Between("retired");
        }

        // A former key that a request may still write with goes a few minutes later: what was asked waits for it.
        if (await data.RetireAsync(asked == "retire", cancel) && asked == "retire")
        {
            await signing.EndOverlapAsync(cancel);
            File.Delete(request);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Round, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (Exception failed) when (failed is System.Data.Common.DbException or DbUpdateException or CustodyException or IOException or InvalidOperationException or SealException or System.Text.Json.JsonException or UnauthorizedAccessException)
                {
                    log.LogError("The rotation of keys does not go on ({Kind}); it is tried again.", failed.GetType().Name);
                    journal.Say("waiting", 0, 0, failed is CustodyException ? failed.Message : "the database or a file cannot be used");
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The program ends; the rotation goes on at its next start.
        }
    }

    private async Task RewrapAsync(CancellationToken cancel)
    {
        await using var db = open();
        var waiting = await db.Keys.AsNoTracking().Where(x => x.WrappedBy == null).Select(x => x.Id).ToListAsync(cancel);
        var done = 0;
        foreach (var part in waiting.Chunk(AtOnce))
        {
            foreach (var row in await db.Keys.AsNoTracking().Where(x => part.Contains(x.Id)).ToListAsync(cancel))
            {
                await RewrapAsync(db, row, cancel);
            }

            done += part.Length;
            journal.Say("wrapping anew", done, waiting.Count, "");
            Between("page");
        }

        foreach (var element in await db.Ring.AsNoTracking().ToListAsync(cancel))
        {
            await RewrapAsync(db, element, cancel);
        }

        journal.Say("done", done, waiting.Count, "");
    }

    private async Task RewrapAsync(KeysContext db, KeyRow row, CancellationToken cancel)
    {
        if (KeyEncryptionKeyId.At(row.Wrapped) == keys.Custody.KeyId)
        {
            return;
        }

        var place = new WrappedKey(row.Id, row.Kind, row.Owner, row.Directory, null, row.Wrapped);
        var anew = await keys.Custody.RewrapAsync(options.Zone, place, cancel);
        // Where the row was destroyed meanwhile there is none to change: it does not come back.
        await db.Keys.Where(x => x.Id == row.Id && x.Wrapped == row.Wrapped).ExecuteUpdateAsync(x => x.SetProperty(k => k.Wrapped, anew), cancel);
    }

    private async Task RewrapAsync(KeysContext db, RingRow element, CancellationToken cancel)
    {
        var xml = XElement.Parse(element.Xml);
        var changed = false;
        foreach (var secret in xml.Descendants("custody"))
        {
            var wrapped = Convert.FromBase64String(secret.Value);
            if (KeyEncryptionKeyId.At(wrapped) != keys.Custody.KeyId)
            {
                var plain = await keys.Custody.UnwrapAsync(wrapped, CustodyXmlEncryptor.Purpose, cancel);
                secret.Value = Convert.ToBase64String(await keys.Custody.WrapAsync(plain, CustodyXmlEncryptor.Purpose, cancel));
                System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
                changed = true;
            }
        }

        if (changed)
        {
            var anew = xml.ToString(SaveOptions.DisableFormatting);
            await db.Ring.Where(x => x.Name == element.Name).ExecuteUpdateAsync(x => x.SetProperty(r => r.Xml, anew), cancel);
        }
    }
}
