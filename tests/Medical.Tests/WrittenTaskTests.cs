using System.Net;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;
using ArboDossier.Medical.Features.Outcomes;
using Microsoft.EntityFrameworkCore;

namespace ArboDossier.Medical.Tests;

/// <summary>Working under a doctor (R-050): by a written task, with the doctor's review, and never the judgement.</summary>
public sealed partial class WrittenTaskTests
{
    public static TheoryData<string, string> Roles => new()
    {
        { "sqlite", "SupervisedPhysician" }, { "sqlite", "PracticeSupport" }, { "sqlite", "MedicalAssistant" }, { "postgres", "SupervisedPhysician" }, { "postgres", "PracticeSupport" },
    };

    [Theory]
    [MemberData(nameof(Roles))]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-048")]
    public async Task Only_a_task_that_is_in_force_opens_the_file_and_the_log_names_both(string engine, string role)
    {
        await using var stage = await Stage.StartAsync(engine);
        var (@case, other) = (await stage.TreatedAsync("Jansen"), await stage.TreatedAsync("Pieters"));
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        var person = await stage.SupervisedAsync(role, "O. Onder");
        await ClosedAsync(person, address);
        (await person.OpenAsync($"{stage.World.At.Medical}/work")).Text.Should().Contain("Geen taken").And.NotContain("Jansen");

        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "History", "Vraag naar slapen.", stage.Today, stage.Today.AddDays(6));
        var page = await person.OpenAsync(address);
        page.Status.Should().Be(HttpStatusCode.OK);
        page.Text.Should().Contain("Jansen").And.Contain("Vraag naar slapen.");
        page.Document.QuerySelector("form[data-draft-url], form[action*=Review], a[href$='/desk']").Should().BeNull();
        await ClosedAsync(person, await stage.AddressAsync(other));
        var work = await person.OpenAsync($"{stage.World.At.Medical}/work");
        work.TextOf("main").Should().Contain("Jansen").And.Contain("Het verhaal opnemen").And.NotContain("Pieters");
        work.Document.QuerySelectorAll("nav a[href='/desk'], nav a[href='/people']").Should().BeEmpty();

