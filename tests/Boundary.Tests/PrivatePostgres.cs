using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace ArboDossier.Boundary.Tests;

/// <summary>A PostgreSQL server of one test, which may stop it. It runs under the user that its package made.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("arbo-postgres").FullName;
    private readonly int _port = Programs.FreePorts(1);
    private Process _server = null!;

    /// <summary>How an administrator gets in.</summary>
    public string Connection => new NpgsqlConnectionStringBuilder { Host = "127.0.0.1", Port = _port, Username = "postgres", Database = "postgres", Timeout = 5 }.ToString();

    public static async Task<PrivatePostgres> StartAsync()
    {
        var one = new PrivatePostgres();
        using (var chown = Process.Start("chown", ["postgres", one._directory]))
        {
            await chown.WaitForExitAsync();
        }

        await AsUserAsync(Binary("initdb"), "-D", $"{one._directory}/data", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--auth=trust");
        await one.StartAgainAsync();
        return one;
    }

    /// <summary>At once: whatever was not committed is lost, as when the machine fails.</summary>
    public async Task StopAsync()
    {
        using (var kill = Process.Start("kill", ["-QUIT", _server.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await kill.WaitForExitAsync();
        }

        await _server.WaitForExitAsync();
        _server.Dispose();
    }

    public async Task StartAgainAsync()
    {
        var info = Info(Binary("postgres"), "-D", $"{_directory}/data", "-p", _port.ToString(CultureInfo.InvariantCulture), "-k", _directory, "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200");
        _server = Process.Start(info)!;
        _ = _server.StandardError.ReadToEndAsync();
        _ = _server.StandardOutput.ReadToEndAsync();
        await World.UntilAsync(async () =>
        {
            try
            {
                await using var connection = new NpgsqlConnection(Connection);
                await connection.OpenAsync();
                return true;
            }
            catch (NpgsqlException)
            {
                return false;
            }
        });
    }

    /// <summary>Cuts every connection to a database whose name begins so, in whatever it is about.</summary>
    public async Task CutAsync(string databases)
    {
        await using var source = NpgsqlDataSource.Create(Connection);
        await using var command = source.CreateCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname LIKE $1 || '%'");
        command.Parameters.Add(new NpgsqlParameter { Value = databases });
        await command.ExecuteScalarAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task AsUserAsync(string command, params string[] arguments)
    {
        using var process = Process.Start(Info(command, arguments))!;
        var error = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await error);
    }

    private static ProcessStartInfo Info(string command, params string[] arguments) =>
        new("setpriv", ["--reuid", "postgres", "--regid", "postgres", "--init-groups", command, .. arguments]) { WorkingDirectory = "/", RedirectStandardError = true, RedirectStandardOutput = true };

    private static string Binary(string name) => Directory.GetDirectories("/usr/lib/postgresql").Select(x => Path.Combine(x, "bin", name)).Order(StringComparer.Ordinal).Last(File.Exists);
}
