using System.Net;
using System.Text;
using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Identity.Store;
using ArboDossier.Store;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Identity.Tests;

/// <summary>A file program shows its ledger to Identity, honestly and otherwise.</summary>
public sealed class WitnessTests
{
    private const string Origin = "arbodossier/medical";

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World)), Trait("Rule", "R-225")]
    public async Task A_growing_ledger_is_countersigned_and_Identity_shows_its_own(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        var ledger = new Shown(world);
        using var browser = new Browser();
        await browser.FoundAsync(world);
        await world.Identity.Services.GetRequiredService<Sequencer<IdentityContext>>().SequenceAsync(default);
        var entries = (await world.LedgerAsync()).Count;

        string? countersigned = null;
        foreach (var size in new[] { 1, 2, 9, 9, 40 })
        {
            var (status, answer) = await world.PostAsync(ledger.Message(countersigned is null ? 0 : ledger.SizeOf(countersigned), size));
            status.Should().Be(HttpStatusCode.OK);
            countersigned = answer!.Seen;
            using var identity = world.IdentityLedger.OpenKey();
            Checkpoint.Verify(countersigned!, Origin, (Origin, world.MedicalLedger), ("arbodossier/identity", identity))!.Size.Should().Be(size);
            var own = Checkpoint.Verify(answer.Note!, "arbodossier/identity", identity)!;
            own.Size.Should().Be(entries);
        }

        // What this zone countersigns of Identity's ledger comes back with the next message, and is kept.
        var (_, first) = await world.PostAsync(ledger.Message(40, 40));
        using (var identity = world.IdentityLedger.OpenKey())
        {
            var seen = Checkpoint.Verify(first!.Note!, "arbodossier/identity", identity)!;
            (await world.PostAsync(ledger.Message(40, 40) with { Seen = first.Note + seen.SignatureLine(Origin, world.MedicalLedger) })).Status.Should().Be(HttpStatusCode.OK);
        }

        (await world.RowsAsync()).Should().BeEquivalentTo([("identity", "medical", (long)entries), ("medical", "identity", 40L)]);
        (await world.LedgerAsync()).Should().HaveCount(entries, "an exchange that works is no entry");
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World)), Trait("Rule", "R-220"), Trait("Rule", "R-225")]
    public async Task A_ledger_that_shrank_forked_or_is_signed_by_another_key_is_refused_recorded_once_and_never_countersigned(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        var (ledger, fork) = (new Shown(world), new Shown(world, changedFrom: 5));
        using var stranger = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        (await world.PostAsync(ledger.Message(0, 20))).Status.Should().Be(HttpStatusCode.OK);
        world.Clock.Advance(TimeSpan.FromMinutes(1));

        (WitnessMessage Message, string Reason)[] refused =
        [
            (ledger.Message(0, 12), "behind"),
            (ledger.Message(0, 20) with { Note = null }, "behind"),
            (fork.Message(20, 30), "inconsistent"),
            (fork.Message(20, 20), "inconsistent"),
            (ledger.Message(20, 30) with { Proof = [] }, "inconsistent"),
            (ledger.Message(20, 30) with { Proof = [null!] }, "inconsistent"),
            (ledger.Message(20, 30) with { Note = ledger.At(30).Sign(stranger) }, "checkpoint-signature"),
            (ledger.Message(20, 30) with { Note = (ledger.At(30) with { Origin = "arbodossier/reintegration" }).Sign(world.MedicalLedger) }, "checkpoint-signature"),
            (ledger.Message(20, 30) with { Note = ledger.Message(20, 30).Note!.Replace("\n30\n", "\n31\n", StringComparison.Ordinal) }, "checkpoint-signature"),
            (ledger.Message(20, 30) with { Note = ledger.Message(20, 30).Note + new string('x', 1000) }, "checkpoint-signature"),
            (ledger.Message(20, 20) with { Seen = "something" }, "countersignature"),
            (ledger.Message(20, 20) with { Seen = ledger.At(20).Sign(world.MedicalLedger) }, "countersignature"),
        ];
        foreach (var (message, reason) in refused)
        {
            for (var i = 0; i < 2; i++)
            {
                var (status, answer) = await world.PostAsync(message);
                status.Should().Be(HttpStatusCode.Conflict, reason);
                ledger.SizeOf(answer!.Seen!).Should().Be(20, "the zone is told what was seen of it");
            }
        }

        (await world.RowsAsync()).Should().Equal(("medical", "identity", 20L));
        (await world.LedgerAsync()).Where(x => x.Event == "ledger.witness").Select(x => $"{x.Role} {x.Reason}").Should()
            .Equal(refused.Select(x => $"machine:medical {x.Reason}").Aggregate(new List<string>(), (list, x) => list.Count > 0 && list[^1] == x ? list : [.. list, x]));

        // A proof from another size is asked for again, and a message that a newer one overtook is none of these.
        (await world.PostAsync(ledger.Message(12, 30))).Status.Should().Be(HttpStatusCode.OK);
        (await world.RowsAsync()).Should().Equal(("medical", "identity", 20L));
        (await world.PostAsync(ledger.Message(20, 30))).Status.Should().Be(HttpStatusCode.OK);
        (await world.PostAsync(ledger.Message(20, 25))).Status.Should().Be(HttpStatusCode.OK, "it was on its way");
        (await world.RowsAsync()).Should().Equal(("medical", "identity", 30L));
    }

    [Theory, MemberData(nameof(World.Engines), MemberType = typeof(World)), Trait("Rule", "R-220"), Trait("Rule", "R-225")]
    public async Task What_no_pinned_zone_sent_to_Identity_is_refused_without_an_answer(StoreProvider engine)
    {
        await using var world = await World.StartAsync(engine);
        using var stranger = SigningKey.Create();
        var message = new Shown(world).Message(0, 8);
        string Sign(SigningKey key, string from = "medical", string to = "identity", string type = WitnessCodec.AskType) =>
            WitnessCodec.Sign(key, type, from, to, Guid.NewGuid().ToString("N"), message, world.Clock);
        var expired = Sign(world.MedicalKey);
        world.Clock.Advance(TimeSpan.FromMinutes(5));
        string[] refused =
        [
            "", "x", "a.b.c", new('A', WitnessCodec.MostCharacters + 1), Sign(world.MedicalKey) + new string('A', WitnessCodec.MostCharacters),
            Sign(stranger), Sign(world.ReintegrationKey), Sign(world.MedicalKey, from: "reintegration"), Sign(world.MedicalKey, to: "reintegration"),
            Sign(world.MedicalKey, type: WitnessCodec.AnswerType), Sign(world.IdentityKey, from: "identity"), Sign(world.MedicalKey)[..^3] + "AAA", expired,
            JwsMessage.Sign(world.MedicalKey, WitnessCodec.AskType, new JwsClaims("medical", "identity", "1", world.Clock.GetUtcNow(), world.Clock.GetUtcNow().AddMinutes(1)), """{"Note":null,"Since":0,"Proof":[],"Seen":null,"More":1}"""u8),
            JwsMessage.Sign(world.MedicalKey, WitnessCodec.AskType, new JwsClaims("medical", "identity", "2", world.Clock.GetUtcNow(), world.Clock.GetUtcNow().AddMinutes(1)), """{"Note":null,"Since":0,"Proof":["?"],"Seen":null}"""u8),
        ];
        foreach (var token in refused)
        {
            (await world.PostAsync(token)).Should().Be((HttpStatusCode.BadRequest, ""), token[..Math.Min(60, token.Length)]);
        }

        (await world.RowsAsync()).Should().BeEmpty();
        var once = Sign(world.MedicalKey);
        (await world.PostAsync(once)).Status.Should().Be(HttpStatusCode.OK);
        (await world.PostAsync(once)).Should().Be((HttpStatusCode.BadRequest, ""), "each message counts once");
        (await world.PostAsync(once)).Should().Be((HttpStatusCode.BadRequest, ""));
        (await world.LedgerAsync()).Where(x => x.Event == "ledger.witness").Select(x => $"{x.Role} {x.Reason}").Should().Equal("anonymous signature-or-form", "machine:medical replayed");
    }

    /// <summary>A ledger of a file program, as its program would show it at each size.</summary>
    private sealed class Shown
    {
        private const int Entries = 60;
        private readonly World _world;
        private readonly List<byte[]> _roots = [Merkle.EmptyRoot];
        private readonly Dictionary<(int, long), byte[]> _nodes = [];

        public Shown(World world, int changedFrom = int.MaxValue)
        {
            _world = world;
            var edge = new MerkleEdge();
            for (var i = 0; i < Entries; i++)
            {
                foreach (var node in edge.Append(Merkle.LeafHash(new Guid(i, i < changedFrom ? (short)0 : (short)1, 0, new byte[8]), new byte[32])))
                {
                    _nodes.Add((node.Level, node.Index), node.Hash);
                }

                _roots.Add(edge.Root());
            }
        }

        public Checkpoint At(int size) => new(Origin, size, _roots[size], _world.Clock.GetUtcNow());

        public WitnessMessage Message(int since, int size) => new(At(size).Sign(_world.MedicalLedger), since, MerkleProof.Consistency(Math.Min(since, size), size, (level, index) => _nodes[(level, index)]), null);

        public int SizeOf(string note) => (int)Checkpoint.Verify(note, Origin, _world.MedicalLedger)!.Size;
    }
}

