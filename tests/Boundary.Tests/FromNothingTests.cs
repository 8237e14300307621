using System.Net;
using AngleSharp.Dom;
using ArboDossier.DemoAuthenticator.Browsing;
using ArboDossier.DemoAuthenticator.Demo;

namespace ArboDossier.Boundary.Tests;

/// <summary>
/// From three empty directories to the first released outcome. People begin at a program's own address and follow what the screens offer; nothing is
/// typed into an address bar, and nothing on a command line after the set-up.
/// </summary>
public sealed class FromNothingTests : IAsyncLifetime
{
    private const string Employer = "Van Dam Logistiek B.V.";
    private readonly List<Person> _people = [];
    private Programs _programs = null!;

    public async Task InitializeAsync() => _programs = await Programs.StartAsync(byTool: true);

    public async Task DisposeAsync()
    {
        _people.ForEach(x => x.Dispose());
        await _programs.DisposeAsync();
    }

    [Fact, Trait("Rule", "R-065"), Trait("Rule", "R-066"), Trait("Rule", "R-077"), Trait("Rule", "R-082")]
    public async Task Screens_lead_from_the_founding_code_to_the_first_released_outcome()
    {
        var at = _programs.At;
        var administrator = await AdministratorAsync();
        var (doctor, outside) = await DoctorsAsync(administrator);
        await RosterAsync(administrator, doctor, outside);

        // The employer, its people and a case manager: each from the list of what is missing.
        var steps = Steps(await administrator.OpenAsync($"{at.Reintegration}/"));
        steps.Open.Should().Equal("/employers", null, "/service/invite", null, null);
        var page = await FollowAsync(administrator, await administrator.OpenAsync($"{at.Reintegration}/"), "/employers");
        page = Good(await administrator.Browser.SubmitAsync(page, "form:has([name=Name])", new Dictionary<string, string> { ["Name"] = Employer }));
        var number = page.Document.QuerySelector("[data-employer]")!.TextContent;
        var personnel = await InvitedAsync(administrator, "Lotte van Rijn", "/invite");
        var manager = await InvitedAsync(administrator, "R. Özdemir", "/service/invite");
        page = await FollowAsync(administrator, await administrator.OpenAsync($"{at.Reintegration}/"), "/assign");
        var chosen = page.Document.QuerySelectorAll("select option").Single(x => x.TextContent.Trim() == manager.Name).GetAttribute("value")!;
        Good(await administrator.Browser.SubmitAsync(page, "form:has([name='Input.Member'])", new Dictionary<string, string> { ["Input.Member"] = chosen }));

        // The personnel department is led to the import; the case manager has nothing to do yet.
        page = await personnel.OpenAsync($"{at.Reintegration}/");
        Steps(page).Open.Should().Equal("/import");
        await FollowAsync(personnel, page, "/import");
        await ImportSteps.ImportAsync(personnel, "Personeelsnummer;Voorletters;Roepnaam;Tussenvoegsel;Achternaam;Geboortedatum;E-mail;Telefoon;Afdeling;Functie;Uren per week;In dienst\r\nVD1;M.;Marieke;de;Vries;01-05-1984;m@werk.invalid;0612345678;Expeditie;Planner;36;01-02-2019\r\n");
        page = Good(await personnel.OpenAsync($"{at.Reintegration}/"));
        page.Document.QuerySelector("#first-steps").Should().BeNull("nothing is missing here any more");
        Good(await manager.OpenAsync($"{at.Reintegration}/")).Document.QuerySelector("#first-steps").Should().BeNull();
        Good(await administrator.OpenAsync($"{at.Reintegration}/")).Document.QuerySelector("#first-steps").Should().BeNull("all that this program knows of is done");

        // The doctor is proposed with the number that the administrator read out.
        page = await doctor.OpenAsync($"{at.Medical}/");
        Steps(page).Open.Should().Equal("/appointments", null);
        page = await FollowAsync(doctor, page, "/appointments");
        var own = page.Document.QuerySelector("select[name=Doctor] option")!.GetAttribute("value")!;
        Good(await doctor.Browser.SubmitAsync(page, "form[action*=Propose]", new Dictionary<string, string> { ["Doctor"] = own, ["EmployerNumber"] = number, ["EmployerName"] = Employer }));
        Good(await doctor.OpenAsync($"{at.Medical}/work")).TextOf("#first-steps").Should().Contain("De andere arts bevestigt");

        // One doctor alone appoints nobody: the other one, here of another service, is led to it and confirms.
        page = Good(await outside.OpenAsync($"{at.Medical}/"));
        page.Address.AbsolutePath.Should().Be("/appointments");
        Good(await outside.SubmitWithPasskeyAsync(page, "#waiting form"));

        await FirstOutcomeAsync(personnel, manager, doctor);
        Good(await doctor.OpenAsync($"{at.Medical}/")).Document.QuerySelector("#first-steps").Should().BeNull();

        // Who helped to begin from another service stays outside all of this.
        foreach (var path in (string[])["/work", $"/files/{Guid.NewGuid()}"])
        {
            (await outside.OpenAsync(at.Medical + path)).Status.Should().Be(HttpStatusCode.NotFound, path);
        }
    }

