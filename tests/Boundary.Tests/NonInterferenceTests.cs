using System.Globalization;
using System.Text.RegularExpressions;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// Two services in which the employers' side does the same and the doctors' side does not, but for the appointments and releases that are due: what the
/// employer and the case manager are answered is the same in both, byte for byte.
/// </summary>
public sealed partial class NonInterferenceTests
{
    private static readonly bool Long = Environment.GetEnvironmentVariable("ARBO_LONG") == "1";
    private static readonly int Histories = Long ? 500 : 6;
    private const int SideBySide = 10;

    /// <summary>What is normalised before two answers are compared. Nothing else is.</summary>
    private static readonly (string What, Regex Found, string Instead)[] Normalised =
    [
        ("random ids", RandomIds(), "#id"),
        ("tokens against forged forms, which are random", Tokens(), "#token"),
        ("the clock: hours and minutes", Clock(), "#time"),
        ("the ports of this test", Ports(), "#port"),
        ("signatures and the hash of what was signed", Signatures(), "#signature"),
    ];

    [Fact]
    [Trait("Rule", "R-020"), Trait("Rule", "R-032"), Trait("Rule", "R-095")]
    public async Task What_the_doctors_side_does_changes_nothing_that_the_employers_side_is_answered_until_a_release_or_an_appointment()
    {
        await using var one = await World.StartAsync();
        await using var other = await World.StartAsync();
        World[] both = [one, other];
        await Task.WhenAll(both.Select(x => ImportSteps.ImportAsync(x.Employer, World.Workforce(Histories))));
        var seed = Environment.ProcessId;
        var compared = 0;
        // Several are told side by side, moment by moment: most of a history is waiting for what crosses between the programs.
        foreach (var numbers in Enumerable.Range(0, Histories).Chunk(SideBySide))
        {
            var under = numbers.Select(i => new History(both, seed, i)).ToList();
            while (under.Count > 0)
            {
                var ended = await Task.WhenAll(under.Select(async x => !await x.NextAsync()));
                compared += await CompareAsync(both, under, seed);
                under = [.. under.Where((_, i) => !ended[i])];
            }
        }

        compared.Should().BeGreaterThan(Histories * 10);
        Console.WriteLine($"{Histories} histories (seed {seed}), {compared} answers compared, all the same");
    }

    private static async Task<int> CompareAsync(World[] both, IReadOnlyList<History> under, int seed)
    {
        var answers = await Task.WhenAll(both.Select((world, side) => AnswersAsync(world, [.. under.Select(x => (x.Cases[side], x.Employees[side]))])));
        answers[1].Should().HaveSameCount(answers[0]);
        foreach (var (first, second) in answers[0].Zip(answers[1]))
        {
            second.Should().Be(first, $"seed {seed}, {string.Join("; ", under.Select(x => $"history {x.Number} {x.Moment}"))}");
        }

        return answers[0].Count;
    }

    /// <summary>Status, headers and body of everything that the two can ask about these employees.</summary>
    private static async Task<List<string>> AnswersAsync(World world, (Guid Case, Guid Employee)[] of)
    {
        var answers = new List<string>();
        foreach (var person in (Person[])[world.Employer, world.CaseManager])
        {
            // Signs in again where a session ended meanwhile: two refusals would be the same and show nothing.
            (await person.OpenAsync($"{world.Programs.At.Reintegration}/cases/{of[0].Case}")).Status.Should().Be(System.Net.HttpStatusCode.OK);
            foreach (var path in of.SelectMany(x => (string[])[$"/cases/{x.Case}", $"/employees/{x.Employee}", $"/cases/{x.Case}/outcome/1", $"/cases/{x.Case}/ask", $"/cases/{x.Case}/recovery"]).Prepend("/"))
            {
                using var answer = await person.Browser.LookAsync(HttpMethod.Get, world.Programs.At.Reintegration + path);
                var headers = string.Join('\n', answer.Headers.Concat(answer.Content.Headers).Where(x => x.Key is not "Date" and not "Set-Cookie").OrderBy(x => x.Key, StringComparer.Ordinal).Select(x => $"{x.Key}: {string.Join(',', x.Value)}"));
                var text = $"{person.Name} {path}\n{(int)answer.StatusCode}\n{headers}\n{await answer.Content.ReadAsStringAsync()}";
                answers.Add(Normalised.Aggregate(text, (all, rule) => rule.Found.Replace(all, rule.Instead)));
            }
        }

        return answers;
    }

    [GeneratedRegex("[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")]
    private static partial Regex RandomIds();

