using System.Diagnostics;
using System.Security.Cryptography;
using Npgsql;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// The roles of <c>src/Deploy/postgres</c> on a real server: a program starts in production with them, each can do its own part and none can do more,
/// and a program that is given more refuses to start.
/// </summary>
public sealed class DatabaseRolesTests : IAsyncLifetime
{
    private static readonly NpgsqlConnectionStringBuilder Admin = new(Environment.GetEnvironmentVariable("ARBO_TEST_POSTGRES")
        ?? throw new InvalidOperationException("ARBO_TEST_POSTGRES is not set: run the tests through tests/run"));

    private readonly string _zone = $"t{RandomNumberGenerator.GetHexString(8, lowercase: true)}";
    private readonly string _password = RandomNumberGenerator.GetHexString(24);
    private readonly string _data = Directory.CreateTempSubdirectory("arbo-roles").FullName;
    private ZoneUsers _users = null!;

    private string Content => $"arbo_{_zone}";

    public async Task InitializeAsync()
    {
        _users = await ZoneUsers.PublishAsync();
        _users.Prepare(Programs.Medical, Path.Combine(_data, "medical"));
        await SqlFileAsync("zone.sql");
        (await StartAsync(As("owner"), "--init")).Code.Should().Be(0);
        await SqlFileAsync("grants.sql");
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        foreach (var sql in (string[])[$"DROP DATABASE {Content} WITH (FORCE)", $"DROP DATABASE {Content}_keys WITH (FORCE)"])
        {
            await RunAsync(Admin.ToString(), sql);
        }

        foreach (var role in (string[])["owner", "program", "sequencer", "retention", "verifier"])
        {
            await RunAsync(Admin.ToString(), $"DROP ROLE {Content}_{role}");
        }

        _users.Dispose();
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    [Trait("Rule", "R-225"), Trait("Rule", "R-066")]
    public async Task Each_role_does_its_own_part_and_no_more()
    {
        (await StartAsync(As("program"))).Should().Be((0, ""), "with these rights it starts, and ends with its input");
        (await StartAsync(As("program"), "--check")).Should().Be((0, ""), "and the check finds nothing");
        (await CountAsync("ledger_checkpoint")).Should().BePositive("the sequencer gave the entries of the start their place");

        foreach (var table in (string[])["ledger_body", "ledger_leaf", "ledger_node", "ledger_checkpoint"])
        {
            foreach (var role in (string[])["program", "sequencer", "retention", "verifier"])
            {
                await RefusedAsync(role, $"UPDATE {table} SET {(table == "ledger_body" ? "at = 0" : "\"" + (table == "ledger_leaf" ? "entry\" = gen_random_uuid()" : table == "ledger_node" ? "hash\" = ''" : "note\" = ''"))}");
                await RefusedAsync(role, $"TRUNCATE {table} CASCADE");
                if (role != "retention" || table != "ledger_body")
                {
                    await RefusedAsync(role, $"DELETE FROM {table}");
                }
            }
        }

        foreach (var role in (string[])["program", "sequencer", "retention", "verifier"])
        {
            await RefusedAsync(role, "CREATE TABLE mine (x int)");
            await RefusedAsync(role, "ALTER TABLE medical_file ADD COLUMN x int");
            await RefusedAsync(role, "DROP TABLE ledger_body");
            if (role != "program")
            {
                await RefusedAsync(role, "SELECT 1 FROM medical_file");
            }
        }

        await RefusedAsync("program", "INSERT INTO ledger_leaf (sequence, entry, commitment) VALUES (999, gen_random_uuid(), '')");
        await RefusedAsync("program", "INSERT INTO ledger_checkpoint (size, note) VALUES (999, '')");
        await RefusedAsync("sequencer", "INSERT INTO ledger_body (entry, at, salt, fields) VALUES (gen_random_uuid(), 0, '', '')");
        await RunAsync(Connection("retention"), "DELETE FROM ledger_body WHERE at < 0");
        await RunAsync(Connection("verifier"), "SELECT 1 FROM ledger_body, ledger_leaf, ledger_node, ledger_checkpoint, ledger_witness");
        var verify = await Programs.ToolAsync("verify", "--data", _data, "--zone", "medical", "--connection", Connection("verifier"));
        verify.Code.Should().Be(0, verify.Output);
    }

    [Fact]
    [Trait("Rule", "R-225"), Trait("Rule", "R-066")]
    public async Task A_program_whose_role_could_do_more_does_not_start()
    {
        const string Mend = "give it the rights in src/Deploy/postgres and no more";
        async Task RefusedStartAsync(string grant, string revoke, string what)
        {
            await RunAsync(Connection("owner"), grant);
            (await StartAsync(As("program"))).Should().Be((1, $"medical does not start: the database role of ConnectionStrings:Content {what}; {Mend}\n"), grant);
            await RunAsync(Connection("owner"), revoke);
        }

        await RefusedStartAsync($"GRANT UPDATE ON ledger_body TO {Content}_program", $"REVOKE UPDATE ON ledger_body FROM {Content}_program", "can change or delete rows of ledger_body");
        await RefusedStartAsync($"GRANT INSERT ON ledger_leaf TO {Content}_program", $"REVOKE INSERT ON ledger_leaf FROM {Content}_program", "can write ledger_leaf, which is the sequencer's");
        await RefusedStartAsync($"GRANT CREATE ON SCHEMA public TO {Content}_program", $"REVOKE CREATE ON SCHEMA public FROM {Content}_program", "can alter the schema");
        (await StartAsync(As("owner"))).Error.Should().StartWith("medical does not start: the database role of ConnectionStrings:Content can alter the schema");
        var asAdmin = new NpgsqlConnectionStringBuilder(Admin.ToString()) { Database = Content }.ToString();
        (await StartAsync([.. As("program"), $"--ConnectionStrings:Content={asAdmin}"])).Error.Should().Contain("is an administrator of the server");
        (await StartAsync(As("program"))).Should().Be((0, ""), "the control");
    }