    [Fact, Trait("Rule", "R-066")]
    public async Task The_tool_says_in_one_line_what_it_cannot_set_up()
    {
        var program = Programs.ProgramOf(Programs.Medical);
        var data = Path.Combine(_programs.Data, "elders");
        var own = Path.Combine(_programs.DataOf(Programs.Medical), "public.json");
        foreach (var (arguments, words) in new (string[], string)[]
        {
            (["--zone", "kelder", "--data", data, "--program", program], "--zone must be"),
            (["--zone", "medical", "--data", data, "--program", program + "x"], "the program is not there"),
            (["--zone", "medical", "--data", data, "--program", program, "--peer", own], "not the public.json of another zone"),
            (["--zone", "medical", "--data", data, "--program", program, "--peer", program], "not the public.json of another zone"),
        })
        {
            var (code, output) = await Programs.ToolAsync(["init", .. arguments]);
            code.Should().Be(2, output);
            output.Trim().Should().Contain(words).And.NotContain("\n");
            Directory.Exists(data).Should().BeFalse();
        }

        // What is in use by a running program is left alone, and said.
        var (busy, said) = await Programs.ToolAsync("init", "--zone", "medical", "--data", _programs.DataOf(Programs.Medical), "--program", program);
        busy.Should().Be(1);
        said.Should().Contain("in use");
    }

