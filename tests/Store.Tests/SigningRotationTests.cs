using ArboDossier.AuditLedger;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange;
using ArboDossier.Exchange.Jose;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store.Tests;

/// <summary>The keys that sign messages and checkpoints are changed while zones exchange, and a kill between any two steps changes nothing.</summary>
public sealed class SigningRotationTests
{
    private static readonly string[] Steps = ["recorded", "announced", "request gone", "switching", "switched"];

    public static TheoryData<string, string> Both => new() { { "sqlite", "messages" }, { "sqlite", "ledger" }, { "postgres", "messages" }, { "postgres", "ledger" } };

    public static TheoryData<string, string> Killed
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var step in Steps)
            {
                data.Add("messages", step);
                data.Add("ledger", step);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Both)), Trait("Rule", "R-220")]
    public async Task A_new_key_is_known_to_the_other_zone_before_it_signs_and_what_the_former_one_signed_still_counts(string engine, string key)
    {
        await using var pair = await Pair.StartAsync(engine);
        var (formerMessages, formerLedger) = (pair.One.Keys().Messages, pair.One.Keys().Ledger.KeyId);
        Ask(pair.One, key);
        await RunAsync(pair.One);
        pair.One.Keys().Messages.KeyId.Should().Be(formerMessages.KeyId, "nobody holds the new one yet");
        pair.One.Keys().Ledger.KeyId.Should().Be(formerLedger);
        Status(pair.One).Should().Contain("announced").And.Contain("waits for two").And.Contain("\"what\":\"zones\"");
        var underWay = pair.Message(formerMessages);

        await pair.ExchangeAsync();
        await GrowAsync(pair.One, 3);
        await RunAsync(pair.One);
        await GrowAsync(pair.One, 3);
        pair.One.Keys().Messages.KeyId.Equals(formerMessages.KeyId, StringComparison.Ordinal).Should().Be(key == "ledger");
        pair.One.Keys().Ledger.KeyId.Equals(formerLedger, StringComparison.Ordinal).Should().Be(key == "messages");
        pair.Reads(pair.Message(pair.One.Keys().Messages)).Should().BeTrue("the other zone held it before");
        pair.Reads(underWay).Should().BeTrue("what was under way still counts");
        await pair.ExchangeAsync();
        await RunAsync(pair.One);
        Status(pair.One).Should().Contain("in use everywhere").And.Contain("\"done\":1,\"of\":1");
        pair.Two.Peers().Held("one").Should().BeEquivalentTo(pair.One.Keys().Public);
        await EveryCheckpointCountsAsync(pair.One);
        (await Witnessed(pair)).Should().BeNull("the other zone goes on witnessing");

        await pair.One.RestartAsync();
        await pair.Two.RestartAsync();
        pair.Reads(pair.Message(pair.One.Keys().Messages)).Should().BeTrue();
        await EveryCheckpointCountsAsync(pair.One);
        Directory.GetFiles(pair.One.Options.KeyDirectory, $"{key}*").Select(Path.GetFileName).Should().Equal($"{key}-2.pem");
        (await EventsAsync(pair.One)).Should().Contain($"key.rotate asked-by-operator:{key}").And.Contain($"key.rotate new-key-signs:{key}");
        (await EventsAsync(pair.Two)).Where(x => x.StartsWith("key.pin", StringComparison.Ordinal)).Should().Equal("key.pin list-2", "key.pin list-3");
    }

    [Theory, MemberData(nameof(Killed))]
    public async Task Killed_between_any_two_steps_it_ends_as_if_it_had_not_been(string key, string step)
    {
        await using var pair = await Pair.StartAsync("sqlite");
        Ask(pair.One, key);
        var killed = false;
        for (var i = 0; i < 4; i++)
        {
            pair.One.Rotation().Between = at =>
            {
                if (at == step && !killed)
                {
                    killed = true;
                    throw new KilledException();
                }
            };
            try
            {
                await RunAsync(pair.One);
            }
            catch (KilledException)
            {
                await pair.One.RestartAsync();
            }

            await GrowAsync(pair.One, 2);
            pair.Reads(pair.Message(pair.One.Keys().Messages)).Should().BeTrue();
            await pair.ExchangeAsync();
        }

        await RunAsync(pair.One);
        killed.Should().BeTrue();
        pair.One.Keys().Public.Number.Should().Be(3, "one change was asked for and one was made");
        pair.Two.Peers().Held("one").Should().BeEquivalentTo(pair.One.Keys().Public);
        Directory.GetFiles(pair.One.Options.KeyDirectory, $"{key}*").Select(Path.GetFileName).Should().Equal($"{key}-2.pem");
        await EveryCheckpointCountsAsync(pair.One);
        (await Witnessed(pair)).Should().BeNull();
    }

    [Fact]
    public async Task A_former_key_counts_for_a_day_or_until_the_operator_ends_it_and_announces_nothing()
    {
        await using var pair = await Pair.StartAsync("sqlite");
        using var former = SigningKey.Load(Path.Combine(pair.One.Options.KeyDirectory, "messages.pem"));
        await pair.RotateAsync("messages");
        var forged = new KeyNotice(pair.Two.Peers().Held("one")! with { Number = 9, NextMessages = former.Public.ToBytes(), FormerMessages = [] }, 1);
        for (var i = 0; i < 3; i++)
        {
            await pair.Two.Notices().TakeAsync("one", KeyNoticeCodec.Sign(former, "one", "two", forged, TimeProvider.System), default);
        }

        (await EventsAsync(pair.Two)).Where(x => x.StartsWith("key.pin keys", StringComparison.Ordinal)).Should().Equal(["key.pin keys-signer"], "recorded once");
        pair.Two.Peers().Forget(DateTimeOffset.UtcNow.AddHours(23));
        pair.Reads(pair.Message(former)).Should().BeTrue();
        pair.Two.Peers().Forget(DateTimeOffset.UtcNow.AddHours(25));
        pair.Reads(pair.Message(former)).Should().BeFalse();
        await pair.Two.RestartAsync();
        pair.Reads(pair.Message(former)).Should().BeFalse("also from the file");

        using var second = SigningKey.Load(Path.Combine(pair.One.Options.KeyDirectory, "messages-2.pem"));
        await pair.RotateAsync("messages");
        pair.Reads(pair.Message(second)).Should().BeTrue();
        Ask(pair.One, "retire");
        await RunAsync(pair.One);
        await pair.ExchangeAsync();
        pair.Reads(pair.Message(second)).Should().BeFalse("the operator did not want to wait a day");
        await pair.Two.Notices().TakeAsync("one", KeyNoticeCodec.Sign(second, "one", "two", forged, TimeProvider.System), default);
        (await EventsAsync(pair.Two))[^1].Should().Be("key.pin notice-UnknownKey");
    }

    [Fact]
    public async Task A_checkpoint_under_a_former_ledger_key_counts_only_as_far_as_that_key_reached()
    {
        await using var pair = await Pair.StartAsync("sqlite");
        using var former = SigningKey.Load(Path.Combine(pair.One.Options.KeyDirectory, "ledger.pem"));
        await GrowAsync(pair.One, 5);
        await pair.RotateAsync("ledger");
        var to = pair.One.Keys().Public.FormerLedger.Single().To;
        await GrowAsync(pair.One, 5);
        await using var db = pair.One.Read();
        var newest = await db.Set<LedgerCheckpointRow>().OrderByDescending(x => x.Size).FirstAsync();
        newest.Size.Should().BeGreaterThan(to);
        using var keys = pair.Two.Peers().Ledger("one")!;
        var own = Checkpoint.Verify(newest.Note, "arbodossier/one", keys)!;
        Checkpoint.Verify(own.Sign(former.Ecdsa), "arbodossier/one", keys).Should().BeNull("a thief of the former key rewrites nothing that came after it");
        Checkpoint.Verify((own with { Size = to }).Sign(former.Ecdsa), "arbodossier/one", keys).Should().NotBeNull();
        Checkpoint.Verify((own with { Size = to }).Sign(pair.One.Keys().Ledger.Ecdsa), "arbodossier/one", keys).Should().BeNull("nor does the new one change what was before it");
    }

    [Fact]
    public async Task A_zone_whose_keys_were_put_back_is_told_so_and_nothing_is_pinned_backwards()
    {
        await using var pair = await Pair.StartAsync("sqlite");
        var older = Directory.CreateDirectory(Path.Combine(pair.One.Options.Data, "older")).FullName;
        foreach (var file in Directory.GetFiles(pair.One.Options.KeyDirectory))
        {
            File.Copy(file, Path.Combine(older, Path.GetFileName(file)));
        }

        await pair.RotateAsync("ledger");
        var held = pair.Two.Peers().Held("one");
        foreach (var file in Directory.GetFiles(older))
        {
            File.Copy(file, Path.Combine(pair.One.Options.KeyDirectory, Path.GetFileName(file)), overwrite: true);
        }

        await pair.One.RestartAsync();
        Ask(pair.One, "messages");
        await RunAsync(pair.One);
        await pair.ExchangeAsync();
        await RunAsync(pair.One);
        pair.Two.Peers().Held("one").Should().BeEquivalentTo(held);
        (await EventsAsync(pair.One)).Should().Contain("key.pin holds-newer-keys");
        pair.One.Keys().Public.Number.Should().Be(2, "it does not take over before the other zone knows it");
    }

    private static async Task EveryCheckpointCountsAsync(Zone zone)
    {
        await using var db = zone.Read();
        using var keys = zone.Keys().OwnLedger();
        var notes = await db.Set<LedgerCheckpointRow>().Select(x => x.Note).ToListAsync();
        notes.Should().NotBeEmpty();
        notes.Where(note => Checkpoint.Verify(note, $"arbodossier/{zone.Options.Zone}", keys) is null).Should().BeEmpty();
        (await LedgerHead.JudgeAsync(db, zone.Options, keys, left: false, default)).Should().BeNull();
    }

    /// <summary>Why zone two does not believe what zone one shows of its ledger, or null; and the other way round.</summary>
    private static async Task<string?> Witnessed(Pair pair)
    {
        var (one, two) = (pair.One.Witness(), pair.Two.Witness());
        await GrowAsync(pair.Two, 2);
        for (var i = 0; i < 2; i++)
        {
            var taken = await two.TakeAsync("one", await one.MakeAsync("two", null, default), DateTimeOffset.UtcNow, default);
            var answered = await one.TakeAsync("two", await two.MakeAsync("one", taken.PeerSaw, default), DateTimeOffset.UtcNow, default);
            if ((taken.Refused ?? answered.Refused) is { } refused)
            {
                return refused;
            }
        }

        return one.IsRolledBack ? "rolled back" : null;
    }

    private static async Task GrowAsync(Zone zone, int entries)
    {
        for (var i = 0; i < entries; i++)
        {
            await zone.Commits.RecordAsync(Decide.Permit());
        }

        await zone.Sequencer.SequenceAsync(default);
    }

    private static void Ask(Zone zone, string what) => File.WriteAllText(Path.Combine(zone.Options.Data, Rotation<NotesContext>.RequestFile), what);

    private static Task RunAsync(Zone zone) => zone.Rotation().RunAsync(default);

    private static string Status(Zone zone) => File.ReadAllText(Path.Combine(zone.Options.Data, RotationJournal<NotesContext>.StatusFile));

    private static async Task<List<string>> EventsAsync(Zone zone)
    {
        await using var db = zone.Read();
        var rows = await db.LedgerBodies.AsNoTracking().OrderBy(x => x.At).ThenBy(x => x.Entry).Select(x => x.Fields).ToListAsync();
        return rows.Select(x => System.Text.Json.JsonDocument.Parse(x).RootElement).Select(x => $"{x.GetProperty("EventTypeCode").GetString()} {x.GetProperty("Controles").GetString()}").ToList();
    }

    private sealed class KilledException : Exception;

    /// <summary>Zone one, whose keys are changed, and zone two, which pinned them.</summary>
    private sealed class Pair : IAsyncDisposable
    {
        public Zone One { get; private init; } = null!;

        public Zone Two { get; private init; } = null!;

        public static async Task<Pair> StartAsync(string engine)
        {
            var pair = new Pair { One = await Zone.StartAsync(engine, "one"), Two = await Zone.StartAsync(engine, "two") };
            await File.WriteAllTextAsync(pair.One.PeersFile, $"[{pair.Two.Keys().PublicJson("two")}]");
            await File.WriteAllTextAsync(pair.Two.PeersFile, $"[{pair.One.Keys().PublicJson("one")}]");
            await pair.One.RestartAsync();
            await pair.Two.RestartAsync();
            return pair;
        }

        /// <summary>What a message each way brings.</summary>
        public async Task ExchangeAsync()
        {
            for (var i = 0; i < 2; i++)
            {
                await Two.Notices().TakeAsync("one", One.Notices().Make("two"), default);
                await One.Notices().TakeAsync("two", Two.Notices().Make("one"), default);
            }
        }

        public async Task RotateAsync(string key)
        {
            Ask(One, key);
            for (var i = 0; i < 2; i++)
            {
                await RunAsync(One);
                await ExchangeAsync();
            }

            await RunAsync(One);
        }

        public string Message(SigningKey key)
        {
            var now = DateTimeOffset.UtcNow;
            return JwsMessage.Sign(key, "test+jws", new("one", "two", Guid.NewGuid().ToString("N"), now, now.AddMinutes(1)), "1"u8);
        }

        public bool Reads(string message) =>
            JwsMessage.TryOpen(message, new(Two.Peers().Messages("one"), "test+jws", "one", "two", TimeSpan.FromMinutes(1)), TimeProvider.System, out _, out _);

        public async ValueTask DisposeAsync()
        {
            await One.DisposeAsync();
            await Two.DisposeAsync();
        }
    }
}

/// <summary>What of a zone's store these tests look at.</summary>
internal static class ZoneParts
{
    public static ZoneKeys Keys(this Zone zone) => zone.Services.GetRequiredService<ZoneKeys>();

    public static Peers Peers(this Zone zone) => zone.Services.GetRequiredService<Peers>();

    public static KeyNotices<NotesContext> Notices(this Zone zone) => zone.Services.GetRequiredService<KeyNotices<NotesContext>>();

    public static Rotation<NotesContext> Rotation(this Zone zone) => zone.Services.GetRequiredService<Rotation<NotesContext>>();

    public static Witness<NotesContext> Witness(this Zone zone) => zone.Services.GetRequiredService<Witness<NotesContext>>();
}
