using System.Text.Json;

namespace ArboDossier.Deploy.Tests;

/// <summary>A tool that an attacker begins with, against the deployed service. What it finds and stays has its reason here.</summary>
internal static class AttackTools
{
    private const string Host = $"inloggen.{DeployedService.Domain}";

    /// <summary>What testssl.sh tells of this service and what is as it should be: by its identifier, with the reason.</summary>
    private static readonly Dictionary<string, string> Tls = new()
    {
        ["engine_problem"] = "about the tool's own openssl, not about the service",
        ["cert_chain_of_trust"] = "the certificate of the trial signs itself; an operator brings one of an authority",
        ["cert_expirationStatus"] = "the certificate of the trial lives thirty days",
        ["cert_notAfter"] = "the certificate of the trial lives thirty days",
        ["cert_revocation"] = "who signs itself has no list of what was revoked",
        ["DNS_CAArecord"] = "the domain is an example without DNS",
    };

    /// <summary>testssl.sh at the proxy: protocols, ciphers, certificate, headers, known attacks.</summary>
    public static void TestTls(EmptyMachine machine)
    {
        var (_, output) = machine.Attack($"testssl --quiet --color 0 --warnings batch --ip 127.0.0.1 --severity LOW --jsonfile tls.json {Host}:443");
        using var report = JsonDocument.Parse(machine.Attack("cat tls.json").Output);
        var found = report.RootElement.EnumerateArray().Select(x => (Id: x.GetProperty("id").GetString()!, Severity: x.GetProperty("severity").GetString()!, Finding: x.GetProperty("finding").GetString())).ToList();
        Console.WriteLine($"testssl.sh:\n{string.Join('\n', found)}");
        output.Should().Contain("Done", "it came to its end");
        found.Where(x => !Tls.ContainsKey(x.Id)).Should().BeEmpty("each finding is mended or has its reason");
    }
}
