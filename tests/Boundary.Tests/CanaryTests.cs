using System.Net;
using System.Text;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// The programs run as published, each under a user of its own. Unique words are typed in every medical field; then everything that the other two programs hold, answer or write is searched for them. The search
/// first has to find them where they must be.
/// </summary>
public sealed class CanaryTests
{
    public static TheoryData<string> Engines => ["sqlite", "postgres"];

    [Theory, MemberData(nameof(Engines)), Trait("Rule", "R-020"), Trait("Rule", "R-063"), Trait("Rule", "R-022")]
    public async Task Words_of_the_medical_file_are_nowhere_else_and_nowhere_in_clear(string engine)
    {
        using var collector = new Collector();
        await using var world = await World.StartAsync(engine, separate: true, telemetry: collector.Address);
        var users = world.Programs.Users!;
        var mark = $"kanarie{Guid.NewGuid():N}";
        string[] words = [.. Enumerable.Range(0, 5).Select(i => $"<{mark}&{i}é>")];
        var (@case, file) = await world.OpenedFileAsync();
        await MedicalSteps.ActivateAsync(world.Doctor, file, world.Employee);

        var text = new Dictionary<string, string> { ["Input.Reason"] = words[0], ["Input.Findings"] = words[1], ["Input.CasCode"] = "L122", ["Input.Plan"] = words[2] };
        await world.Doctor.Browser.SubmitAsync(file, "form[data-draft-url]", text, "[formaction*=Draft]");
        file = await world.Doctor.Browser.GetAsync(file.Address.ToString());
        file.Document.Body!.TextContent.Should().Contain(words[1], "the draft is in the form again");
        text["Input.ThirdParty"] = "yes";
        text["Input.ThirdPartyWords"] = words[3];
        await RecordWithThirdPartyAsync(world.Doctor, file, text);
        var mine = await world.Employee.OpenAsync($"{world.Programs.At.Medical}/my");
        await world.Employee.Browser.SubmitAsync(mine, "form[action*=Object]", new Dictionary<string, string> { ["Objection"] = words[4] });
        var pending = await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName);
        var signing = await world.Doctor.Browser.GetAsync($"{world.Programs.At.Medical}{pending.Document.QuerySelector("a[href$='/sign']")!.GetAttribute("href")}");
        await MedicalSteps.SignAsync(world.Doctor, signing);
        await World.UntilAsync(async () => await ReintegrationSteps.JudgementAsync(world.CaseManager, @case) is not null);

        // Where they must be: on the doctor's own page.
        var open = await MedicalSteps.OpenFileAsync(world.Doctor, World.EmployeeName, file.Address.AbsolutePath);
        words.Take(4).Should().OnlyContain(word => open.Document.Body!.TextContent.Contains(word), "the positive control");

        foreach (var page in await PagesOfOthersAsync(world, @case, file.Address.AbsolutePath))
        {
            Searches.In(Encoding.UTF8.GetBytes(page.Text), mark).Should().BeFalse(page.Address.AbsolutePath);
        }

        await ObservedAsync(collector, file.Address.Segments[^1], @case, mark);
        Searches.InMemory(world.Programs.Of(Programs.Medical).Id, mark).Should().BeTrue("the search finds the words in the program that shows them");
        Searches.InMemory(world.Programs.Of(Programs.Reintegration).Id, mark).Should().BeFalse();
        Searches.InMemory(world.Programs.Of(Programs.Identity).Id, mark).Should().BeFalse();
        foreach (var zone in Programs.Zones)
        {
            // What a program says when it falls over, with the words in its memory.
            await world.Programs.AbortAsync(zone);
            Searches.InFiles(users.HomeOf(zone), mark).Should().BeEmpty();
            Searches.InFiles(users.TemporaryOf(zone), mark).Should().BeEmpty();
            await world.Programs.RestartAsync(zone);
        }

        Searches.In(Encoding.UTF8.GetBytes(string.Join('\n', world.Programs.Log)), mark).Should().BeFalse("nothing is logged, also not on the way down");
        await world.Programs.StopAsync();
        await world.Programs.DumpAsync();
        foreach (var zone in (string[])[Programs.Medical, Programs.Reintegration])
        {
            Searches.InFiles(world.Programs.DataOf(zone), World.EmployeeName.Split(' ')[0]).Should().BeEmpty("names are sealed too");
        }

        Searches.InFiles(world.Programs.Data, mark).Should().BeEmpty();
        Searches.InFiles(Path.GetTempPath(), mark, deep: false).Should().BeEmpty();
        Searches.InFiles(world.Programs.Data, "arbodossier/medical").Should().NotBeEmpty("the search finds what lies there in clear");
    }

    private static async Task RecordWithThirdPartyAsync(Person doctor, Page file, Dictionary<string, string> text)
    {
        var values = new Dictionary<string, string>(text) { ["Input.Verdict"] = "Unfit", ["Input.Day"] = MedicalSteps.Typed(DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime).AddDays(1)), ["Input.Reads"] = "First", ["Input.Told"] = "true" };
        var page = await doctor.Browser.SubmitAsync(file, "form[data-draft-url]", values, "[formaction*=Sign]");
        page.Errors.Should().BeEmpty();
    }

    /// <summary>What everybody else gets to see, also where they guess addresses of the medical side.</summary>
    private static async Task<List<Page>> PagesOfOthersAsync(World world, Guid @case, string file)
    {
        var pages = new List<Page>();
        foreach (var person in new[] { world.Employer, world.CaseManager, world.OtherEmployer, world.OtherCaseManager, world.Administrator, world.Employee })
        {
            foreach (var path in (string[])["/", "/employees", $"/employees/{world.EmployeeId}", $"/cases/{@case}", $"/cases/{@case}/outcome/1", "/my", "/employers", "/service", file])
            {
                pages.Add(await person.OpenAsync(world.Programs.At.Reintegration + path));
            }

            pages.Add(await person.OpenAsync(world.Programs.At.Identity + "/"));
        }

        foreach (var person in new[] { world.Employer, world.CaseManager, world.ClerkWithout, world.SecondDoctor })
        {
            var page = await person.OpenAsync(world.Programs.At.Medical + file);
            page.Status.Should().Be(HttpStatusCode.NotFound, person.Name);
            pages.Add(page);
        }

        return pages;
    }

    /// <summary>What operators see: numbers and route templates, and no word, name, id or address of a page.</summary>
    private static async Task ObservedAsync(Collector collector, string file, Guid @case, string mark)
    {
        await World.UntilAsync(() => Task.FromResult(Searches.In(collector.Received("/v1/metrics"), "arbo.decisions") && Searches.In(collector.Received("/v1/traces"), "files/{id:guid}")));
        foreach (var observed in (byte[][])[collector.Received("/v1/metrics"), collector.Received("/v1/traces")])
        {
            foreach (var word in (string[])[mark, file, @case.ToString(), @case.ToString("N"), World.EmployeeName, "Vries", "bakker@proef", "127.0.0.1", "localhost"])
            {
                Searches.In(observed, word).Should().BeFalse(word);
            }
        }
    }
}