    [Fact]
    [Trait("Rule", "R-225"), Trait("Rule", "R-066")]
    public async Task The_programs_role_is_enough_to_copy_a_zone_and_not_to_put_it_back()
    {
        (await StartAsync(As("program"))).Should().Be((0, ""));
        var (medical, sets) = (Path.Combine(_data, "medical"), Path.Combine(_data, "sets"));
        async Task<(int Code, string Output)> ToolAsync(string role, params string[] arguments) => await Programs.ToolAsync(
            [("Store__Provider", "postgres"), ("ConnectionStrings__Content", Connection(role)), ("ConnectionStrings__Keys", Connection(role, "_keys"))], arguments);
        var (code, output) = await ToolAsync("program", "backup", "--zone", "medical", "--data", medical, "--to", $"{sets}/content", "--keys-to", $"{sets}/keys", "--program", Programs.ProgramOf(Programs.Medical));
        code.Should().Be(0, output);
        string[] restore = ["restore", "--zone", "medical", "--data", medical, "--from", Directory.GetDirectories($"{sets}/content").Single(), "--keys-from", Directory.GetDirectories($"{sets}/keys").Single(), "--reason", "proef"];

        (await ToolAsync("program", [.. restore, "--replace"])).Output.Should().Contain("permission denied");
        (await ToolAsync("owner", restore)).Output.Should().Contain("is not empty: --replace");
        File.Exists(Path.Combine(medical, "restored.json")).Should().BeFalse();
        (code, output) = await ToolAsync("owner", [.. restore, "--replace"]);
        code.Should().Be(0, output);
        _users.Own(Programs.Medical, Path.Combine(medical, "restored.json"));
        (await StartAsync(As("program"))).Should().Match<(int Code, string Error)>(x => x.Code == 1 && x.Error.Contains("0 of 2 people approved that"));
    }

    private async Task RefusedAsync(string role, string sql)
    {
        var act = () => RunAsync(Connection(role), sql);
        (await act.Should().ThrowAsync<PostgresException>($"{role}: {sql}")).Which.SqlState.Should().Be(PostgresErrorCodes.InsufficientPrivilege, $"{role}: {sql}");
    }

    private async Task<long> CountAsync(string table)
    {
        await using var source = NpgsqlDataSource.Create(Connection("verifier"));
        await using var command = source.CreateCommand($"SELECT count(*) FROM {table}");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task RunAsync(string connection, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connection);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>As the operator runs it: psql, with the passwords in its environment.</summary>
    private async Task SqlFileAsync(string file)
    {
        var info = new ProcessStartInfo("psql", ["-q", "-h", Admin.Host!, "-p", $"{Admin.Port}", "-U", Admin.Username!, "-d", "postgres", "-v", $"zone={_zone}", "-f", Path.Combine(Repository.Root, "src/Deploy/postgres", file)])
        {
            RedirectStandardError = true,
        };
        info.Environment["PGPASSWORD"] = Admin.Password;
        foreach (var role in (string[])["OWNER", "PROGRAM", "SEQUENCER", "RETENTION", "VERIFIER"])
        {
            info.Environment[$"{role}_PASSWORD"] = _password;
        }

        using var process = Process.Start(info)!;
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.Should().Be(0, error);
    }

    private string Connection(string role, string suffix = "") =>
        new NpgsqlConnectionStringBuilder { Host = Admin.Host, Port = Admin.Port, Database = Content + suffix, Username = $"{Content}_{role}", Password = _password, Pooling = false }.ToString();

    private string[] As(string role) =>
    [
        "--Store:Provider=postgres", $"--ConnectionStrings:Content={Connection(role)}", $"--ConnectionStrings:Keys={Connection(role, "_keys")}",
        $"--ConnectionStrings:Sequencer={Connection(role == "owner" ? "owner" : "sequencer")}",
    ];

    private async Task<(int Code, string Error)> StartAsync(string[] store, params string[] more)
    {
        var info = Programs.Info(_users.ProgramOf(Programs.Medical),
        [
            $"--Zone:Data={Path.Combine(_data, "medical")}", $"--urls=http://127.0.0.1:{Programs.FreePorts(1)}", "--Web:Host=medisch.example", "--Web:TrustedProxy=127.0.0.1",
            "--Identity:Authority=https://inloggen.example", "--Identity:BackChannel=http://127.0.0.1:9", "--Exchange:Reintegration=http://127.0.0.1:9",
            "--Exchange:ReintegrationHost=reintegratie.example", "--Zone:EndWithInput=true", .. store, .. more,
        ]);
        info.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        _users.Become(Programs.Medical, info);
        using var process = Process.Start(info)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await output;
        await process.WaitForExitAsync();
        return (process.ExitCode, error);
    }
}