    private async Task<Person> AdministratorAsync()
    {
        var administrator = New("Karin Mulder");
        var code = _programs.Codes[Programs.Identity][0];
        var page = await administrator.Browser.GetAsync($"{_programs.At.Reintegration}/");
        page = await FollowAsync(administrator, page, "/founding");
        page = await administrator.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string>
        {
            ["Code"] = code, ["Name"] = administrator.Name, ["Email"] = administrator.Email, ["Password"] = administrator.Password, ["Confirm"] = administrator.Password, ["Secrecy"] = "true",
        });
        page = Good(await administrator.SubmitWithPasskeyAsync(page, "form[data-passkey=create]"));
        page = await FollowAsync(administrator, page, $"{_programs.At.Reintegration}/");
        page = await FollowAsync(administrator, page, "/founding");
        page = Good(await administrator.ReadOnAsync(await administrator.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string> { ["Code"] = code })));
        Steps(page).Open.Should().Equal($"{_programs.At.Identity}/accounts", null, "/employers", null, "/service/invite", null, null);
        using var late = new Browser();
        (await late.GetAsync($"{_programs.At.Identity}/")).Document.QuerySelector("a[href='/founding']").Should().BeNull("the code is used");
        return administrator;
    }

    private async Task<(Person Doctor, Person Outside)> DoctorsAsync(Person administrator)
    {
        var accounts = await FollowAsync(administrator, await administrator.OpenAsync($"{_programs.At.Reintegration}/"), "/accounts");
        var doctors = new List<Person>();
        foreach (var (name, code, big, outside) in new[] { ("S. Bakker", 0, "19012345601", false), ("T. Willems", 1, "29012345601", true) })
        {
            var doctor = New(name);
            doctors.Add(doctor);
            var invited = await administrator.Browser.SubmitAsync(accounts, "form:has([name=Zone])", new Dictionary<string, string> { ["Zone"] = "medical", ["Name"] = name, ["Email"] = doctor.Email, ["Language"] = "nl" });
            await doctor.AcceptAsync(Invited.On(invited));
            var page = Good(await doctor.OpenAsync($"{_programs.At.Medical}/"));
            page = await FollowAsync(doctor, page, "/founding");
            page = await doctor.Browser.SubmitAsync(page, "form:has([name=Code])", new Dictionary<string, string>
            {
                ["Code"] = _programs.Codes[Programs.Medical][code], ["Name"] = name, ["Big"] = big, ["Outside"] = outside ? "true" : "false",
            });
            Good(await doctor.SubmitWithPasskeyAsync(page, "form[data-passkey=create]"));
        }

        foreach (var doctor in doctors)
        {
            var page = Good(await doctor.OpenAsync($"{_programs.At.Medical}/"));
            await doctor.SubmitWithPasskeyAsync(page, "form[action*=Confirm]");
        }

        return (doctors[0], doctors[1]);
    }

    private async Task RosterAsync(Person administrator, Person doctor, Person outside)
    {
        var page = await doctor.OpenAsync($"{_programs.At.Medical}/");
        Steps(page).Open.Should().Equal("/roster", "/appointments", null);
        page = await FollowAsync(doctor, page, "/roster");
        Good(await doctor.SubmitWithPasskeyAsync(page, "form[data-passkey=get]"));
        page = Good(await outside.OpenAsync($"{_programs.At.Medical}/"));
        page = Good(await outside.SubmitWithPasskeyAsync(page, "form[data-passkey=get]"));
        var fingerprint = page.TextOf("#fingerprint")!;
        await World.UntilAsync(async () => Steps(await administrator.OpenAsync($"{_programs.At.Reintegration}/")).Open.Contains("/service"));
        page = await FollowAsync(administrator, await administrator.OpenAsync($"{_programs.At.Reintegration}/"), "/service");
        page = Good(await administrator.Browser.SubmitAsync(page, "form:has([name=Fingerprint])", new Dictionary<string, string> { ["Fingerprint"] = fingerprint }));
        page.Document.QuerySelector("form:has([name=Fingerprint])").Should().BeNull("it is confirmed");
    }

    private async Task FirstOutcomeAsync(Person personnel, Person manager, Person doctor)
    {
        var at = _programs.At;
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(TimeProvider.System.GetUtcNow(), TimeZoneInfo.FindSystemTimeZoneById("Europe/Amsterdam")).DateTime);
        var page = await FollowAsync(personnel, await personnel.OpenAsync($"{at.Reintegration}/"), "/employees");
        page = await FollowAsync(personnel, page, "/employees/");
        page = await FollowAsync(personnel, page, "/report-sick");
        var employee = Guid.Parse(page.Address.Segments[2].Trim('/'));
        var @case = await ReintegrationSteps.ReportSickAsync(personnel, employee, today, late: false);
        page = await FollowAsync(manager, await manager.OpenAsync($"{at.Reintegration}/"), "/cases/");
        await FollowAsync(manager, page, "/ask");
        await ReintegrationSteps.AskAsync(manager, @case, today.AddDays(7));
        await World.UntilAsync(async () => (await doctor.OpenAsync($"{at.Medical}/")).Document.QuerySelector("a[href^='/requests/']") is not null);
        page = await FollowAsync(doctor, await doctor.OpenAsync($"{at.Medical}/"), "/requests/");
        page = Good(await doctor.Browser.SubmitAsync(page, "form:has([name=Place])"));
        page = await FollowAsync(doctor, page, "/files/");
        page = await MedicalSteps.RecordAsync(doctor, page, new Dictionary<string, string> { ["Input.Findings"] = "gesprek" }, "Unfit", today, readTogether: true);
        Good(await MedicalSteps.SignAsync(doctor, page));
        await World.UntilAsync(async () => (await FollowAsync(manager, await manager.OpenAsync($"{at.Reintegration}/"), "/cases/")).TextOf("section.verdict blockquote") is not null);
    }

    /// <summary>Invites by the step of the list; the link is shown once and is accepted.</summary>
    private async Task<Person> InvitedAsync(Person administrator, string name, string step)
    {
        var person = New(name);
        var page = await FollowAsync(administrator, await administrator.OpenAsync($"{_programs.At.Reintegration}/"), step);
        page = Good(await administrator.Browser.SubmitAsync(page, "form:has([name='Input.Email'])", new Dictionary<string, string> { ["Input.Name"] = name, ["Input.Email"] = person.Email }));
        await person.AcceptAsync(Invited.On(page));
        Good(await person.OpenAsync($"{_programs.At.Reintegration}/"));
        return person;
    }

    private Person New(string name)
    {
        var person = new Person(name, $"{name.Split(' ')[^1].ToLowerInvariant().Replace('ö', 'o')}@proef.invalid", _programs.At);
        _people.Add(person);
        return person;
    }

    /// <summary>Follows a link that stands on the page: in the list of what is missing where it is there, else anywhere.</summary>
    private static async Task<Page> FollowAsync(Person person, Page page, string address)
    {
        bool Leads(IElement link) => link.GetAttribute("href") is { } href && (href == address || href.EndsWith(address, StringComparison.Ordinal) || address.EndsWith('/') && href.StartsWith(address, StringComparison.Ordinal));
        var link = page.Document.QuerySelectorAll("#first-steps a, main a").FirstOrDefault(Leads) ?? page.Document.QuerySelectorAll("nav a").FirstOrDefault(Leads)
            ?? throw new InvalidOperationException($"nothing on {page.Address.AbsolutePath} leads {person.Name} to {address}: {page.TextOf("main")}");
        return Good(await person.OpenAsync(new Uri(page.Address, link.GetAttribute("href")!).ToString()));
    }

    /// <summary>A page that says something, in whatever state: a heading, no empty table, no refused form.</summary>
    private static Page Good(Page page)
    {
        page.Status.Should().Be(HttpStatusCode.OK, page.Address.AbsolutePath);
        page.Errors.Should().BeEmpty(page.Address.AbsolutePath);
        page.TextOf("h1").Should().NotBeNullOrEmpty(page.Address.AbsolutePath);
        page.Document.QuerySelectorAll("main table").Count(x => x.QuerySelector("tbody tr") is null).Should().Be(0, page.Address.AbsolutePath);
        page.Document.QuerySelectorAll("main ul.list, main ol.list").Count(x => x.QuerySelector("li") is null).Should().Be(0, page.Address.AbsolutePath);
        return page;
    }

    /// <summary>The open steps of the list, each with where it leads, or null where another does it.</summary>
    private static (IReadOnlyList<string?> Open, int Done) Steps(Page page) =>
        ([.. page.Document.QuerySelectorAll("#first-steps li[data-step=open]").Select(x => x.QuerySelector("a")?.GetAttribute("href"))], page.Document.QuerySelectorAll("#first-steps li[data-step=done]").Length);
}
