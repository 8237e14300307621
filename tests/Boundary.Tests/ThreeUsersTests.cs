using System.Diagnostics;
using System.Globalization;

namespace ArboDossier.Boundary.Tests;

/// <summary>The published programs under three operating-system users: what one of them holds is closed to the two others.</summary>
public sealed class ThreeUsersTests
{
    [Fact]
    [Trait("Rule", "R-066")]
    public async Task No_program_can_read_the_files_memory_keys_or_environment_of_another()
    {
        await using var programs = await Programs.StartAsync(separate: true);
        var users = programs.Users!;
        foreach (var zone in Programs.Zones)
        {
            var process = $"/proc/{programs.Of(zone).Id.ToString(CultureInfo.InvariantCulture)}";
            File.ReadAllText($"{process}/status").Should().MatchRegex($@"Uid:\s+{ZoneUsers.UserOf(zone).ToString(CultureInfo.InvariantCulture)}\s");
            string[][] looks =
            [
                ["ls", programs.DataOf(zone)],
                ["cat", Path.Combine(programs.DataOf(zone), "keys", "zone.key")],
                ["cat", Path.Combine(programs.DataOf(zone), "keys", "messages.pem")],
                ["cat", Path.Combine(programs.DataOf(zone), "content.db")],
                ["cat", Path.Combine(programs.DataOf(zone), "keys.db")],
                ["ls", users.HomeOf(zone)],
                ["ls", users.TemporaryOf(zone)],
                ["cat", $"{process}/environ"],
                ["cat", $"{process}/maps"],
                ["ls", $"{process}/fd"],
                // One byte of the memory where the program itself lies.
                ["dd", $"if={process}/mem", "bs=1", "count=1", $"skip={Mapped(process)}", "status=none"],
            ];
            foreach (var look in looks)
            {
                (await users.TryAsync(zone, look[0], look[1..])).Code.Should().Be(0, $"the user of {zone} can: {string.Join(' ', look)}");
                foreach (var other in Programs.Zones.Where(x => x != zone))
                {
                    (await users.TryAsync(other, look[0], look[1..])).Code.Should().NotBe(0, $"the user of {other} cannot: {string.Join(' ', look)}");
                }
            }

            foreach (var other in Programs.Zones.Where(x => x != zone))
            {
                (await users.TryAsync(other, "kill", "-0", programs.Of(zone).Id.ToString(CultureInfo.InvariantCulture))).Code.Should().NotBe(0, "nor end it");
                File.ReadAllText($"{process}/environ").Should().NotContain(programs.DataOf(other)).And.NotContain(users.HomeOf(other));
            }
        }
    }

    [Theory]
    [InlineData(Programs.Identity), InlineData(Programs.Reintegration), InlineData(Programs.Medical)]
    [Trait("Rule", "R-066")]
    public async Task In_production_no_program_starts_as_root_or_on_what_others_can_read_or_on_a_store_that_forgets(string zone)
    {
        using var users = await ZoneUsers.PublishAsync();
        var data = Path.Combine(users.HomeOf(zone), "data");
        users.Prepare(zone, data);

        (await StartAsync(users, zone, asRoot: true, "--init", $"--Zone:Data={data}")).Should().Be((1, $"{zone} does not start: it runs as root; start it as the user of this zone\n"));
        (await StartAsync(users, zone, asRoot: false, "--init", $"--Zone:Data={data}")).Code.Should().Be(0, "the control");
        foreach (var mode in (string[])["750", "701", "704"])
        {
            File.SetUnixFileMode(data, (UnixFileMode)Convert.ToInt32(mode, 8));
            (await StartAsync(users, zone, asRoot: false, $"--Zone:Data={data}")).Should().Be((1, $"{zone} does not start: others can look into {data}; make its mode 0700\n"));
        }

        File.SetUnixFileMode(data, (UnixFileMode)Convert.ToInt32("700", 8));
        foreach (var forgets in (string[])["Data Source=:memory:", "Data Source=keys;Mode=Memory", "Data Source=file:keys?mode=memory"])
        {
            var (code, line) = await StartAsync(users, zone, asRoot: false, $"--Zone:Data={data}", $"--ConnectionStrings:Keys={forgets}");
            (code, line).Should().Be((1, $"{zone} does not start: its key ring and rows would be kept in memory only; name a database that lasts\n"));
        }
    }

    /// <summary>The program in production; a refusal is one line on its error output.</summary>
    private static async Task<(int Code, string Error)> StartAsync(ZoneUsers users, string zone, bool asRoot, params string[] arguments)
    {
        var info = Programs.Info(users.ProgramOf(zone), arguments);
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        if (!asRoot)
        {
            users.Become(zone, info);
        }

        using var process = Process.Start(info)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    private static string Mapped(string process)
    {
        var first = File.ReadLines($"{process}/maps").First(x => x.Contains(" r", StringComparison.Ordinal));
        return Convert.ToInt64(first[..first.IndexOf('-', StringComparison.Ordinal)], 16).ToString(CultureInfo.InvariantCulture);
    }
}
