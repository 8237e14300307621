using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ArboDossier.Boundary.Tests;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.Exchange.Jose;
using ArboDossier.Store;
using Microsoft.AspNetCore.WebUtilities;

namespace ArboDossier.Benchmarks;

/// <summary>
/// Identity at 32 connections: a password looked at, with the hash that production has and beside it the same form of the same program with a cheap one;
/// a code exchanged for tokens; and how long somebody who was sent away is still let in.
/// </summary>
internal static class SignIns
{
    private const int Connections = 32;
    private const int Expensive = 600_000;
    private const int Codes = 600;
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(12);

    /// <summary>Two copies of Identity on one PostgreSQL database, which differ in what a password costs.</summary>
    internal static async Task RunAsync(string[] options)
    {
        var rounds = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 3;
        Console.WriteLine($"{SideBySide.Machine()}\n\n| POST /sign-in, rounds of PBKDF2 | connections | a second | median ms | p99 ms | ÷ cheap | MB before | MB after |\n|---|---:|---:|---:|---:|---:|---:|---:|");
        await using var world = await World.StartAsync("postgres", copies: 2);
        var programs = world.Programs;
        var cheap = programs.PasswordRounds;
        await programs.KillAsync(Programs.Identity, 0);
        programs.PasswordRounds = Expensive;
        await programs.RestartAsync(Programs.Identity, 0);
        // Somebody of their own for each, whose hash is of that price: a sign-in makes it anew where it is cheaper than it should be.
        var arms = new[] { await PasswordAsync(world, 0, world.CaseManager), await PasswordAsync(world, 1, world.OtherCaseManager) };
        var before = Memory(programs);
        var loads = await Load.SideBySideAsync(Connections, rounds, Round, c => arms[0](c), c => arms[1](c));
        var after = Memory(programs);
        foreach (var (copy, price) in ((int, int)[])[(0, Expensive), (1, cheap)])
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {price} | {Connections} | {loads[copy].PerSecond:F1} | {loads[copy].Median:F1} | {loads[copy].High:F1} | {loads[copy].PerSecond / loads[1].PerSecond:F3} | {before[copy]:F0} | {after[copy]:F0} |"));
        }

