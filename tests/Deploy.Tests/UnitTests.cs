using System.Globalization;
using System.Text.RegularExpressions;
using ArboDossier.Build.Tests;

namespace ArboDossier.Deploy.Tests;

/// <summary>The units as systemd judges them.</summary>
public sealed partial class UnitTests : IDisposable
{
    private readonly string _units = Directory.CreateTempSubdirectory("arbo-units").FullName;

    public UnitTests() => Published.Shell("/", $"cp -r '{Repository.Root}'/src/Deploy/systemd/. '{_units}'").Code.Should().Be(0);

    [Theory]
    [InlineData("identity"), InlineData("reintegration"), InlineData("medical")]
    [Trait("Rule", "R-066"), Trait("Rule", "R-283")]
    public void A_unit_is_exposed_less_than_2_5_and_says_nothing_that_systemd_does_not_know(string zone)
    {
        Judge(Path.Combine(_units, $"arbodossier-{zone}.service"));
    }

    [Fact]
    [Trait("Rule", "R-066")]
    public void The_unit_of_a_backup_is_exposed_no_more_and_its_timer_is_one()
    {
        var unit = Path.Combine(_units, "arbodossier-backup@medical.service");
        File.Copy(Path.Combine(_units, "arbodossier-backup@.service"), unit);

        Judge(unit);
        var (_, timer) = Repository.Run("systemd-analyze", "/", "verify", Path.Combine(_units, "arbodossier-backup@.timer"));
        timer.Should().NotContain("arbodossier", "systemd has nothing to say about it");
    }

    [Fact]
    public void A_word_that_systemd_does_not_know_would_be_seen()
    {
        File.AppendAllText(Path.Combine(_units, "arbodossier-.service.d", "wall.conf"), "NoNewPrivilege=yes\n");

        var (_, said) = Repository.Run("systemd-analyze", "/", "verify", Path.Combine(_units, "arbodossier-medical.service"));

        said.Should().Contain("NoNewPrivilege");
    }

    private static void Judge(string unit)
    {
        var (_, judged) = Repository.Run("systemd-analyze", "/", "security", "--offline=true", "--no-pager", unit);
        var exposure = double.Parse(Exposure().Match(judged).Groups[1].Value, CultureInfo.InvariantCulture);
        exposure.Should().BeLessThan(2.5);

        // The one thing that is not on this machine is the program itself.
        var (_, said) = Repository.Run("systemd-analyze", "/", "verify", unit);
        said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(x => x.Contains("arbodossier", StringComparison.Ordinal)).Should().OnlyContain(x => x.Contains("is not executable", StringComparison.Ordinal));
        Console.WriteLine($"{Path.GetFileName(unit)}: exposure {exposure.ToString(CultureInfo.InvariantCulture)}");
    }

    public void Dispose() => Directory.Delete(_units, recursive: true);

    [GeneratedRegex("exposure level for .*: ([0-9.]+)")]
    private static partial Regex Exposure();
}
