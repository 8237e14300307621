using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using ArboDossier.AuditLedger;
using ArboDossier.Boundary.Tests;
using ArboDossier.Store.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace ArboDossier.Benchmarks;

/// <summary>Entries made durable beside bare commits of one row on the same database; and the verification of a million of them by the operator's tool.</summary>
internal static class Ledgers
{
    internal static async Task AppendAsync(string[] options)
    {
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | connections | what | a second | median ms | p99 ms | ÷ bare |\n|---|---:|---|---:|---:|---:|---:|");
        foreach (var engine in Engines.Known)
        {
            await using var zone = await Zone.StartAsync(engine);
            foreach (var connections in (int[])[1, 8, 32])
            {
                await using var bare = await Bare.OpenAsync(engine, zone, connections);
                var loads = await Load.SideBySideAsync(connections, 3, TimeSpan.FromSeconds(3), async _ => await zone.Commits.RecordAsync(Decide.Permit()), bare.CommitAsync);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {connections} | entry | {loads[0]} | {loads[0].PerSecond / loads[1].PerSecond:F2} |\n| {engine} | {connections} | bare commit | {loads[1]} | |"));
            }

            var begun = Stopwatch.GetTimestamp();
            var placed = await zone.Sequencer.SequenceAsync(CancellationToken.None);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | 1 | given a place ({placed}) | {placed / Stopwatch.GetElapsedTime(begun).TotalSeconds:F0} | | | |"));
        }
    }

    /// <summary>The option is the number of entries.</summary>
    internal static async Task VerifyAsync(string[] options)
    {
        var count = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 1_000_000;
        Console.WriteLine($"{SideBySide.Machine()}\n\n| engine | entries | place given, a second | verify s | MB | what it said |\n|---|---:|---:|---:|---:|---|");
        foreach (var engine in Engines.Known)
        {
            await using var zone = await Zone.StartAsync(engine, Programs.Medical);
            await FillAsync(zone, count);
            var begun = Stopwatch.GetTimestamp();
            await zone.Sequencer.SequenceAsync(CancellationToken.None);
            var rate = count / Stopwatch.GetElapsedTime(begun).TotalSeconds;
            var above = Directory.CreateTempSubdirectory("arbo-verify").FullName;
            Directory.CreateSymbolicLink(Path.Combine(above, Programs.Medical), zone.Options.Data);
            begun = Stopwatch.GetTimestamp();
            var (seconds, memory, said) = await ToolAsync(["verify", "--data", above, "--zone", Programs.Medical, .. engine == "sqlite" ? Array.Empty<string>() : ["--connection", zone.Options.Content]]);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {engine} | {count} | {rate:F0} | {seconds:F1} | {memory:F0} | {said.Trim()} |"));
            Directory.Delete(above, recursive: true);
        }
    }

    /// <summary>Bodies as the program writes them, many to a commit.</summary>
    private static Task FillAsync(Zone zone, int count)
    {
        const int AtOnce = 10_000;
        return Task.Run(async () =>
        {
            for (var done = 0; done < count; done += AtOnce)
            {
                await zone.Commits.RunAsync((act, _) =>
                {
                    for (var i = 0; i < Math.Min(AtOnce, count - done); i++)
                    {
                        act.Record(Decide.Permit());
                    }

                    return Task.CompletedTask;
                });
            }
        });
    }

    private static async Task<(double Seconds, double MegaBytes, string Said)> ToolAsync(string[] arguments)
    {
        var begun = Stopwatch.GetTimestamp();
        using var process = Process.Start(Programs.Info(Path.Combine(Repository.Output("Cli"), "arbodossier.dll"), arguments))!;
        var said = process.StandardOutput.ReadToEndAsync();
        double most = 0;
        while (!process.HasExited)
        {
            most = Math.Max(most, Engines.MegaBytes(process));
            await Task.Delay(50);
        }

        return (Stopwatch.GetElapsedTime(begun).TotalSeconds, most, await said);
    }

    /// <summary>Connections that each insert one row of the size of an entry and commit, as durable as the program's own.</summary>
    private sealed class Bare(DbConnection[] connections) : IAsyncDisposable
    {
        internal static async Task<Bare> OpenAsync(string engine, Zone zone, int count)
        {
            var connections = Enumerable.Range(0, count).Select(_ => engine == "sqlite" ? (DbConnection)new SqliteConnection(zone.Options.Content) : new NpgsqlConnection(zone.Options.Content)).ToArray();
            foreach (var connection in connections)
            {
                await connection.OpenAsync();
                if (engine == "sqlite")
                {
                    await RunAsync(connection, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=60000");
                }
            }

            await RunAsync(connections[0], $"CREATE TABLE IF NOT EXISTS bare (id {(engine == "sqlite" ? "TEXT" : "uuid")} PRIMARY KEY, body {(engine == "sqlite" ? "BLOB" : "bytea")})");
            return new(connections);
        }

        internal async Task CommitAsync(int connection)
        {
            await using var insert = connections[connection].CreateCommand();
            insert.CommandText = "INSERT INTO bare (id, body) VALUES (@id, @body)";
            Add(insert, "@id", Guid.NewGuid());
            Add(insert, "@body", RandomNumberGenerator.GetBytes(500));
            await insert.ExecuteNonQueryAsync();
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }

        private static void Add(DbCommand command, string name, object value)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }

        private static async Task RunAsync(DbConnection connection, string text)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = text;
            await command.ExecuteNonQueryAsync();
        }
    }
}
