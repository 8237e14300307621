using System.Globalization;
using System.Text.Json;
using ArboDossier.DemoAuthenticator.Browsing;

namespace ArboDossier.Deploy.Tests;

/// <summary>Tools that an attacker begins with, against the deployed service. What they find and stays has its reason here.</summary>
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

    /// <summary>What wapiti tells and what is as it should be: by its category, with the reason.</summary>
    private static readonly Dictionary<string, string> Web = [];

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

    /// <summary>wapiti with somebody's session: crawls from the given pages of one host, bends every field and parameter that it meets.</summary>
    /// <param name="machine">Where the service runs.</param>
    /// <param name="person">Who is signed in.</param>
    /// <param name="host">First label of the host's name.</param>
    /// <param name="pages">Pages that only the signed-in see.</param>
    public static void Crawl(EmptyMachine machine, Person person, string host, params string[] pages)
    {
        var name = $"{host}.{DeployedService.Domain}";
        var jar = person.Browser.CookiesOf(name).ToDictionary(x => x.Key, x => new { value = x.Value, expires = (long?)null, secure = true, port = (string?)null, version = 0 });
        File.WriteAllText(Path.Combine(machine.Outside, "jar.json"), JsonSerializer.Serialize(new Dictionary<string, object> { [name] = new Dictionary<string, object> { ["/"] = jar } }));
        var starts = string.Join(' ', pages.Select(x => $"-s https://{name}{x}"));
        var (_, output) = machine.Attack(
            $"wapiti -u https://{name}/ {starts} -c jar.json -H 'Origin: https://{name}' -x https://{name}/sign-out --scope domain --verify-ssl 0 --no-bugreport --flush-session --store-session wapiti "
            + $"-m backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss,xxe --max-links-per-page 40 --max-scan-time 120 --max-attack-time 60 -v 1 -f json -o wapiti.json");
        File.WriteAllText($"/tmp/wapiti-{host}.log", output);
        using var report = JsonDocument.Parse(machine.Attack("cat wapiti.json").Output);
        var found = report.RootElement.GetProperty("vulnerabilities").EnumerateObject().SelectMany(x => x.Value.EnumerateArray().Select(y => $"{x.Name}: {y.GetProperty("method").GetString()} {y.GetProperty("path").GetString()} {y.GetProperty("parameter")} {y.GetProperty("info").GetString()}"))
            .Distinct().ToList();
        var mishaps = report.RootElement.GetProperty("anomalies").EnumerateObject().SelectMany(x => x.Value.EnumerateArray().Select(y => $"{x.Name}: {y.GetProperty("method").GetString()} {y.GetProperty("path").GetString()} {y.GetProperty("info").GetString()}")).Distinct().ToList();
        Console.WriteLine($"wapiti at {host}:\n{string.Join('\n', found.Concat(mishaps))}");
        found.Concat(mishaps).Where(x => !Web.ContainsKey(x.Split(':')[0])).Should().BeEmpty("each finding is mended or has its reason");
    }

    /// <summary>sqlmap with somebody's session: every form and parameter of the given pages.</summary>
    public static void Inject(EmptyMachine machine, Person person, string host, params string[] pages)
    {
        var name = $"{host}.{DeployedService.Domain}";
        var cookies = string.Join("; ", person.Browser.CookiesOf(name).Select(x => $"{x.Key}={x.Value}"));
        foreach (var page in pages)
        {
            var (_, output) = machine.Attack($"sqlmap -u 'https://{name}{page}' --cookie='{cookies}' -H 'Origin: https://{name}' --forms --batch --level 1 --risk 1 --flush-session --output-dir sqlmap -t traffic.txt --disable-coloring");
            var answers = machine.Attack("grep -c '^HTTP/1.1 200\\|^HTTP response .*200' traffic.txt || true").Output.Trim();
            Console.WriteLine($"sqlmap at {host}{page}: {answers} answers of 200");
            File.WriteAllText($"/tmp/sqlmap-{host}-{page.Replace('/', '_').Replace('?', '_')}.log", output);
            machine.Attack("cp traffic.txt /tmp/sqlmap-traffic.txt; rm traffic.txt");
            int.Parse(answers, CultureInfo.InvariantCulture).Should().BePositive(output);
            output.Should().NotContain("is vulnerable").And.NotContain("injection point(s)");
        }
    }
}
