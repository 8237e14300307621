using ArboDossier.Medical.Features;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ArboDossier.Contracts.Messages;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Medical.Tests;

/// <summary>What is seen afterwards: by the employee in the own log, and by nobody in files and program logs.</summary>
public sealed class LogTests
{
    [Fact]
    [Trait("Rule", "R-227")]
    public async Task Whatever_stands_in_the_ledger_about_a_file_has_words_in_its_employees_log()
    {
        await using var all = await Everybody.StartAsync("sqlite");
        var events = (await all.World.LedgerAsync()).Where(x => x.Subject is not null).Select(x => x.Event).Distinct().ToList();
        events.Should().Contain(["file.open", "outcome.prepare", "activation.use", "task.given", "conflict.record"]);
        events.Where(x => Labels.Event(x) == Labels.Event("nothing of the kind")).Should().BeEmpty();
    }

    [Fact]
    [Trait("Rule", "R-227")]
    [Trait("Rule", "R-048")]
    [Trait("Rule", "R-076")]
    public async Task The_employee_sees_who_looked_in_whose_name_why_and_who_was_refused()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.FileAsync(@case);
        await stage.Clerk.OpenAsync(await stage.AddressAsync(@case));
        await stage.OtherDoctor.OpenAsync(await stage.AddressAsync(@case));
        var neighbour = await stage.ActivatedAsync(await stage.TreatedAsync("Pieters"), "W. Ander");
        await neighbour.OpenAsync($"{world.At.Medical}/my/{file}/log");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "T. Visser", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        await stage.OtherDoctor.OpenAsync($"{await stage.AddressAsync(@case)}?Reason=StandIn");

