using ArboDossier.AuditLedger;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Store.Tests;

/// <summary>Two zones that witness each other, without the wire between them.</summary>
internal sealed class Pair : IAsyncDisposable
{
    private long? _twoSaw;

    public Zone One { get; private init; } = null!;

    public Zone Two { get; private init; } = null!;

    public ZoneKeys KeysOfOne { get; private init; } = null!;

    public ZoneKeys KeysOfTwo { get; private init; } = null!;

    public Witness<NotesContext> OfOne { get; private set; } = null!;

    public Witness<NotesContext> OfTwo { get; private set; } = null!;

    public System.Security.Cryptography.ECDsa StrangersKey { get; } = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);

    public static async Task<Pair> StartAsync(string engine)
    {
        var (one, two) = (await Zone.StartAsync(engine, "one"), await Zone.StartAsync(engine, "two"));
        var pair = new Pair { One = one, Two = two, KeysOfOne = ZoneKeys.Open(one.Options), KeysOfTwo = ZoneKeys.Open(two.Options) };
        pair.OfOne = pair.Copy(one, pair.KeysOfOne);
        pair.OfTwo = pair.Copy(two, pair.KeysOfTwo);
        return pair;
    }

    /// <summary>Both programs start again, with what is pinned now.</summary>
    public void Again() => (OfOne, OfTwo) = (Copy(One, KeysOfOne), Copy(Two, KeysOfTwo));

    /// <summary>One more copy of a zone's program.</summary>
    public Witness<NotesContext> Copy(Zone zone, ZoneKeys keys)
    {
        var path = Path.Combine(zone.Options.Data, "peers.json");
        File.WriteAllText(path, $"[{KeysOfOne.PublicJson("one")},{KeysOfTwo.PublicJson("two")}]");
        return new Witness<NotesContext>(zone.Commits, zone.Read, zone.Options, keys, Peers.Read(path), TimeProvider.System, NullLogger<Witness<NotesContext>>.Instance);
    }

    public async Task GrowAsync(Zone zone, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await zone.Commits.RecordAsync(Decide.Permit());
        }

        await zone.Sequencer.SequenceAsync(default);
    }

    public async Task ExchangeAsync()
    {
        var taken = await OfTwo.TakeAsync("one", await OfOne.MakeAsync("two", _twoSaw, default), DateTimeOffset.UtcNow, default);
        var answered = await OfOne.TakeAsync("two", await OfTwo.MakeAsync("one", taken.PeerSaw, default), DateTimeOffset.UtcNow, default);
        (taken.Refused, answered.Refused).Should().Be((null, null));
        _twoSaw = answered.PeerSaw;
    }

    /// <summary>A checkpoint of zone one that it signed once and that zone two countersigned.</summary>
    public string Countersigned(Checkpoint checkpoint)
    {
        var one = KeysOfOne.Ledger.Ecdsa;
        var two = KeysOfTwo.Ledger.Ecdsa;
        return checkpoint.Sign(one) + checkpoint.SignatureLine("arbodossier/two", two);
    }

    public async ValueTask DisposeAsync()
    {
        StrangersKey.Dispose();
        KeysOfOne.Dispose();
        KeysOfTwo.Dispose();
        await One.DisposeAsync();
        await Two.DisposeAsync();
    }
}
