using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;

namespace ArboDossier.Store;

/// <summary>
/// What a zone's program refuses to start on in production, because the wall would be one in name only. Here: what settings, files and user show
/// before anything is opened; <see cref="SafeDatabase"/> looks at what the databases show.
/// </summary>
internal static class SafeStart
{
    /// <summary>SQLite of the oldest distribution that the product runs on (Debian 12).</summary>
    private const int OldestSqlite = 3_040_001;

    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Name of the file that marks a directory of demo data.</summary>
    public const string DemoMarker = "demo";

    /// <summary>What stands against a start, the gravest first.</summary>
    public static IEnumerable<StartFinding> Settings(StoreOptions options, IConfiguration configuration, DateTimeOffset now)
    {
        if (Environment.IsPrivilegedProcess)
        {
            yield return new("it runs as root", "start it as the user of this zone");
        }

        if (Forgets(options, options.Content) || Forgets(options, options.Keys))
        {
            yield return new("its key ring and rows would be kept in memory only", "name a database that lasts");
        }

        foreach (var path in OpenToOthers(options))
        {
            yield return new($"others can look into {path}", $"make its mode {(Directory.Exists(path) ? "0700" : "0600")}");
        }

        if (File.Exists(Path.Combine(options.Data, DemoMarker)))
        {
            yield return new("its data directory holds demo data", "set up a directory of its own with --init");
        }

        if (options.Provider == StoreProvider.Postgres && options.Sequencer is null)
        {
            yield return new("ConnectionStrings:Sequencer is not set", "name the role that gives ledger entries their place, apart from the program's own") { IsOfServing = true };
        }

        if (options.Provider == StoreProvider.Sqlite && SQLitePCL.raw.sqlite3_libversion_number() is var version && (!SystemSqlite.UsesSystemLibrary || version < OldestSqlite))
        {
            yield return new("it would use a SQLite that nobody keeps up to date", "install the distribution's libsqlite3-0, version 3.40.1 or newer");
        }

        if (PlainHttp(configuration) && configuration["Web:TrustedProxy"] is null or "")
        {
            yield return new("it would answer plain http to anybody", "set Web:TrustedProxy to the address of the proxy that speaks TLS, or give it a certificate") { IsOfServing = true };
        }

        foreach (var finding in Certificates(configuration, now))
        {
            yield return finding with { IsOfServing = true };
        }
    }

    /// <summary>Keys of which everybody has the private half protect nothing. Requires opened keys.</summary>
    public static IEnumerable<StartFinding> DevelopmentKeys(ZoneKeys keys)
    {
        var known = Fingerprints();
        foreach (var (name, key) in new[] { ("messages", keys.Messages.Public), ("ledger", keys.Ledger.Public) })
        {
            using var opened = key.OpenKey();
            if (known.Contains(Convert.ToHexStringLower(SHA256.HashData(opened.ExportSubjectPublicKeyInfo()))))
            {
                yield return new($"its {name} key is a development key that everybody has", "remove it and run the program once with --init");
            }
        }
    }

    /// <summary>SHA-256 of the public halves of the keys in <c>keys-dev</c>; the list is all that a program knows of them.</summary>
    private static HashSet<string> Fingerprints()
    {
        using var stream = typeof(SafeStart).Assembly.GetManifestResourceStream("development-keys")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')[0])];
    }

    private static IEnumerable<string> OpenToOthers(StoreOptions options)
    {
        if (!Directory.Exists(options.Data))
        {
            return [];
        }

        IEnumerable<string> inside = Directory.Exists(options.KeyDirectory) ? [options.KeyDirectory, .. Directory.GetFiles(options.KeyDirectory)] : [];
        return new[] { options.Data }.Concat(inside).Where(path => (File.GetUnixFileMode(path) & Others) != 0);
    }

    private static bool Forgets(StoreOptions options, string connection) =>
        options.Provider == StoreProvider.Sqlite
        && new SqliteConnectionStringBuilder(connection) is var settings
        && (settings.Mode == SqliteOpenMode.Memory || settings.DataSource is "" or ":memory:" || settings.DataSource.Contains("mode=memory", StringComparison.OrdinalIgnoreCase));

    /// <summary>Where nothing is said the server listens on plain http.</summary>
    private static bool PlainHttp(IConfiguration configuration)
    {
        List<string> addresses =
        [
            .. (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries),
            .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(x => x["Url"] ?? ""),
        ];
        return configuration["http_ports"] is { Length: > 0 } || addresses.Count == 0 || addresses.Exists(x => !x.StartsWith("https:", StringComparison.OrdinalIgnoreCase));
    }

    private static IEnumerable<StartFinding> Certificates(IConfiguration configuration, DateTimeOffset now)
    {
        IEnumerable<IConfigurationSection> named =
            [.. configuration.GetSection("Kestrel:Certificates").GetChildren(), .. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(x => x.GetSection("Certificate"))];
        foreach (var section in named.Where(x => x["Path"] is { Length: > 0 }))
        {
            var path = section["Path"]!;
            StartFinding? finding = null;
            try
            {
                using var certificate = section["Password"] is { } password && Path.GetExtension(path) is ".pfx" or ".p12"
                    ? X509CertificateLoader.LoadPkcs12FromFile(path, section["Password"]) : X509CertificateLoader.LoadCertificateFromFile(path);
                var (from, until) = (certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
                if (now < from || now > until)
                {
                    var day = (now < from ? from : until).ToString("d MMMM yyyy", CultureInfo.InvariantCulture);
                    finding = new($"the certificate {path} {(now < from ? "is not valid before" : "expired on")} {day}", "renew it");
                }
            }
            catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
            {
                finding = new($"the certificate {path} cannot be read", "name a PEM or PKCS#12 file that this user can read");
            }

            if (finding is not null)
            {
                yield return finding with { IsOfServing = true };
            }
        }
    }
}