/// <summary>What these tests send and look at.</summary>
internal static class WitnessPosts
{
    internal static async Task<(HttpStatusCode Status, WitnessMessage? Answer)> PostAsync(this World world, WitnessMessage message)
    {
        var id = Guid.NewGuid().ToString("N");
        var (status, body) = await world.PostAsync(WitnessCodec.Sign(world.MedicalKey, WitnessCodec.AskType, "medical", "identity", id, message, world.Clock));
        var read = WitnessCodec.Read(body, world.IdentityKeys, WitnessCodec.AnswerType, "identity", "medical", world.Clock);
        read?.Claims.Id.Should().Be(id, "an answer is to this message");
        return (status, read?.Message);
    }

    internal static async Task<(HttpStatusCode Status, string Body)> PostAsync(this World world, string token)
    {
        var uri = new Uri(world.Authority);
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{uri.Port}") };
        http.DefaultRequestHeaders.Host = uri.Authority;
        using var content = new StringContent(token, Encoding.ASCII, "text/plain");
        using var answer = await http.PostAsync(new Uri(WitnessCodec.Path, UriKind.Relative), content);
        return (answer.StatusCode, answer.StatusCode == HttpStatusCode.BadRequest ? "" : await answer.Content.ReadAsStringAsync());
    }

    internal static async Task<List<(string Ledger, string Witness, long Size)>> RowsAsync(this World world)
    {
        await using var db = world.Identity.Services.GetRequiredService<Func<IdentityContext>>()();
        return (await db.LedgerWitnesses.AsNoTracking().OrderBy(x => x.Ledger).ToListAsync()).ConvertAll(x => (x.Ledger, x.Witness, x.Size));
    }
}