    [GeneratedRegex("CfDJ8[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();

    [GeneratedRegex(@"(?<![0-9])[0-2][0-9]:[0-5][0-9](:[0-5][0-9](\.[0-9]+)?Z?)?\b")]
    private static partial Regex Clock();

    [GeneratedRegex(@"localhost:\d+")]
    private static partial Regex Ports();

    [GeneratedRegex("[A-Za-z0-9+/_-]{40,}={0,2}")]
    private static partial Regex Signatures();

    /// <summary>One absence in both services: what is shared is the employers' side, the appointment and the release; the rest is each doctor's own.</summary>
    private sealed class History
    {
        private readonly World[] both;
        private readonly Random shared;
        private readonly Random[] own;
        private readonly IAsyncEnumerator<string> moments;

        public History(World[] both, int seed, int number)
        {
            this.both = both;
            Number = number;
            shared = new(HashCode.Combine(seed, number));
            own = [new(shared.Next()), new(shared.Next())];
            moments = Tell().GetAsyncEnumerator();
        }

        public int Number { get; }

        /// <summary>Up to where it is told.</summary>
        public string Moment { get; private set; } = "";

        private string Name => string.Create(CultureInfo.InvariantCulture, $"Werknemer Nummer{Number + 1:D4}");

        public Guid[] Cases { get; } = new Guid[2];

        public Guid[] Employees { get; } = new Guid[2];

        /// <summary>Tells up to the next moment at which nothing is under way; false where there is none any more.</summary>
        public async Task<bool> NextAsync()
        {
            var more = await moments.MoveNextAsync();
            Moment = more ? moments.Current : $"{Moment}, told to its end";
            return more;
        }

        private async IAsyncEnumerable<string> Tell()
        {
            var first = both[0].Today.AddDays(-shared.Next(0, 2));
            await BothAsync(async (world, side) =>
            {
                Employees[side] = await ReintegrationSteps.FindEmployeeAsync(world.Employer, Name);
                Cases[side] = await ReintegrationSteps.ReportSickAsync(world.Employer, Employees[side], first, late: false);
            });
            yield return "reported sick";
            if (shared.Next(5) == 0)
            {
                // The first day fit lies after the first day of absence, which may be today.
                await BothAsync((world, side) => ReintegrationSteps.RecoverAsync(world.Employer, Cases[side], world.Today.AddDays(1)));
                yield return "recovered";
                yield break;
            }

            await BothAsync((world, side) => ReintegrationSteps.AskAsync(world.CaseManager, Cases[side], world.Today.AddDays(7)));
            yield return "asked";
            await PlannedAsync();
            yield return "planned";

            // What the employer may not notice: as much or as little as each doctor does.
            var files = new Page[2];
            await BothAsync(async (world, side) =>
            {
                files[side] = await MedicalSteps.OpenFileAsync(world.Doctor, Name);
                await OwnActsAsync(world, own[side], files[side]);
            });
            yield return "worked in the sealed file";

            var verdict = shared.Next(3) switch { 0 => "Fit", 1 => "Unfit", _ => null };
            var day = both[0].Today.AddDays(shared.Next(0, 10));
            await BothAsync(async (world, side) =>
            {
                var file = await world.Doctor.Browser.GetAsync(files[side].Address.ToString());
                var page = await MedicalSteps.RecordAsync(world.Doctor, file, Words(own[side]), verdict, day, readTogether: true);
                if (verdict is not null)
                {
                    await MedicalSteps.SignAsync(world.Doctor, page);
                }
            });
            var awaited = verdict switch { null => "Gehouden", "Fit" => "Geschikt voor het eigen werk", _ => "Ongeschikt voor het eigen werk" };
            await UntilBothAsync(async (world, side) => (await CaseTextAsync(world, side)).Contains(awaited, StringComparison.Ordinal));
            yield return verdict is null ? "consulted without an outcome" : "released";

            await BothAsync(async (world, side) => await OwnActsAsync(world, own[side], files[side]));
            yield return "worked on in the sealed file";
        }

        private async Task PlannedAsync()
        {
            var moment = both[0].Today.ToDateTime(new TimeOnly(23, 45)).AddDays(shared.Next(0, 5));
            await UntilBothAsync((world, _) => MedicalSteps.PlanAsync(world.Doctor, Name, moment));
            await UntilBothAsync(async (world, side) => (await CaseTextAsync(world, side)).Contains("Wanneer", StringComparison.Ordinal));
        }

        private static async Task OwnActsAsync(World world, Random random, Page file)
        {
            for (var acts = random.Next(0, 4); acts > 0; acts--)
            {
                var page = await world.Doctor.Browser.GetAsync(file.Address.ToString());
                switch (random.Next(5))
                {
                    case 0:
                        await world.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", Words(random), "[formaction*=Draft]");
                        break;
                    case 1:
                        await world.Clerk.OpenAsync(page.Address.ToString());
                        break;
                    case 2:
                        await world.SecondDoctor.OpenAsync(page.Address.ToString());
                        break;
                    case 3:
                        await world.Doctor.Browser.GetAsync($"{page.Address}/desk");
                        break;
                    default:
                        await world.ClerkWithout.OpenAsync(page.Address.ToString());
                        break;
                }
            }
        }

        private static Dictionary<string, string> Words(Random random) => new()
        {
            ["Input.Reason"] = new string('r', random.Next(1, 80)),
            ["Input.Findings"] = new string('b', random.Next(1, 900)),
            ["Input.CasCode"] = string.Create(CultureInfo.InvariantCulture, $"L{random.Next(100, 999)}"),
            ["Input.Plan"] = new string('p', random.Next(0, 400)),
        };

        private async Task<string> CaseTextAsync(World world, int side) => (await world.CaseManager.OpenAsync($"{world.Programs.At.Reintegration}/cases/{Cases[side]}")).TextOf("main")!;

        /// <summary>One history acts at a time in each service: its people have one browser each.</summary>
        private async Task BothAsync(Func<World, int, Task> act) => await Task.WhenAll(both.Select((world, side) => world.OneAtATimeAsync(async () =>
        {
            await act(world, side);
            return true;
        })));

        private Task UntilBothAsync(Func<World, int, Task<bool>> isSo) => Task.WhenAll(both.Select((world, side) => World.UntilAsync(() => world.OneAtATimeAsync(() => isSo(world, side)))));
    }
}
