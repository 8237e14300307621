using ArboDossier.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace ArboDossier.Store.Tests;

/// <summary>What custodians type and read when they hand out, rehearse and recover.</summary>
public sealed class CeremonyTests
{
    [Fact, Trait("Rule", "R-289")]
    public async Task Shares_that_were_handed_out_bring_back_a_key_file_that_was_lost()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        var keys = zone.Services.GetRequiredService<ZoneKeys>();
        var key = keys.Custody.KeyId;
        var shares = Split(zone, 5, 3);
        shares.Should().HaveCount(5).And.OnlyHaveUniqueItems();
        Run(zone, [shares[4], shares[0], shares[2]], c => c.Rehearse(key)).Said[^1].Should().Be("these shares give the key; nothing was changed");

        var path = Path.Combine(zone.Options.KeyDirectory, "zone.key");
        FluentActions.Invoking(() => Run(zone, shares, c => c.Recover())).Should().Throw<StoreSettingException>().WithMessage("*nothing was recovered");
        File.Delete(path);
        FluentActions.Invoking(() => ZoneKeys.Open(zone.Options)).Should().Throw<StoreSettingException>();
        Run(zone, [shares[1], shares[3]], c => c.Recover()).Result.Should().BeFalse();
        File.Exists(path).Should().BeFalse("two of three needed change nothing");
        Run(zone, [shares[1], shares[3], shares[2]], c => c.Recover()).Result.Should().BeTrue();
        using var again = ZoneKeys.Open(zone.Options);
        again.Custody.KeyId.Should().Be(key);
        (await again.Custody.ProbeAsync(default)).Should().BeNull();
    }

    [Fact]
    public async Task Each_share_that_does_not_belong_is_named_and_the_ceremony_goes_on()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        await using var other = await Zone.StartAsync("sqlite");
        var key = zone.Services.GetRequiredService<ZoneKeys>().Custody.KeyId;
        var (shares, earlier, foreign) = (Split(zone, 3, 2), Split(zone, 3, 2), Split(other, 3, 2));
        var (gives, said) = Run(zone, [shares[0][..^1] + (shares[0][^1] == '0' ? '1' : '0'), foreign[0], shares[1], earlier[0], shares[1], "", shares[2]], c => c.Rehearse(key));
        gives.Should().BeTrue();
        said.Should().ContainInOrder(
            "not taken: no share of zone test, or a character is wrong",
            $"not taken: a share of key {other.Services.GetRequiredService<ZoneKeys>().Custody.KeyId}; the key in use is {key}",
            "share 2 is taken, 1 to go",
            "not taken: share 1 was handed out at another time than the first",
            "not taken: share 2 was given before",
            "share 3 is taken, 0 to go");
    }

    [Fact]
    public async Task A_ceremony_that_is_broken_off_says_so()
    {
        await using var zone = await Zone.StartAsync("sqlite");
        var file = zone.Services.GetRequiredService<ZoneKeys>().KeyFile!;
        using var output = new StringWriter();
        FluentActions.Invoking(() => new Ceremony(zone.Options, new StringReader("\n"), output).Split(file, 3, 2)).Should().Throw<StoreSettingException>().WithMessage("broken off*");
        (Ceremony.IsSensible(3, 1), Ceremony.IsSensible(2, 3), Ceremony.IsSensible(11, 3), Ceremony.IsSensible(5, 3)).Should().Be((false, false, false, true));
    }

    private static List<string> Split(Zone zone, int shares, int needed)
    {
        using var output = new StringWriter();
        new Ceremony(zone.Options, new StringReader(new string('\n', shares)), output).Split(zone.Services.GetRequiredService<ZoneKeys>().KeyFile!, shares, needed);
        var lines = output.ToString().Split('\n');
        return [.. lines.Where((_, i) => i > 0 && lines[i - 1].Contains("are needed", StringComparison.Ordinal))];
    }

    private static (bool Result, List<string> Said) Run(Zone zone, IEnumerable<string> typed, Func<Ceremony, bool> act)
    {
        using var output = new StringWriter();
        var result = act(new Ceremony(zone.Options, new StringReader(string.Join('\n', typed)), output));
        return (result, [.. output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries)]);
    }
}
