using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using ArboDossier.Web.SignIn;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace ArboDossier.Identity.Tests;

/// <summary>The loop of a file program that carries the messages about the ledgers.</summary>
public sealed class WitnessingTests : WorldTest
{
    [Fact, Trait("Rule", "R-225")]
    public async Task It_posts_what_changed_and_where_nothing_changed_only_every_ten_seconds()
    {
        var ledger = new OneEntry(World);
        using var loop = new Web.SignIn.Witnessing(World.Medical.Services.GetRequiredService<ArboSignInOptions>(), World.Medical.Services.GetRequiredService<ProviderSettings>(), ledger, World.Clock, NullLogger<Web.SignIn.Witnessing>.Instance);
        foreach (var (what, posts) in ((Action, int)[])[
            (() => { }, 1), (() => { }, 1), (() => World.Clock.Advance(TimeSpan.FromSeconds(10)), 2), (() => { }, 2), (ledger.Sign, 3), (() => { }, 3)])
        {
            what();
            (await loop.ExchangeAsync(CancellationToken.None)).Should().BeTrue();
            (await World.CountAsync(db => db.Spent.CountAsync())).Should().Be(posts);
        }

        ledger.Taken.Should().HaveCount(3).And.OnlyContain(x => x.Seen != null, "Identity countersigned");
        ledger.PeerSaw.Should().Be(1, "the next proof leads from what Identity saw");
        ledger.Refused.Should().BeEmpty();
    }

    [Fact, Trait("Rule", "R-220"), Trait("Rule", "R-225")]
    public async Task It_believes_no_answer_that_Identity_did_not_sign_for_this_zone_and_this_message()
    {
        using var stranger = SigningKey.Create();
        var message = new WitnessMessage(null, 0, [], null);
        string Sign(string id, SigningKey? key = null, string from = "identity", string to = "medical", string type = WitnessCodec.AnswerType) =>
            WitnessCodec.Sign(key ?? World.IdentityKey, type, from, to, id, message, World.Clock);
        (string What, Func<string, IResult> Answer, bool Believed, bool Recorded)[] answers =
        [
            ("a good one", id => Results.Text(Sign(id)), true, false),
            ("of a stranger", id => Results.Text(Sign(id, stranger)), false, true),
            ("to another message", _ => Results.Text(Sign("another")), false, true),
            ("for another zone", id => Results.Text(Sign(id, to: "reintegration")), false, true),
            ("a message and no answer", id => Results.Text(Sign(id, type: WitnessCodec.AskType)), false, true),
            ("garbage", _ => Results.Text("a.b.c"), false, true),
            ("too long", id => Results.Text(Sign(id) + new string('A', WitnessCodec.MostCharacters)), false, true),
            ("none, it is down", _ => Results.StatusCode(503), false, false),
        ];
        foreach (var (what, answer, believed, recorded) in answers)
        {
            await using var identity = WebApplication.CreateSlimBuilder().Build();
            var origin = $"http://127.0.0.1:{World.FreePort()}";
            identity.Urls.Add(origin);
            identity.MapPost(WitnessCodec.Path, async (HttpContext http) =>
            {
                using var reader = new StreamReader(http.Request.Body);
                return answer(WitnessCodec.Read(await reader.ReadToEndAsync(), JwsKeys.Of(World.MedicalKey.Public), WitnessCodec.AskType, "medical", "identity", World.Clock)!.Value.Claims.Id);
            });
            await identity.StartAsync();
            var ledger = new OneEntry(World);
            using var loop = new Web.SignIn.Witnessing(World.Medical.Services.GetRequiredService<ArboSignInOptions>(), new ProviderSettings(origin, origin, origin, null), ledger, World.Clock, NullLogger<Web.SignIn.Witnessing>.Instance);
            (await loop.ExchangeAsync(CancellationToken.None)).Should().Be(believed, what);
            ledger.Taken.Should().HaveCount(believed ? 1 : 0, what);
            ledger.Refused.Should().Equal(recorded ? ["identity answer"] : [], what);
        }
    }

    /// <summary>A ledger of one entry, whose checkpoint can be signed again.</summary>
    private sealed class OneEntry : ILedgerWitness
    {
        private readonly World _world;
        private string _note = "";

        public OneEntry(World world)
        {
            _world = world;
            Sign();
        }

        public List<WitnessMessage> Taken { get; } = [];

        public List<string> Refused { get; } = [];

        public long? PeerSaw { get; private set; }

        public void Sign()
        {
            _world.Clock.Advance(TimeSpan.FromMilliseconds(1));
            _note = new Checkpoint("arbodossier/medical", 1, new byte[32], _world.Clock.GetUtcNow()).Sign(_world.MedicalLedger);
        }

        public Task<WitnessMessage> MakeAsync(string peer, long? peerSaw, CancellationToken cancel)
        {
            PeerSaw = peerSaw;
            return Task.FromResult(new WitnessMessage(_note, peerSaw ?? 0, [], null));
        }

        public Task<WitnessTaken> TakeAsync(string peer, WitnessMessage message, DateTimeOffset sentAt, CancellationToken cancel)
        {
            Taken.Add(message);
            return Task.FromResult(new WitnessTaken(null, message.Seen is null ? 0 : 1));
        }

        public Task RefuseAsync(string peer, string reason, CancellationToken cancel)
        {
            Refused.Add($"{peer} {reason}");
            return Task.CompletedTask;
        }
    }
}
