using System.Diagnostics;
using System.Globalization;

namespace ArboDossier.Boundary.Tests;

/// <summary>HAProxy before several copies of each program, which knows no session: each request goes to the next copy that is ready.</summary>
internal static class Proxy
{
    /// <summary>One host name and the copies behind it.</summary>
    internal sealed record Service(string Name, int Port, string Host, IReadOnlyList<int> Copies);

    internal static Process Start(string directory, IEnumerable<Service> services)
    {
        var file = Path.Combine(directory, "haproxy.cfg");
        File.WriteAllText(file, $"""
            global
                maxconn 2000
            defaults
                mode http
                timeout client 30s
                timeout server 60s
                timeout connect 2s
                timeout queue 5s
                retries 3
                option redispatch 1
                # Only what reached no copy is sent again: nothing is done twice.
                retry-on conn-failure
            {string.Concat(services.Select(Lines))}
            """);
        return Process.Start(new ProcessStartInfo("haproxy", ["-db", "-q", "-f", file]))!;
    }

    private static string Lines(Service service) => string.Create(CultureInfo.InvariantCulture, $"""

        listen {service.Name}
            bind 127.0.0.1:{service.Port}
            balance roundrobin
            option httpchk
            http-check send meth GET uri /health/ready ver HTTP/1.1 hdr Host {service.Host}
            {string.Join("\n    ", service.Copies.Select((port, i) => string.Create(CultureInfo.InvariantCulture, $"server copy{i} 127.0.0.1:{port} check inter 500 fall 2 rise 1")))}

        """);
}