        var page = await employee.OpenAsync($"{world.At.Medical}/my/{file}/log");
        var lines = page.Document.QuerySelectorAll("#log tbody tr").Select(x => string.Join(' ', x.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))).ToList();
        lines.Should().Contain(x => x.Contains("S. Bakker", StringComparison.Ordinal) && x.Contains("Dossier geopend", StringComparison.Ordinal) && x.Contains("Behandelt u", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("K. Smit", StringComparison.Ordinal) && x.Contains("voor S. Bakker", StringComparison.Ordinal) && x.Contains("iets te doen", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("T. Visser", StringComparison.Ordinal) && x.Contains("Geweigerd", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("T. Visser", StringComparison.Ordinal) && x.Contains("neemt waar", StringComparison.Ordinal) && !x.Contains("Geweigerd", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("Iemand anders", StringComparison.Ordinal) && x.Contains("Geweigerd", StringComparison.Ordinal), "another employee is not oneself");
        lines.Should().NotContain(x => x.Contains("Uzelf", StringComparison.Ordinal) && x.Contains("Geweigerd", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("Code aan u gegeven", StringComparison.Ordinal));
        lines.Should().Contain(x => x.Contains("Deur geopend met de code", StringComparison.Ordinal) && x.Contains("Uzelf", StringComparison.Ordinal)).And.NotContain(x => x.Contains("Onbekend", StringComparison.Ordinal), "the first code was used by the reader");
        page.TextOf("#log")!.Should().NotMatchRegex("[0-9a-f]{32}|[0-9a-f]{8}-[0-9a-f]{4}", "names, not numbers");
        page.TextOf("#log")!.Should().NotContain("Pieters");
    }

    [Fact]
    [Trait("Rule", "R-227")]
    public async Task Looking_at_the_desk_form_does_not_say_that_a_code_was_given()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var file = await stage.FileAsync(@case);
        await stage.Clerk.OpenAsync($"{await stage.AddressAsync(@case)}/desk");
        (await stage.World.LedgerAsync()).Where(x => x.Subject == file).Select(x => x.Event).Should().Contain("desk.open").And.NotContain("activation.issue");
    }

    [Fact]
    [Trait("Rule", "R-063")]
    [Trait("Rule", "R-066")]
    [Trait("Rule", "R-223")]
    public async Task No_word_that_was_typed_lies_in_clear_in_files_or_logs()
    {
        await using var stage = await Stage.StartAsync();
        var world = stage.World;
        string[] words =
        [
            "Kwijnewér", "telefonade", "zwartgalligheid", "Q987", "wandelplañ", "schoonzuster", "bezwaarlijk", "Leemputtenaar", "korstensnijder", "0698765412", "conceptueel", "spreekbehoefte",
        ];
        var @case = new Case(Guid.NewGuid(), Guid.NewGuid(), Stage.Employer, Guid.NewGuid(), words[0]);
        var notice = Messages.Notice(@case, world.Clock);
        await stage.Reintegration.DeliverAsync(
            notice with { Person = notice.Person with { Phone = words[9] } }, Messages.Facts(@case, world.Clock, function: words[8]), Messages.Request(@case, world.Clock) with { AskedBy = words[7] });
        await MedicalSteps.PlanAsync(stage.Doctor, @case.Person);
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        var page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        var fields = stage.OutcomeFields("Unfit", "First");
        (fields["Input.Reason"], fields["Input.Findings"], fields["Input.CasCode"], fields["Input.Plan"]) = (words[1], words[2] + " " + words[5], words[3], words[4]);
        (fields["Input.ThirdParty"], fields["Input.ThirdPartyWords"]) = ("yes", words[5]);
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", fields, "[formaction*=Sign]");
        page.Errors.Should().BeEmpty();
        var mine = await employee.OpenAsync($"{world.At.Medical}/my");
        await employee.Browser.SubmitAsync(mine, "form[action*=Object]", new Dictionary<string, string> { ["Objection"] = words[6] });
        mine = await employee.OpenAsync($"{world.At.Medical}/my");
        await employee.Browser.SubmitAsync(mine, "form[action*=Ask]", new Dictionary<string, string> { ["For"] = "Contact", ["Question"] = words[11] });
        page = await stage.Doctor.OpenAsync(await stage.AddressAsync(@case));
        page = await stage.Doctor.Browser.SubmitAsync(page, "form[data-draft-url]", new Dictionary<string, string> { ["Input.Findings"] = words[10] }, "[formaction*=Draft]");
        // They are really there, for whoever may read them.
        words.Should().OnlyContain(x => page.Document.Body!.TextContent.Contains(x, StringComparison.Ordinal));
        // What goes wrong is logged too: an address with a word in it, a form that cannot be read.
        await stage.Doctor.Browser.GetAsync($"{world.At.Medical}/files/{words[2]}?q={words[4]}");
        await stage.Doctor.Browser.PostAsync($"{world.At.Medical}/people?handler=Invite", new StringContent(words[2]));

        foreach (var word in words)
        {
            Found(world.Data, word).Should().BeEmpty(word);
            Forms(word).Should().NotContain(x => world.Log.Contains(Encoding.UTF8.GetString(x), StringComparison.OrdinalIgnoreCase), word);
        }

        // The search finds what is there: a name that is clear by decision, and each form of a word in a file of its own.
        Found(world.Data, "Bakkerij De Korst").Should().NotBeEmpty();
        Directory.GetFiles(world.Data, "*", SearchOption.AllDirectories).Select(Path.GetFileName).Should().Contain(["content.db", "content.db-wal", "keys.db"]);
        world.Log.Should().Contain("Microsoft.Hosting.Lifetime");
        foreach (var form in Forms(words[4]))
        {
            var path = Path.Combine(world.Data, "control");
            await File.WriteAllBytesAsync(path, [1, 2, .. form, 3]);
            Found(world.Data, words[4]).Should().Equal(path);
            File.Delete(path);
        }
    }

    /// <summary>Files below a directory in which a word stands in any usual form; not those that are there for a moment while they are written.</summary>
    private static List<string> Found(string directory, string word) =>
        [.. Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) is not ("lock" or "ledger-head.new") && Forms(word).Any(x => Read(path).AsSpan().IndexOf(x) >= 0))];

    private static byte[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private static IEnumerable<byte[]> Forms(string word)
    {
        yield return Encoding.UTF8.GetBytes(word);
        yield return Encoding.Unicode.GetBytes(word);
        yield return Encoding.UTF8.GetBytes(HtmlEncoder.Default.Encode(word));
        yield return Encoding.UTF8.GetBytes(JsonSerializer.Serialize(word).Trim('"'));
        yield return Encoding.UTF8.GetBytes(Uri.EscapeDataString(word));
    }
}
