using System.Text;
using ArboDossier.Build.Tests;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Deploy.Tests;

/// <summary>The operator's README followed to the letter on an empty Debian, with its own systemd, to a running service.</summary>
[Collection(nameof(Published))]
public sealed class OperatorReadmeTests(Published published)
{
    private static readonly string[] Zones = ["identity", "reintegration", "medical"];

    /// <summary>What only a Debug build knows: by assembly, the setting that gives it away.</summary>
    private static readonly (string Project, string Hook)[] Hooks = [("Web", "Demo:Authenticator"), ("Store", "Zone:ClockAhead")];

    [Fact]
    [Trait("Rule", "R-066"), Trait("Rule", "R-283")]
    public async Task From_an_empty_machine_to_three_programs_under_three_users_behind_the_proxy()
    {
        using var machine = new EmptyMachine();
        Published.Shell("/", $"cp -r '{published.Output}' '{machine.Root}/opt/arbodossier'").Code.Should().Be(0);
        machine.Install(OperatorReadme.Script(OperatorReadme.Packages));
        machine.Boot();

        var told = machine.Do(OperatorReadme.Script(OperatorReadme.Machine));

        Zones.Should().OnlyContain(zone => told.Contains($"{zone}: nothing found", StringComparison.Ordinal), told);
        foreach (var (host, zone) in new[] { ("inloggen", "identity"), ("reintegratie", "reintegration"), ("medisch", "medical") })
        {
            EmptyMachine.Until($"{host} answers through the proxy", () => Get(machine, host, "/").StartsWith("HTTP/1.1 302", StringComparison.Ordinal));
            Get(machine, host, "/health/ready").Should().StartWith("HTTP/1.1 404", "that is for this machine only");
            Get(machine, host, "/exchange/tick").Should().StartWith("HTTP/1.1 404", "what programs say to each other does not come in from outside");
            machine.Do($"stat -c %U:%a /var/lib/arbodossier/{zone}").Trim().Should().Be($"arbo-{zone}:700");
            machine.Do($"cat /proc/$(systemctl show -p MainPID --value arbodossier-{zone})/status").Should().Contain("NoNewPrivs:\t1")
                .And.MatchRegex($@"Uid:\s+{machine.Do($"id -u arbo-{zone}").Trim()}\s");
            foreach (var other in Zones.Where(x => x != zone))
            {
                machine.Run($"runuser -u arbo-{other} -- ls /var/lib/arbodossier/{zone}").Code.Should().NotBe(0);
            }
        }

        Get(machine, "elders", "/").Should().StartWith("HTTP/1.1 404", "a name that is not served");
        await AndTheMainJobAsync(machine);
        AndWhatItDoesWhenSomethingIsWrong(machine);
        AndTheWayBack(machine);
    }

    [Fact]
    public void A_publish_holds_neither_the_demo_authenticator_nor_a_hook_of_development()
    {
        File.Exists(Path.Combine(published.Output, "medical/ArboDossier.Medical.dll")).Should().BeTrue();
        Directory.GetFiles(published.Output, "*", SearchOption.AllDirectories).Should().NotContain(x => x.Contains("DemoAuthenticator", StringComparison.OrdinalIgnoreCase) || x.EndsWith("authenticator.js", StringComparison.Ordinal));
        foreach (var (project, hook) in Hooks)
        {
            Holds(Path.Combine(Repository.Root, $"src/Shared/{project}/bin/Debug/net10.0/ArboDossier.{project}.dll"), hook).Should().BeTrue("the search must find the hook where it is");
            Holds(Path.Combine(published.Output, $"medical/ArboDossier.{project}.dll"), hook).Should().BeFalse(hook);
        }
    }

    /// <summary>Through TLS, with passkeys made for its own names: from the founding codes to an outcome that the case manager reads.</summary>
    private static async Task AndTheMainJobAsync(EmptyMachine machine)
    {
        using var service = await DeployedService.FoundAsync(machine);
        await service.SignAsync();
        await ServiceSteps.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(service.CaseManager, service.Case) is { } read && read.Contains("Ongeschikt", StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("ARBO_LONG") == "1")
        {
            AttackTools.TestTls(machine);
            AttackTools.Inject(machine, service.Administrator, "inloggen", "/accounts?Search=a&At=1");
            AttackTools.Inject(machine, service.Administrator, "inloggen", "/sign-in", "Email=a@b.nl&Password=geen");
            AttackTools.Inject(machine, service.Personnel, "reintegratie", "/employees", "Search=Vries");
            AttackTools.Inject(machine, service.Doctor, "medisch", "/desk", "Surname=Vries&BirthDate=01-05-1984");
            AttackTools.Crawl(machine, service.Administrator, "inloggen", "/accounts");
            AttackTools.Crawl(machine, service.Personnel, "reintegratie", "/employees", $"/cases/{service.Case}");
            AttackTools.Crawl(machine, service.CaseManager, "reintegratie", $"/cases/{service.Case}");
            AttackTools.Crawl(machine, service.Doctor, "medisch", "/work", "/appointments", "/people", "/desk");
        }
    }

