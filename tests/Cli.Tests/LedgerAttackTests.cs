using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.AuditLedger.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;
using Xunit.Abstractions;

namespace ArboDossier.Cli.Tests;

/// <summary>
/// A thousand random attacks on the ledger in a real database of each engine, each judged by the tool: those that the database itself betrays, and
/// those that only a witness can tell.
/// </summary>
public sealed class LedgerAttackTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int ManyAttacks = 1000;
    private readonly ECDsa _thief = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Zones _zones = Zones.Begin();
    private ECDsa _medical = null!;
    private ECDsa _identity = null!;

    public async Task InitializeAsync()
    {
        await _zones.AddSqliteAsync("identity", 0);
        _zones.Keys("medical").Dispose();
        _zones.Pin("identity", "medical");
        _medical = _zones.LedgerKey("medical");
        _identity = _zones.LedgerKey("identity");
    }

    public async Task DisposeAsync()
    {
        _thief.Dispose();
        _medical.Dispose();
        _identity.Dispose();
        await _zones.DisposeAsync();
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task A_thousand_attacks_on_a_database_of_SQLite_are_all_found_at_their_entry_or_as_the_rollback_they_are()
    {
        var connection = await _zones.AddSqliteAsync("medical", 0);
        await AttackAsync(new SqliteConnection(connection), []);
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task A_thousand_attacks_on_a_database_of_PostgreSQL_are_all_found_at_their_entry_or_as_the_rollback_they_are()
    {
        var connection = await _zones.AddPostgresAsync("medical", 0);
        await AttackAsync(new NpgsqlConnection(connection), ["--connection", connection]);
    }

    private async Task AttackAsync(DbConnection connection, string[] arguments)
    {
        var watch = Stopwatch.StartNew();
        // The attacks vary from run to run; the seed is printed, so that a failure can be looked at.
        var seed = Environment.ProcessId;
        var random = new Random(seed);
        var zones = Enumerable.Range(0, 5).Select(i => Make(random, 1 + i * 2)).ToArray();
        var plain = Attacks.All.Keys.ToArray();
        var witnessed = WitnessAttacks.All.Keys.ToArray();
        var found = plain.Concat(witnessed).ToDictionary(name => name, _ => (Tried: 0, Exact: 0));
        await using var attacked = await AttackedDatabase.OpenAsync(connection);
        await using var witness = await AttackedDatabase.OpenAsync(new SqliteConnection($"Data Source={_zones.Content("identity")};Pooling=False"));
        for (var i = 0; i < ManyAttacks; i++)
        {
            var original = zones[i * zones.Length / ManyAttacks];
            if (i * zones.Length % ManyAttacks == 0)
            {
                await witness.WriteAsync(new MemoryLedger(), original.Kept);
                await attacked.WriteAsync(original.Ledger, original.Own!);
                var (right, said) = Verify(arguments);
                right.Should().Be(0, said);
                said.Should().Contain($"consistent, anchored up to entry {original.Kept.Size} by identity");
            }

            // Those that only a witness can tell are few kinds: every third attack is one of them.
            var name = i % 3 == 2 ? witnessed[i / 3 % witnessed.Length] : plain[(i - i / 3) % plain.Length];
            var zone = original.Copy();
            string? expected = null;
            (long FirstBad, bool Exact) touched = default;
            if (WitnessAttacks.All.TryGetValue(name, out var attack))
            {
                expected = attack(zone, random, _medical, _thief);
            }
            else
            {
                touched = Attacks.All[name](zone.Ledger, random, _thief);
            }

            await attacked.WriteAsync(zone.Ledger, zone.Own is { } own ? [own] : []);
            var (code, line) = Verify(arguments);
            var about = string.Create(CultureInfo.InvariantCulture, $"seed {seed}, attack {i}: {name}: {line}");
            code.Should().Be(1, about);
            var exact = expected is not null;
            if (exact)
            {
                line.Should().Be(expected, about);
            }
            else
            {
                line.Should().StartWith("medical: entry ", about);
                var named = long.Parse(line["medical: entry ".Length..].Split(':')[0], CultureInfo.InvariantCulture);
                named.Should().BeInRange(touched.Exact ? touched.FirstBad : 0, touched.FirstBad, about);
                exact = named == touched.FirstBad;
            }

            found[name] = (found[name].Tried + 1, found[name].Exact + (exact ? 1 : 0));
        }

        foreach (var (name, (tried, exact)) in found)
        {
            output.WriteLine($"{name}: {tried} tried and found, {exact} at the very entry or as the very rollback");
        }

        output.WriteLine(
            $"{connection.GetType().Name}: {found.Values.Sum(x => x.Tried)} tried and found, {found.Values.Sum(x => x.Exact)} at the very entry or as the very rollback, "
            + $"{witnessed.Sum(name => found[name].Tried)} of them by the witness alone; seed {seed}, {watch.Elapsed.TotalSeconds:0.0} s");
        found.Values.Sum(x => x.Tried).Should().Be(ManyAttacks);
    }

    private Witnessed Make(Random random, int checkpointEvery)
    {
        var ledger = MemoryLedger.Make(random.Next(30, 90), _medical, random, checkpointEvery);
        var seen = random.Next(ledger.Signed.Count / 2, ledger.Signed.Count);
        var sights = ledger.Signed.Take(seen + 1).Select(signed =>
        {
            var checkpoint = Checkpoint.Verify(signed.Note, Checkpoint.OriginOf(MemoryLedger.Zone), _medical)!;
            return new Sight("medical", "identity", signed.Size, signed.Note + checkpoint.SignatureLine("arbodossier/identity", _identity));
        });
        return new Witnessed(ledger, [.. sights], seen);
    }

    private (int Code, string Line) Verify(string[] arguments)
    {
        using var written = new StringWriter();
        var code = VerifyCommand.Create().Parse(["--data", _zones.Data, "--zone", "medical", .. arguments]).Invoke(new() { Output = written, Error = written });
        return (code, written.ToString().Trim());
    }
}
