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

    /// <summary>What wapiti tells and what is as it should be: how its words begin, with the reason.</summary>
    private static readonly Dictionary<string, string> Web = new()
    {
        ["X-Frame-Options is not set"] = "the policy says frame-ancestors 'none', which every supported browser obeys first",
        ["X-XSS-Protection is not set"] = "browsers have removed that filter; it was itself a way in",
        ["HttpOnly flag is not set in the cookie : __Host-arbo-"] = "it is set, in lower case, which the tool does not recognise (RFC 6265 section 5.2: case does not count)",
    };

    /// <summary>The tool of the distribution stops at any address to leave out: its own pattern is refused by its own interpreter.</summary>
    private const string Wapiti = """
        import fnmatch, re, sys
        import wapitiCore.net.crawler as crawler
        from wapitiCore.main.wapiti import wapiti_main
        crawler.wildcard_translate = lambda pattern: re.compile(fnmatch.translate(pattern))
        sys.exit(wapiti_main())
        """;

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

    /// <summary>
    /// wapiti with somebody's session: crawls one host from its front page and the given ones, and bends every field and parameter that it meets. What
    /// would end its session or an account is left out.
    /// </summary>
    /// <param name="machine">Where the service runs.</param>
    /// <param name="person">Who is signed in.</param>
    /// <param name="host">First label of the host's name.</param>
    /// <param name="pages">Pages that only the signed-in see.</param>
    public static void Crawl(EmptyMachine machine, Person person, string host, params string[] pages)
    {
        var origin = $"https://{host}.{DeployedService.Domain}";
        File.WriteAllText(Path.Combine(machine.Outside, "wapiti.py"), Wapiti);
        File.WriteAllText(Path.Combine(machine.Outside, "cookie"), Cookies(person, host));
        var starts = string.Join(' ', pages.Select(x => $"-s {origin}{x}"));
        var left = string.Join(' ', ((string[])["sign-out*", "*handler=End*", "*handler=Suspend*", "*handler=Remove*"]).Select(x => $"-x '{origin}/{x}'"));
        var (_, output) = machine.Attack(
            $"/usr/bin/python3 wapiti.py -u {origin}/ {starts} {left} -H \"Cookie: $(cat cookie)\" -H 'Origin: {origin}' --scope domain --verify-ssl 0 --no-bugreport --flush-session --store-session wapiti "
            + "-m backup,blindsql,cookieflags,crlf,csp,exec,file,htaccess,http_headers,methods,permanentxss,redirect,shellshock,sql,xss --max-links-per-page 40 --max-scan-time 120 --max-attack-time 60 -v 1 -f json -o wapiti.json");
        using var report = JsonDocument.Parse(machine.Attack("cat wapiti.json").Output);
        var found = ((string[])["vulnerabilities", "anomalies"]).SelectMany(x => report.RootElement.GetProperty(x).EnumerateObject()).SelectMany(x => x.Value.EnumerateArray())
            .Select(x => $"{x.GetProperty("info").GetString()} ({x.GetProperty("method").GetString()} {x.GetProperty("path").GetString()})").Distinct().ToList();
        Console.WriteLine($"wapiti at {host}: {output.Split('\n').First(x => x.Contains("Wapiti found", StringComparison.Ordinal))}\n{string.Join('\n', found)}");
        output.Should().Contain($"{origin}{pages[0]}").And.Contain("POST ", "it came in");
        found.Where(x => !Web.Keys.Any(known => x.StartsWith(known, StringComparison.Ordinal))).Should().BeEmpty("each finding is mended or has its reason");
    }

    /// <summary>sqlmap with somebody's session: every field of one form, or every parameter of an address.</summary>
    /// <param name="machine">Where the service runs.</param>
    /// <param name="person">Who is signed in.</param>
    /// <param name="host">First label of the host's name.</param>
    /// <param name="page">Path, with the parameters that are tried where there is no form.</param>
    /// <param name="form">The form as it is filled in.</param>
    public static void Inject(EmptyMachine machine, Person person, string host, string page, string? form = null)
    {
        var origin = $"https://{host}.{DeployedService.Domain}";
        File.WriteAllText(Path.Combine(machine.Outside, "cookie"), Cookies(person, host));
        var data = form is null ? "" : $"--data '{form}&__RequestVerificationToken=x' --csrf-token __RequestVerificationToken --csrf-url '{origin}{page}'";
        var (_, output) = machine.Attack($"rm -f traffic; sqlmap -u '{origin}{page}' {data} --cookie=\"$(cat cookie)\" -H 'Origin: {origin}' --batch --level 1 --risk 1 --flush-session --output-dir sqlmap -t traffic --disable-coloring");
        var answers = int.Parse(machine.Attack("grep -cE '^HTTP/1.1 200|^HTTP response .*200' traffic || true").Output.Trim(), CultureInfo.InvariantCulture);
        Console.WriteLine($"sqlmap at {host}{page.Split('?')[0]}: {answers} answers of 200");
        answers.Should().BeGreaterThan(50, output);
        output.Should().Contain("do not appear to be injectable").And.NotContain("injection point(s)");
    }

    private static string Cookies(Person person, string host) => string.Join("; ", person.Browser.CookiesOf($"{host}.{DeployedService.Domain}").Select(x => $"{x.Key}={x.Value}"));
}