    private static void AndWhatItDoesWhenSomethingIsWrong(EmptyMachine machine)
    {
        // Killed, it comes back by itself.
        var before = machine.Do("systemctl show -p MainPID --value arbodossier-medical").Trim();
        machine.Do($"kill -KILL {before}");
        EmptyMachine.Until("the killed program is back", () => machine.Run("systemctl show -p MainPID --value arbodossier-medical").Output.Trim() is var now && now != "0" && now != before);
        EmptyMachine.Until("it answers again", () => Get(machine, "medisch", "/").StartsWith("HTTP/1.1 302", StringComparison.Ordinal));

        // Anchored by each other, as each zone's own user sees it.
        EmptyMachine.Until("identity has seen the ledger of medical", () =>
            machine.Run("systemctl stop arbodossier-medical; runuser -u arbo-medical -- arbodossier verify --data /var/lib/arbodossier --zone medical").Output.Contains("by identity", StringComparison.Ordinal)
            || machine.Run("systemctl start arbodossier-medical; sleep 3").Code != 0);

        // A setting that only an operator can mend is one line of the journal, and is not tried again and again.
        machine.Do("systemctl stop arbodossier-medical; touch /var/lib/arbodossier/medical/demo; systemctl reset-failed; systemctl start arbodossier-medical || true");
        EmptyMachine.Until("it has given up", () => machine.Run("systemctl is-active arbodossier-medical").Output.Trim() == "failed");
        machine.Do("journalctl --no-pager -o cat -u arbodossier-medical -n 8").Should().Contain("medical does not start: its data directory holds demo data");
    }

    /// <summary>Put back from the backup of the first night, as the same README tells it.</summary>
    private static void AndTheWayBack(EmptyMachine machine)
    {
        const string Data = "/var/lib/arbodossier/medical";
        const string AsZone = "systemd-run --quiet --pipe --wait -p User=arbo-medical -p EnvironmentFile=/etc/arbodossier/medical.env arbodossier";
        machine.Do("journalctl --no-pager -o cat -u 'arbodossier-backup@medical'").Should().Contain(", which open");
        machine.Do("systemctl is-active arbodossier-backup@medical.timer").Trim().Should().Be("active");
        machine.Do($"systemctl stop arbodossier-medical; rm {Data}/demo; set=$(ls /var/backups/arbodossier/medical | tail -1); {AsZone} restore --zone medical --data {Data} "
            + "--from /var/backups/arbodossier/medical/$set --keys-from /var/backups/arbodossier-keys/medical/$set --reason proef").Should().Contain("it starts when 2 people approved");
        machine.Do($"systemctl reset-failed; systemctl start arbodossier-medical || true");
        EmptyMachine.Until("it has given up", () => machine.Run("systemctl is-active arbodossier-medical").Output.Trim() == "failed");
        machine.Do("journalctl --no-pager -o cat -u arbodossier-medical -n 8").Should().Contain("0 of 2 people approved that");
        foreach (var name in (string[])["one", "two"])
        {
            machine.Do($"{AsZone} approve --data {Data} --approval $(arbodossier approve --statement {Data}/restored.json --key /root/approver-{name}.pem | tail -1)");
        }

        machine.Do("systemctl reset-failed; systemctl start arbodossier-medical");
        EmptyMachine.Until("it goes on", () => Get(machine, "medisch", "/").StartsWith("HTTP/1.1 302", StringComparison.Ordinal));
        Thread.Sleep(TimeSpan.FromSeconds(5));
        machine.Do("systemctl is-active arbodossier-medical").Trim().Should().Be("active", "the witness takes the approval");
    }

    /// <summary>A request through TLS at the proxy, on the machine itself; the whole answer.</summary>
    private static string Get(EmptyMachine machine, string host, string path) => machine.Run(
        $"(printf 'GET {path} HTTP/1.1\\r\\nHost: {host}.arbodienst.example\\r\\nConnection: close\\r\\n\\r\\n'; sleep 1) | openssl s_client -quiet -verify_quiet -connect 127.0.0.1:443 -servername {host}.arbodienst.example -CAfile /etc/haproxy/arbodossier.crt 2>/dev/null").Output;

    private static bool Holds(string assembly, string hook) => File.ReadAllBytes(assembly).AsSpan().IndexOf(Encoding.Unicode.GetBytes(hook)) >= 0;
}
