using System.Diagnostics;
using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>Two copies of each program on PostgreSQL, behind a proxy that gives each request to the next one.</summary>
public sealed class CopiesTests(CopiesTests.TwoOfEach two) : IClassFixture<CopiesTests.TwoOfEach>
{
    private static readonly int Times = Environment.GetEnvironmentVariable("ARBO_LONG") == "1" ? 100 : 1;
    private static readonly int[] Both = [0, 1];

    private World World => two.World;

    private Programs Programs => two.World.Programs;

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task A_session_and_the_opened_door_outlive_the_copy_that_began_them()
    {
        var (_, file) = await World.OpenedFileAsync();
        foreach (var copy in Both)
        {
            foreach (var zone in Programs.Zones)
            {
                await Programs.KillAsync(zone, copy);
            }

            // Without signing in again: GetAsync follows where the page leads and answers nothing.
            var page = await World.Doctor.Browser.GetAsync(file.Address.ToString());
            (page.Status, page.Address).Should().Be((HttpStatusCode.OK, file.Address));
            page = await MedicalSteps.RecordAsync(World.Doctor, page, new Dictionary<string, string> { ["Input.Findings"] = "rustig aan" }, "Fit", World.Today, readTogether: true);
            (await MedicalSteps.SignAsync(World.Doctor, page)).TextOf("section.done").Should().NotBeNull("what one copy asked is answered to another");
            (await World.Employer.Browser.GetAsync($"{Programs.At.Reintegration}/employees")).Address.AbsolutePath.Should().Be("/employees");
            await Task.WhenAll(Programs.Zones.Select(zone => Programs.RestartAsync(zone, copy)));
        }
    }

    [Fact]
    [Trait("Rule", "R-225")]
    public async Task Where_the_copy_that_leads_the_ledger_hangs_or_dies_another_one_leads_within_five_seconds()
    {
        await World.Doctor.OpenAsync($"{Programs.At.Medical}/work");
        var random = new Random(Environment.ProcessId);
        var longest = TimeSpan.Zero;
        for (var i = 0; i < Times * 2; i++)
        {
            var (victim, other) = i % 2 == 0 ? (0, 1) : (1, 0);
            await Task.Delay(random.Next(0, 700));
            var hangs = random.Next(3) > 0;
            await (hangs ? Programs.FreezeAsync(Programs.Medical, victim) : Programs.KillAsync(Programs.Medical, victim));
            using (var answer = await Programs.AskAsync(Programs.Medical, other, World.Doctor, "/work"))
            {
                answer.StatusCode.Should().Be(HttpStatusCode.OK);
            }

            var (since, until) = (Stopwatch.StartNew(), TimeProvider.System.GetUtcNow());
            await World.UntilAsync(async () => await Programs.WithoutPlaceAsync(Programs.Medical, until) == 0);
            longest = since.Elapsed > longest ? since.Elapsed : longest;
            since.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
            await (hangs ? Programs.FreezeAsync(Programs.Medical, victim, goOn: true) : Programs.RestartAsync(Programs.Medical, victim));
        }

        Console.WriteLine($"the copy that leads the ledger hung or died {Times * 2} times; the other one gave every entry its place within {longest.TotalSeconds:F1} s");
    }

    [Fact]
    [Trait("Rule", "R-064")]
    public async Task Wrong_passwords_count_on_all_copies_together()
    {
        using var guesser = new Person(World.CaseManager.Name, World.CaseManager.Email, Programs.At) { Password = World.CaseManager.Password };
        // Three are free for all copies together, and each one after them makes one wait twice as long.
        for (var failures = 1; failures <= 6; failures++)
        {
            (await TryAsync(guesser, "niet dit wachtwoord")).Should().Be("/sign-in");
        }

        foreach (var _ in Both)
        {
            (await TryAsync(guesser, guesser.Password)).Should().Be("/sign-in", "one must wait, whichever copy is asked");
        }
    }

    [Fact]
    public async Task A_session_that_is_ended_is_refused_by_every_copy_within_seconds()
    {
        foreach (var (person, zone, path) in new[] { (World.Clerk, Programs.Medical, "/work"), (World.OtherEmployer, Programs.Reintegration, "/employees") })
        {
            (await person.OpenAsync($"{(zone == Programs.Medical ? Programs.At.Medical : Programs.At.Reintegration)}{path}")).Address.AbsolutePath.Should().Be(path);
            foreach (var copy in Both)
            {
                using var answer = await Programs.AskAsync(zone, copy, person, path);
                answer.StatusCode.Should().Be(HttpStatusCode.OK);
            }

            var account = await person.OpenAsync($"{Programs.At.Identity}/");
            await person.Browser.SubmitAsync(account, "form[action*=EndAll]");
            var since = Stopwatch.StartNew();
            foreach (var copy in Both)
            {
                await World.UntilAsync(async () =>
                {
                    using var answer = await Programs.AskAsync(zone, copy, person, path);
                    return answer.StatusCode != HttpStatusCode.OK;
                });
            }

            since.Elapsed.Should().BeLessThan(TimeSpan.FromSeconds(5));
            Console.WriteLine($"{zone}: an ended session was refused by both copies after {since.Elapsed.TotalSeconds:F1} s");
        }
    }

    /// <summary>Tries a password, each time with the other copy; gives where that leads.</summary>
    private async Task<string> TryAsync(Person person, string password)
    {
        var page = await person.Browser.GetAsync($"{Programs.At.Identity}/sign-in");
        // One request more, so that the copies take turns in answering the form.
        using (await person.Browser.LookAsync(HttpMethod.Get, $"{Programs.At.Identity}/health/live"))
        {
        }

        page = await person.Browser.SubmitAsync(page, "form:has([name=Password])", new Dictionary<string, string> { ["Email"] = person.Email, ["Password"] = password });
        return page.Address.AbsolutePath;
    }

    /// <summary>One world for all of these: each test leaves every copy running.</summary>
    public sealed class TwoOfEach : IAsyncLifetime
    {
        internal World World { get; private set; } = null!;

        public async Task InitializeAsync() => World = await World.StartAsync("postgres", copies: 2);

        public async Task DisposeAsync() => await World.DisposeAsync();
    }
}
