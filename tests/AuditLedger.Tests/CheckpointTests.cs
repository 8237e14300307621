using System.Security.Cryptography;

namespace ArboDossier.AuditLedger.Tests;

public sealed class CheckpointTests : IDisposable
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 21, 9, 0, 0, TimeSpan.Zero).AddTicks(1_234_560);
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Checkpoint _checkpoint = new("arbodossier/medical", 1234, SHA256.HashData("root"u8), At);

    public void Dispose() => _key.Dispose();

    [Fact]
    [Trait("Rule", "R-225")]
    public void A_signed_checkpoint_is_read_back_with_the_right_origin_and_key_only()
    {
        var note = _checkpoint.Sign(_key);
        note.Should().StartWith("arbodossier/medical\n1234\n" + Convert.ToBase64String(_checkpoint.Root) + "\n2026-11-21T09:00:00.123456Z\n\n— arbodossier/medical ").And.EndWith("\n");
        Checkpoint.Verify(note, "arbodossier/medical", _key).Should().BeEquivalentTo(_checkpoint);
        Checkpoint.Verify(note, "arbodossier/identity", _key).Should().BeNull();
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Checkpoint.Verify(note, "arbodossier/medical", other).Should().BeNull();
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public void Each_changed_removed_or_added_character_makes_it_worthless()
    {
        var note = _checkpoint.Sign(_key);
        for (var i = 0; i < note.Length; i++)
        {
            foreach (var replacement in "AB0/= \n\t—é\0")
            {
                if (note[i] != replacement)
                {
                    Verify(note[..i] + replacement + note[(i + 1)..]).Should().BeNull();
                }

                Verify(note[..i] + replacement + note[i..]).Should().BeNull();
            }

            for (var bit = 0; bit < 7; bit++)
            {
                Verify(note[..i] + (char)(note[i] ^ (1 << bit)) + note[(i + 1)..]).Should().BeNull();
            }

            Verify(note[..i]).Should().BeNull();
            Verify(note[..i] + note[(i + 1)..]).Should().BeNull();
        }
    }

    [Fact]
    public void The_signature_of_a_witness_beside_it_does_no_harm_and_does_not_replace_it()
    {
        using var witness = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var own = _checkpoint.Sign(_key);
        var line = (_checkpoint with { Origin = "arbodossier/identity" }).Sign(witness).Split("\n\n")[1];
        Verify(own + line).Should().BeEquivalentTo(_checkpoint);
        Verify(own.Split("\n\n")[0] + "\n\n" + line).Should().BeNull();
        Verify(own + "no signature\n").Should().BeNull();
        Verify(own + new string('—', 5000)).Should().BeNull();
    }

    private Checkpoint? Verify(string note) => Checkpoint.Verify(note, "arbodossier/medical", _key);
}