        var doctor = await DoctorAsync(stage);
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Subject == file && x.Event == "file.open" && x.Permitted && x.Role == role && x.OnBehalfOf == doctor && x.Reason == "written-task" && x.Rule == "R-050");
        (await stage.World.LedgerAsync()).Should().Contain(x => x.Subject == file && x.Event == "file.open" && !x.Permitted && x.Role == role && x.OnBehalfOf == doctor && x.Reason == "no-written-task");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        Lines(await employee.OpenAsync($"{stage.World.At.Medical}/my/{file}/log"), "#log tbody tr").Should()
            .Contain(x => x.Contains("O. Onder", StringComparison.Ordinal) && x.Contains("voor S. Bakker", StringComparison.Ordinal) && x.Contains("Had een schriftelijke taak van de arts", StringComparison.Ordinal))
            .And.Contain(x => x.Contains("O. Onder", StringComparison.Ordinal) && x.Contains("Geweigerd", StringComparison.Ordinal))
            .And.NotContain(x => x.Contains("Anders", StringComparison.Ordinal) || x.Contains("Onbekend", StringComparison.Ordinal));

        await stage.World.AdvanceAsync(TimeSpan.FromDays(6));
        (await person.OpenAsync(address)).Text.Should().Contain("Jansen", "the last day counts");
        await stage.World.AdvanceAsync(TimeSpan.FromDays(1));
        await ClosedAsync(person, address);
    }

    [Theory]
    [InlineData("withdrawn")]
    [InlineData("statement")]
    [InlineData("appointment")]
    [InlineData("person kept out")]
    [InlineData("doctor kept out")]
    [InlineData("doctor leaves")]
    [InlineData("person leaves")]
    [InlineData("doctor struck off")]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-047")]
    [Trait("Rule", "R-069")]
    public async Task A_task_ends_at_once_with_what_it_rests_on_and_does_not_come_back_with_it(string how)
    {
        await using var stage = await Stage.StartAsync(settings: ["--Register:Kind=hand"]);
        var @case = await stage.TreatedAsync("Jansen");
        var address = await stage.AddressAsync(@case);
        var support = await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "FollowUp", "Bel eens in de week.", stage.Today, stage.Today.AddDays(20));
        (await support.OpenAsync(address)).Text.Should().Contain("Jansen");
        var record = (await FormAsync(support, address)).Address;

        switch (how)
        {
            case "withdrawn":
                var tasks = await stage.Doctor.OpenAsync($"{address}/tasks");
                await stage.Doctor.Browser.SubmitAsync(tasks, "form[action*=Withdraw]");
                break;
            case "statement":
                await OfPersonAsync(stage, stage.Doctor, "O. Onder", "End");
                break;
            case "appointment":
                var appointments = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/appointments");
                var line = appointments.Document.QuerySelectorAll("li").First(x => x.QuerySelector("b")?.TextContent == "S. Bakker");
                await stage.Doctor.Browser.SubmitAsync(appointments, $"form[action='{line.QuerySelector("form[action*=End]")!.GetAttribute("action")}']");
                break;
            case "person kept out":
                await MedicalSteps.KeepOutAsync(stage.Doctor, address, "O. Onder");
                break;
            case "doctor kept out":
                await MedicalSteps.KeepOutAsync(stage.Doctor, address, "S. Bakker");
                break;
            case "doctor leaves":
                await OfPersonAsync(stage, stage.OtherDoctor, "S. Bakker", "Depart");
                break;
            case "person leaves":
                await OfPersonAsync(stage, stage.Doctor, "O. Onder", "Depart");
                break;
            case "doctor struck off":
                await OfPersonAsync(stage, stage.OtherDoctor, "S. Bakker", "Register", "[name=registered][value=false]");
                break;
        }

        foreach (var path in (string[])[address, record.ToString()])
        {
            var closed = await support.Browser.GetAsync(path);
            closed.Status.Should().BeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
            closed.Text.Should().NotContain("Jansen").And.NotContain("Bel eens in de week.");
        }

        (await SendAsync(stage, support, record.AbsolutePath, new() { ["Input.Findings"] = "Nog iets.", ["Input.ThirdParty"] = "no" })).Should().BeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        (await stage.World.ReadAsync(db => db.Entries.CountAsync())).Should().Be(0);

        // What was ended is begun anew: a new statement, a new appointment, a conflict that was taken back. The task is not.
        switch (how)
        {
            case "statement":
                await MedicalSteps.RecordStatementAsync(stage.Doctor, "O. Onder", stage.Today);
                break;
            case "appointment":
                await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "S. Bakker", Stage.Employer.ToString("N"), "Bakkerij De Korst");
                (await stage.Doctor.OpenAsync(address)).Text.Should().Contain("Jansen");
                break;
            case "person kept out" or "doctor kept out":
                var second = await stage.NewDoctorAsync("R. Mulder", "39012345601");
                await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "R. Mulder", Stage.Employer.ToString("N"), "Bakkerij De Korst");
                var conflicts = await second.OpenAsync($"{address}/conflicts");
                await second.Browser.SubmitAsync(conflicts, "form[action*=End]");
                (await stage.Doctor.OpenAsync(address)).Text.Should().Contain("Jansen");
                break;
            default:
                return;
        }

        await ClosedAsync(support, address);
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "FollowUp", "Opnieuw.", stage.Today, stage.Today);
        (await support.OpenAsync(address)).Text.Should().Contain("Jansen", "a new one is");
    }

    [Fact]
    [Trait("Rule", "R-049")]
    [Trait("Rule", "R-050")]
    public async Task A_doctor_who_stands_in_gives_the_own_people_a_task_which_ends_with_the_standing_in_and_who_treats_reviews()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        var substitute = await stage.NewDoctorAsync("P. Waarnemer", "99012345601");
        await MedicalSteps.SignRosterAsync(stage.Doctor);
        await MedicalSteps.SignRosterAsync(stage.OtherDoctor);
        await MedicalSteps.StandInAsync(stage.Doctor, "P. Waarnemer", stage.Today, stage.Today.AddDays(7));
        var support = await stage.SupervisedAsync("MedicalAssistant", "O. Onder", substitute);
        await MedicalSteps.GiveTaskAsync(substitute, address, "O. Onder", "Collect", "Vraag de brief op.", stage.Today, stage.Today.AddDays(14));
        await MedicalSteps.RecordUnderTaskAsync(support, await support.OpenAsync(address), "Brief gevraagd.");
        var ways = Lines(await stage.Doctor.OpenAsync($"{address}/who"), "#ways > li");
        ways.Should().Contain(x => x.Contains("O. Onder", StringComparison.Ordinal) && x.Contains("schriftelijke taak van P. Waarnemer", StringComparison.Ordinal) && x.Contains("neemt waar voor S. Bakker", StringComparison.Ordinal));
        (await substitute.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector($"a[href='/files/{file}#reviews']").Should().NotBeNull();
        (await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/work")).Document.QuerySelector($"a[href='/files/{file}#reviews']").Should().NotBeNull();

        var page = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/deputies");
        await stage.Doctor.Browser.SubmitAsync(page, "form[action*=End]");
        (await support.OpenAsync(address)).Status.Should().Be(HttpStatusCode.NotFound, "that doctor has no say there any more");
        (await substitute.OpenAsync(address)).Status.Should().Be(HttpStatusCode.NotFound);
        var review = await stage.Doctor.Browser.SubmitAsync(await stage.Doctor.OpenAsync(address), "form[action*=Review]");
        review.Text.Should().Contain("Nagekeken door S. Bakker");
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-040")]
    public async Task A_task_names_a_person_under_this_doctor_what_and_until_when()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await stage.SupervisedAsync("MedicalAssistant", "A. Ander", stage.OtherDoctor);
        var page = await stage.Doctor.OpenAsync($"{address}/tasks");
        page.Document.QuerySelectorAll("select[name=Member] option").Select(x => x.TextContent).Should().Contain("O. Onder, praktijkondersteuner").And.NotContain(x => x.Contains("A. Ander", StringComparison.Ordinal) || x.Contains("K. Smit", StringComparison.Ordinal));
        var own = page.Document.QuerySelectorAll("select[name=Member] option").First(x => x.TextContent.StartsWith("O. Onder", StringComparison.Ordinal)).GetAttribute("value")!;
        Dictionary<string, string> good = new() { ["Member"] = own, ["Kind"] = "History", ["Description"] = "Vraag.", ["From"] = MedicalSteps.Typed(stage.Today), ["Until"] = MedicalSteps.Typed(stage.Today.AddDays(41)) };
        foreach (var (name, value) in ((string, string)[])[("Member", ""), ("Kind", "None"), ("Kind", "99"), ("Description", " "), ("Description", new string('x', 1_001)), ("From", MedicalSteps.Typed(stage.Today.AddDays(-1))), ("Until", MedicalSteps.Typed(stage.Today.AddDays(42))), ("Until", MedicalSteps.Typed(stage.Today.AddDays(-1))), ("From", ""), ("Until", "31-02-2026")])
        {
            var refused = await stage.Doctor.Browser.SubmitAsync(page, "form:has([name=Member])", new Dictionary<string, string>(good) { [name] = value });
            refused.Errors.Should().NotBeEmpty($"{name}={value}");
        }

        foreach (var name in (string[])["A. Ander", "K. Smit", "T. Visser", "S. Bakker"])
        {
            var id = await stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == name).Select(x => x.Id).SingleAsync());
            (await SendAsync(stage, stage.Doctor, $"/files/{file}/tasks", new(good) { ["Member"] = $"{id}" })).Should().Be(HttpStatusCode.NotFound, name);
        }

        // Who does not treat gives none, whoever works under him.
        var appointed = await stage.NewDoctorAsync("R. Mulder", "39012345601");
        await MedicalSteps.AppointAsync(stage.Doctor, stage.OtherDoctor, "R. Mulder", Stage.Employer.ToString("N"), "Bakkerij De Korst");
        (await appointed.OpenAsync($"{address}/tasks")).Text.Should().Contain("data-closed-by=\"R-076\"").And.NotContain("Jansen");
        (await SendAsync(stage, stage.OtherDoctor, $"/files/{file}/tasks", good)).Should().Be(HttpStatusCode.NotFound);
        (await stage.World.ReadAsync(db => db.Tasks.CountAsync())).Should().Be(0);
        (await SendAsync(stage, stage.Doctor, $"/files/{file}/tasks", good)).Should().Be(HttpStatusCode.Redirect);
        (await stage.World.ReadAsync(db => db.Tasks.CountAsync())).Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(MedicalWorld.Engines), MemberType = typeof(MedicalWorld))]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-286")]
    public async Task A_physician_under_supervision_needs_a_number_the_register_and_a_doctor_and_no_statement(string engine)
    {
        await using var stage = await Stage.StartAsync(engine, settings: ["--Register:Kind=hand"]);
        var address = await stage.AddressAsync(await stage.TreatedAsync("Jansen"));
        var people = await stage.Doctor.OpenAsync($"{stage.World.At.Medical}/people");
        foreach (var big in (string[])["", "123", "11112345630"])
        {
            var refused = await stage.Doctor.Browser.SubmitAsync(people, "form[action*=Invite]", new Dictionary<string, string> { ["Role"] = "SupervisedPhysician", ["Name"] = "O. Onder", ["Email"] = "iemand@voorbeeld.nl", ["Big"] = big });
            refused.Errors.Should().Contain("BIG", big);
        }

        var physician = await stage.SupervisedAsync("SupervisedPhysician", "O. Onder");
        (await stage.World.ReadAsync(db => db.Statements.CountAsync(x => db.Staff.Any(s => s.Id == x.Staff && s.Name == "O. Onder")))).Should().Be(0);
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "History", "Vraag.", stage.Today, stage.Today.AddDays(30));
        (await physician.OpenAsync(address)).Text.Should().Contain("Jansen");

        // Another doctor takes nobody over who is supervised; when nobody does any more, one may, and the task does not come back.
        var other = await stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == "O. Onder").Select(x => x.Id).SingleAsync());
        (await SendAsync(stage, stage.OtherDoctor, $"/people?handler=Supervise&member={other}", [])).Should().Be(HttpStatusCode.NotFound);
        (await SendAsync(stage, stage.OtherDoctor, $"/people?handler=End&member={other}", [])).Should().Be(HttpStatusCode.NotFound);
        await OfPersonAsync(stage, stage.Doctor, "O. Onder", "End");
        (await physician.Browser.GetAsync(address)).Status.Should().Be(HttpStatusCode.NotFound);
        await OfPersonAsync(stage, stage.Doctor, "O. Onder", "Supervise");
        await ClosedAsync(physician, address);
        await MedicalSteps.GiveTaskAsync(stage.Doctor, address, "O. Onder", "History", "Vraag weer.", stage.Today, stage.Today.AddDays(30));
        (await physician.OpenAsync(address)).Text.Should().Contain("Jansen");

        // Not seen in the register for seven days: the own registration counts beside the doctor's.
        await stage.World.AdvanceAsync(TimeSpan.FromDays(8));
        await OfPersonAsync(stage, stage.OtherDoctor, "S. Bakker", "Register", "[name=registered][value=true]");
        (await physician.OpenAsync(address)).Text.Should().Contain("R-286").And.NotContain("Jansen");
        await OfPersonAsync(stage, stage.Doctor, "O. Onder", "Register", "[name=registered][value=true]");
        (await physician.OpenAsync(address)).Text.Should().Contain("Jansen");
        await OfPersonAsync(stage, stage.Doctor, "O. Onder", "Register", "[name=registered][value=false]");
        (await physician.Browser.GetAsync(address)).Status.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    [Trait("Rule", "R-050")]
    [Trait("Rule", "R-060")]
    public async Task Who_can_open_the_file_names_the_task_its_doctor_and_its_end()
    {
        await using var stage = await Stage.StartAsync();
        var @case = await stage.TreatedAsync("Jansen");
        var (file, address) = (await stage.FileAsync(@case), await stage.AddressAsync(@case));
        await stage.SupervisedAsync("PracticeSupport", "O. Onder");
        await stage.SupervisedAsync("SupervisedPhysician", "I. Opleiding");
        var employee = await stage.ActivatedAsync(@case, "M. Jansen");
        Lines(await employee.OpenAsync($"{stage.World.At.Medical}/my/{file}/who"), "#ways > li").Should().NotContain(x => x.Contains("O. Onder", StringComparison.Ordinal) || x.Contains("I. Opleiding", StringComparison.Ordinal));
        foreach (var name in (string[])["O. Onder", "I. Opleiding"])
        {
            await MedicalSteps.GiveTaskAsync(stage.Doctor, address, name, "History", "Vraag.", stage.Today, new DateOnly(stage.Today.Year, 12, 24));
        }

        var mine = Lines(await employee.OpenAsync($"{stage.World.At.Medical}/my/{file}/who"), "#ways > li");
        mine.Should().Equal(Lines(await stage.Doctor.OpenAsync($"{address}/who"), "#ways > li"));
        mine.Should().ContainSingle(x => x.Contains("O. Onder", StringComparison.Ordinal)).Which.Should()
            .Contain("praktijkondersteuner").And.Contain("kan openen").And.Contain("werkt onder S. Bakker, met getekende verklaring").And.Contain($"schriftelijke taak van S. Bakker, tot en met 24 december {stage.Today.Year}");
        mine.Should().ContainSingle(x => x.Contains("I. Opleiding", StringComparison.Ordinal)).Which.Should()
            .Contain("arts onder begeleiding").And.Contain("onder begeleiding van S. Bakker").And.Contain("I. Opleiding staat in het BIG-register").And.Contain("schriftelijke taak van S. Bakker").And.NotContain("verklaring");
    }

    private static async Task ClosedAsync(Person person, string address)
    {
        var page = await person.OpenAsync(address);
        page.Status.Should().Be(HttpStatusCode.Forbidden);
        page.Text.Should().Contain("data-closed-by=\"R-050\"").And.NotContain("Jansen").And.NotContain("Pieters");
    }

    private static async Task<Page> FormAsync(Person person, string address)
    {
        var file = await person.OpenAsync(address);
        return await person.Browser.GetAsync(person.At.Medical + file.Document.QuerySelector("#tasks a[href*='/tasks/']")!.GetAttribute("href"));
    }

    /// <summary>Sends a form that need not be on any page, with the token that this person has.</summary>
    private static async Task<HttpStatusCode> SendAsync(Stage stage, Person person, string path, Dictionary<string, string> fields)
    {
        var page = await person.OpenAsync($"{stage.World.At.Medical}/");
        fields["__RequestVerificationToken"] = page.Document.QuerySelector("input[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await person.Browser.LookAsync(HttpMethod.Post, stage.World.At.Medical + path, form, stage.World.At.Medical);
        return answer.StatusCode;
    }

    private static async Task OfPersonAsync(Stage stage, Person by, string name, string handler, string? button = null)
    {
        var page = await by.OpenAsync($"{stage.World.At.Medical}/people");
        var line = page.Document.QuerySelectorAll("ul.list > li").Single(x => x.QuerySelector("b")?.TextContent == name);
        page = await by.Browser.SubmitAsync(page, $"form[action='{line.QuerySelector($"form[action*={handler}]")!.GetAttribute("action")}']", button: button);
        page.Status.Should().Be(HttpStatusCode.OK);
    }

    private static Task<Guid> DoctorAsync(Stage stage) => stage.World.ReadAsync(db => db.Staff.Where(x => x.Name == "S. Bakker").Select(x => x.Id).SingleAsync());

    private static IReadOnlyList<string> Lines(Page page, string selector) =>
        [.. page.Document.QuerySelectorAll(selector).Select(x => string.Join(' ', x.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))];
}
