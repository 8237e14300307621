using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using Npgsql;

namespace ArboDossier.Boundary.Tests;

/// <summary>What they left: asked by the operator's tool, in their databases, and of one copy itself.</summary>
public sealed partial class Programs
{
    /// <summary>On PostgreSQL: every table of every zone as bytes in a file of that zone, so that a search over the files is one over the databases.</summary>
    public async Task DumpAsync()
    {
        foreach (var (zone, names) in _databases)
        {
            foreach (var name in names)
            {
                await using var source = NpgsqlDataSource.Create(Connection(name));
                await using var connection = await source.OpenConnectionAsync();
                var tables = new List<string>();
                await using (var list = new NpgsqlCommand("SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'", connection))
                await using (var reader = await list.ExecuteReaderAsync())
                {
                    while (await reader.ReadAsync())
                    {
                        tables.Add(reader.GetString(0));
                    }
                }

                foreach (var table in tables)
                {
                    await using var file = File.Create(Path.Combine(DataOf(zone), $"{name}-{table}.dump"));
                    await using var copy = await connection.BeginRawBinaryCopyAsync($"COPY \"{table}\" TO STDOUT (FORMAT binary)");
                    await copy.CopyToAsync(file);
                }
            }
        }
    }

    /// <summary>What verify says of the stopped programs' ledgers, on either database.</summary>
    public async Task<(int Code, string Output)> VerifyAsync()
    {
        if (_databases[Medical].Count == 0)
        {
            return await ToolAsync("verify", "--data", Data);
        }

        var told = new List<(int Code, string Output)>();
        foreach (var zone in Zones)
        {
            told.Add(await ToolAsync("verify", "--data", Data, "--zone", zone, "--connection", Connection(_databases[zone][0])));
        }

        return (told.Max(x => x.Code), string.Concat(told.Select(x => x.Output)));
    }

    /// <summary>How many entries of a zone's ledger have no place in its tree yet, of those made until that moment (PostgreSQL).</summary>
    public async Task<long> WithoutPlaceAsync(string zone, DateTimeOffset until)
    {
        await using var source = NpgsqlDataSource.Create(Connection(_databases[zone][0]));
        await using var command = source.CreateCommand("SELECT COUNT(*) FROM ledger_body b WHERE b.at <= $1 AND NOT EXISTS (SELECT 1 FROM ledger_leaf l WHERE l.entry = b.entry)");
        command.Parameters.Add(new NpgsqlParameter { Value = (until - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Asks one copy itself, past the proxy, with the cookies that somebody's browser has.</summary>
    public async Task<HttpResponseMessage> AskAsync(string zone, int copy, Person person, string path)
    {
        var host = new Uri(OriginOf(zone));
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, LoopbackOf(zone, copy) + path);
        request.Headers.Host = host.Authority;
        request.Headers.TryAddWithoutValidation("Cookie", string.Join("; ", person.Browser.CookiesOf(host.Host).Select(x => $"{x.Key}={x.Value}")));
        return await http.SendAsync(request);
    }

    /// <summary>Runs the operator's tool; gives exit code and output.</summary>
    public static Task<(int Code, string Output)> ToolAsync(params string[] arguments) => ToolAsync([], arguments);

    /// <summary>Runs the operator's tool with a zone's settings in its environment.</summary>
    public Task<(int Code, string Output)> ToolForAsync(string zone, params string[] arguments) =>
        ToolAsync([.. Store(zone).Select(x => x[2..].Split('=', 2)).Select(x => (x[0].Replace(":", "__", StringComparison.Ordinal), x[1]))], arguments);

    /// <summary>On PostgreSQL: verifies one zone with an export of Identity as its witness.</summary>
    public async Task<(int Code, string Output)> VerifyAsync(string zone)
    {
        var to = Directory.CreateTempSubdirectory("arbo-export").FullName;
        try
        {
            var (code, output) = await ToolAsync("export", "ledger", "--data", Data, "--zone", Identity, "--to", to, "--connection", Connection(_databases[Identity][0]));
            return code != 0 ? (code, output) : await ToolAsync("verify", "--data", Data, "--zone", zone, "--connection", Connection(_databases[zone][0]), "--witness", to);
        }
        finally
        {
            Directory.Delete(to, recursive: true);
        }
    }

    internal static async Task<(int Code, string Output)> ToolAsync(IReadOnlyList<(string Name, string Value)> settings, string[] arguments)
    {
        var info = Info(Path.Combine(Repository.Output("Cli"), "arbodossier.dll"), arguments);
        foreach (var (name, value) in settings)
        {
            info.Environment[name] = value;
        }

        using var process = Process.Start(info)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await error);
    }
}
