using System.Text;
using ArboDossier.Contracts.Messages;
using ArboDossier.Exchange.Jose;
using ArboDossier.Exchange.Restoring;
using ArboDossier.Mutations;

namespace ArboDossier.Exchange.Tests;

/// <summary>Approvals that a ledger goes on from a backup, as another zone reads them.</summary>
public sealed class RestorationTests : IDisposable
{
    private readonly SigningKey _anne = SigningKey.Create();
    private readonly SigningKey _bert = SigningKey.Create();

    private JwsKeys Both => JwsKeys.Of(_anne.Public, _bert.Public);

    private static Restoration Example { get; } = new(
        "medical", Guid.Parse("01933333-3333-7333-8333-333333333333"), "20261127T101500Z", new DateTimeOffset(2026, 11, 27, 10, 15, 0, TimeSpan.Zero), new(9, Root(1)), new(4, Root(2)), Root(3));

    public void Dispose()
    {
        _anne.Dispose();
        _bert.Dispose();
    }

    [Fact, Trait("Rule", "R-225")]
    public void Two_people_who_are_pinned_and_approved_the_same_are_believed_and_nobody_else()
    {
        var (one, two) = (Example.Approve(_anne), Example.Approve(_bert));
        var read = Restoration.Read([one, two], Both);
        read!.ToBytes().Should().Equal(Example.ToBytes());
        Restoration.Read([two, one], Both).Should().NotBeNull();
        foreach (var refused in (string[][])[[], [one], [one, one], [one, two, two], [one, (Example with { Set = "20261128T101500Z" }).Approve(_bert)]])
        {
            Restoration.Read(refused, Both).Should().BeNull();
        }

        Restoration.Read([one, two], JwsKeys.Of(_anne.Public)).Should().BeNull();
        Restoration.Read([one, two], JwsKeys.None).Should().BeNull();
        var told = Restoration.FromEntry(Example.ToEntry(["k1", "k2"]));
        (told!.Value.Id, told.Value.Former.Is(Example.Former), told.Value.Head.Is(Example.Head)).Should().Be((Example.Id, true, true));
        Restoration.FromEntry("nothing of the kind").Should().BeNull();
    }

    [Fact]
    public void Bent_approvals_are_never_believed_and_bent_statements_under_good_signatures_never_fail()
    {
        var (one, two) = (Example.Approve(_anne), Example.Approve(_bert));
        Mutation.Feed(Encoding.ASCII.GetBytes(one), bent =>
        {
            var text = Encoding.Latin1.GetString(bent);
            var believed = Restoration.Read([text, two], Both) is not null;
            believed.Should().Be(text == one);
            return believed;
        });
        Mutation.Feed(Example.ToBytes(), bent =>
        {
            string[] approvals = [Jws.Sign(_anne, Restoration.ApprovalType, bent), Jws.Sign(_bert, Restoration.ApprovalType, bent)];
            return Restoration.Read(approvals, Both) is not null;
        });
        Mutation.Feed(Encoding.UTF8.GetBytes(Approvers.Line("Anne", _anne.Public)), bent =>
        {
            try
            {
                return Approvers.Parse(Encoding.UTF8.GetString(bent)).People.Count > 0;
            }
            catch (FormatException)
            {
                return false;
            }
        });
    }

    [Fact]
    public void A_message_without_a_restoration_is_the_one_that_older_programs_know()
    {
        var bare = new WitnessMessage("note", 3, [Root(1)], null);
        var json = System.Text.Json.JsonSerializer.Serialize(bare, TickCodec.Json);
        json.Should().NotContain("Restored").And.NotContain("Former");
        System.Text.Json.JsonSerializer.Deserialize<WitnessMessage>(json, TickCodec.Json)!.Restored.Should().BeNull();
        System.Text.Json.JsonSerializer.Serialize(bare with { Restored = [Example.Approve(_anne), Example.Approve(_bert)], Former = "former" }, TickCodec.Json).Length
            .Should().BeLessThan(WitnessCodec.MostCharacters / 2, "with the longest proof it fits");
    }

    private static byte[] Root(byte of) => [.. Enumerable.Repeat(of, 32)];
}