        await TokensAsync(world, rounds);
    }

    /// <summary>How long a session that was ended at Identity is still let in, by each of two copies of Reintegration.</summary>
    internal static async Task RevocationsAsync(string[] options)
    {
        var times = options.Length > 0 ? int.Parse(options[0], CultureInfo.InvariantCulture) : 30;
        await using var world = await World.StartAsync("postgres", copies: 2);
        var took = new List<double>[] { [], [] };
        for (var i = 0; i < times; i++)
        {
            var browsers = Enumerable.Range(0, 2).Select(_ => Another(world.OtherEmployer)).ToArray();
            foreach (var person in browsers)
            {
                await person.OpenAsync($"{world.Programs.At.Reintegration}/employees");
            }

            var account = await world.OtherEmployer.OpenAsync($"{world.Programs.At.Identity}/");
            // At any moment of a round.
            await Task.Delay(RandomNumberGenerator.GetInt32(700));
            var since = Stopwatch.GetTimestamp();
            var refused = browsers.Select((person, copy) => RefusedAsync(world, person, copy, since)).ToList();
            await world.OtherEmployer.Browser.SubmitAsync(account, "form[action*=EndAll]");
            foreach (var (time, copy) in (await Task.WhenAll(refused)).Select((x, copy) => (x, copy)))
            {
                took[copy].Add(time);
            }

            browsers.ToList().ForEach(x => x.Browser.Dispose());
            // A sign-in counts by the second: one within the second of the revocation would be one from before it.
            await Task.Delay(TimeSpan.FromSeconds(2));
        }

        Console.WriteLine($"{SideBySide.Machine()}\n\n| copy | times | median ms | longest ms |\n|---:|---:|---:|---:|");
        for (var copy = 0; copy < 2; copy++)
        {
            took[copy].Sort();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {copy + 1} | {times} | {took[copy][times / 2]:F0} | {took[copy][^1]:F0} |"));
        }
    }

    private static async Task<double> RefusedAsync(World world, Person person, int copy, long since)
    {
        while (true)
        {
            var sent = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
            using var answer = await world.Programs.AskAsync(Programs.Reintegration, copy, person, "/employees");
            if (answer.StatusCode != System.Net.HttpStatusCode.OK)
            {
                return sent;
            }

            await Task.Delay(10);
        }
    }

    /// <summary>The form with the right password, at one copy; the first time makes the hash of that copy's price.</summary>
    private static async Task<Func<int, Task>> PasswordAsync(World world, int copy, Person person)
    {
        var at = world.Programs.At.Identity;
        var another = Another(person);
        var page = await another.Browser.GetAsync($"{at}/sign-in");
        var token = page.Document.QuerySelector("form:has([name=Password]) input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        KeyValuePair<string, string>[] fields = [new("Email", person.Email), new("Password", person.Password), new("__RequestVerificationToken", token)];
        var lines = Line.To(Connections, at, world.Programs.LoopbackOf(Programs.Identity, copy), another);
        await lines[0].PostAsync("/sign-in", fields, 302);
        return c => lines[c].PostAsync("/sign-in", fields, 302);
    }

    /// <summary>Codes that were given beforehand, exchanged with a signed client assertion each.</summary>
    private static async Task TokensAsync(World world, int rounds)
    {
        var programs = world.Programs;
        // The key that signs assertions lies with Medical, which takes no part in this.
        foreach (var copy in (int[])[0, 1])
        {
            await programs.KillAsync(Programs.Medical, copy);
        }

        using var keys = ZoneKeys.Initialise(StoreOptions.Read(new ConfigurationBuilder().AddInMemoryCollection([new("Zone:Data", programs.DataOf(Programs.Medical))]).Build(), "medical"));
        var verifier = WebEncoders.Base64UrlEncode(RandomNumberGenerator.GetBytes(32));
        var lines = Line.To(Connections, programs.At.Identity, programs.LoopbackOf(Programs.Identity, 1));
        await world.Doctor.OpenAsync($"{programs.At.Identity}/");
        var (seconds, kept) = (0.0, new ConcurrentBag<double>());
        for (var round = -1; round < rounds; round++)
        {
            var codes = new ConcurrentQueue<string>();
            for (var i = 0; i < Codes; i++)
            {
                codes.Enqueue(await CodeAsync(world, verifier));
            }

            var begun = Stopwatch.GetTimestamp();
            await Task.WhenAll(lines.Select(line => Task.Run(async () =>
            {
                while (codes.TryDequeue(out var code))
                {
                    var at = Stopwatch.GetTimestamp();
                    await line.PostAsync("/connect/token", Form(world, keys.Messages, code, verifier), 200);
                    (round < 0 ? [] : kept).Add(Stopwatch.GetElapsedTime(at).TotalMilliseconds);
                }
            })));
            seconds += round < 0 ? 0 : Stopwatch.GetElapsedTime(begun).TotalSeconds;
        }

        var sorted = kept.Order().ToArray();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n| POST /connect/token | connections | a second | median ms | p99 ms | MB after |\n|---|---:|---:|---:|---:|---:|\n| {sorted.Length} codes | {Connections} | {sorted.Length / seconds:F0} | {sorted[sorted.Length / 2]:F1} | {sorted[(int)(sorted.Length * 0.99)]:F1} | {Memory(programs)[1]:F0} |"));
        lines.ToList().ForEach(x => x.Dispose());
    }

    private static async Task<string> CodeAsync(World world, string verifier)
    {
        var address = QueryHelpers.AddQueryString($"{world.Programs.At.Identity}/connect/authorize", new Dictionary<string, string?>
        {
            ["client_id"] = "medical",
            ["redirect_uri"] = $"{world.Programs.At.Medical}/sign-in/return",
            ["response_type"] = "code",
            ["scope"] = "openid",
            ["state"] = "the-state",
            ["nonce"] = "the-nonce",
            ["code_challenge"] = WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))),
            ["code_challenge_method"] = "S256",
        });
        using var answer = await world.Doctor.Browser.LookAsync(HttpMethod.Get, address);
        return QueryHelpers.ParseQuery(answer.Headers.Location!.Query)["code"].ToString();
    }

    private static Dictionary<string, string> Form(World world, SigningKey key, string code, string verifier)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new()
        {
            ["grant_type"] = "authorization_code",
            ["code"] = code,
            ["redirect_uri"] = $"{world.Programs.At.Medical}/sign-in/return",
            ["code_verifier"] = verifier,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            ["client_assertion"] = Jws.Sign(key, "client-authentication+jwt", JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
            {
                ["iss"] = "medical",
                ["sub"] = "medical",
                ["aud"] = world.Programs.At.Identity,
                ["jti"] = Guid.NewGuid().ToString("N"),
                ["iat"] = now.ToUnixTimeSeconds(),
                ["exp"] = now.AddMinutes(1).ToUnixTimeSeconds(),
            })),
        };
    }

    private static double[] Memory(Programs programs) => [.. Enumerable.Range(0, 2).Select(copy => Engines.MegaBytes(programs.Of(Programs.Identity, copy)))];

    /// <summary>The same person in a browser of its own, which is all of it that is to be disposed.</summary>
    private static Person Another(Person person)
    {
        var again = new Person(person.Name, person.Email, person.At) { Password = person.Password };
        person.Passkeys.ToList().ForEach(again.Keep);
        return again;
    }
}
