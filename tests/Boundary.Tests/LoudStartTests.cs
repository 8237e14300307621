using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// What a published program refuses to start on in production, as its own user: one line that says what to do, and exit code 1. Each refusal is one
/// change to a zone that starts.
/// </summary>
public sealed class LoudStartTests : IAsyncLifetime
{
    private const string Zone = Programs.Medical;
    private ZoneUsers _users = null!;
    private string _data = "";

    public async Task InitializeAsync()
    {
        _users = await ZoneUsers.PublishAsync();
        _data = Path.Combine(_users.HomeOf(Zone), "data");
        _users.Prepare(Zone, _data);
        (await StartAsync("--init")).Code.Should().Be(0);
    }

    public Task DisposeAsync()
    {
        _users.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    [Trait("Rule", "R-066"), Trait("Rule", "R-289")]
    public async Task A_key_that_others_can_read_or_that_everybody_has()
    {
        var key = Path.Combine(_data, "keys", "messages.pem");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        await RefusedAsync($"others can look into {key}; make its mode 0600");
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var ledger = Path.Combine(_data, "keys", "ledger.pem");
        await File.WriteAllBytesAsync(ledger, await File.ReadAllBytesAsync(Path.Combine(Repository.Root, "keys-dev", "ledger-test.pem")));
        await RefusedAsync("its ledger key is a development key that everybody has; remove it and run the program once with --init");
    }

    [Fact]
    public async Task Demo_data_and_plain_http_and_a_certificate_that_expired()
    {
        await RefusedAsync("it would answer plain http to anybody; set Web:TrustedProxy to the address of the proxy that speaks TLS, or give it a certificate", "--Web:TrustedProxy=");
        var certificate = Expired();
        await RefusedAsync($"the certificate {certificate} expired on 1 February 2026; renew it", $"--Kestrel:Certificates:Default:Path={certificate}");
        await RefusedAsync($"the certificate {certificate}x cannot be read; name a PEM or PKCS#12 file that this user can read", $"--Kestrel:Certificates:Default:Path={certificate}x");

        await File.WriteAllTextAsync(Path.Combine(_data, "demo"), "demo data\n");
        await RefusedAsync("its data directory holds demo data; set up a directory of its own with --init");
    }

    [Fact]
    [Trait("Rule", "R-077")]
    public async Task An_electronic_identification_that_is_set_by_half_or_comes_over_plain_http()
    {
        await RefusedAsync("ElectronicId: Authority, ClientId, Name and Levels are set together or not at all", "--ElectronicId:Name=DigiD");
        string[] rest = ["--ElectronicId:ClientId=arbodienst", "--ElectronicId:Name=DigiD", "--ElectronicId:Levels:0=urn:substantial"];
        await RefusedAsync("ElectronicId:Authority must be an https address: the scheme's keys are fetched from there", ["--ElectronicId:Authority=http://schema.example", .. rest]);
        await RefusedAsync("ElectronicId:Algorithm is ES256 or RS256", ["--ElectronicId:Authority=https://schema.example", "--ElectronicId:Algorithm=HS256", .. rest]);
    }

    [Fact]
    public async Task Postgres_without_a_connection_string_or_without_a_role_for_the_ledger()
    {
        await RefusedAsync("ConnectionStrings:Content is not set", "--Store:Provider=postgres");
        await RefusedAsync(
            "ConnectionStrings:Sequencer is not set; name the role that gives ledger entries their place, apart from the program's own",
            "--Store:Provider=postgres", "--ConnectionStrings:Content=Host=127.0.0.1", "--ConnectionStrings:Keys=Host=127.0.0.1");
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_tried_again_and_not_mended()
    {
        var nowhere = $"Host=127.0.0.1;Port={Programs.FreePorts(1)};Database=x;Username=x;Password=x;Timeout=2";

        var (code, error) = await StartAsync([.. Serving(), "--Store:Provider=postgres", $"--ConnectionStrings:Content={nowhere}", $"--ConnectionStrings:Keys={nowhere}", $"--ConnectionStrings:Sequencer={nowhere}"]);

        code.Should().Be(75, "systemd starts it again after that one");
        error.Should().StartWith($"{Zone} does not start: its database does not answer (").And.NotContain("Password");
    }

    [Fact]
    public async Task A_database_of_another_version()
    {
        await ChangeAsync("DELETE FROM \"__EFMigrationsHistory\"");

        await RefusedAsync("its databases are not of this version; stop every copy and run the program once with --init, on PostgreSQL as the role that owns them");
    }

    [Fact]
    public async Task A_SQLite_that_nobody_keeps_up_to_date()
    {
        var library = Directory.GetDirectories("/usr/lib", "*-linux-gnu").Select(x => Path.Combine(x, "libsqlite3.so.0")).Single(File.Exists);

        var (code, error) = await StartAsync(["unshare", "--mount", "sh", "-c", $"mount --bind /dev/null {library}; exec \"$@\"", "sh"], Serving());

        (code, error).Should().Be((1, $"{Zone} does not start: it would use a SQLite that nobody keeps up to date; install the distribution's libsqlite3-0, version 3.40.1 or newer\n"));
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task A_ledger_whose_head_does_not_verify_or_that_lies_behind_what_was_signed_before()
    {
        await RunShortlyAsync();
        var yesterday = await CopyAsync("content.db");
        await RunShortlyAsync();
        var today = await CopyAsync("content.db");

        Put("content.db", yesterday);
        var (code, error) = await StartAsync(Serving());
        (code, error[..error.IndexOf(':', 30)]).Should().Be((1, $"{Zone} does not start: its audit ledger lies behind what this program saw"));
        error.Should().Contain("put the newest database back, or restore a backup with arbodossier restore");
        Put("content.db", today);
        await RunShortlyAsync();

        await ChangeAsync("DROP TRIGGER ledger_checkpoint_no_update; UPDATE ledger_checkpoint SET note = replace(note, 'arbodossier', 'arbodossiex')");
        await RefusedAsync("the head of its audit ledger does not verify; run arbodossier verify, and restore a backup");
    }

    [Fact]
    public async Task The_check_tells_all_of_it_at_once_and_the_start_only_the_first()
    {
        await File.WriteAllTextAsync(Path.Combine(_data, "demo"), "demo data\n");
        File.SetUnixFileMode(_data, (UnixFileMode)Convert.ToInt32("750", 8));

        var (code, error) = await StartAsync(["--check", .. Serving(), "--Web:TrustedProxy="]);

        code.Should().Be(1);
        error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            $"finding: others can look into {_data}; make its mode 0700",
            "finding: its data directory holds demo data; set up a directory of its own with --init",
            "finding: it would answer plain http to anybody; set Web:TrustedProxy to the address of the proxy that speaks TLS, or give it a certificate");
    }

    private async Task RefusedAsync(string line, params string[] arguments) => (await StartAsync([.. Serving(), .. arguments])).Should().Be((1, $"{Zone} does not start: {line}\n"));

    /// <summary>Starts as it should be and ends in order once it is ready: the control, and what puts entries in the ledger.</summary>
    private async Task RunShortlyAsync()
    {
        using var process = Process.Start(Info([], Serving()))!;
        var error = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Application started", StringComparison.Ordinal))
        {
            // Until it says so, or ends.
        }

        _ = process.StandardOutput.ReadToEndAsync();
        await Task.Delay(1500);
        process.HasExited.Should().BeFalse();
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, await error);
    }

    private string[] Serving()
    {
        var port = Programs.FreePorts(1);
        return
        [
            $"--urls=http://127.0.0.1:{port}", "--Web:Host=medisch.example", "--Web:TrustedProxy=127.0.0.1", "--Identity:Authority=https://inloggen.example", "--Zone:EndWithInput=true",
            "--Identity:BackChannel=http://127.0.0.1:9", "--Exchange:Reintegration=http://127.0.0.1:9", "--Exchange:ReintegrationHost=reintegratie.example",
        ];
    }

    private Task<(int Code, string Error)> StartAsync(params string[] arguments) => StartAsync([], arguments);

    private async Task<(int Code, string Error)> StartAsync(string[] before, string[] arguments)
    {
        using var process = Process.Start(Info(before, arguments))!;
        // One that starts after all ends with its input, and the test says so.
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }

    private ProcessStartInfo Info(string[] before, string[] arguments)
    {
        var info = Programs.Info(_users.ProgramOf(Zone), [$"--Zone:Data={_data}", .. arguments]);
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _users.Become(Zone, info);
        if (before.Length > 0)
        {
            string[] command = [info.FileName, .. info.ArgumentList];
            info.FileName = before[0];
            info.ArgumentList.Clear();
            foreach (var word in (string[])[.. before[1..], .. command])
            {
                info.ArgumentList.Add(word);
            }
        }

        return info;
    }

    private Task ChangeAsync(string sql) => SqlAsync("content.db", sql);

    /// <summary>The database as one file, with what its write-ahead log holds.</summary>
    private async Task<byte[]> CopyAsync(string name)
    {
        await SqlAsync(name, "PRAGMA wal_checkpoint(TRUNCATE)");
        return await File.ReadAllBytesAsync(Path.Combine(_data, name));
    }

    private async Task SqlAsync(string name, string sql)
    {
        using var process = Process.Start(new ProcessStartInfo("sqlite3", [Path.Combine(_data, name), sql]) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, error);
    }

    private void Put(string name, byte[] bytes)
    {
        File.WriteAllBytes(Path.Combine(_data, name), bytes);
        foreach (var beside in (string[])["-wal", "-shm"])
        {
            File.Delete(Path.Combine(_data, name + beside));
        }
    }

    private string Expired()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=medisch.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero));
        var path = Path.Combine(_users.HomeOf(Zone), "certificate.pem");
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
